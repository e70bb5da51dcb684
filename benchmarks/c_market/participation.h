/* Phases 1 to 3: who leaves and enters, the luck of the week, and who adopts AI. */
#include "memory.h"

#define EVERYBODY 2.0 /* largest hazard where use is pinned: all are asked, those who use AI already included */

static const double A_LITTLE_ABOVE = 1.0 + 1e-9, A_LITTLE_BELOW = 1e-15, LEAST_FREE = 4.0;
static const double LEAST_RATIO = 1.0 / 3.0, MOST_RATIO = 3.0;

static const double OPENNESS_CUTS[N_OPENNESS - 1] = {
    -1.2815515655446004, -0.8416212335729143, -0.5244005127080407, -0.2533471031357997, 0.0,
    0.2533471031357997, 0.5244005127080407, 0.8416212335729143, 1.2815515655446004};

static inline int openness_group(double deviation) {
    int group = 0;
    for (int cut = 0; cut < N_OPENNESS - 1; cut++) group += deviation >= OPENNESS_CUTS[cut];
    return group;
}

static double held_ratio(double ratio) { return least(most(ratio, LEAST_RATIO), MOST_RATIO); }

static void set_factors(Market *m) {
    for (int64_t s = 0; s < m->world.n_specialties; s++) {
        double ratio = held_ratio(m->beliefs.income_ratio[s]);
        m->ratio_factor[s] = exp_of(-m->p.quit_income_elasticity * log_of(ratio)) * A_LITTLE_ABOVE;
    }
}

static inline bool quits(const Market *m, double u, int64_t row, int64_t specialty) {
    const People *people = &m->people;
    const Parameters *p = &m->p;
    if (people->n_running[row] > 0) return u < p->retirement_hazard;
    double base = people->n_contracts[row] > 0 ? p->quit_hazard_hired : p->quit_hazard;
    int64_t idle = people->weeks_idle[row];
    if (idle < MOST_IDLE && u >= p->retirement_hazard + base * m->idle_factor[idle] * m->ratio_factor[specialty])
        return false;
    double ratio = held_ratio(m->beliefs.income_ratio[specialty]);
    double grown = exp_of(p->quit_idle_slope * (double)idle / 52.0 - p->quit_income_elasticity * log_of(ratio));
    return u < p->retirement_hazard + (1.0 - p->retirement_hazard) * least(1.0, base * grown);
}

static void draw_freelancers(Market *m, Found *found, bool may_leave) {
    People *people = &m->people;
    const Parameters *p = &m->p;
    int64_t adoption = found->rows.first, moving = found->rows.first;
    for (int64_t row = found->rows.first; row < found->rows.end; row++) {
        people->wanted[row] = 0;
        if (!people->active[row]) continue;
        int64_t specialty = people->specialty[row];
        Words luck = random_block(m->seed, WEEK_OF_FREELANCER, m->week, people->freelancer_id[row], 0);
        if (may_leave && quits(m, unit(luck.w[0]), row, specialty)) {
            people->active[row] = false;
            found->left++;
            continue;
        }
        int64_t subcategory = m->world.subcategory_of[specialty];
        int group = openness_group((double)people->ai_openness[row] - p->freelancer_openness_mean);
        found->heads[0][subcategory][group]++;
        found->heads[1][subcategory][group] += people->ai_adopted[row];
        double hazard = is_public(m, subcategory) ? p->freelancer_most_after : p->freelancer_most_before;
        bool asked = !people->ai_adopted[row] || hazard >= EVERYBODY;
        if (asked && unit(luck.w[1]) < hazard) people->adoption[adoption++] = (int32_t)row;
        if (unit(luck.w[3]) < p->moving_hazard) people->moving[moving++] = (int32_t)row;
        double hours = people->hours_per_week[row], free_hours = hours - people->hours_booked[row];
        if (free_hours >= LEAST_FREE) {
            people->wanted[row] = (int16_t)poisson_count(unit(luck.w[2]), p->proposals_per_week * free_hours / hours);
        }
    }
    found->adoption = adoption;
    found->moving = moving;
}

static int64_t count_ai_needs(const Market *m, int64_t row, double u) {
    const Parameters *p = &m->p;
    double rate = m->buyers.need_rate[row];
    rate = p->rate_mean <= 0.0
        ? 0.0 : p->ai_rate * rate / p->rate_mean * exp_of(p->ai_capability_elasticity * m->now.usefulness);
    if (u <= 1.0 - rate * (1.0 + most(p->ai_setup_boost, 0.0)) * A_LITTLE_ABOVE - A_LITTLE_BELOW) return 0;
    int64_t adopted = m->buyers.ai_adopted_week[row];
    double since = (double)(m->week - adopted);
    bool brought = adopted < week_of_entry(m->buyers.client_id[row], CLIENT_BITS);
    rate *= brought ? 1.0 : 1.0 + p->ai_setup_boost * exp_of(-since / p->ai_setup_weeks);
    int64_t n = poisson_count(u, rate);
    return n < MOST_NEEDS ? n : MOST_NEEDS;
}

