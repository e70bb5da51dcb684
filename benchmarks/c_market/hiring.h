/* Phase 6: clients read part of the proposals and hire one, or nobody; posts that stay without a hire close. */
#include "search.h"

static inline bool can_start(const People *people, const Offer *offer, double needed) {
    int32_t who = offer->freelancer;
    if (who < 0 || !people->active[who]) return false;
    double free_hours = (double)people->hours_per_week[who] - (double)people->hours_booked[who];
    return free_hours >= least(needed, LEAST_FREE) && free_hours * offer->speed >= needed;
}

static bool more_visible(const People *people, const Offer *one, const Offer *other) {
    if (one->visibility != other->visibility) return one->visibility > other->visibility;
    return people->freelancer_id[one->freelancer] < people->freelancer_id[other->freelancer];
}

/* Fill `read` with the most visible of those who can start, in order; gives how many are read. */
static int considered(const Market *m, int64_t place, double needed, int32_t *read) {
    const Offer *offers = m->held.offers;
    int n = 0, room = (int)m->p.n_considered;
    for (int64_t k = m->held.first[place]; k < m->held.first[place + 1]; k++) {
        int32_t i = m->held.numbers[k];
        if (n == room && offers[i].visibility < offers[read[n - 1]].visibility) continue;
        if (!can_start(&m->people, &offers[i], needed)) continue;
        int at = n;
        for (; at > 0 && more_visible(&m->people, &offers[i], &offers[read[at - 1]]); at--) {
            if (at < room) read[at] = read[at - 1];
        }
        if (at < room) {
            read[at] = i;
            n = n + 1 < room ? n + 1 : room;
        }
    }
    return n;
}

static double utility_of(const Market *m, int64_t post, int64_t client, const Offer *offer) {
    const People *people = &m->people;
    const Buyers *buyers = &m->buyers;
    const Parameters *p = &m->p;
    int64_t who = offer->freelancer, id = people->freelancer_id[who];
    Words luck = random_block(m->seed, PROPOSAL, 0, m->posts.need_id[post], id);
    double above = people->ability[who] - p->level_difficulty_step * (double)(m->posts.level[post] - 1);
    double quality = above + p->quality_noise * normal_quantile(unit(luck.w[1]));
    bool known = id == buyers->remembered_0[client] || id == buyers->remembered_1[client]
        || id == buyers->remembered_2[client];
    double of_ai = offer->shows_ai ? p->augmentation_weight * buyers->augmentation_preference[client] : 0.0;
    double utility = p->quality_weight * quality + p->reputation_weight * (people->reputation[who] - 4.8);
    utility = utility + p->experience_weight * log_of(1.0 + people->standing[who]);
    utility = utility - buyers->price_sensitivity[client] * log_of(offer->price / m->posts.budget_rate[post])
        + (known ? p->history_weight : 0.0) + of_ai - p->specialty_penalty * offer->distance;
    return utility + gumbel_at(unit(luck.w[2]));
}

/* Read the proposals of the open post at a place and choose one, or nobody. */
static void read_post(Market *m, int64_t place) {
    Reading *r = &m->reading;
    const Offer *offers = m->held.offers;
    int64_t post = m->open_posts[place], client = m->posts.client[post], width = (int64_t)m->p.n_considered;
    int32_t *read = r->read + place * width;
    double *utility = r->utility + place * width;
    int n = considered(m, place, 0.5 * m->posts.hours_per_week[post], read), best = 0;
    for (int j = 0; j < n; j++) utility[j] = utility_of(m, post, client, &offers[read[j]]);
    for (int j = 1; j < n; j++) {
        if (utility[j] > utility[best]) best = j;
        if (utility[j] == utility[best] && j != best) {
            const int64_t *id = m->people.freelancer_id;
            best = id[offers[read[j]].freelancer] < id[offers[read[best]].freelancer] ? j : best;
        }
    }
    r->n[place] = n;
    r->chosen[place] = n > 0 && utility[best] > r->nobody[place] ? read[best] : -1;
}

static void read_proposals(Market *m, int64_t begin, int64_t end) {
    Reading *r = &m->reading;
    for (int64_t k = begin; k < end; k++) {
        int64_t post = m->open_posts[k];
        Words luck = random_block(m->seed, WEEK_OF_POST, m->week, m->posts.need_id[post], 0);
        r->luck[k] = unit(luck.w[0]);
        r->nobody[k] = m->p.nobody_utility + gumbel_at(unit(luck.w[1]));
        r->chosen[k] = -1;
        r->n[k] = 0;
        if (m->buyers.active[m->posts.client[post]]) read_post(m, k);
    }
}

