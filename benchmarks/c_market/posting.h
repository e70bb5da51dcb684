/* Phase 4: needs arise, and each is met by AI alone, posted, or dropped. */
#include "adoption.h"

static const double INVERSE_LN2 = 1.44269504088896338700, LARGE_FIXED_BUDGET = 1000.0;
static const double WEEKS_OF_DURATION[N_DURATIONS][2] = {{1.0, 4.0}, {5.0, 13.0}, {14.0, 26.0}, {27.0, 52.0}};
static const double FIXED_PRICE_BY_DURATION[N_DURATIONS] = {1.0, 0.5, 0.2, 0.06};

typedef struct {
    int64_t need_id, specialty, level, duration;
    double hours, hours_per_week, budget_rate, complexity, value;
    bool ai_related, fixed_price;
    Words choice;
} Need;

static int64_t draw_specialty(const Market *m, int64_t subcategory, double where, double u, bool ai_related) {
    const World *w = &m->world;
    if (where < (ai_related ? 1.0 - m->p.ai_specialty_share : m->p.usual_subcategory_share)) {
        int64_t first = w->first_in[subcategory], n = w->first_in[subcategory + 1] - first;
        return w->specialties_in[first + place_right_of(w->cumulated_in + first, n - 1, u)];
    }
    return place_right_of(ai_related ? w->ai_cumulated : w->platform_cumulated, w->n_specialties - 1, u);
}

static Need draw_need(const Market *m, int64_t row, int64_t number, bool ai_related) {
    const Parameters *p = &m->p;
    const World *w = &m->world;
    Need need = {.need_id = id_of(m->buyers.client_id[row], m->week, number, NEED_BITS), .ai_related = ai_related};
    Words what = random_block(m->seed, WHAT_A_NEED_IS, 0, need.need_id, 0);
    Words large = random_block(m->seed, HOW_LARGE_A_NEED_IS, 0, need.need_id, 0);
    need.choice = random_block(m->seed, HOW_A_NEED_IS_MET, 0, need.need_id, 0);
    need.specialty = draw_specialty(m, m->buyers.subcategory[row], unit(what.w[0]), unit(what.w[1]), ai_related);
    need.level = place_right_of(w->level_cumulated + N_LEVELS * need.specialty, 2, unit(what.w[2]));
    const double *durations = w->duration_cumulated + 3 * w->category_of[need.specialty];
    need.duration = place_right_of(durations, 3, unit(what.w[3]));
    double z = normal_quantile(unit(large.w[0])), scale = m->buyers.budget_scale[row];
    double of_level = (double)(need.level - 1);
    need.hours = w->hours_median[need.duration] * scale
        * exp_of(p->hours_level_step * of_level + p->hours_log_sd_within * z);
    double shortest = WEEKS_OF_DURATION[need.duration][0], longest = WEEKS_OF_DURATION[need.duration][1];
    double weeks = shortest + (longest - shortest) * unit(large.w[1]);
    double z_rate = normal_quantile(unit(large.w[2])), between = p->rate_share_between;
    need.budget_rate = w->rate_median[N_LEVELS * need.specialty + need.level]
        * exp_of(w->rate_log_sd[0] * (sqrt(between) * m->buyers.rate_z[row] + sqrt(1.0 - between) * z_rate));
    need.fixed_price = unit(large.w[3]) < p->fixed_price_share_1m * FIXED_PRICE_BY_DURATION[need.duration];
    need.complexity = log_of(60.0 * need.hours) * INVERSE_LN2 + p->complexity_level_step * of_level;
    need.hours_per_week = least(need.hours / weeks, p->max_hours_per_week);
    need.value = need.budget_rate * need.hours;
    return need;
}