static void draw_clients(Market *m, Found *found, bool may_leave) {
    Buyers *buyers = &m->buyers;
    const Parameters *p = &m->p;
    int64_t adoption = found->rows.first;
    for (int64_t row = found->rows.first; row < found->rows.end; row++) {
        buyers->needs[row] = buyers->ai_needs[row] = 0;
        if (!buyers->active[row]) continue;
        Words luck = random_block(m->seed, WEEK_OF_CLIENT, m->week, buyers->client_id[row], 0);
        double base = p->client_exit_hazard;
        double hazard = least(1.0, buyers->last_post_failed[row] ? base * p->client_exit_after_failure : base);
        if (may_leave && unit(luck.w[0]) < hazard) {
            buyers->active[row] = false;
            buyers->exit_week[row] = (int16_t)m->week;
            found->left++;
            continue;
        }
        int64_t subcategory = buyers->subcategory[row];
        int group = openness_group((double)buyers->ai_openness[row] - p->client_openness_mean);
        found->heads[0][subcategory][group]++;
        if (buyers->ai_adopted[row]) {
            found->heads[1][subcategory][group]++;
            buyers->ai_needs[row] = (uint8_t)count_ai_needs(m, row, unit(luck.w[3]));
        }
        double largest = is_public(m, subcategory) ? p->client_most_after : p->client_most_before;
        bool asked = !buyers->ai_adopted[row] || largest >= EVERYBODY;
        if (asked && unit(luck.w[1]) < largest) buyers->adoption[adoption++] = (int32_t)row;
        double u = unit(luck.w[2]), rate = buyers->need_rate[row];
        if (u > 1.0 - rate - A_LITTLE_BELOW) {
            int64_t n = poisson_count(u, rate);
            buyers->needs[row] = (uint8_t)(n < MOST_NEEDS ? n : MOST_NEEDS);
        }
    }
    found->adoption = adoption;
}

/* Draw the luck of rows from `first` to `end` of freelancers (0) or clients (1). */
static void draw_luck(Market *m, int kind, int64_t first, int64_t end, bool may_leave) {
    Block blocks[MOST_BLOCKS];
    int n_blocks = blocks_of(m, end - first, 8, blocks), before = m->n_found[kind];
    IN_PARALLEL
    for (int b = 0; b < n_blocks; b++) {
        Found *found = &m->found[kind][before + b];
        memset(found, 0, sizeof *found);
        found->rows = (Block){first + blocks[b].first, first + blocks[b].end};
        if (kind == 0) draw_freelancers(m, found, may_leave);
        else draw_clients(m, found, may_leave);
    }
    m->n_found[kind] = before + n_blocks;
}

static double rate_at_ability(const double *ladder, double ability) {
    double held = least(most(ability, -2.0), 2.0);
    double low = log_of(ladder[0]), middle = log_of(ladder[1]), high = log_of(ladder[2]);
    return exp_of(middle + (held > 0.0 ? high - middle : middle - low) * held);
}

enum { NOBODY_ADOPTS, BY_HAZARD, PINNED };

static bool freelancer_brings_ai(const Market *m, int64_t row, const Words *traits, const Words *more) {
    const Parameters *p = &m->p;
    int64_t subcategory = m->world.subcategory_of[m->people.specialty[row]];
    if (p->freelancer_mode == NOBODY_ADOPTS || p->freelancer_newcomers == 0.0 || !is_public(m, subcategory)) return false;
    if (p->withheld_share > 0.0 && unit(more->w[1]) < p->withheld_share) return false;
    if (p->freelancer_mode == PINNED) return unit(traits->w[3]) > 1.0 - p->freelancer_share;
    int group = openness_group((double)m->people.ai_openness[row] - p->freelancer_openness_mean);
    return unit(more->w[3]) < least(m->alike[0][subcategory][group] / (1.0 - p->withheld_share), 1.0);
}

static bool client_brings_ai(const Market *m, int64_t row, const Words *traits, const Words *more) {
    const Parameters *p = &m->p;
    int64_t subcategory = m->buyers.subcategory[row];
    if (p->client_mode == NOBODY_ADOPTS || p->client_newcomers == 0.0 || !is_public(m, subcategory)) return false;
    if (p->client_mode == PINNED) return unit(traits->w[2]) > 1.0 - p->client_share;
    int group = openness_group((double)m->buyers.ai_openness[row] - p->client_openness_mean);
    return unit(more->w[3]) < m->alike[1][subcategory][group];
}

