"""Adoption of AI by clients and freelancers, and what resistance does (S8)."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.calendar import months, quarter
from sim.analysis.estimate import Estimate, mean, missing, pooled, ratio
from sim.analysis.results import Results

Floats = NDArray[np.float64]
NO_WEEKS = "no week was recorded"
NO_ACTIVE = "no active freelancer of one of the two kinds"
YEAR = 52  # weeks


def adoption_shares(results: Results) -> dict[str, Estimate]:
    """Return adoption shares at the last week, at the end of 2023 and in early 2025 (freelancers), and the lead."""
    found = {"client_ai_adoption_share": _last(results, "client_ai_adopters", ("n_clients",))}
    active = ("n_freelancers_searching", "n_freelancers_working")
    found["freelancer_ai_adoption_share"] = _last(results, "freelancer_ai_adopters", active)
    dates = results.panel.dates
    for name, weeks in (("end_2023", months(dates, 2023, 12)), ("2025q1", quarter(dates, 2025, 1))):
        for who in ("freelancer", "client"):
            series = f"{who}_ai_adoption_share"
            values = None if weeks is None else results.platform(series)[:, weeks].mean(axis=1)
            label = f"{who}_ai_adoption_share_{name}"
            found[label] = missing(f"the horizon does not hold {name}") if values is None else mean(values)
    return found


def _last(results: Results, adopters: str, heads: tuple[str, ...]) -> Estimate:
    if results.panel.weeks.size == 0:
        return missing(NO_WEEKS)
    base = sum((results.platform(name)[:, -1] for name in heads), np.zeros(results.replications.size))
    return ratio(results.platform(adopters)[:, -1], base, "nobody is in the market")


def resistance(results: Results) -> dict[str, Estimate]:
    """Return adoption by openness and by seniority among active freelancers, and clients' lead over the least open.

    Thirds of ``ai_openness`` are cut on active freelancers of all replications together. Newcomers (registered within
    the last 52 weeks) and others are told apart, to see what exit does: entry leaves adoption as it is.
    """
    people = results.tables["freelancers"]
    active = people.loc[
        people["status"] != "quiet", ["replication", "ai_openness", "ai_adopted", "earnings_final_year", "entry_week"]
    ]
    names = (
        "freelancer_ai_adoption_share_newcomers",
        "freelancer_ai_adoption_share_established",
        "freelancer_ai_adoption_share_established_least_open",
        "freelancer_ai_adoption_share_established_most_open",
        "freelancer_ai_adoption_share_least_open",
        "freelancer_ai_adoption_share_most_open",
        "adoption_gap_most_less_least_open",
        "client_adoption_less_least_open_freelancers",
        "earnings_least_over_most_open",
    )
    if active.empty or results.panel.weeks.size == 0:
        return dict.fromkeys(names, missing("no active freelancer"))
    by_seniority = _by_seniority(active, int(results.panel.weeks[-1]), results.replications)
    found = {name: ratio(users, heads, NO_ACTIVE) for name, (heads, users) in zip(names, by_seniority, strict=False)}
    parts = np.concatenate([_thirds(active, results.replications), _clients(results)], axis=1)
    functions = (
        lambda x: x[..., 1] / x[..., 0],
        lambda x: x[..., 4] / x[..., 3],
        lambda x: x[..., 4] / x[..., 3] - x[..., 1] / x[..., 0],
        lambda x: x[..., 7] / x[..., 6] - x[..., 1] / x[..., 0],
        lambda x: (x[..., 2] / x[..., 0]) / (x[..., 5] / x[..., 3]) - 1.0,
    )
    by_openness = names[len(by_seniority) :]
    return found | {name: pooled(parts, each, NO_ACTIVE) for name, each in zip(by_openness, functions, strict=True)}


def _by_seniority(active: pd.DataFrame, last_week: int, replications: NDArray[np.int64]) -> list[tuple[Floats, Floats]]:
    """Return heads and AI users, each (R,), of newcomers, of others, and of these the least and the most open third."""
    least, most = _least_and_most_open(active)
    row = np.searchsorted(replications, active["replication"].to_numpy(np.int64))
    new = last_week - active["entry_week"].to_numpy(np.int64) < YEAR
    users = active["ai_adopted"].to_numpy(np.float64)
    groups = (new, ~new, ~new & least, ~new & most)
    return [
        (
            np.bincount(row[group], minlength=replications.size).astype(np.float64),
            np.bincount(row[group], weights=users[group], minlength=replications.size).astype(np.float64),
        )
        for group in groups
    ]


def _least_and_most_open(active: pd.DataFrame) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return who is in the least and who in the most open third."""
    openness = active["ai_openness"].to_numpy(np.float64)
    low, high = np.quantile(openness, [1.0 / 3.0, 2.0 / 3.0])
    return openness <= low, openness > high


def _thirds(active: pd.DataFrame, replications: NDArray[np.int64]) -> Floats:
    """Return (R, 6): heads, adopters, final-year earnings of the least open third, then of the most open."""
    least, most = _least_and_most_open(active)
    row = np.searchsorted(replications, active["replication"].to_numpy(np.int64))
    values = (
        np.ones(len(active)),
        active["ai_adopted"].to_numpy(np.float64),
        active["earnings_final_year"].to_numpy(np.float64),
    )
    columns = [
        np.bincount(row[third], weights=value[third], minlength=replications.size)
        for third in (least, most)
        for value in values
    ]
    return np.stack(columns, axis=1).astype(np.float64)


def _clients(results: Results) -> Floats:
    """Return (R, 2): clients in the market and adopters among them at the last week."""
    return np.stack([results.platform("n_clients")[:, -1], results.platform("client_ai_adopters")[:, -1]], axis=1)
