/* The market as one struct, and room for its columns: they grow by half, and large ones ask for huge pages. */
#ifndef MEMORY_H
#define MEMORY_H

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "draws.h"
#include "setting.h"
#include "state.h"

#define AS_BELIEF(name) double name[MOST_PLACES];
#define BELIEFS(X) X(price) X(quality) X(fill) X(ai_user_share) X(income) X(income_ratio) X(crowding) X(ln_ai_gain)

typedef struct {
    Parameters p;
    World world;
    Now now;
    uint64_t seed;
    int64_t week;
    int n_threads;
    People people;
    Buyers buyers;
    Posts posts;
    Deals deals;
    int64_t *open_posts, *running, n_open, n_running, open_room, running_room;
    Found found[2][MOST_BLOCKS];
    int n_found[2];
    double idle_factor[MOST_IDLE], ratio_factor[MOST_PLACES];
    Held held;
    Circles circles;
    Reading reading;
    int64_t *paid, paid_room, *places, places_room;
    Flow flows[MOST_THREADS];
    struct { BELIEFS(AS_BELIEF) double ai_post_fill; } beliefs;
    double sums[N_SEEN][MOST_PLACES], long_run[2][MOST_PLACES], ai_posts[2];
    double freelancer_peers[MOST_SUBCATEGORIES], client_peers[MOST_SUBCATEGORIES];
    double alike[2][MOST_SUBCATEGORIES][N_OPENNESS]; /* peers by openness: freelancers, clients */
    int64_t ai_closed, ai_filled, totals[N_WEEKLY], *kept, n_kept, kept_room;
    Tally tally;
    int64_t clients_here, client_adopters;
    double seconds[N_PHASES];
} Market;

static const size_t HUGE_PAGE = 2u << 20;

static void *moved_to(void *old, size_t used, size_t wanted) {
    size_t size = wanted < 2 * HUGE_PAGE ? wanted + 64 : (wanted + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
    void *fresh = aligned_alloc(wanted < 2 * HUGE_PAGE ? 64 : HUGE_PAGE, (size + 63) / 64 * 64);
    if (fresh == NULL) {
        fprintf(stderr, "c_market: no memory for %zu bytes\n", size);
        abort();
    }
    if (wanted >= 2 * HUGE_PAGE) madvise(fresh, size, MADV_HUGEPAGE);
    if (used > 0) memcpy(fresh, old, used);
    free(old);
    return fresh;
}

/* Room for `wanted` entries behind a pointer, of which `used` are kept. */
#define MAKE_ROOM(pointer, used, wanted, room)                                                 \
    do {                                                                                       \
        if ((int64_t)(wanted) > (room)) {                                                      \
            size_t cell = sizeof *(pointer);                                                   \
            (room) = (int64_t)(wanted) + (int64_t)(wanted) / 4 + 1024;                         \
            (pointer) = moved_to((pointer), (size_t)(used) * cell, (size_t)(room) * cell);     \
        }                                                                                      \
    } while (0)

#define GROW(type, name) t->name = moved_to(t->name, (size_t)t->n * sizeof(type), (size_t)t->room * sizeof(type));
#define COMPACT(type, name) for (int64_t k = 0; k < n; k++) t->name[k] = t->name[rows[k]];
#define CLOSE_GAP(type, name) memmove(t->name + stop, t->name + begin, (size_t)(end - begin) * sizeof(type));
#define RELEASE(type, name) free(t->name);

/* The functions that every table has. */
#define TABLE(Kind, name, COLUMNS, COLUMNS_NOW)                               \
    static void room_for_##name(Kind *t, int64_t extra) {                     \
        if (t->n + extra <= t->room) return;                                  \
        int64_t larger = t->room + t->room / 2;                               \
        t->room = t->n + extra > larger ? t->n + extra + 1024 : larger;       \
        COLUMNS(GROW)                                                         \
        COLUMNS_NOW(GROW)                                                     \
    }                                                                         \
    static void compact_##name(Kind *t, const int32_t *rows, int64_t n) {     \
        COLUMNS(COMPACT)                                                      \
        t->n = n;                                                             \
    }                                                                         \
    static void release_##name(Kind *t) { COLUMNS(RELEASE) COLUMNS_NOW(RELEASE) }

