"""Columns of the platform table: one row a week, warm-up included."""

from __future__ import annotations

from typing import Final

from sim.outcomes.column import Column, count, real, text, usd, week

PLATFORM: Final[tuple[Column, ...]] = (
    week("week", "week counted from 0 at horizon.start, negative in the warm-up"),
    text("date", "Monday of the week, YYYY-MM-DD"),
    real("ai_horizon_minutes", "min", "length of task that the best AI completes half of the time"),
    count("n_freelancers_registered", "freelancers ever registered"),
    count("n_freelancers_searching", "active freelancers without a contract"),
    count("n_freelancers_working", "freelancers with a running contract"),
    count("n_freelancers_quiet", "registered freelancers who no longer search"),
    count("new_freelancers", "freelancers who registered this week"),
    count("new_freelancers_quiet", "freelancers who went quiet this week"),
    count("n_freelancers_ever_hired", "registered freelancers who were hired at least once"),
    count("new_freelancers_first_hired", "freelancers hired for the first time this week"),
    count("new_reskilled", "freelancers who moved to another specialty this week"),
    count("freelancer_ai_adopters", "active freelancers who use AI"),
    real("freelancer_ai_adoption_share", "1", "share of the active freelancers who use AI"),
    count("n_clients", "clients in the market"),
    count("new_clients", "clients who entered this week"),
    count("new_clients_left", "clients who left this week"),
    count("n_clients_active", "clients who spent in the trailing 52 weeks"),
    usd("client_spend_trailing_year", "gross services volume of the trailing 52 weeks"),
    count("client_ai_adopters", "clients in the market who have adopted AI"),
    real("client_ai_adoption_share", "1", "share of the clients in the market who have adopted AI"),
    count("n_posts_open", "job posts open at the end of the week"),
    count("n_contracts_running", "contracts running at the end of the week"),
    count("new_needs", "needs that arose this week"),
    count("new_needs_automated", "needs met by AI alone this week"),
    count("new_posts", "job posts made this week"),
    count("new_proposals", "proposals sent this week"),
    count("new_contracts", "contracts made this week"),
    usd("gross_services_volume", "paid by clients for work this week, before the client fee"),
    usd("freelancer_earnings", "received by freelancers this week after the platform's fee"),
    usd("freelancer_fees", "platform fees taken from freelancers this week"),
    usd("client_fees", "platform fees paid by clients this week"),
    usd("proposal_fees", "paid by freelancers for sending proposals (Connects) this week"),
    real("sum_log_contract_rate", "ln(USD/h)", "sum over new contracts of ln agreed rate per hour worked"),
    real(
        "earnings_gini",
        "1",
        "Gini of trailing 52-week earnings among freelancers with earnings; NaN but every 13th week",
    ),
)
