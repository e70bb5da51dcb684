/* Phases 7 to 10: work, pay, contracts that end, weeks without work, and moves to other specialties. */
#include "hiring.h"

static void work(Market *m, Block rows, Flow *flow) {
    People *people = &m->people;
    Deals *deals = &m->deals;
    const Posts *posts = &m->posts;
    for (int64_t i = 0; i < m->n_running; i++) {
        int64_t row = m->running[i], who = deals->freelancer[row], post = deals->post[row];
        if (who < rows.first || who >= rows.end) continue;
        double hours = least(deals->hours_per_week[row], deals->hours_left[row]);
        deals->hours_this_week[row] = (float)hours;
        deals->hours_left[row] = (float)(deals->hours_left[row] - hours);
        double experience = people->experience_hours[who];
        double gain = m->p.ability_per_100_hours * hours / 100.0 / (1.0 + experience / 1000.0);
        people->ability[who] = (float)(people->ability[who] + gain);
        people->experience_hours[who] = (float)(experience + hours);
        if (m->now.final_year != 0.0) people->hours_final_year[who] = (float)(people->hours_final_year[who] + hours);
        if (people->ai_adopted[who]) {
            double missing = 1.0 - people->ai_proficiency[who];
            people->ai_proficiency[who] = (float)(1.0 - missing * exp_of(-hours / m->p.proficiency_hours));
        }
        int64_t *cell = weekly_cell(flow, posts->specialty[post], posts->level[post], posts->duration[post]);
        ADD(cell, hours_worked, fixed_point(hours));
        ADD(cell, standard_hours_delivered, fixed_point(hours * deals->speed[row]));
        if (posts->ai_related[post]) ADD(cell, ai_hours_worked, fixed_point(hours));
    }
}

static inline int64_t fee_cents(int64_t paid, double rate) { return (int64_t)floor((double)paid * rate + 0.5); }

static void pay(Market *m, Block rows, Flow *flow) {
    People *people = &m->people;
    Deals *deals = &m->deals;
    const Posts *posts = &m->posts;
    for (int64_t i = 0; i < m->n_running; i++) {
        int64_t row = m->running[i], who = deals->freelancer[row], post = deals->post[row];
        if (who < rows.first || who >= rows.end) continue;
        int64_t paid = (int64_t)floor((double)deals->rate[row] * deals->hours_this_week[row] * 100.0 + 0.5);
        int64_t fee = fee_cents(paid, deals->fee_rate[row]), earned = paid - fee;
        m->paid[i] = paid;
        deals->paid[row] += paid;
        people->earnings[who] += earned;
        if (m->now.before_ai_year != 0.0) people->earnings_before_ai[who] += (int32_t)earned;
        if (m->now.final_year != 0.0) people->earnings_final_year[who] += (int32_t)earned;
        int64_t *cell = weekly_cell(flow, posts->specialty[post], posts->level[post], posts->duration[post]);
        ADD(cell, gross_services_volume, paid);
        ADD(cell, freelancer_earnings, earned);
        ADD(cell, freelancer_fees, fee);
        ADD(cell, client_fees, fee_cents(paid, m->p.client_fee_rate));
        if (posts->ai_related[post]) {
            people->ai_earnings[who] += earned;
            ADD(cell, ai_gross_services_volume, paid);
            ADD(cell, ai_freelancer_earnings, earned);
        }
        int64_t *seen = seen_cell(flow, people->specialty[who]), usd = fixed_point((double)earned / 100.0);
        seen[SEEN_earnings] += usd;
        if (people->ai_adopted[who]) seen[SEEN_ai_earnings] += usd;
    }
}

static void charge(Market *m, Block rows) {
    Buyers *buyers = &m->buyers;
    for (int64_t i = 0; i < m->n_running; i++) {
        int64_t row = m->running[i], payer = m->deals.client[row];
        if (payer < rows.first || payer >= rows.end) continue;
        buyers->spend[payer] += m->paid[i];
        buyers->last_paid_week[payer] = (int16_t)m->week;
        if (m->posts.ai_related[m->deals.post[row]]) buyers->ai_spend[payer] += m->paid[i];
    }
}

