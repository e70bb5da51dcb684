/* The state: tables of columns, open posts with their proposals, and the sums of the week. Lists of names are written
once, as macros, and handed to Python by name, so that neither side counts fields. */
#ifndef STATE_H
#define STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PEOPLE(X) \
    X(int64_t, freelancer_id) X(uint8_t, specialty) X(uint8_t, active) X(float, ability) X(float, reservation_wage) \
    X(float, asking_rate) X(float, hours_per_week) X(float, hours_booked) X(int16_t, n_running) \
    X(float, experience_hours) X(float, reputation) X(float, standing) X(int16_t, n_contracts) \
    X(int32_t, n_proposals) X(int16_t, weeks_idle) X(float, ai_openness) X(uint8_t, ai_visible) \
    X(uint8_t, ai_adopted) X(int16_t, ai_adopted_week) X(float, ai_proficiency) X(int64_t, earnings) \
    X(int64_t, ai_earnings) X(int32_t, earnings_before_ai) X(int32_t, earnings_final_year) \
    X(float, hours_final_year) X(float, experience_before_ai)
/* Of the week, by row: posts wanted; rows that may adopt AI, and that may move, block by block; hours promised. */
#define PEOPLE_NOW(X) X(int16_t, wanted) X(int32_t, adoption) X(int32_t, moving) X(double, booked)
#define BUYERS(X) \
    X(int64_t, client_id) X(int16_t, subcategory) X(int16_t, exit_week) X(uint8_t, active) X(float, need_rate) \
    X(float, budget_scale) X(float, rate_z) X(float, augmentation_preference) X(float, price_sensitivity) \
    X(float, ai_openness) X(uint8_t, ai_adopted) X(int16_t, ai_adopted_week) X(uint8_t, last_post_failed) \
    X(int16_t, last_paid_week) X(int64_t, remembered_0) X(int64_t, remembered_1) X(int64_t, remembered_2) \
    X(int32_t, n_needs) X(int32_t, n_needs_automated) X(int32_t, n_posts) X(int32_t, n_contracts) X(int64_t, spend) \
    X(int64_t, ai_spend)
#define BUYERS_NOW(X) X(uint8_t, needs) X(uint8_t, ai_needs) X(int32_t, adoption)
#define POSTS(X) \
    X(int64_t, need_id) X(int32_t, client) X(int16_t, specialty) X(int8_t, level) X(int8_t, duration) \
    X(uint8_t, fixed_price) X(uint8_t, ai_related) X(float, hours) X(float, hours_per_week) X(float, budget_rate) \
    X(float, complexity) X(double, position) X(int32_t, week) X(int8_t, status) X(int32_t, n_proposals)
#define DEALS(X) \
    X(int32_t, post) X(int32_t, client) X(int32_t, freelancer) X(int16_t, specialty) X(float, rate) X(float, speed) \
    X(float, hours_agreed) X(float, hours_per_week) X(float, hours_left) X(float, hours_this_week) X(float, fee_rate) \
    X(uint8_t, ai_used) X(uint8_t, client_ai_adopted) X(float, inside) X(float, reservation_wage) X(float, ability) \
    X(float, experience_hours) X(float, reputation) X(int32_t, week_hired) X(int32_t, week_ended) X(int64_t, paid) \
    X(uint8_t, succeeded) X(float, rating)
#define NO_COLUMNS(X)

#define WEEKLY(X) \
    X(new_needs) X(new_ai_needs) X(new_needs_ai_client) X(new_needs_ai_tried) X(new_needs_automated) \
    X(new_needs_dropped) X(new_needs_ai_client_posted) X(new_needs_ai_client_posted_first) \
    X(new_posts) X(new_ai_posts) X(new_hourly_posts) \
    X(new_fixed_posts) X(new_fixed_posts_ge_1000) X(new_proposals) X(new_proposals_ai_user) \
    X(new_proposals_to_ai_posts) X(new_posts_filled) X(new_ai_posts_filled) X(new_contracts_ai_user) \
    X(new_proposals_regular) X(new_proposals_regular_ai_user) X(new_posts_expired) X(new_ai_posts_expired) \
    X(proposals_on_closed_posts) X(posts_closed) X(posts_closed_lt5) X(posts_closed_ge20) X(new_contracts_succeeded) \
    X(new_contracts_ended) X(hours_worked) X(ai_hours_worked) X(standard_hours_delivered) X(gross_services_volume) \
    X(ai_gross_services_volume) X(freelancer_earnings) X(ai_freelancer_earnings) X(freelancer_fees) X(client_fees) \
    X(need_value) X(automated_value) X(dropped_value) X(posted_value) X(contract_value) X(ai_contract_value) \
    X(sum_posted_rate) X(sum_log_posted_rate) X(sum_log_posted_rate_sq) X(sum_fixed_budget) X(sum_log_fixed_budget) \
    X(sum_log_fixed_budget_sq) X(sum_contract_rate) X(sum_contract_rate_ai_user) X(sum_contract_rate_ai_post) \
    X(sum_log_contract_rate) X(sum_log_contract_rate_ai_user) X(sum_log_contract_rate_ai_post) \
    X(sum_complexity) X(sum_complexity_posted) X(sum_rating) X(new_ratings)
