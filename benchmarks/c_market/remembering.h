/* Phase 11: the week is written down and remembered; once a quarter, rows that nobody needs any more go. */
#include "working.h"

/* Partial pooling: ratio total / weight of each specialty, towards subcategory, category and platform. */
static void pooled(const World *w, const double *total, const double *weight, double prior, double k, double *ratio) {
    double totals[MOST_SUBCATEGORIES] = {0}, weights[MOST_SUBCATEGORIES] = {0};
    double higher[MOST_SUBCATEGORIES] = {0}, heavier[MOST_SUBCATEGORIES] = {0}, all_total = 0.0, all_weight = 0.0;
    for (int64_t s = 0; s < w->n_specialties; s++) {
        totals[w->subcategory_of[s]] += total[s];
        weights[w->subcategory_of[s]] += weight[s];
    }
    for (int64_t s = 0; s < w->n_subcategories; s++) {
        higher[w->category_of_subcategory[s]] += totals[s];
        heavier[w->category_of_subcategory[s]] += weights[s];
    }
    for (int64_t c = 0; c < w->n_categories; c++) {
        all_total += higher[c];
        all_weight += heavier[c];
    }
    double platform = (all_total + k * prior) / (all_weight + k);
    for (int64_t s = 0; s < w->n_specialties; s++) {
        int64_t subcategory = w->subcategory_of[s], category = w->category_of_subcategory[subcategory];
        double above = (higher[category] + k * platform) / (heavier[category] + k);
        above = (totals[subcategory] + k * above) / (weights[subcategory] + k);
        ratio[s] = (total[s] + k * above) / (weight[s] + k);
    }
}

#define SUM_OF(name) m->sums[SEEN_##name]

static void believe_in_ai_gain(Market *m, double weeks) {
    double users[MOST_PLACES] = {0}, others[MOST_PLACES] = {0}, n[MOST_PLACES] = {0};
    double ratio_users[MOST_PLACES], ratio_others[MOST_PLACES];
    for (int64_t s = 0; s < m->world.n_specialties; s++) {
        users[s] = SUM_OF(ai_earnings)[s] / m->beliefs.income[s];
        others[s] = (SUM_OF(earnings)[s] - SUM_OF(ai_earnings)[s]) / m->beliefs.income[s];
        n[s] = SUM_OF(active_weeks)[s] - SUM_OF(ai_active_weeks)[s];
    }
    pooled(&m->world, users, SUM_OF(ai_active_weeks), 1.0, weeks, ratio_users);
    pooled(&m->world, others, n, 1.0, weeks, ratio_others);
    for (int64_t s = 0; s < m->world.n_specialties; s++) {
        m->beliefs.ln_ai_gain[s] = log_of(most(ratio_users[s], 0.05)) - log_of(most(ratio_others[s], 0.05));
    }
}

static void form_beliefs(Market *m) {
    const World *w = &m->world;
    double k = m->p.belief_prior_contracts, weeks = 52.0 * k, long_run[MOST_PLACES], proposals = 0.0, closed = 0.0;
    pooled(w, SUM_OF(ln_price_over_budget), SUM_OF(contracts), 0.0, k, m->beliefs.price);
    pooled(w, SUM_OF(succeeded), SUM_OF(ended), 0.88, k, m->beliefs.quality);
    pooled(w, SUM_OF(filled), SUM_OF(closed), 0.38, k, m->beliefs.fill);
    pooled(w, SUM_OF(contracts_ai_user), SUM_OF(contracts), 0.0, k, m->beliefs.ai_user_share);
    pooled(w, SUM_OF(earnings), SUM_OF(active_weeks), 60.0, weeks, m->beliefs.income);
    pooled(w, m->long_run[0], m->long_run[1], 60.0, weeks, long_run);
    pooled(w, SUM_OF(proposals), SUM_OF(closed), 24.0, k, m->beliefs.crowding);
    for (int64_t s = 0; s < w->n_specialties; s++) {
        proposals += SUM_OF(proposals)[s];
        closed += SUM_OF(closed)[s];
    }
    double platform = proposals / most(closed, 1.0);
    for (int64_t s = 0; s < w->n_specialties; s++) {
        m->beliefs.price[s] = exp_of(m->beliefs.price[s]);
        m->beliefs.income_ratio[s] = m->beliefs.income[s] / long_run[s];
        m->beliefs.crowding[s] /= platform > 0.0 ? platform : 24.0;
    }
    believe_in_ai_gain(m, weeks);
    m->beliefs.ai_post_fill = (m->ai_posts[1] + k * 0.38) / (m->ai_posts[0] + k);
}

