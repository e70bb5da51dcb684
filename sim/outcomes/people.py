"""Columns of the tables with one row a freelancer or a client, at the end of the run."""

from __future__ import annotations

from typing import Final

from sim.outcomes.column import Column, count, flag, identifier, real, text, usd, week

FREELANCER_STATUS: Final = ("quiet", "searching", "working")

FREELANCERS: Final[tuple[Column, ...]] = (
    identifier("freelancer_id", "identity, never used twice in a run, equal between twin worlds"),
    text("home_specialty", "specialty at entry"),
    text("specialty", "specialty at the end of the run"),
    text("category", "work category of the specialty at the end of the run"),
    week("entry_week", "week of registration"),
    text("status", "quiet, searching or working"),
    real("ability", "1", "hidden ability, standard normal in the population"),
    real("experience_hours", "h", "hours of experience at the end of the run"),
    real("experience_hours_before_ai", "h", "hours of experience at 2022-11-30; NaN for those who entered later"),
    count("n_contracts", "contracts won over the run"),
    real("reputation", "stars", "public belief from ratings, 1 to 5"),
    count("n_ratings", "ratings received"),
    real("reservation_wage", "USD/h", "lowest rate at which the freelancer proposes"),
    real("asking_rate", "USD/h", "rate asked at the end of the run"),
    real("hours_per_week", "h/week", "hours a week the freelancer offers"),
    Column("weeks_idle", "int64", "week", "weeks without work at the end of the run"),
    flag("ai_adopted", "uses AI at the end of the run"),
    week("ai_adopted_week", "week of AI adoption; the week before entry for who brought it; -999999 never"),
    real("ai_proficiency", "1", "proficiency with AI, 0 to 1"),
    real("ai_openness", "1", "attitude to AI, low is resistance"),
    flag("ai_withheld", "barred from adopting AI in a twin world"),
    count("n_proposals", "proposals sent over the run"),
    usd("earnings", "earned over the run, after the platform's fee"),
    usd("ai_earnings", "earned on AI-related contracts over the run"),
    usd("earnings_before_ai", "earned in the 52 weeks to 2022-11-30"),
    usd("earnings_final_year", "earned in the last 52 weeks"),
    real("hours_worked_total", "h", "hours worked over the run"),
    real("hours_final_year", "h", "hours worked in the last 52 weeks"),
)

CLIENTS: Final[tuple[Column, ...]] = (
    identifier("client_id", "identity, never used twice in a run"),
    text("subcategory", "usual work subcategory"),
    text("category", "usual work category"),
    week("entry_week", "week of entry"),
    week("exit_week", "week of exit; -999999 still here"),
    real("budget_scale", "1", "multiple of the usual size of needs, heavy-tailed"),
    real("need_rate", "1/week", "needs expected a week"),
    flag("ai_adopted", "has adopted AI by the end of the run"),
    week("ai_adopted_week", "week of AI adoption; the week before entry for who brought it; -999999 never"),
    real("ai_openness", "1", "attitude to AI, low is resistance"),
    real("augmentation_preference", "1", "worth of a hired freelancer who uses AI over one who does not, in budgets"),
    real("price_sensitivity", "1", "utility lost per unit of ln price"),
    count("n_needs", "needs over the run"),
    count("n_needs_automated", "needs met by AI alone over the run"),
    count("n_posts", "job posts over the run"),
    count("n_contracts", "contracts over the run"),
    usd("spend", "paid for work over the run, before the client fee"),
    usd("ai_spend", "paid for AI-related work over the run"),
)