static void enter_freelancer(Market *m, int64_t row, int64_t specialty, int64_t who, int64_t week, bool quiet) {
    People *t = &m->people;
    const Parameters *p = &m->p;
    Words traits = random_block(m->seed, TRAITS_OF_FREELANCER, 0, who, 0);
    Words more = random_block(m->seed, MORE_TRAITS_OF_FREELANCER, 0, who, 0);
    double ability = normal_quantile(unit(traits.w[0]));
    double noise = p->asking_rate_log_sd * normal_quantile(unit(traits.w[1]));
    double asking = rate_at_ability(m->world.rate_median + N_LEVELS * specialty, ability) * exp_of(noise);
    double hours = p->hours_per_week_median * exp_of(0.4 * normal_quantile(unit(traits.w[2])));
#define BLANK(type, name) t->name[row] = 0;
    PEOPLE(BLANK)
    t->freelancer_id[row] = who;
    t->specialty[row] = (uint8_t)specialty;
    t->active[row] = !quiet;
    t->reputation[row] = (float)p->reputation_prior;
    t->ability[row] = (float)ability;
    t->reservation_wage[row] = (float)(asking * p->reservation_ratio);
    t->asking_rate[row] = (float)asking;
    t->hours_per_week[row] = (float)least(most(hours, 5.0), 60.0);
    t->ai_openness[row] = (float)(p->freelancer_openness_mean + normal_quantile(unit(traits.w[3])));
    t->ai_visible[row] = unit(more.w[0]) < p->ai_visible_share;
    t->ai_adopted_week[row] = NEVER;
    t->experience_before_ai[row] = NAN;
    t->booked[row] = 0.0;
    if (!quiet && freelancer_brings_ai(m, row, &traits, &more)) {
        t->ai_adopted[row] = true;
        t->ai_adopted_week[row] = (int16_t)(week - 1);
        t->ai_proficiency[row] = (float)p->proficiency_start;
    }
}

void market_enter_freelancers(Market *m, const int64_t *counts, int64_t week, int quiet) {
    for (int64_t s = 0; s < m->world.n_specialties; s++) {
        room_for_people(&m->people, counts[s]);
        for (int64_t number = 0; number < counts[s]; number++) {
            enter_freelancer(m, m->people.n++, s, id_of(s, week, number, FREELANCER_BITS), week, quiet);
        }
    }
}

static void enter_client(Market *m, int64_t row, int64_t subcategory, int64_t who, int64_t week) {
    Buyers *t = &m->buyers;
    const Parameters *p = &m->p;
    Words traits = random_block(m->seed, TRAITS_OF_CLIENT, 0, who, 0);
    Words more = random_block(m->seed, MORE_TRAITS_OF_CLIENT, 0, who, 0);
    double spread = p->rate_log_sd, z_preference = normal_quantile(unit(traits.w[3]));
    double z_price = normal_quantile(unit(more.w[0]));
    BUYERS(BLANK)
    t->client_id[row] = who;
    t->subcategory[row] = (int16_t)subcategory;
    t->active[row] = true;
    t->need_rate[row] =
        (float)(p->rate_mean * exp_of(spread * normal_quantile(unit(traits.w[0])) - 0.5 * spread * spread));
    t->budget_scale[row] = (float)exp_of(p->budget_log_sd_between * normal_quantile(unit(traits.w[1])));
    t->rate_z[row] = (float)normal_quantile(unit(more.w[1]));
    t->augmentation_preference[row] =
        (float)(p->augmentation_preference + p->augmentation_preference_sd * z_preference);
    t->price_sensitivity[row] = (float)(p->price_sensitivity * exp_of(p->price_sensitivity_log_sd * z_price));
    t->ai_openness[row] = (float)(p->client_openness_mean + normal_quantile(unit(traits.w[2])));
    t->exit_week[row] = t->ai_adopted_week[row] = t->last_paid_week[row] = NEVER;
    t->remembered_0[row] = t->remembered_1[row] = t->remembered_2[row] = -1;
    if (client_brings_ai(m, row, &traits, &more)) {
        t->ai_adopted[row] = true;
        t->ai_adopted_week[row] = (int16_t)(week - 1);
    }
}

void market_enter_clients(Market *m, const int64_t *counts, int64_t week) {
    for (int64_t s = 0; s < m->world.n_subcategories; s++) {
        room_for_buyers(&m->buyers, counts[s]);
        for (int64_t number = 0; number < counts[s]; number++) {
            enter_client(m, m->buyers.n++, s, id_of(s, week, number, CLIENT_BITS), week);
        }
    }
}

static void enter(Market *m) {
    int64_t counts[MOST_PLACES];
    for (int64_t s = 0; s < m->world.n_specialties; s++) {
        double answer = exp_of(m->now.entry_elasticity * log_of(held_ratio(m->beliefs.income_ratio[s])));
        double mean = m->p.registrations * m->world.post_share[s] * answer;
        counts[s] = poisson(m->seed, REGISTRATIONS, m->week, s, mean);
    }
    market_enter_freelancers(m, counts, m->week, false);
    for (int64_t s = 0; s < m->world.n_subcategories; s++) {
        counts[s] = poisson(m->seed, NEW_CLIENTS, m->week, s, m->p.client_entries * m->world.subcategory_share[s]);
    }
    market_enter_clients(m, counts, m->week);
}

static void participate(Market *m) {
    int64_t freelancers = m->now.is_first != 0.0 ? 0 : m->people.n, clients = m->now.is_first != 0.0 ? 0 : m->buyers.n;
    set_factors(m);
    m->n_found[0] = m->n_found[1] = 0;
    draw_luck(m, 0, 0, freelancers, true);
    draw_luck(m, 1, 0, clients, true);
    enter(m);
    draw_luck(m, 0, freelancers, m->people.n, false);
    draw_luck(m, 1, clients, m->buyers.n, false);
}