/* Add up the sums of all threads; they begin the next week with zeros. */
static void gather(Market *m) {
    const World *w = &m->world;
    int64_t sizes[] = {w->n_specialties * N_LEVELS * N_DURATIONS * N_WEEKLY, w->n_categories * N_BINS * N_COMPLEXITY,
                       w->n_specialties * N_SEEN};
    for (int t = 1; t < m->n_threads; t++) {
        int64_t *own[] = {m->flows[t].weekly, m->flows[t].bins, m->flows[t].seen};
        int64_t *all[] = {m->flows[0].weekly, m->flows[0].bins, m->flows[0].seen};
        for (int kind = 0; kind < 3; kind++) {
            for (int64_t i = 0; i < sizes[kind]; i++) {
                all[kind][i] += own[kind][i];
                own[kind][i] = 0;
            }
        }
    }
}

/* Totals of the week; from week 0 on, the cells in which anything happened are kept: week, cell, flows. */
static void close_panel(Market *m) {
    int64_t n_cells = m->world.n_specialties * N_LEVELS * N_DURATIONS;
    memset(m->totals, 0, sizeof m->totals);
    for (int64_t cell = 0; cell < n_cells; cell++) {
        int64_t *sums = m->flows[0].weekly + cell * N_WEEKLY, any = 0;
        for (int j = 0; j < N_WEEKLY; j++) {
            m->totals[j] += sums[j];
            any |= sums[j];
        }
        if (any == 0) continue;
        if (m->week >= 0) {
            MAKE_ROOM(m->kept, m->n_kept, m->n_kept + N_WEEKLY + 2, m->kept_room);
            m->kept[m->n_kept] = m->week;
            m->kept[m->n_kept + 1] = cell;
            memcpy(m->kept + m->n_kept + 2, sums, N_WEEKLY * sizeof *sums);
            m->n_kept += N_WEEKLY + 2;
        }
        memset(sums, 0, N_WEEKLY * sizeof *sums);
    }
    memset(m->flows[0].bins, 0, (size_t)(m->world.n_categories * N_BINS * N_COMPLEXITY) * sizeof(int64_t));
}

static void close_memory(Market *m) {
    for (int64_t s = 0; s < m->world.n_specialties; s++) {
        int64_t *seen = seen_cell(&m->flows[0], s);
        double earnings = (double)seen[SEEN_earnings] / SCALE, weeks = (double)seen[SEEN_active_weeks] / SCALE;
        m->long_run[0][s] = m->long_run[0][s] * m->p.slow_fading + earnings;
        m->long_run[1][s] = m->long_run[1][s] * m->p.slow_fading + weeks;
        for (int j = 0; j < N_SEEN; j++) {
            m->sums[j][s] = m->sums[j][s] * m->p.fading + (double)seen[j] / SCALE;
            seen[j] = 0;
        }
    }
    m->ai_posts[0] = m->ai_posts[0] * m->p.fading + (double)m->ai_closed;
    m->ai_posts[1] = m->ai_posts[1] * m->p.fading + (double)m->ai_filled;
    m->ai_closed = m->ai_filled = 0;
    form_beliefs(m);
}