static bool all_can_start(const Market *m, int64_t place) {
    const int32_t *read = m->reading.read + place * (int64_t)m->p.n_considered;
    double needed = 0.5 * m->posts.hours_per_week[m->open_posts[place]];
    for (int j = 0; j < m->reading.n[place]; j++) {
        if (!can_start(&m->people, &m->held.offers[read[j]], needed)) return false;
    }
    return true;
}

static double fee_rate(const Market *m, int64_t specialty) {
    if (m->now.fee_rate >= 0.0) return m->now.fee_rate;
    double crowding = m->beliefs.crowding[specialty];
    return m->p.variable_low + (m->p.variable_high - m->p.variable_low) * crowding / (1.0 + crowding);
}

static void sign(Market *m, int64_t post, const Offer *offer) {
    People *people = &m->people;
    const Posts *posts = &m->posts;
    Deals *deals = &m->deals;
    int64_t who = offer->freelancer, client = posts->client[post], row = deals->n++;
    double hours = posts->hours[post] / offer->speed;
    double free_hours = (double)people->hours_per_week[who] - (double)people->hours_booked[who];
    double pace = least(posts->hours_per_week[post] / offer->speed, free_hours);
    deals->post[row] = (int32_t)post;
    deals->client[row] = (int32_t)client;
    deals->freelancer[row] = (int32_t)who;
    deals->specialty[row] = posts->specialty[post];
    deals->rate[row] = (float)(offer->price * offer->speed);
    deals->speed[row] = (float)offer->speed;
    deals->hours_agreed[row] = deals->hours_left[row] = (float)hours;
    deals->hours_per_week[row] = (float)pace;
    deals->hours_this_week[row] = 0.0f;
    deals->fee_rate[row] = (float)fee_rate(m, posts->specialty[post]);
    deals->ai_used[row] = offer->ai_used;
    deals->client_ai_adopted[row] = m->buyers.ai_adopted[client];
    deals->inside[row] = (float)offer->inside;
    deals->reservation_wage[row] = people->reservation_wage[who];
    deals->ability[row] = people->ability[who];
    deals->experience_hours[row] = people->experience_hours[who];
    deals->reputation[row] = people->reputation[who];
    deals->week_hired[row] = (int32_t)m->week;
    deals->paid[row] = 0;
    people->hours_booked[who] = (float)(people->hours_booked[who] + pace);
    people->n_running[who]++;
    people->n_contracts[who]++;
    m->buyers.n_contracts[client]++;
    m->buyers.last_post_failed[client] = false;
    m->running[m->n_running++] = row;
}

static void record_hire(Market *m, int64_t post, const Offer *offer) {
    const Posts *posts = &m->posts;
    int64_t specialty = posts->specialty[post];
    int64_t *cell = weekly_cell(&m->flows[0], specialty, posts->level[post], posts->duration[post]);
    int64_t *seen = seen_cell(&m->flows[0], specialty);
    bool ai_related = posts->ai_related[post], uses_ai = offer->ai_used;
    double rate = offer->price * offer->speed, hours = posts->hours[post] / offer->speed;
    ADD(cell, new_posts_filled, 1);
    ADD(cell, new_ai_posts_filled, ai_related);
    ADD(cell, contract_value, fixed_point(rate * hours));
    ADD(cell, sum_contract_rate, fixed_point(rate));
    int64_t ln_rate = fixed_point(log_of(rate));
    ADD(cell, sum_log_contract_rate, ln_rate);
    if (ai_related) {
        ADD(cell, ai_contract_value, fixed_point(rate * hours));
        ADD(cell, sum_contract_rate_ai_post, fixed_point(rate));
        ADD(cell, sum_log_contract_rate_ai_post, ln_rate);
    } else if (uses_ai) {
        ADD(cell, new_contracts_ai_user, 1);
        ADD(cell, sum_contract_rate_ai_user, fixed_point(rate));
        ADD(cell, sum_log_contract_rate_ai_user, ln_rate);
    }
    seen[SEEN_contracts] += fixed_point(1.0);
    seen[SEEN_ln_price_over_budget] += fixed_point(log_of(offer->price / posts->budget_rate[post]));
    seen[SEEN_contracts_ai_user] += uses_ai ? fixed_point(1.0) : 0;
}

