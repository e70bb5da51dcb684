/* Luck as a function of (seed, stream, week, a, b), by Philox4x64-10, and common laws: those of sim.model.randomness.

With -DPORTABLE_MATH, exp and log are the polynomials of sim.model.randomness.portable_math instead of libm's: then, and
with -ffp-contract=off, every number of the market is the same to the last bit as in the compiled engine. */
#ifndef DRAWS_H
#define DRAWS_H

#include <math.h>
#include <stdint.h>
#include <string.h>

typedef struct {
    uint64_t w[4];
} Words;

/* Streams: decision // 4 of sim.model.randomness.decisions. */
enum {
    TRAITS_OF_FREELANCER = 1, MORE_TRAITS_OF_FREELANCER, WEEK_OF_FREELANCER, WHERE_TO_MOVE, TRAITS_OF_CLIENT,
    MORE_TRAITS_OF_CLIENT, WEEK_OF_CLIENT, WHAT_A_NEED_IS, HOW_LARGE_A_NEED_IS, HOW_A_NEED_IS_MET, LOOK_FOR_A_POST,
    PROPOSAL, WEEK_OF_POST, END_OF_CONTRACT, REGISTRATIONS, NEW_CLIENTS
};

static const int64_t WEEK_OFFSET = 4096;

static inline uint64_t product(uint64_t a, uint64_t b, uint64_t *low) {
    unsigned __int128 wide = (unsigned __int128)a * b;
    *low = (uint64_t)wide;
    return (uint64_t)(wide >> 64);
}

static inline Words random_block(uint64_t seed, uint64_t stream, int64_t week, int64_t a, int64_t b) {
    uint64_t c0 = (uint64_t)(week + WEEK_OFFSET), c1 = (uint64_t)a, c2 = (uint64_t)b, c3 = 0, k0 = seed, k1 = stream;
    for (int round = 0; round < 10; round++) {
        uint64_t low_0, low_1;
        uint64_t high_0 = product(0xD2E7470EE14C6C93u, c0, &low_0), high_1 = product(0xCA5A826395121157u, c2, &low_1);
        c0 = high_1 ^ c1 ^ k0;
        c1 = low_1;
        c2 = high_0 ^ c3 ^ k1;
        c3 = low_0;
        k0 += 0x9E3779B97F4A7C15u;
        k1 += 0xBB67AE8584CAA73Bu;
    }
    return (Words){{c0, c1, c2, c3}};
}

static inline double unit(uint64_t word) {
    return ((double)(int64_t)(word >> 11) + 0.5) * (1.0 / 9007199254740992.0);
}

#ifdef PORTABLE_MATH
static inline double exp_of(double x) {
    if (x < -708.0) return 0.0;
    x = x < 709.0 ? x : 709.0;
    double k = floor(x * 1.44269504088896338700 + 0.5), high = x - k * 6.93147180369123816490e-01;
    double low = k * 1.90821492927058770002e-10, r = high - low, t = r * r;
    double c = r - t * (1.66666666666666019037e-01 + t * (-2.77777777770155933842e-03 + t * (6.61375632143793436117e-05
        + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))));
    return ldexp(1.0 - ((low - (r * c) / (2.0 - c)) - high), (int)k);
}