static void count_clients(Market *m) {
    m->clients_here = m->client_adopters = 0;
    for (int64_t row = 0; row < m->buyers.n; row++) {
        m->clients_here += m->buyers.active[row];
        m->client_adopters += m->buyers.active[row] & m->buyers.ai_adopted[row];
    }
}

/* New place of each of n rows that is needed, -1 for the others, and behind these `n` the rows needed; their number. */
static int64_t new_places(int32_t *to, int64_t n) {
    int32_t kept = 0, *rows = to + n;
    for (int64_t row = 0; row < n; row++) {
        int32_t needed = to[row];
        rows[kept] = (int32_t)row;
        to[row] = needed ? kept : -1;
        kept += needed;
    }
    return kept;
}

static void drop_people(Market *m, int32_t *to) {
    for (int64_t row = 0; row < m->people.n; row++) to[row] = m->people.active[row] || m->people.n_running[row] > 0;
    int64_t before = m->people.n, n = new_places(to, before);
    compact_people(&m->people, to + before, n);
    for (int64_t i = 0; i < m->n_running; i++) {
        int32_t *who = &m->deals.freelancer[m->running[i]];
        *who = to[*who];
    }
    for (int64_t i = 0; i < m->held.n; i++) {
        int32_t *who = &m->held.offers[i].freelancer;
        if (*who >= 0) *who = to[*who];
    }
}

static void drop_buyers(Market *m, int32_t *to) {
    for (int64_t row = 0; row < m->buyers.n; row++) to[row] = m->buyers.active[row];
    for (int64_t i = 0; i < m->n_running; i++) to[m->deals.client[m->running[i]]] = 1;
    for (int64_t i = 0; i < m->n_open; i++) to[m->posts.client[m->open_posts[i]]] = 1;
    int64_t before = m->buyers.n, n = new_places(to, before);
    compact_buyers(&m->buyers, to + before, n);
    for (int64_t i = 0; i < m->n_running; i++) {
        int32_t *client = &m->deals.client[m->running[i]];
        *client = to[*client];
    }
    for (int64_t i = 0; i < m->n_open; i++) {
        int32_t *client = &m->posts.client[m->open_posts[i]];
        *client = to[*client];
    }
}

static void drop_posts(Market *m, int32_t *to) {
    memset(to, 0, (size_t)m->posts.n * sizeof *to);
    for (int64_t i = 0; i < m->n_running; i++) to[m->deals.post[m->running[i]]] = 1;
    for (int64_t i = 0; i < m->n_open; i++) to[m->open_posts[i]] = 1;
    int64_t before = m->posts.n, n = new_places(to, before);
    compact_posts(&m->posts, to + before, n);
    for (int64_t i = 0; i < m->n_running; i++) {
        int32_t *post = &m->deals.post[m->running[i]];
        *post = to[*post];
    }
    for (int64_t i = 0; i < m->n_open; i++) m->open_posts[i] = to[m->open_posts[i]];
}

static void drop_deals(Market *m, int32_t *to) {
    memset(to, 0, (size_t)m->deals.n * sizeof *to);
    for (int64_t i = 0; i < m->n_running; i++) to[m->running[i]] = 1;
    int64_t before = m->deals.n, n = new_places(to, before);
    compact_deals(&m->deals, to + before, n);
    for (int64_t i = 0; i < m->n_running; i++) m->running[i] = to[m->running[i]];
}

/* Those who are quiet never come back, and whoever has left is needed only by running contracts. */
static void drop_dead_rows(Market *m) {
    int64_t rows = m->people.n > m->buyers.n ? m->people.n : m->buyers.n;
    rows = rows > m->posts.n ? rows : m->posts.n;
    rows = rows > m->deals.n ? rows : m->deals.n;
    int32_t *to = moved_to(NULL, 0, 2 * (size_t)(rows + 1) * sizeof *to);
    drop_people(m, to);
    drop_buyers(m, to);
    drop_posts(m, to);
    drop_deals(m, to);
    free(to);
}
