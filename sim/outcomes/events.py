"""Columns of the tables recorded on request: one row a contract, a proposal, a freelancer and month."""

from __future__ import annotations

from typing import Final

from sim.outcomes.column import Column, count, flag, identifier, real, text, usd, week

CONTRACTS: Final[tuple[Column, ...]] = (
    identifier("contract_id", "identity of the contract, that of the need it serves"),
    identifier("client_id", "client who hired"),
    identifier("freelancer_id", "freelancer hired"),
    week("week_posted", "week of the job post"),
    week("week_hired", "week of the hire"),
    week("week_ended", "week of the end; -999999 still running"),
    text("category", "work category"),
    text("specialty", "specialty"),
    text("level", "level asked for: entry, intermediate or expert"),
    text("duration", "planned duration: <1m, 1-3m, 3-6m or >6m"),
    flag("fixed_price", "fixed price, else by the hour"),
    flag("ai_related", "AI-related work"),
    real("standard_hours", "h", "hours an able person without AI needs"),
    real("hours_agreed", "h", "hours agreed, those this freelancer needs"),
    real("contract_rate", "USD/h", "agreed rate per hour worked"),
    real("budget_rate", "USD/h", "rate the client had in mind"),
    real("proposed_rate", "USD/h", "rate in the winning proposal"),
    real("reservation_wage", "USD/h", "reservation wage of the winner"),
    usd("value", "agreed payment: rate times hours"),
    usd("paid", "paid so far, before the client fee"),
    real("complexity", "log2(min)", "complexity of the need"),
    flag("ai_used", "the winner proposed to use AI"),
    real("experience_hours", "h", "experience of the winner at the hire"),
    real("reputation", "stars", "reputation of the winner at the hire"),
    real("ability", "1", "ability of the winner"),
    flag("client_ai_adopted", "the client had adopted AI at the hire"),
    count("n_proposals", "proposals the post had received at the hire"),
    flag("succeeded", "ended with success; false while running"),
    real("rating", "stars", "rating given, NaN while running"),
)

PROPOSALS: Final[tuple[Column, ...]] = (
    identifier("need_id", "need posted"),
    identifier("freelancer_id", "who proposed"),
    week("week", "week of the proposal"),
    real("proposed_rate", "USD/h", "rate proposed per hour worked"),
    Column("rank", "int32", "1", "rank by the client's utility, 1 best, 0 not considered"),
    flag("won", "this proposal was hired"),
    flag("ai_used", "the proposer proposed to use AI"),
    flag("ai_related", "the post is AI-related"),
    text("specialty", "specialty of the post"),
    text("level", "level of the post"),
    real("reputation", "stars", "reputation of the proposer then"),
    real("experience_hours", "h", "experience of the proposer then"),
)

FREELANCER_MONTHS: Final[tuple[Column, ...]] = (
    identifier("freelancer_id", "identity"),
    text("month", "calendar month, YYYY-MM"),
    text("specialty", "specialty in that month"),
    flag("ai_adopted", "used AI at the end of the month"),
    usd("earnings", "earned in the month, after the platform's fee"),
    real("hours_worked", "h", "hours worked in the month"),
    real("experience_hours", "h", "experience at the end of the month"),
)
