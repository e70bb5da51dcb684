/* The market of sim.model in C: the algorithm, the luck and the columns of the compiled engine, week by week.

One translation unit, so that what is small is built in. Compiled and called by market.py. */
#include <time.h>

#include "remembering.h"

#define AS_NAME(name) #name " "
#define AS_NAME_AND_PATH(name, path) #name "=" path " "
#define AS_TYPE_AND_NAME(type, name) #type "=" #name " "

const char *market_names(int kind) {
    static const char *names[] = {PARAMETERS(AS_NAME_AND_PATH), WORLD(AS_TYPE_AND_NAME), NOW(AS_NAME), PHASES(AS_NAME),
                                  WEEKLY(AS_NAME), COMPLEXITY(AS_NAME), SEEN(AS_NAME)};
    return names[kind];
}

static void make_sums(Market *m) {
    const World *w = &m->world;
    for (int t = 0; t < m->n_threads; t++) {
        m->flows[t].weekly = calloc((size_t)(w->n_specialties * N_LEVELS * N_DURATIONS * N_WEEKLY), sizeof(int64_t));
        m->flows[t].bins = calloc((size_t)(w->n_categories * N_BINS * N_COMPLEXITY), sizeof(int64_t));
        m->flows[t].seen = calloc((size_t)(w->n_specialties * N_SEEN), sizeof(int64_t));
    }
}

/* `world` points to arrays in the order of WORLD, which must stay where they are. */
Market *market_new(
    const double *parameters, const void *const *world, const int64_t *sizes, uint64_t seed, int n_threads) {
    Market *m = calloc(1, sizeof *m);
    memcpy(&m->p, parameters, sizeof m->p);
    memcpy(&m->world, world, offsetof(World, n_specialties));
    m->world.n_specialties = sizes[0];
    m->world.n_subcategories = sizes[1];
    m->world.n_categories = sizes[2];
    m->seed = seed;
    m->n_threads = n_threads < 1 ? 1 : n_threads > MOST_THREADS ? MOST_THREADS : n_threads;
#ifndef _OPENMP
    m->n_threads = 1;
#endif
    for (int weeks = 0; weeks < MOST_IDLE; weeks++) {
        m->idle_factor[weeks] = exp_of(m->p.quit_idle_slope * (double)weeks / 52.0) * A_LITTLE_ABOVE;
    }
    make_sums(m);
    int64_t n_lists = LISTS * (sizes[0] + sizes[1] + 2 * sizes[2]) + 1;
    m->circles.first = calloc((size_t)n_lists, sizeof(int64_t));
    m->circles.free = calloc((size_t)n_lists, sizeof(int64_t));
    MAKE_ROOM(m->held.first, 0, 1, m->held.first_room);
    m->held.first[0] = 0;
    form_beliefs(m);
    return m;
}

void market_free(Market *m) {
    release_people(&m->people);
    release_buyers(&m->buyers);
    release_posts(&m->posts);
    release_deals(&m->deals);
    void *rest[] = {m->open_posts, m->running, m->held.offers, m->held.spare, m->held.first, m->held.numbers,
                    m->circles.first, m->circles.free, m->circles.place_of, m->circles.bucket, m->circles.ranks,
                    m->circles.points, m->reading.luck, m->reading.nobody, m->reading.utility, m->reading.n,
                    m->reading.read, m->reading.chosen, m->reading.order, m->reading.bucket, m->paid, m->places,
                    m->kept};
    for (size_t i = 0; i < sizeof rest / sizeof *rest; i++) free(rest[i]);
    for (int t = 0; t < m->n_threads; t++) {
        free(m->flows[t].weekly);
        free(m->flows[t].bins);
        free(m->flows[t].seen);
    }
    free(m);
}

static double clock_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double lap(Market *m, int phase, double since) {
    double now = clock_now();
    m->seconds[phase] += now - since;
    return now;
}

/* The week up to hiring. */
void market_begin_week(Market *m, const double *now) {
    memcpy(&m->now, now, sizeof m->now);
    m->week = (int64_t)m->now.week;
    memset(m->seconds, 0, sizeof m->seconds);
    int64_t n_before = m->n_open;
    double since = clock_now();
    participate(m);
    since = lap(m, PHASE_participation, since);
    adopt_ai(m);
    since = lap(m, PHASE_adoption, since);
    post_needs(m);
    since = lap(m, PHASE_posting, since);
    search(m, n_before);
    lap(m, PHASE_search, since);
}

/* The rest of the week; `counts` takes the numbers that the rivals of the benchmarks give. */
void market_end_week(Market *m, double *counts) {
    double since = clock_now();
    read_all(m);
    hire(m);
    since = lap(m, PHASE_hiring, since);
    work_and_pay(m);
    since = lap(m, PHASE_delivery_and_payment, since);
    end_contracts(m);
    look_over(m);
    since = lap(m, PHASE_learning, since);
    for (int b = 0; b < m->n_found[0]; b++) move(m, &m->found[0][b]);
    for (int64_t row = 0; row < m->people.n && m->now.last_before_ai != 0.0; row++) {
        m->people.experience_before_ai[row] = m->people.experience_hours[row];
    }
    count_clients(m);
    gather(m);
    close_panel(m);
    close_memory(m);
    if ((m->week % QUARTER + QUARTER) % QUARTER == QUARTER - 1) drop_dead_rows(m);
    const int64_t *t = m->totals;
    double numbers[] = {(double)m->tally.active, (double)m->clients_here, (double)t[IN_WEEK_new_needs],
                        (double)t[IN_WEEK_new_posts], (double)t[IN_WEEK_new_ai_posts], (double)t[IN_WEEK_new_proposals],
                        (double)t[IN_WEEK_new_posts_filled], (double)t[IN_WEEK_gross_services_volume] / 100.0,
                        (double)m->tally.adopters, (double)m->client_adopters};
    memcpy(counts, numbers, sizeof numbers);
    lap(m, PHASE_rest, since);
}

/* Seconds for reading the proposals of all open posts once, between the two halves of a week; `sizes` takes the number
of posts, of their proposals, and of those weighed against one another. */
double market_time_reading(Market *m, int64_t repetitions, int64_t *sizes) {
    read_all(m);
    double since = clock_now();
    for (int64_t i = 0; i < repetitions; i++) read_all(m);
    double seconds = clock_now() - since;
    sizes[0] = m->n_open;
    sizes[1] = m->held.first[m->n_open];
    sizes[2] = 0;
    for (int64_t k = 0; k < m->n_open; k++) sizes[2] += m->reading.n[k];
    return seconds / (double)repetitions;
}

void market_seconds(const Market *m, double *seconds) { memcpy(seconds, m->seconds, sizeof m->seconds); }

void market_totals(const Market *m, int64_t *totals) { memcpy(totals, m->totals, sizeof m->totals); }

/* Identities of the week: gap of hours booked and promised, hours beyond the week, and running contracts that
freelancers and the list of them disagree about. */
void market_identities(const Market *m, double *gaps) {
    gaps[0] = m->tally.gap;
    gaps[1] = m->tally.over;
    gaps[2] = (double)(m->tally.n_running - m->n_running);
}
