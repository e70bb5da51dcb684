/* What the market is given: parameters by their path in a scenario, work categories as arrays, and the week. */
#ifndef SETTING_H
#define SETTING_H

#include <stdint.h>

/* Field, and path in a scenario; those without a path are derived in Python. */
#define PARAMETERS(X) \
    X(quit_hazard, "participation.quit_hazard") X(quit_hazard_hired, "participation.quit_hazard_hired") \
    X(retirement_hazard, "participation.retirement_hazard") \
    X(quit_idle_slope, "participation.quit_idle_slope") \
    X(quit_income_elasticity, "participation.quit_income_elasticity") \
    X(client_exit_hazard, "participation.client_exit_hazard") \
    X(client_exit_after_failure, "participation.client_exit_after_failure") \
    X(registrations, "") X(client_entries, "") \
    X(asking_rate_log_sd, "search.asking_rate_log_sd") X(hours_per_week_median, "search.hours_per_week_median") \
    X(reservation_ratio, "search.reservation_ratio") X(proposals_per_week, "search.proposals_per_week") \
    X(level_slack, "search.level_slack") X(budget_tolerance, "search.budget_tolerance") \
    X(budget_weight, "search.budget_weight") X(ai_pass_through, "search.ai_pass_through") \
    X(ai_search_share, "search.ai_search_share") X(own_specialty_share, "search.own_specialty_share") \
    X(own_subcategory_share, "search.own_subcategory_share") X(n_tries, "search.n_tries") \
    X(freelancer_mode, "") X(freelancer_most_before, "") X(freelancer_most_after, "") \
    X(freelancer_share, "ai.freelancer_adoption.share") X(freelancer_max_hazard, "ai.freelancer_adoption.max_hazard") \
    X(freelancer_before_public, "ai.freelancer_adoption.before_public") \
    X(freelancer_cost, "ai.freelancer_adoption.cost") \
    X(freelancer_capability_weight, "ai.freelancer_adoption.capability_weight") \
    X(freelancer_exposure_weight, "ai.freelancer_adoption.exposure_weight") \
    X(freelancer_peer_weight, "ai.freelancer_adoption.peer_weight") \
    X(freelancer_gain_weight, "ai.freelancer_adoption.gain_weight") \
    X(freelancer_openness_mean, "ai.freelancer_adoption.openness_mean") \
    X(freelancer_openness_weight, "ai.freelancer_adoption.openness_weight") \
    X(withheld_share, "ai.freelancer_adoption.withheld_share") \
    X(freelancer_newcomers, "ai.freelancer_adoption.newcomers_as_peers") \
    X(client_mode, "") X(client_most_before, "") X(client_most_after, "") \
    X(client_share, "ai.client_adoption.share") X(client_max_hazard, "ai.client_adoption.max_hazard") \
    X(client_before_public, "ai.client_adoption.before_public") X(client_cost, "ai.client_adoption.cost") \
    X(client_capability_weight, "ai.client_adoption.capability_weight") \
    X(client_exposure_weight, "ai.client_adoption.exposure_weight") \
    X(client_peer_weight, "ai.client_adoption.peer_weight") \
    X(client_openness_mean, "ai.client_adoption.openness_mean") \
    X(client_openness_weight, "ai.client_adoption.openness_weight") \
    X(client_newcomers, "ai.client_adoption.newcomers_as_peers") \
    X(rate_mean, "needs.rate_mean") X(rate_log_sd, "needs.rate_log_sd") X(ai_rate, "needs.ai_rate") \
    X(ai_capability_elasticity, "needs.ai_capability_elasticity") X(ai_setup_boost, "needs.ai_setup_boost") \
    X(ai_setup_weeks, "needs.ai_setup_weeks") X(ai_specialty_share, "needs.ai_specialty_share") \
    X(usual_subcategory_share, "needs.usual_subcategory_share") X(hours_level_step, "needs.hours_level_step") \
    X(complexity_level_step, "needs.complexity_level_step") X(fixed_price_share_1m, "needs.fixed_price_share_1m") \
    X(max_hours_per_week, "needs.max_hours_per_week") X(hours_log_sd_within, "") \
    X(budget_log_sd_between, "clients.budget_log_sd_between") X(rate_share_between, "clients.rate_share_between") \
    X(augmentation_preference, "clients.augmentation_preference") \
    X(augmentation_preference_sd, "clients.augmentation_preference_sd") \
    X(price_sensitivity, "clients.price_sensitivity") \
    X(price_sensitivity_log_sd, "clients.price_sensitivity_log_sd") X(worth_of_need, "clients.worth_of_need") \
    X(automation_cost, "clients.automation_cost") X(posting_cost, "clients.posting_cost") \
    X(choice_scale, "clients.choice_scale") X(n_remembered, "clients.n_remembered") \
    X(automation_enabled, "ai.automation.enabled") X(exposure_shift, "ai.automation.exposure_shift") \
    X(slope, "ai.capability.slope") X(augmentation_enabled, "ai.augmentation.enabled") \
    X(reach_shift, "ai.augmentation.reach_shift") X(speed_gain_novice, "ai.augmentation.speed_gain_novice") \
    X(quality_inside, "ai.augmentation.quality_inside") X(quality_outside, "ai.augmentation.quality_outside") \
    X(n_considered, "hiring.n_considered") X(visibility_weight, "hiring.visibility_weight") \
    X(open_weeks, "hiring.open_weeks") X(nobody_utility, "hiring.nobody_utility") \
    X(quality_weight, "hiring.quality_weight") X(quality_noise, "hiring.quality_noise") \
    X(reputation_weight, "hiring.reputation_weight") X(experience_weight, "hiring.experience_weight") \
    X(history_weight, "hiring.history_weight") X(augmentation_weight, "hiring.augmentation_weight") \
    X(specialty_penalty, "hiring.specialty_penalty") X(ai_visible_share, "hiring.ai_visible_share") \
    X(level_difficulty_step, "delivery.level_difficulty_step") X(success_offset, "delivery.success_offset") \
    X(discrimination, "delivery.discrimination") X(complexity_difficulty, "delivery.complexity_difficulty") \
    X(client_fee_rate, "fees.client_fee_rate") X(variable_low, "fees.variable_low") \
    X(variable_high, "fees.variable_high") X(reputation_prior, "learning.reputation_prior") \
    X(reputation_prior_weight, "learning.reputation_prior_weight") X(rating_leniency, "learning.rating_leniency") \
    X(raise_after_success, "learning.raise_after_success") X(cut_per_idle_week, "learning.cut_per_idle_week") \
    X(ability_per_100_hours, "learning.ability_per_100_hours") X(proficiency_hours, "learning.proficiency_hours") \
    X(proficiency_start, "learning.proficiency_start") X(belief_prior_contracts, "learning.belief_prior_contracts") \
    X(fading, "") X(slow_fading, "") X(moving_hazard, "reskilling.hazard") \
    X(patience_weeks, "reskilling.patience_weeks") X(gain_needed, "reskilling.gain_needed") \
    X(standing_kept, "reskilling.standing_kept") X(ability_loss, "reskilling.ability_loss")