static void work_and_pay(Market *m) {
    Block blocks[MOST_BLOCKS];
    MAKE_ROOM(m->paid, 0, m->n_running, m->paid_room);
    int n_blocks = blocks_of(m, m->people.n, 1, blocks);
    IN_PARALLEL
    for (int b = 0; b < n_blocks; b++) work(m, blocks[b], MY_FLOW);
    IN_PARALLEL
    for (int b = 0; b < n_blocks; b++) pay(m, blocks[b], MY_FLOW);
    n_blocks = blocks_of(m, m->buyers.n, 1, blocks);
    IN_PARALLEL
    for (int b = 0; b < n_blocks; b++) charge(m, blocks[b]);
}

static double success_chance(const Market *m, int64_t row) {
    const Parameters *p = &m->p;
    int64_t post = m->deals.post[row], who = m->deals.freelancer[row];
    double shift = 0.0;
    if (m->deals.ai_used[row] && p->augmentation_enabled != 0.0) {
        double proficiency = m->people.ai_proficiency[who], inside = m->deals.inside[row];
        shift = p->quality_inside * inside * proficiency - p->quality_outside * (1.0 - inside) * (1.0 - proficiency);
    }
    double difficulty = p->level_difficulty_step * (double)(m->posts.level[post] - 1)
        + p->complexity_difficulty * (m->posts.complexity[post] - 9.5);
    return logistic(p->success_offset + p->discrimination * (m->people.ability[who] - difficulty) + shift);
}

static double rating_of(bool succeeded, double leniency, double u) {
    if (succeeded) return 5.0 - 0.3 * u * u;
    return u < leniency ? 5.0 - 2.0 * 0.3 * u / leniency : 2.0 + 2.5 * (u - leniency) / (1.0 - leniency);
}

static void remember(Buyers *buyers, int64_t client, int64_t who, int64_t n) {
    int64_t second = buyers->remembered_0[client], third = buyers->remembered_1[client];
    if (second == who) {
        second = third;
        third = buyers->remembered_2[client];
    } else if (third == who) {
        third = buyers->remembered_2[client];
    }
    buyers->remembered_0[client] = n > 0 ? who : -1;
    buyers->remembered_1[client] = n > 1 ? second : -1;
    buyers->remembered_2[client] = n > 2 ? third : -1;
}

static void end_contract(Market *m, int64_t row) {
    People *people = &m->people;
    Deals *deals = &m->deals;
    const Posts *posts = &m->posts;
    int64_t post = deals->post[row], who = deals->freelancer[row], specialty = posts->specialty[post];
    Words luck = random_block(m->seed, END_OF_CONTRACT, 0, posts->need_id[post], 0);
    bool succeeded = unit(luck.w[0]) < success_chance(m, row);
    double rating = rating_of(succeeded, m->p.rating_leniency, unit(luck.w[1]));
    deals->week_ended[row] = (int32_t)m->week;
    deals->succeeded[row] = succeeded;
    deals->rating[row] = (float)rating;
    people->n_running[who]--;
    double booked = (double)people->hours_booked[who] - (double)deals->hours_per_week[row];
    people->hours_booked[who] = people->n_running[who] == 0 ? 0.0f : (float)most(booked, 0.0);
    double standing = people->standing[who], reputation = people->reputation[who];
    double counted = m->p.reputation_prior_weight + standing + 1.0;
    people->reputation[who] = (float)(reputation + (rating - reputation) / counted);
    people->standing[who] = (float)(standing + 1.0);
    if (succeeded) {
        people->asking_rate[who] = (float)(people->asking_rate[who] * exp_of(m->p.raise_after_success));
        remember(&m->buyers, deals->client[row], people->freelancer_id[who], (int64_t)m->p.n_remembered);
    }
    int64_t *cell = weekly_cell(&m->flows[0], specialty, posts->level[post], posts->duration[post]);
    int64_t *seen = seen_cell(&m->flows[0], specialty);
    ADD(cell, new_contracts_ended, 1);
    ADD(cell, new_contracts_succeeded, succeeded);
    ADD(cell, new_ratings, 1);
    ADD(cell, sum_rating, fixed_point(rating));
    seen[SEEN_ended] += fixed_point(1.0);
    seen[SEEN_succeeded] += succeeded ? fixed_point(1.0) : 0;
}