#define COMPLEXITY(X) \
    X(new_needs) X(new_needs_automated) X(new_needs_dropped) X(new_posts) X(new_posts_filled) X(new_posts_expired) \
    X(need_value) X(automated_value)
#define SEEN(X) \
    X(contracts) X(ln_price_over_budget) X(ended) X(succeeded) X(closed) X(filled) X(proposals) X(contracts_ai_user) \
    X(active_weeks) X(earnings) X(ai_active_weeks) X(ai_earnings)
#define PHASES(X) \
    X(participation) X(adoption) X(posting) X(search) X(hiring) X(delivery_and_payment) X(learning) X(rest)

#define AS_WEEKLY(name) IN_WEEK_##name,
#define AS_COMPLEXITY(name) IN_BIN_##name,
#define AS_SEEN(name) SEEN_##name,
#define AS_PHASE(name) PHASE_##name,
enum { WEEKLY(AS_WEEKLY) N_WEEKLY };
enum { COMPLEXITY(AS_COMPLEXITY) N_COMPLEXITY };
enum { SEEN(AS_SEEN) N_SEEN };
enum { PHASES(AS_PHASE) N_PHASES };
enum { OPEN, FILLED, EXPIRED };
enum { N_LEVELS = 3, N_DURATIONS = 4, N_BINS = 32, NEVER = -32768, MOST_PLACES = 256, MOST_SUBCATEGORIES = 64,
       N_OPENNESS = 10 };
enum { MOST_IDLE = 4096, LISTS = 6, MOST_BLOCKS = 512, MOST_THREADS = 32, QUARTER = 13, LEAST_ROWS = 16384 };

#define AS_FIELD(type, name) type *name;
typedef struct { int64_t n, room; PEOPLE(AS_FIELD) PEOPLE_NOW(AS_FIELD) } People;
typedef struct { int64_t n, room; BUYERS(AS_FIELD) BUYERS_NOW(AS_FIELD) } Buyers;
typedef struct { int64_t n, room; POSTS(AS_FIELD) } Posts;
typedef struct { int64_t n, room; DEALS(AS_FIELD) } Deals;

typedef struct { int64_t *weekly, *bins, *seen; } Flow;
typedef struct { int64_t first, end; } Block;
typedef struct { Block rows; int64_t left, adoption, moving, heads[2][MOST_SUBCATEGORIES][N_OPENNESS]; } Found;

/* A proposal in 48 bytes; `place` is that of its post among the open ones, `freelancer` -1 for one who has gone. */
typedef struct {
    double price, speed, inside, visibility;
    int32_t freelancer, place, week;
    int16_t rank;
    int8_t distance;
    uint8_t ai_used, shows_ai;
} Offer;

/* Proposals of open posts: before the search `first` tells where they begin in `offers`, after it in `numbers`. */
typedef struct {
    Offer *offers, *spare;
    int64_t n, room, spare_room, first_room, number_room, *first;
    int32_t *numbers;
} Held;

/* Open posts in order of their places, and lists by circle, level and AI-related, of ranks in that order. */
typedef struct {
    int64_t n, room, ranks_room, subcategories, categories, ai_related, *first, *free;
    int32_t *place_of, *bucket, *ranks;
    double *points;
} Circles;

/* What clients make of the proposals at open posts. */
typedef struct {
    int64_t room, cells;
    double *luck, *nobody, *utility;
    int32_t *n, *read, *chosen, *order, *bucket;
} Reading;

typedef struct { int64_t active, working, adopters, n_running; double gap, over; } Tally;

#endif
