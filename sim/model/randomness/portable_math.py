"""exp, log and the normal quantile from + - * / alone: the same bits on every x86-64 machine.

``math.exp`` and ``numpy.exp`` change their last bit with the CPU; these do not, and stay within 1 ulp (exp, log).

References
----------
Sun Microsystems (1993), FDLIBM ``e_exp.c`` and ``e_log.c`` (the polynomials).
M. J. Wichura (1988), "Algorithm AS 241: the percentage points of the normal distribution", Applied Statistics 37.
J. F. Hart et al. (1968), "Computer approximations", algorithm 5666 (normal distribution function).
"""

from __future__ import annotations

import math

from sim.model.compilation import rule
from sim.model.randomness.machine_words import scaled, split

LN2_HIGH = 6.93147180369123816490e-01
LN2_LOW = 1.90821492927058770002e-10
INVERSE_LN2 = 1.44269504088896338700
SQRT_HALF = 0.70710678118654752440
EXP_OVERFLOW = 709.0
EXP_UNDERFLOW = -708.0


@rule
def exp(x: float) -> float:
    """Exponential; 0 below -708, and no larger than that of 709."""
    if x < EXP_UNDERFLOW:
        return 0.0
    x = min(x, EXP_OVERFLOW)
    k = math.floor(x * INVERSE_LN2 + 0.5)
    high = x - k * LN2_HIGH
    low = k * LN2_LOW
    r = high - low
    t = r * r
    c = r - t * (
        1.66666666666666019037e-01
        + t
        * (
            -2.77777777770155933842e-03
            + t * (6.61375632143793436117e-05 + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))
        )
    )
    y = 1.0 - ((low - (r * c) / (2.0 - c)) - high)
    return scaled(y, int(k))


@rule
def log(x: float) -> float:
    """Natural logarithm of a positive normal number."""
    mantissa, k = split(x)
    if mantissa < SQRT_HALF:
        mantissa = mantissa * 2.0
        k = k - 1
    f = mantissa - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    odd = z * (
        6.666666666666735130e-01
        + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01))
    )
    half_square = 0.5 * f * f
    return k * LN2_HIGH - ((half_square - (s * (half_square + even + odd) + k * LN2_LOW)) - f)


@rule
def logistic(x: float) -> float:
    """1 / (1 + exp(-x))."""
    return 1.0 / (1.0 + exp(-x))


@rule
def normal_quantile(p: float) -> float:
    """Quantile of the standard normal law at 0 < p < 1 (Wichura's AS 241, about 1e-16 relative)."""
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = (((((((r * 2509.0809287301226727 + 33430.575583588128105) * r + 67265.770927008700853) * r
            + 45921.953931549871457) * r + 13731.693765509461125) * r + 1971.5909503065514427) * r
            + 133.14166789178437745) * r + 3.387132872796366608)  # fmt: skip
        bottom = (((((((r * 5226.495278852545925 + 28729.085735721942674) * r + 39307.89580009271061) * r
            + 21213.794301586595867) * r + 5394.1960214247511077) * r + 687.1870074920579083) * r
            + 42.313330701600911252) * r + 1.0)  # fmt: skip
        return q * top / bottom
    r = math.sqrt(-log(min(p, 1.0 - p)))
    if r <= 5.0:
        r = r - 1.6
        top = (((((((r * 7.7454501427834140764e-4 + 0.0227238449892691845833) * r + 0.24178072517745061177) * r
            + 1.27045825245236838258) * r + 3.64784832476320460504) * r + 5.7694972214606914055) * r
            + 4.6303378461565452959) * r + 1.42343711074968357734)  # fmt: skip
        bottom = (((((((r * 1.05075007164441684324e-9 + 5.475938084995344946e-4) * r + 0.0151986665636164571966) * r
            + 0.14810397642748007459) * r + 0.68976733498510000455) * r + 1.6763848301838038494) * r
            + 2.05319162663775882187) * r + 1.0)  # fmt: skip
    else:
        r = r - 5.0
        top = (((((((r * 2.01033439929228813265e-7 + 2.71155556874348757815e-5) * r + 0.0012426609473880784386) * r
            + 0.026532189526576123093) * r + 0.29656057182850489123) * r + 1.7848265399172913358) * r
            + 5.4637849111641143699) * r + 6.6579046435011037772)  # fmt: skip
        bottom = (((((((r * 2.04426310338993978564e-15 + 1.4215117583164458887e-7) * r + 1.8463183175100546818e-5) * r
            + 7.868691311456132591e-4) * r + 0.0148753612908506148525) * r + 0.13692988092273580531) * r
            + 0.59983220655588793769) * r + 1.0)  # fmt: skip
    z = top / bottom
    return -z if q < 0.0 else z


@rule
def normal_share_below(x: float) -> float:
    """Standard normal distribution function, by Hart's rational approximation (about 1e-14 absolute)."""
    a = abs(x)
    if a > 37.0:
        tail = 0.0
    else:
        e = exp(-0.5 * a * a)
        if a < 7.07106781186547:
            top = ((((((3.52624965998911e-2 * a + 0.700383064443688) * a + 6.37396220353165) * a
                + 33.912866078383) * a + 112.079291497871) * a + 221.213596169931) * a + 220.206867912376)  # fmt: skip
            bottom = (((((((8.83883476483184e-2 * a + 1.75566716318264) * a + 16.064177579207) * a
                + 86.7807322029461) * a + 296.564248779674) * a + 637.333633378831) * a
                + 793.826512519948) * a + 440.413735824752)  # fmt: skip
            tail = e * top / bottom
        else:
            tail = e / (2.506628274631 * (a + 1.0 / (a + 2.0 / (a + 3.0 / (a + 4.0 / (a + 0.65))))))
    return tail if x <= 0.0 else 1.0 - tail
