"""Columns of the weekly panel: week x specialty x level x planned duration."""

from __future__ import annotations

from typing import Final

from sim.outcomes.column import Column, count, real, text, usd, week

LEVELS: Final = ("entry", "intermediate", "expert")
DURATIONS: Final = ("<1m", "1-3m", "3-6m", ">6m")

WEEKLY_KEYS: Final[tuple[Column, ...]] = (
    week("week", "week counted from 0 at horizon.start, negative in the warm-up"),
    text("date", "Monday of the week, YYYY-MM-DD"),
    text("category", "work category, one of 12"),
    text("subcategory", "work subcategory, one of 64"),
    text("specialty", "specialty, one of 205"),
    text("level", "level asked for: entry, intermediate or expert"),
    text("duration", "planned duration: <1m, 1-3m, 3-6m or >6m"),
)

WEEKLY_FLOWS: Final[tuple[Column, ...]] = (
    count("new_needs", "needs that arose, AI-related ones included"),
    count("new_ai_needs", "needs that arose and are AI-related"),
    count("new_needs_ai_client", "needs, not AI-related, of clients that have adopted AI"),
    count("new_needs_ai_tried", "needs where the client chose AI alone"),
    count("new_needs_automated", "needs met by AI alone: tried and succeeded"),
    count("new_needs_dropped", "needs neither met by AI alone nor posted"),
    count("new_needs_ai_client_posted", "of new_needs_ai_client, those posted in the end"),
    count("new_needs_ai_client_posted_first", "of new_needs_ai_client, those posted at once: AI alone was not tried"),
    count("new_posts", "job posts made"),
    count("new_ai_posts", "job posts made that are AI-related"),
    count("new_hourly_posts", "job posts paid by the hour"),
    count("new_fixed_posts", "job posts with a fixed price"),
    count("new_fixed_posts_ge_1000", "fixed-price job posts with a budget of 1000 USD or more"),
    count("new_proposals", "proposals received this week"),
    count("new_proposals_ai_user", "proposals received this week from freelancers who use AI"),
    count("new_proposals_to_ai_posts", "proposals received this week on AI-related posts"),
    count("new_posts_filled", "posts that hired this week, equal to new contracts"),
    count("new_ai_posts_filled", "AI-related posts that hired this week"),
    count("new_contracts_ai_user", "contracts won by AI users on posts that are not AI-related"),
    count("new_proposals_regular", "proposals to posts that are not AI-related"),
    count("new_proposals_regular_ai_user", "proposals from AI users to posts that are not AI-related"),
    count("new_posts_expired", "posts that closed without a hire this week"),
    count("new_ai_posts_expired", "AI-related posts that closed without a hire this week"),
    count("proposals_on_closed_posts", "proposals ever received by the posts that closed this week"),
    count("posts_closed", "posts that closed this week, filled or expired"),
    count("posts_closed_lt5", "posts that closed this week with fewer than 5 proposals"),
    count("posts_closed_ge20", "posts that closed this week with 20 proposals or more"),
    count("new_contracts_succeeded", "contracts that ended this week and succeeded"),
    count("new_contracts_ended", "contracts that ended this week"),
    real("hours_worked", "h", "hours worked this week"),
    real("ai_hours_worked", "h", "hours worked this week on AI-related contracts"),
    real("standard_hours_delivered", "h", "hours an able person without AI would have needed for what was delivered"),
    usd("gross_services_volume", "paid by clients for work this week, before the client fee"),
    usd("ai_gross_services_volume", "paid by clients for work on AI-related contracts this week"),
    usd("freelancer_earnings", "received by freelancers this week after the platform's fee"),
    usd("ai_freelancer_earnings", "received by freelancers on AI-related contracts this week"),
    usd("freelancer_fees", "platform fees taken from freelancers this week"),
    usd("client_fees", "platform fees paid by clients on top of the work this week"),
    usd("need_value", "worth of the needs that arose: budget times hours"),
    usd("automated_value", "worth of the needs met by AI alone"),
    usd("dropped_value", "worth of the needs dropped"),
    usd("posted_value", "worth of the needs posted"),
    usd("contract_value", "agreed in contracts made this week"),
    usd("ai_contract_value", "agreed in AI-related contracts made this week"),
    real("sum_posted_rate", "USD/h", "sum of posted rates over hourly posts"),
    real("sum_log_posted_rate", "ln(USD/h)", "sum of ln posted rate over hourly posts"),
    real("sum_log_posted_rate_sq", "ln(USD/h)^2", "sum of squared ln posted rate over hourly posts"),
    usd("sum_fixed_budget", "sum of budgets over fixed-price posts"),
    real("sum_log_fixed_budget", "ln(USD)", "sum of ln budget over fixed-price posts"),
    real("sum_log_fixed_budget_sq", "ln(USD)^2", "sum of squared ln budget over fixed-price posts"),
    real("sum_contract_rate", "USD/h", "sum over new contracts of the agreed rate per hour worked"),
    real("sum_contract_rate_ai_user", "USD/h", "the same over winners who use AI on posts that are not AI-related"),
    real("sum_contract_rate_ai_post", "USD/h", "the same over AI-related posts"),
    real("sum_log_contract_rate", "ln(USD/h)", "sum over new contracts of ln agreed rate per hour worked"),
    real("sum_log_contract_rate_ai_user", "ln(USD/h)", "the same over winners who use AI on posts not AI-related"),
    real("sum_log_contract_rate_ai_post", "ln(USD/h)", "the same over AI-related posts"),
    real("sum_complexity", "log2(min)", "sum of complexity over needs"),
    real("sum_complexity_posted", "log2(min)", "sum of complexity over posts"),
    real("sum_rating", "stars", "sum of ratings given this week, 1 to 5"),
    count("new_ratings", "ratings given this week"),
)

COMPLEXITY: Final[tuple[Column, ...]] = (
    week("week", "week counted from 0 at horizon.start, negative in the warm-up"),
    text("date", "Monday of the week, YYYY-MM-DD"),
    text("category", "work category, one of 12"),
    Column(
        "complexity_bin",
        "int32",
        "log2(min)",
        "floor of log2 of the minutes an able person needs, level shift included",
    ),
    count("new_needs", "needs that arose"),
    count("new_needs_automated", "needs met by AI alone"),
    count("new_needs_dropped", "needs neither met by AI alone nor posted"),
    count("new_posts", "job posts made"),
    count("new_posts_filled", "posts that hired this week"),
    count("new_posts_expired", "posts that closed without a hire this week"),
    usd("need_value", "worth of the needs that arose: budget times hours"),
    usd("automated_value", "worth of the needs met by AI alone"),
)