TABLE(People, people, PEOPLE, PEOPLE_NOW)
TABLE(Buyers, buyers, BUYERS, BUYERS_NOW)
TABLE(Posts, posts, POSTS, NO_COLUMNS)
TABLE(Deals, deals, DEALS, NO_COLUMNS)

/* Blocks of rows that threads share out; one block for one thread or few rows. */
static int blocks_of(const Market *m, int64_t n, int per_thread, Block *blocks) {
    int n_blocks = m->n_threads == 1 || n < LEAST_ROWS ? 1 : m->n_threads * per_thread;
    for (int b = 0; b < n_blocks; b++) {
        blocks[b] = (Block){n * b / n_blocks, n * (b + 1) / n_blocks};
    }
    return n_blocks;
}

#define IN_PARALLEL _Pragma("omp parallel for num_threads(m->n_threads) schedule(dynamic, 1) if (n_blocks > 1)")

#ifdef _OPENMP
#include <omp.h>
#define MY_FLOW (&m->flows[omp_get_thread_num()])
#else
#define MY_FLOW (&m->flows[0])
#endif

static const double SCALE = 1048576.0;

static inline int64_t fixed_point(double amount) { return (int64_t)floor(amount * SCALE + 0.5); }

static inline int64_t *weekly_cell(Flow *flow, int64_t specialty, int64_t level, int64_t duration) {
    return flow->weekly + ((specialty * N_LEVELS + level) * N_DURATIONS + duration) * N_WEEKLY;
}

static inline int64_t *complexity_cell(Flow *flow, int64_t category, double complexity) {
    int64_t bin = (int64_t)floor(complexity);
    bin = bin < 0 ? 0 : bin > N_BINS - 1 ? N_BINS - 1 : bin;
    return flow->bins + (category * N_BINS + bin) * N_COMPLEXITY;
}

static inline int64_t *seen_cell(Flow *flow, int64_t specialty) { return flow->seen + specialty * N_SEEN; }

static inline bool is_public(const Market *m, int64_t subcategory) {
    return (m->world.subcategory_visual[subcategory] ? m->now.visual_ai : m->now.text_ai) != 0.0;
}

/* Number of entries that are at most u. */
static inline int64_t place_right_of(const double *cumulated, int64_t n, double u) {
    int64_t low = 0;
    while (n > 0) {
        int64_t half = (n + 1) / 2;
        low = cumulated[low + half - 1] <= u ? low + half : low;
        n -= half;
    }
    return low;
}

/* Order of uniform numbers, ties by `tie`: by buckets as wide as the mean gap, then by insertion; `bucket`: n + 1. */
static void order_of(int64_t n, const double *u, const int64_t *tie, int32_t *order, int32_t *bucket) {
    memset(bucket, 0, (size_t)(n + 1) * sizeof *bucket);
    for (int64_t i = 0; i < n; i++) bucket[(int64_t)(u[i] * (double)n) + 1]++;
    for (int64_t k = 0; k < n; k++) bucket[k + 1] += bucket[k];
    for (int64_t i = n - 1; i >= 0; i--) order[--bucket[(int64_t)(u[i] * (double)n) + 1]] = (int32_t)i;
    for (int64_t k = 1; k < n; k++) {
        int32_t one = order[k];
        int64_t at = k;
        for (; at > 0; at--) {
            int32_t other = order[at - 1];
            if (u[other] < u[one] || (u[other] == u[one] && tie[other] < tie[one])) break;
            order[at] = other;
        }
        order[at] = one;
    }
}

#endif
