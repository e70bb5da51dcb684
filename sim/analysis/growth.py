"""Growth of AI-related work and the size of the market.

Growth of the volume of AI-related work is one of three numbers that are easily mixed up; the premium paid for it is in
`premium`, the causal effect of adopting AI on a person in `twins`.
"""

from __future__ import annotations

from sim.analysis.calendar import WEEKS_A_YEAR, Mask, calendar_year, last_year, quarter
from sim.analysis.estimate import Estimate, combined, growth, mean, missing, ratio
from sim.analysis.results import Results

AI_FLOWS = {
    "earnings": "ai_freelancer_earnings",
    "volume": "ai_gross_services_volume",
    "contracts": "new_ai_posts_filled",
    "posts": "new_ai_posts",
    "hours": "ai_hours_worked",
}
FACTORS = {
    "contracts_per_post": ("contracts", "posts"),
    "hours_per_contract": ("hours", "contracts"),
    "earnings_per_hour": ("earnings", "hours"),
}
"""What growth of earnings is the product of, with that of posts: each a flow over another."""


def growth_between(results: Results, column: str, later: Mask | None, earlier: Mask | None, what: str) -> Estimate:
    """Return the growth of the weekly mean of a flow between two windows: ratio of pooled sums minus one."""
    if later is None or earlier is None:
        return missing(f"the horizon does not hold {what}")
    panel = results.panel
    return growth(panel.weekly_mean(column, later), panel.weekly_mean(column, earlier), f"none in the base of {what}")


def ai_work_growth(results: Results) -> dict[str, Estimate]:
    """Return growth of AI-related work: 2025 Q1 over 2024 Q1, and 2024 over 2023, in money, counts and hours.

    Earnings are posts times contracts per post times hours per contract times earnings per hour, and so is one plus
    their growth. Contracts are those made in the window, hours those worked in it, on earlier contracts too: hours per
    contract also rise as long contracts pile up.
    """
    dates = results.panel.dates
    q1_2025, q1_2024 = quarter(dates, 2025, 1), quarter(dates, 2024, 1)
    y2024, y2023 = calendar_year(dates, 2024), calendar_year(dates, 2023)
    found = {}
    for word, column in AI_FLOWS.items():
        quarters = growth_between(results, column, q1_2025, q1_2024, "2024 Q1 and 2025 Q1")
        found[f"ai_work_{word}_growth_2025q1"] = quarters
        found[f"ai_work_{word}_growth_2024"] = growth_between(results, column, y2024, y2023, "2023 and 2024")
    for period in ("2025q1", "2024"):
        for factor, (top, bottom) in FACTORS.items():
            found[f"ai_work_{factor}_growth_{period}"] = combined(
                lambda upper, lower: (1.0 + upper) / (1.0 + lower) - 1.0,
                found[f"ai_work_{top}_growth_{period}"],
                found[f"ai_work_{bottom}_growth_{period}"],
                reason="one of the two flows has no growth",
            )
    return found


def market_size(results: Results) -> dict[str, Estimate]:
    """Return volume, posts, fill, competition and fees of the last year, and the clients and heads behind them."""
    panel, year = results.panel, last_year(results.panel.dates)
    weeks = int(year.sum())
    to_platform_year = results.scale * WEEKS_A_YEAR / max(weeks, 1)

    def total(column: str) -> Estimate:
        return mean(panel.total(column, year) * to_platform_year) if weeks else missing("no week was recorded")

    def share(top: str, bottom: str) -> Estimate:
        return ratio(panel.total(top, year), panel.total(bottom, year))

    return {
        "gross_services_volume": total("gross_services_volume"),
        "freelancer_earnings": total("freelancer_earnings"),
        "posts_per_year": total("new_posts"),
        "fill_rate": share("new_posts_filled", "new_posts"),
        "proposals_per_post": share("proposals_on_closed_posts", "posts_closed"),
        "ai_work_share_of_volume": share("ai_gross_services_volume", "gross_services_volume"),
        "ai_work_share_of_posts": share("new_ai_posts", "new_posts"),
        "mean_rating": share("sum_rating", "new_ratings"),
        "take_rate": _take_rate(results, year),
        **_heads(results),
    }


def _take_rate(results: Results, year: Mask) -> Estimate:
    """Return all platform revenue (freelancer, client and proposal fees) over gross services volume."""
    names = ("freelancer_fees", "client_fees", "proposal_fees")
    revenue = sum(results.platform(name)[:, year].sum(axis=1) for name in names)
    return ratio(revenue, results.platform("gross_services_volume")[:, year].sum(axis=1))


def _heads(results: Results) -> dict[str, Estimate]:
    """Return clients, spend per client and freelancers at the last week."""
    if results.panel.weeks.size == 0:
        return dict.fromkeys(
            ("n_clients_active", "n_freelancers_active", "spend_per_active_client", "share_ever_hired"),
            missing("no week was recorded"),
        )
    last = {
        name: results.platform(name)[:, -1]
        for name in (
            "n_clients_active",
            "client_spend_trailing_year",
            "n_freelancers_ever_hired",
            "n_freelancers_registered",
            "n_freelancers_searching",
            "n_freelancers_working",
        )
    }
    active = last["n_freelancers_searching"] + last["n_freelancers_working"]
    return {
        "n_clients_active": mean(last["n_clients_active"] * results.scale),
        "n_freelancers_active": mean(active * results.scale),
        "spend_per_active_client": ratio(last["client_spend_trailing_year"], last["n_clients_active"]),
        "share_ever_hired": ratio(last["n_freelancers_ever_hired"], last["n_freelancers_registered"]),
    }


def ai_earnings_by_quarter(results: Results) -> dict[str, Estimate]:
    """Return AI-related earnings by full quarter (label ``2025Q1``), USD a quarter at platform scale.

    Quarters with twelve, thirteen or fourteen Mondays are put on thirteen weeks.
    """
    labels, sums = results.panel.quarters("ai_freelancer_earnings")
    found = {}
    for label, column in zip(labels, sums.T, strict=True):
        weeks = quarter(results.panel.dates, int(label[:4]), int(label[-1]))
        if weeks is not None:
            factor = results.scale * WEEKS_A_YEAR / 4.0 / int(weeks.sum())
            found[label] = mean(column * factor)
    return found