static double automation_chance(const Market *m, const Need *need) {
    bool public = (m->world.visual[need->specialty] ? m->now.visual_ai : m->now.text_ai) != 0.0;
    double exposure = public ? m->world.automation_exposure[need->specialty] : 0.0;
    double reach = m->now.log2_horizon + m->p.exposure_shift * exposure - need->complexity;
    return exposure * logistic(m->p.slope * reach);
}

static double worth_of_posting(const Market *m, const Need *need, double preference) {
    int64_t s = need->specialty;
    double fill = need->ai_related ? m->beliefs.ai_post_fill : m->beliefs.fill[s];
    double ai_share = need->ai_related ? 1.0 : m->beliefs.ai_user_share[s];
    double found = m->beliefs.quality[s] * m->p.worth_of_need - m->beliefs.price[s] + preference * ai_share;
    return fill * found - m->p.posting_cost;
}

enum { AI_ALONE, POST, DROP };

static int choose_option(double u, bool allowed, double worth_ai, double worth_post, double scale) {
    double weight_ai = allowed ? exp_of(worth_ai / scale) : 0.0, weight_post = exp_of(worth_post / scale);
    double total = weight_ai + weight_post + 1.0;
    if (u * total < weight_ai) return AI_ALONE;
    return u * total < weight_ai + weight_post ? POST : DROP;
}

#define ADD(cell, name, amount) ((cell)[IN_WEEK_##name] += (amount))
#define ADD_TO_BIN(cell, name, amount) ((cell)[IN_BIN_##name] += (amount))

static bool is_posted(Market *m, int64_t row, const Need *need, Flow *flow) {
    Buyers *buyers = &m->buyers;
    const Parameters *p = &m->p;
    int64_t *cell = weekly_cell(flow, need->specialty, need->level, need->duration);
    int64_t *bin = complexity_cell(flow, m->world.category_of[need->specialty], need->complexity);
    double preference = buyers->augmentation_preference[row];
    bool adopted = buyers->ai_adopted[row], of_ai_client = adopted && !need->ai_related;
    int64_t value = fixed_point(need->value);
    buyers->n_needs[row]++;
    ADD(cell, new_needs, 1);
    ADD(cell, new_ai_needs, need->ai_related);
    ADD(cell, new_needs_ai_client, of_ai_client);
    ADD(cell, need_value, value);
    ADD(cell, sum_complexity, fixed_point(need->complexity));
    ADD_TO_BIN(bin, new_needs, 1);
    ADD_TO_BIN(bin, need_value, value);
    bool allowed = of_ai_client && p->automation_enabled != 0.0;
    double chance = allowed ? automation_chance(m, need) : 0.0, worth_post = worth_of_posting(m, need, preference);
    double worth_ai = allowed ? chance * p->worth_of_need - p->automation_cost : 0.0;
    int option = choose_option(unit(need->choice.w[0]), allowed, worth_ai, worth_post, p->choice_scale);
    ADD(cell, new_needs_ai_client_posted_first, of_ai_client && option == POST);
    if (option == AI_ALONE) {
        ADD(cell, new_needs_ai_tried, 1);
        if (unit(need->choice.w[1]) < chance) {
            buyers->n_needs_automated[row]++;
            ADD(cell, new_needs_automated, 1);
            ADD(cell, automated_value, value);
            ADD_TO_BIN(bin, new_needs_automated, 1);
            ADD_TO_BIN(bin, automated_value, value);
            return false;
        }
        option = choose_option(unit(need->choice.w[2]), false, 0.0, worth_post, p->choice_scale);
    }
    if (option == DROP) {
        ADD(cell, new_needs_dropped, 1);
        ADD(cell, dropped_value, value);
        ADD_TO_BIN(bin, new_needs_dropped, 1);
        return false;
    }
    ADD(cell, new_needs_ai_client_posted, of_ai_client);
    ADD_TO_BIN(bin, new_posts, 1);
    return true;
}