static inline double log_of(double x) {
    int whole;
    double mantissa = frexp(x, &whole);
    if (mantissa < 0.70710678118654752440) {
        mantissa *= 2.0;
        whole -= 1;
    }
    double k = whole, f = mantissa - 1.0, s = f / (2.0 + f), z = s * s, w = z * z;
    double even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
    double odd = z * (6.666666666666735130e-01
        + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
    double half_square = 0.5 * f * f;
    return k * 6.93147180369123816490e-01
        - ((half_square - (s * (half_square + even + odd) + k * 1.90821492927058770002e-10)) - f);
}
#else
#define exp_of exp
#define log_of log
#endif

static inline double least(double a, double b) { return b < a ? b : a; }
static inline double most(double a, double b) { return b > a ? b : a; }
static inline double logistic(double x) { return 1.0 / (1.0 + exp_of(-x)); }
static inline double gumbel_at(double u) { return -log_of(-log_of(u)); }

/* M. J. Wichura (1988), algorithm AS 241. */
static double normal_quantile(double p) {
    double q = p - 0.5, r, top, bottom;
    if (fabs(q) <= 0.425) {
        r = 0.180625 - q * q;
        top = (((((((r * 2509.0809287301226727 + 33430.575583588128105) * r + 67265.770927008700853) * r
            + 45921.953931549871457) * r + 13731.693765509461125) * r + 1971.5909503065514427) * r
            + 133.14166789178437745) * r + 3.387132872796366608);
        bottom = (((((((r * 5226.495278852545925 + 28729.085735721942674) * r + 39307.89580009271061) * r
            + 21213.794301586595867) * r + 5394.1960214247511077) * r + 687.1870074920579083) * r
            + 42.313330701600911252) * r + 1.0);
        return q * top / bottom;
    }
    r = sqrt(-log_of(least(p, 1.0 - p)));
    if (r <= 5.0) {
        r = r - 1.6;
        top = (((((((r * 7.7454501427834140764e-4 + 0.0227238449892691845833) * r + 0.24178072517745061177) * r
            + 1.27045825245236838258) * r + 3.64784832476320460504) * r + 5.7694972214606914055) * r
            + 4.6303378461565452959) * r + 1.42343711074968357734);
        bottom = (((((((r * 1.05075007164441684324e-9 + 5.475938084995344946e-4) * r + 0.0151986665636164571966) * r
            + 0.14810397642748007459) * r + 0.68976733498510000455) * r + 1.6763848301838038494) * r
            + 2.05319162663775882187) * r + 1.0);
    } else {
        r = r - 5.0;
        top = (((((((r * 2.01033439929228813265e-7 + 2.71155556874348757815e-5) * r + 0.0012426609473880784386) * r
            + 0.026532189526576123093) * r + 0.29656057182850489123) * r + 1.7848265399172913358) * r
            + 5.4637849111641143699) * r + 6.6579046435011037772);
        bottom = (((((((r * 2.04426310338993978564e-15 + 1.4215117583164458887e-7) * r + 1.8463183175100546818e-5) * r
            + 7.868691311456132591e-4) * r + 0.0148753612908506148525) * r + 0.13692988092273580531) * r
            + 0.59983220655588793769) * r + 1.0);
    }
    return q < 0.0 ? -(top / bottom) : top / bottom;
}

/* J. F. Hart et al. (1968), algorithm 5666. */
static double normal_share_below(double x) {
    double a = fabs(x), tail = 0.0;
    if (a <= 37.0) {
        double e = exp_of(-0.5 * a * a);
        if (a < 7.07106781186547) {
            double top = ((((((3.52624965998911e-2 * a + 0.700383064443688) * a + 6.37396220353165) * a
                + 33.912866078383) * a + 112.079291497871) * a + 221.213596169931) * a + 220.206867912376);
            double bottom = (((((((8.83883476483184e-2 * a + 1.75566716318264) * a + 16.064177579207) * a
                + 86.7807322029461) * a + 296.564248779674) * a + 637.333633378831) * a
                + 793.826512519948) * a + 440.413735824752);
            tail = e * top / bottom;
        } else {
            tail = e / (2.506628274631 * (a + 1.0 / (a + 2.0 / (a + 3.0 / (a + 4.0 / (a + 0.65))))));
        }
    }
    return x <= 0.0 ? tail : 1.0 - tail;
}

static inline int64_t poisson_count(double u, double mean) {
    double term = exp_of(-mean), total = term;
    int64_t k = 0;
    while (total < u && k < 1000) {
        k++;
        term = term * mean / (double)k;
        total += term;
    }
    return k;
}

static int64_t poisson(uint64_t seed, uint64_t stream, int64_t week, int64_t a, double mean) {
    int64_t count = 0;
    for (int64_t block = 0; mean > 0.0; block++) {
        double part = least(mean, 128.0);
        count += poisson_count(unit(random_block(seed, stream, week, a, block).w[0]), part);
        mean -= part;
    }
    return count;
}

/* Ids: place (specialty or subcategory) | week | number, and client | week | number (sim.model.randomness.keys). */
enum { WEEK_BITS = 13, FREELANCER_BITS = 24, CLIENT_BITS = 18, NEED_BITS = 6, FIRST_AI_NEED = 32, MOST_NEEDS = 31 };

static inline int64_t week_of_entry(int64_t who, int bits) {
    return (who >> bits & ((1 << WEEK_BITS) - 1)) - WEEK_OFFSET;
}

static inline int64_t id_of(int64_t place, int64_t week, int64_t number, int bits) {
    return (((place << WEEK_BITS) | (week + WEEK_OFFSET)) << bits) | number;
}

#endif
