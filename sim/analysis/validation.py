"""Rows H1 to H13: never fitted, as each source defines them, pass or fail; docs/claims.md tells what differs."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.calendar import calendar_year, months, quarter
from sim.analysis.checks import Check, band
from sim.analysis.did import IMAGE_MODELS, IMAGE_MONTHS_AFTER, did
from sim.analysis.displacement import by_bin
from sim.analysis.estimate import Estimate, Floats, combined, missing, ratio
from sim.analysis.growth import AI_FLOWS, growth_between
from sim.analysis.inequality import gini, over_replications, top_share
from sim.analysis.premium import YEAR, gap_of_rates, premia
from sim.analysis.results import Results
from sim.analysis.software import entry_share_ratio
from sim.analysis.study import study_groups

LONG_TASK = 9
"""Bin of complexity, log2 minutes, that 11.5 hours (690 minutes) of an intermediate task lie in."""
SMALL_JOBS = 10
SMALL_MONEY = 1000.0
NO_CLIENT = "no client ever posted"
NO_HIRE = "no freelancer was ever hired"


def validation(results: Results) -> list[Check]:
    """Return every validation row with the model's value, the range of the source and whether it passes."""
    return [
        *_gradient(results),
        *_software(results),
        *_premium(results),
        *_clients(results),
        *_freelancers(results),
        *_late_growth(results),
        *_late_clients(results),
        *_long_tasks(results),
    ]


def _gradient(results: Results) -> list[Check]:
    groups = study_groups()
    rows = (
        ("writing", groups.writing, -0.304),
        ("software, app and web", groups.software, -0.206),
        ("engineering", groups.engineering, -0.104),
    )
    found = [did(results, treated, groups.manual_intensive).change for _, treated, _ in rows]
    checks = [
        Check("H1", f"posts against manual-intensive, eight months: {name}", "1", change, *band(reference, 0.10))
        for (name, _, reference), change in zip(rows, found, strict=True)
    ]
    order = combined(
        lambda writing, software, engineering: np.minimum(software - writing, engineering - software),
        *found,
        reason="one of the three changes is missing",
    )
    checks.append(
        Check("H1", "order writing < software < engineering: the smaller of the two steps", "1", order, None, 0.0, None)
    )
    image = did(results, groups.image, groups.manual_intensive, IMAGE_MODELS, IMAGE_MONTHS_AFTER).change
    checks.append(
        Check("H1", "posts against manual-intensive, image work, a year from 2022-08", "1", image, *band(-0.170, 0.10))
    )
    return checks


def _software(results: Results) -> list[Check]:
    found = entry_share_ratio(results)
    ratio_entry, expert = found["software_entry_share_ratio"], found["software_expert_share_change"]
    return [
        Check(
            "H3", "entry share of software posts, January 2025 over January 2023", "1", ratio_entry, 0.40, 0.30, 0.70
        ),
        Check("H3", "expert share of software posts, January 2025 less January 2023", "1", expert, None, None, 0.0),
    ]


def _premium(results: Results) -> list[Check]:
    found = premia(results)
    raw, adjusted = found["ai_premium_raw"], found["ai_premium_adjusted"]
    if calendar_year(results.panel.dates, YEAR) is None:
        raw = adjusted = missing(f"the horizon does not hold {YEAR}")
    below = combined(lambda r, a: r - a, raw, adjusted, reason="one of the two premia is missing")
    early = quarter(results.panel.dates, 2023, 1)
    first = missing("the horizon does not hold 2023 Q1") if early is None else gap_of_rates(results, early)
    return [
        Check("H7", "mean hourly rate, AI-related over other work, raw, 2025", "1", raw, 0.44, 0.25, 0.60),
        Check("H7", "the same within specialty and level", "1", adjusted, 0.10, -0.04, 0.27),
        Check("H7", "raw less adjusted premium", "1", below, None, 0.0, None),
        Check("H7", "raw premium, 2023 Q1", "1", first, 0.375, 0.12, 0.50),
    ]


def _clients(results: Results) -> list[Check]:
    """Lifetime spend over clients that ever posted, those without a hire included, at the end of the run."""
    clients = results.tables["clients"]
    posting = clients.loc[clients["n_posts"] > 0]
    spend = groups_of(posting, posting["spend"], results.replications)
    never = np.array([float((one <= 0.0).sum()) for one in spend])
    heads = np.array([float(one.size) for one in spend])
    return [
        Check(
            "H9",
            "Gini of lifetime spend of posting clients",
            "1",
            over_replications(spend, gini, NO_CLIENT),
            0.91,
            0.85,
            0.94,
        ),
        Check("H9", "share of spend of the top tenth of clients", "1", _top(spend, 0.1, NO_CLIENT), 0.86, None, None),
        Check("H9", "share of posting clients that never spent", "1", ratio(never, heads, NO_CLIENT), 0.27, None, None),
    ]