static void end_contracts(Market *m) {
    int64_t n = 0;
    for (int64_t i = 0; i < m->n_running; i++) {
        int64_t row = m->running[i];
        if (m->deals.hours_left[row] > 0.0f) m->running[n++] = row;
        else end_contract(m, row);
    }
    m->n_running = n;
}

static void count_idle(Market *m, Block rows, Flow *flow, Tally *tally) {
    People *people = &m->people;
    Tally t = {0};
    double cut = exp_of(-m->p.cut_per_idle_week);
    int64_t one_week = fixed_point(1.0);
    for (int64_t row = rows.first; row < rows.end; row++) {
        double promised = people->hours_booked[row];
        t.gap = most(t.gap, fabs(people->booked[row] - promised));
        t.over = most(t.over, promised - people->hours_per_week[row]);
        t.n_running += people->n_running[row];
        if (!people->active[row]) continue;
        int64_t uses_ai = people->ai_adopted[row], *seen = seen_cell(flow, people->specialty[row]);
        t.active++;
        t.adopters += uses_ai;
        seen[SEEN_active_weeks] += one_week;
        seen[SEEN_ai_active_weeks] += one_week * uses_ai;
        if (people->n_running[row] > 0) {
            t.working++;
            people->weeks_idle[row] = 0;
        } else {
            people->weeks_idle[row]++;
            people->asking_rate[row] = (float)most(people->asking_rate[row] * cut, people->reservation_wage[row]);
        }
    }
    *tally = t;
}

/* Hours promised to running contracts are added up, compared with those booked, and set to zero again. */
static void look_over(Market *m) {
    Block blocks[MOST_BLOCKS];
    Tally tallies[MOST_BLOCKS], *all = &m->tally;
    const Deals *deals = &m->deals;
    for (int64_t i = 0; i < m->n_running; i++) {
        m->people.booked[deals->freelancer[m->running[i]]] += deals->hours_per_week[m->running[i]];
    }
    int n_blocks = blocks_of(m, m->people.n, 8, blocks);
    IN_PARALLEL
    for (int b = 0; b < n_blocks; b++) count_idle(m, blocks[b], MY_FLOW, &tallies[b]);
    for (int64_t i = 0; i < m->n_running; i++) m->people.booked[deals->freelancer[m->running[i]]] = 0.0;
    *all = (Tally){0};
    for (int b = 0; b < n_blocks; b++) {
        all->active += tallies[b].active;
        all->working += tallies[b].working;
        all->adopters += tallies[b].adopters;
        all->n_running += tallies[b].n_running;
        all->gap = most(all->gap, tallies[b].gap);
        all->over = most(all->over, tallies[b].over);
    }
}

static void move(Market *m, const Found *found) {
    People *people = &m->people;
    const World *w = &m->world;
    for (int64_t i = found->rows.first; i < found->moving; i++) {
        int64_t row = people->moving[i], here = people->specialty[row];
        if (people->n_running[row] > 0 || people->weeks_idle[row] < m->p.patience_weeks) continue;
        int64_t category = w->category_of[here], first = w->first_neighbour[category];
        double n = (double)(w->first_neighbour[category + 1] - first);
        Words luck = random_block(m->seed, WHERE_TO_MOVE, m->week, people->freelancer_id[row], 0);
        int64_t other = w->neighbours[first + (int64_t)(unit(luck.w[0]) * n)];
        if (other == here || !(m->beliefs.income[other] > m->p.gain_needed * m->beliefs.income[here])) continue;
        double prior = m->p.reputation_prior, kept = m->p.standing_kept;
        people->specialty[row] = (uint8_t)other;
        people->reputation[row] = (float)(prior + kept * (people->reputation[row] - prior));
        people->standing[row] = (float)(people->standing[row] * kept);
        people->ability[row] = (float)(people->ability[row] - m->p.ability_loss);
        people->weeks_idle[row] = 0;
    }
}
