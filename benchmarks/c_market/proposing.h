/* A proposal: which levels a freelancer can do, what is asked for a post, and what is written down. */
#include "posting.h"

static int levels_within_reach(const Market *m, int64_t row) {
    double ability = m->people.ability[row];
    int levels = 0;
    for (int level = 0; level < N_LEVELS; level++) {
        double distance = ability - m->p.level_difficulty_step * (double)(level - 1);
        levels |= (-m->p.level_slack <= distance && distance <= m->p.level_slack + 0.6) << level;
    }
    return levels;
}

static int8_t distance_of(const World *w, int64_t one, int64_t other) {
    return one == other ? 0 : w->subcategory_of[one] == w->subcategory_of[other] ? 1 : 2;
}

static bool propose(Market *m, int64_t row, int64_t post, int64_t place, Offer *offer) {
    const People *people = &m->people;
    const Posts *posts = &m->posts;
    const Parameters *p = &m->p;
    bool uses_ai = people->ai_adopted[row];
    double inside = 0.0, speed = 1.0, wage = people->reservation_wage[row], budget = posts->budget_rate[post];
    int64_t there = posts->specialty[post];
    if (uses_ai && p->augmentation_enabled != 0.0) {
        inside = logistic(p->slope * (m->now.log2_horizon + p->reach_shift - posts->complexity[post]));
        double usable = least(m->world.augmentation_exposure[there] / 0.6, 1.5) * people->ai_proficiency[row] * inside;
        speed = 1.0 + p->speed_gain_novice * (1.0 - normal_share_below(people->ability[row])) * usable;
    }
    if (!(wage / speed <= budget * exp_of(p->budget_tolerance))) return false;
    Words luck = random_block(m->seed, PROPOSAL, 0, posts->need_id[post], people->freelancer_id[row]);
    double own = people->asking_rate[row] * (1.0 - p->ai_pass_through * (1.0 - 1.0 / speed));
    double drawn = exp_of((1.0 - p->budget_weight) * log_of(own) + p->budget_weight * log_of(budget));
    *offer = (Offer){
        .price = most(drawn, wage / speed),
        .speed = speed,
        .inside = inside,
        .visibility = p->visibility_weight * log_of(1.0 + people->standing[row]) + gumbel_at(unit(luck.w[0])),
        .freelancer = (int32_t)row,
        .place = (int32_t)place,
        .week = (int32_t)m->week,
        .distance = distance_of(&m->world, people->specialty[row], there),
        .ai_used = uses_ai,
        .shows_ai = uses_ai && (people->ai_visible[row] || posts->ai_related[post]),
    };
    return true;
}

static void note_sent(Market *m, int64_t row, int64_t post, Flow *flow) {
    const Posts *posts = &m->posts;
    int64_t *cell = weekly_cell(flow, posts->specialty[post], posts->level[post], posts->duration[post]);
    int64_t uses_ai = m->people.ai_adopted[row];
    ADD(cell, new_proposals, 1);
    ADD(cell, new_proposals_ai_user, uses_ai);
    if (posts->ai_related[post]) {
        ADD(cell, new_proposals_to_ai_posts, 1);
    } else {
        ADD(cell, new_proposals_regular, 1);
        ADD(cell, new_proposals_regular_ai_user, uses_ai);
    }
}

/* What rises with the rows: week of entry, specialty of entry, number within them. */
static inline int64_t row_key(int64_t who) {
    int64_t week = who >> FREELANCER_BITS & ((1 << WEEK_BITS) - 1), place = who >> (WEEK_BITS + FREELANCER_BITS);
    return week << 40 | place << FREELANCER_BITS | (who & ((1 << FREELANCER_BITS) - 1));
}

static int64_t row_of(const People *people, int64_t who) {
    int64_t wanted = row_key(who), low = 0, size = people->n;
    while (size > 0) {
        int64_t half = size >> 1;
        if (row_key(people->freelancer_id[low + half]) < wanted) {
            low += half + 1;
            size -= half + 1;
        } else {
            size = half;
        }
    }
    return low < people->n && people->freelancer_id[low] == who ? low : -1;
}

static bool may_be_invited(const Market *m, int64_t row, int64_t post) {
    if (row < 0 || !m->people.active[row]) return false;
    if (m->posts.ai_related[post] && !m->people.ai_adopted[row]) return false;
    int64_t here = m->people.specialty[row], there = m->posts.specialty[post];
    return m->world.category_of[here] == m->world.category_of[there]
        && (levels_within_reach(m, row) >> m->posts.level[post] & 1);
}

/* Clients invite for the posts of this week, those from place `n_before` on. */
static void invite(Market *m, int64_t n_before) {
    Held *held = &m->held;
    const Buyers *buyers = &m->buyers;
    MAKE_ROOM(held->offers, held->n, held->n + 3 * (m->n_open - n_before), held->room);
    MAKE_ROOM(held->first, n_before + 1, m->n_open + 1, held->first_room);
    for (int64_t k = n_before; k < m->n_open; k++) {
        int64_t post = m->open_posts[k], client = m->posts.client[post];
        int64_t remembered[] = {
            buyers->remembered_0[client], buyers->remembered_1[client], buyers->remembered_2[client]};
        for (int i = 0; i < 3; i++) {
            int64_t row = remembered[i] >= 0 ? row_of(&m->people, remembered[i]) : -1;
            if (may_be_invited(m, row, post) && propose(m, row, post, k, &held->offers[held->n])) {
                note_sent(m, row, post, &m->flows[0]);
                m->people.n_proposals[row]++;
                held->n++;
            }
        }
        held->first[k + 1] = held->n;
    }
}