def _freelancers(results: Results) -> list[Check]:
    people = results.tables["freelancers"]
    hired = people.loc[people["n_contracts"] > 0]
    earnings = groups_of(hired, hired["earnings"], results.replications)
    busy = (hired["n_contracts"] >= SMALL_JOBS) | (hired["earnings"] >= SMALL_MONEY)
    many = heads(hired.loc[busy], results.replications)
    ever, registered = heads(hired, results.replications), heads(people, results.replications)
    return [
        Check("H10", "share of registered freelancers ever hired", "1", ratio(ever, registered), 0.086, 0.05, 0.12),
        Check("H10", "of these, 10 contracts or 1000 USD", "1", ratio(many, ever, NO_HIRE), 0.236, 0.15, 0.35),
        Check(
            "H10", "share of earnings of the top fifth ever hired", "1", _top(earnings, 0.2, NO_HIRE), 0.80, 0.70, 0.90
        ),
    ]


def _late_growth(results: Results) -> list[Check]:
    """Growth of AI-related volume after the quarter that is a target."""
    dates, column = results.panel.dates, AI_FLOWS["volume"]

    def grown(number: int) -> Estimate:
        later, earlier = quarter(dates, 2025, number), quarter(dates, 2024, number)
        return growth_between(results, column, later, earlier, f"2024 Q{number} and 2025 Q{number}")

    return [
        Check("H11", "growth of AI-related gross volume, 2025 Q2", "1", grown(2), *band(0.30, 0.05)),
        Check("H11", "growth of AI-related gross volume, 2025 Q3", "1", grown(3), *band(0.52, 0.05)),
    ]


def _late_clients(results: Results) -> list[Check]:
    """Clients who spent within a year, and what they spent, at the end of a month."""
    dates = results.panel.dates

    def at_end(name: str, year: int, month: int) -> Floats | None:
        weeks = months(dates, year, month)
        return None if weeks is None else results.platform(name)[:, int(np.flatnonzero(weeks)[-1])]

    heads = "n_clients_active"
    before, after, last = at_end(heads, 2024, 9), at_end(heads, 2025, 9), at_end(heads, 2025, 12)
    spend = at_end("client_spend_trailing_year", 2025, 12)
    change, each = missing("the horizon does not hold September 2025"), missing("the horizon does not hold 2025")
    if before is not None and after is not None:
        change = ratio(after, before)
    if spend is not None and last is not None:
        each = ratio(spend, last)
    return [
        Check("H12", "clients active, September 2025 over September 2024", "1", change, 0.929, 0.90, 0.96),
        Check("H12", "spend per active client, year to December 2025", "USD/year", each, 5129.0, 4870.0, 5390.0),
    ]


def _long_tasks(results: Results) -> list[Check]:
    """Share of needs of some length that AI alone meets: at most the chance that it completes one.

    Who does not use AI, or posts at once, does not try, so the share lies below what the source measures.
    """
    weeks = quarter(results.panel.dates, 2025, 4)
    met = missing("the horizon does not hold 2025 Q4")
    if weeks is not None:
        bins, sums = by_bin(results, ("new_needs_automated", "new_needs"), weeks)
        automated, needs = sums[:, bins == LONG_TASK].sum(axis=1).T
        met = ratio(automated, needs, "no need of that length")
    return [Check("H13", "share of needs of 8.5 to 17 hours that AI alone meets, 2025 Q4", "1", met, 0.025, None, 0.05)]


def _top(groups: list[Floats], share: float, reason: str) -> Estimate:
    return over_replications(groups, lambda x: top_share(x, share), reason)


def heads(people: pd.DataFrame, replications: NDArray[np.int64]) -> Floats:
    """Return the number of rows by replication, shape (R,)."""
    counts: Floats = (
        people.groupby("replication").size().reindex(replications, fill_value=0).to_numpy().astype(np.float64)
    )
    return counts


def groups_of(table: pd.DataFrame, values: pd.Series, replications: NDArray[np.int64]) -> list[Floats]:
    """Return the values of each replication as one array."""
    number = table["replication"].to_numpy(np.int64)
    all_values = values.to_numpy(np.float64)
    return [all_values[number == one] for one in replications]
