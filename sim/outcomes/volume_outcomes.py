"""Outcomes on the size of the market and the growth of AI-related work (S1)."""

from __future__ import annotations

from typing import Final

from sim.outcomes.outcome import Outcome

_FLOWS: Final = {
    "earnings": "earnings of freelancers from AI-related contracts",
    "volume": "gross services volume of AI-related contracts",
    "contracts": "number of AI-related contracts made",
    "posts": "number of AI-related job posts",
    "hours": "hours worked on AI-related contracts",
    "contracts_per_post": "AI-related contracts made per AI-related job post",
    "hours_per_contract": "hours worked on AI-related contracts, earlier ones included, per contract made",
    "earnings_per_hour": "earnings per hour worked on AI-related contracts",
}
_PERIODS: Final = {"2025q1": "2025 Q1 over 2024 Q1", "2024": "2024 over 2023"}

GROWTH: Final = tuple(
    Outcome(f"ai_work_{word}_growth_{period}", "1", f"Growth of {what}, {when}.", "ratio of sums", "weekly")
    for period, when in _PERIODS.items()
    for word, what in _FLOWS.items()
)


def _sums(name: str, unit: str, meaning: str, table: str = "weekly") -> Outcome:
    return Outcome(name, unit, meaning, "ratio of sums", table)


def _mean(name: str, unit: str, meaning: str, table: str = "weekly") -> Outcome:
    return Outcome(name, unit, meaning, "mean", table)


MARKET: Final = (
    _mean("gross_services_volume", "USD/year", "Paid for work in the last four full quarters, at platform scale."),
    _mean(
        "freelancer_earnings", "USD/year", "Received by freelancers in the last four full quarters, at platform scale."
    ),
    _mean("posts_per_year", "posts/year", "Job posts of the last four full quarters, at platform scale."),
    _sums("fill_rate", "1", "Hires over job posts, last four full quarters."),
    _sums("proposals_per_post", "proposals/post", "Mean proposals on posts when they closed, last four full quarters."),
    _sums(
        "ai_work_share_of_volume", "1", "Share of gross services volume that is AI-related, last four full quarters."
    ),
    _sums("ai_work_share_of_posts", "1", "Share of job posts that are AI-related, last four full quarters."),
    _sums("mean_rating", "stars", "Mean rating given, last four full quarters."),
    _sums(
        "take_rate", "1", "All platform fees (freelancer, client, proposals) over gross services volume.", "platform"
    ),
    _mean(
        "n_clients_active",
        "clients",
        "Clients who spent in the trailing 52 weeks, last week, platform scale.",
        "platform",
    ),
    _mean("n_freelancers_active", "freelancers", "Searching or working, last week, platform scale.", "platform"),
    _sums(
        "spend_per_active_client",
        "USD/year",
        "Spend of the trailing 52 weeks over active clients, last week.",
        "platform",
    ),
    _sums("share_ever_hired", "1", "Registered freelancers who were ever hired, last week.", "platform"),
    Outcome(
        "earnings_median",
        "USD/year",
        "Median of last-52-week earnings among freelancers with earnings.",
        "pooled sample",
        "freelancers",
    ),
    Outcome(
        "earnings_gini",
        "1",
        "Gini of last-52-week earnings among freelancers with earnings.",
        "pooled sample",
        "freelancers",
    ),
    Outcome(
        "earnings_top_tenth_share",
        "1",
        "Share of last-52-week earnings of the top tenth of earners.",
        "pooled sample",
        "freelancers",
    ),
)

PARTS_OF_CHANGE: Final = {
    "demand": "more or less work wanted (worth of needs)",
    "composition": "another mix over category and level, and cells that began or ended",
    "displacement": "needs met by AI alone",
    "posting": "share of the other needs that is posted instead of dropped",
    "fill": "standard hours delivered per dollar posted: filling, and long contracts from before",
    "augmentation": "hours worked per standard hour delivered (negative when AI saves time)",
    "price": "dollars paid per hour worked",
    "fees": "share of the payment that the freelancer keeps",
    "ai_related_work": "earnings from AI-related work",
    "total": "the whole change; the parts add to it",
    "augmentation_and_price": "augmentation and price together: pay per standard hour",
}
DECOMPOSITION: Final = (
    *(
        Outcome(
            f"earnings_change_{part}",
            "USD/year",
            f"Change of annual freelancer earnings, year before 2022-11-30 to last four full quarters: {what}.",
            "decomposition",
            "weekly",
        )
        for part, what in PARTS_OF_CHANGE.items()
    ),
    _mean(
        "earnings_before_ai", "USD/year", "Freelancer earnings in the 52 weeks before 2022-11-30, at platform scale."
    ),
)