/* As in sim.model.compiled.world.World; `hours_median` and `category_of_subcategory` beside them. */
#define WORLD(X) \
    X(int64_t, subcategory_of) X(int64_t, category_of) X(int64_t, category_of_subcategory) X(double, post_share) \
    X(double, automation_exposure) X(double, augmentation_exposure) X(uint8_t, visual) X(uint8_t, ai_related_label) \
    X(double, rate_median) X(double, level_cumulated) X(double, platform_cumulated) X(double, ai_cumulated) \
    X(double, duration_cumulated) X(int64_t, first_in) X(int64_t, specialties_in) \
    X(double, cumulated_in) X(int64_t, first_neighbour) X(int64_t, neighbours) X(double, subcategory_share) \
    X(double, subcategory_exposure) X(uint8_t, subcategory_visual) X(double, hours_median) X(double, rate_log_sd)

#define NOW(X) \
    X(week) X(log2_horizon) X(usefulness) X(text_ai) X(visual_ai) X(before_ai_year) X(final_year) X(is_first) \
    X(last_before_ai) X(entry_elasticity) X(fee_rate)

#define AS_PARAMETER(name, path) double name;
#define AS_ARRAY(type, name) const type *name;
#define AS_NUMBER(name) double name;
typedef struct { PARAMETERS(AS_PARAMETER) } Parameters;
typedef struct { WORLD(AS_ARRAY) int64_t n_specialties, n_subcategories, n_categories; } World;
typedef struct { NOW(AS_NUMBER) } Now;

#endif