static void record_post(const Need *need, Flow *flow) {
    int64_t *cell = weekly_cell(flow, need->specialty, need->level, need->duration);
    int64_t value = fixed_point(need->value);
    double ln = log_of(need->fixed_price ? need->value : need->budget_rate);
    ADD(cell, new_posts, 1);
    ADD(cell, new_ai_posts, need->ai_related);
    ADD(cell, posted_value, value);
    ADD(cell, sum_complexity_posted, fixed_point(need->complexity));
    if (need->fixed_price) {
        ADD(cell, new_fixed_posts, 1);
        ADD(cell, new_fixed_posts_ge_1000, need->value >= LARGE_FIXED_BUDGET);
        ADD(cell, sum_fixed_budget, value);
        ADD(cell, sum_log_fixed_budget, fixed_point(ln));
        ADD(cell, sum_log_fixed_budget_sq, fixed_point(ln * ln));
    } else {
        ADD(cell, new_hourly_posts, 1);
        ADD(cell, sum_posted_rate, fixed_point(need->budget_rate));
        ADD(cell, sum_log_posted_rate, fixed_point(ln));
        ADD(cell, sum_log_posted_rate_sq, fixed_point(ln * ln));
    }
}

static void post_need(Market *m, int64_t post, int64_t row, const Need *need, Flow *flow) {
    Posts *t = &m->posts;
    t->need_id[post] = need->need_id;
    t->client[post] = (int32_t)row;
    t->specialty[post] = (int16_t)need->specialty;
    t->level[post] = (int8_t)need->level;
    t->duration[post] = (int8_t)need->duration;
    t->fixed_price[post] = need->fixed_price;
    t->ai_related[post] = need->ai_related;
    t->hours[post] = (float)need->hours;
    t->hours_per_week[post] = (float)need->hours_per_week;
    t->budget_rate[post] = (float)need->budget_rate;
    t->complexity[post] = (float)need->complexity;
    t->position[post] = unit(need->choice.w[3]);
    t->week[post] = (int32_t)m->week;
    t->status[post] = OPEN;
    t->n_proposals[post] = 0;
    m->buyers.n_posts[row]++;
    record_post(need, flow);
}

static int64_t answer_needs(Market *m, int64_t first, int64_t end, int64_t post, Flow *flow) {
    for (int64_t row = first; row < end; row++) {
        int64_t regular = m->buyers.needs[row], all = regular + m->buyers.ai_needs[row];
        for (int64_t number = 0; number < all; number++) {
            bool ai_related = number >= regular;
            Need need = draw_need(m, row, ai_related ? FIRST_AI_NEED + number - regular : number, ai_related);
            if (is_posted(m, row, &need, flow)) post_need(m, post++, row, &need, flow);
        }
    }
    return post;
}

static void post_needs(Market *m) {
    Block blocks[MOST_BLOCKS];
    int64_t begins[MOST_BLOCKS], ends[MOST_BLOCKS], start = m->posts.n, room = start;
    int n_blocks = blocks_of(m, m->buyers.n, 8, blocks);
    for (int b = 0; b < n_blocks; b++) {
        begins[b] = room;
        for (int64_t row = blocks[b].first; row < blocks[b].end; row++) {
            room += m->buyers.needs[row] + m->buyers.ai_needs[row];
        }
    }
    Posts *t = &m->posts;
    room_for_posts(t, room - start);
    IN_PARALLEL
    for (int b = 0; b < n_blocks; b++) ends[b] = answer_needs(m, blocks[b].first, blocks[b].end, begins[b], MY_FLOW);
    int64_t stop = ends[0];
    for (int b = 1; b < n_blocks; b++) {
        int64_t begin = begins[b], end = ends[b];
        POSTS(CLOSE_GAP)
        stop += end - begin;
    }
    t->n = stop;
    MAKE_ROOM(m->open_posts, m->n_open, m->n_open + stop - start, m->open_room);
    for (int64_t post = start; post < stop; post++) m->open_posts[m->n_open++] = post;
}