static void close_post(Market *m, int64_t post, bool filled) {
    Posts *posts = &m->posts;
    int64_t specialty = posts->specialty[post], n = posts->n_proposals[post];
    int64_t *cell = weekly_cell(&m->flows[0], specialty, posts->level[post], posts->duration[post]);
    int64_t *bin = complexity_cell(&m->flows[0], m->world.category_of[specialty], posts->complexity[post]);
    int64_t *seen = seen_cell(&m->flows[0], specialty);
    bool ai_related = posts->ai_related[post];
    posts->status[post] = filled ? FILLED : EXPIRED;
    ADD(cell, posts_closed, 1);
    ADD(cell, proposals_on_closed_posts, n);
    ADD(cell, posts_closed_lt5, n < 5);
    ADD(cell, posts_closed_ge20, n >= 20);
    if (filled) {
        ADD_TO_BIN(bin, new_posts_filled, 1);
    } else {
        ADD_TO_BIN(bin, new_posts_expired, 1);
        m->buyers.last_post_failed[posts->client[post]] = true;
        ADD(cell, new_posts_expired, 1);
        ADD(cell, new_ai_posts_expired, ai_related);
    }
    if (ai_related) {
        m->ai_closed++;
        m->ai_filled += filled;
    } else {
        seen[SEEN_closed] += fixed_point(1.0);
        seen[SEEN_filled] += filled ? fixed_point(1.0) : 0;
        seen[SEEN_proposals] += fixed_point((double)n);
    }
}

static void make_room_to_read(Market *m) {
    Reading *r = &m->reading;
    if (m->n_open + 1 <= r->room) return;
    r->room = m->n_open + m->n_open / 4 + 1024;
    r->cells = r->room * (int64_t)m->p.n_considered;
    r->luck = moved_to(r->luck, 0, (size_t)r->room * sizeof *r->luck);
    r->nobody = moved_to(r->nobody, 0, (size_t)r->room * sizeof *r->nobody);
    r->n = moved_to(r->n, 0, (size_t)r->room * sizeof *r->n);
    r->chosen = moved_to(r->chosen, 0, (size_t)r->room * sizeof *r->chosen);
    r->order = moved_to(r->order, 0, (size_t)r->room * sizeof *r->order);
    r->bucket = moved_to(r->bucket, 0, (size_t)r->room * sizeof *r->bucket);
    r->read = moved_to(r->read, 0, (size_t)r->cells * sizeof *r->read);
    r->utility = moved_to(r->utility, 0, (size_t)r->cells * sizeof *r->utility);
}

static void read_all(Market *m) {
    Block blocks[MOST_BLOCKS];
    make_room_to_read(m);
    int n_blocks = blocks_of(m, m->n_open, 8, blocks);
    IN_PARALLEL
    for (int b = 0; b < n_blocks; b++) read_proposals(m, blocks[b].first, blocks[b].end);
}

/* Keep the posts that are still open, and their proposals one behind the other. */
static void forget_closed_posts(Market *m) {
    Held *held = &m->held;
    int64_t n = 0, place = 0;
    MAKE_ROOM(held->spare, 0, held->first[m->n_open], held->spare_room);
    for (int64_t k = 0; k < m->n_open; k++) {
        if (m->posts.status[m->open_posts[k]] != OPEN) continue;
        int64_t begin = held->first[k], end = held->first[k + 1];
        held->first[place] = n;
        for (int64_t j = begin; j < end; j++, n++) {
            held->spare[n] = held->offers[held->numbers[j]];
            held->spare[n].place = (int32_t)place;
        }
        m->open_posts[place++] = m->open_posts[k];
    }
    held->first[place] = n;
    m->n_open = place;
    Offer *offers = held->offers;
    int64_t room = held->room;
    held->offers = held->spare;
    held->room = held->spare_room;
    held->spare = offers;
    held->spare_room = room;
    held->n = n;
}

/* Posts hire in an order drawn by id; where somebody who was read has been booked out meanwhile, a post reads again. */
static void hire(Market *m) {
    Reading *r = &m->reading;
    int64_t last_age = (int64_t)m->p.open_weeks - 1;
    room_for_deals(&m->deals, m->n_open);
    MAKE_ROOM(m->running, m->n_running, m->n_running + m->n_open, m->running_room);
    MAKE_ROOM(m->places, 0, m->n_open, m->places_room);
    for (int64_t k = 0; k < m->n_open; k++) m->places[k] = m->posts.need_id[m->open_posts[k]];
    order_of(m->n_open, r->luck, m->places, r->order, r->bucket);
    for (int64_t i = 0; i < m->n_open; i++) {
        int64_t k = r->order[i], post = m->open_posts[k];
        bool active = m->buyers.active[m->posts.client[post]];
        if (active && !all_can_start(m, k)) read_post(m, k);
        int32_t chosen = r->chosen[k];
        if (chosen >= 0) {
            sign(m, post, &m->held.offers[chosen]);
            record_hire(m, post, &m->held.offers[chosen]);
        } else if (m->week - m->posts.week[post] < last_age && active) {
            continue;
        }
        close_post(m, post, chosen >= 0);
    }
    forget_closed_posts(m);
}
