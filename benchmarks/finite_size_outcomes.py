"""Per-capita outcomes of one run, as pairs of sums: the outcome of many runs is a ratio of sums over them."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.situation import BASELINE

YEAR = 52


@dataclass(frozen=True, slots=True)
class Outcome:
    """An outcome per head or per post.

    Attributes
    ----------
    key : str
        Name in the tables.
    label : str
        Name for readers.
    """

    key: str
    label: str


OUTCOMES = (
    Outcome("posts", "Posts a week per registered freelancer"),
    Outcome("contracts", "Contracts a week per registered freelancer"),
    Outcome("volume", "USD a week per registered freelancer"),
    Outcome("proposals_per_post", "Proposals per post"),
    Outcome("fill_rate", "Fill rate"),
    Outcome("active_share", "Active share of the registered"),
    Outcome("ai_earnings_growth", "AI-related earnings, 2025 Q1 over 2024 Q1"),
)


@dataclass(frozen=True, slots=True)
class Job:
    """One run.

    Attributes
    ----------
    size : int
        Freelancers registered at the start of the recorded weeks.
    replication : int
        From 0.
    changes : tuple of str
        Further overrides of the baseline.
    """

    size: int
    replication: int
    changes: tuple[str, ...] = ()


def walk(job: Job) -> dict[str, Any]:
    """Run the baseline once, in this process and on one thread.

    Returns
    -------
    dict
        ``size``, ``replication``, ``seconds``, and by outcome its numerator and denominator: sums over the last year,
        for the growth over a quarter and the same quarter before.
    """
    from sim.model.marketplace import Marketplace  # noqa: PLC0415 - so that the parent need not load the model
    from sim.parameters.resolve import load_scenario  # noqa: PLC0415

    started = perf_counter()
    scenario = load_scenario(BASELINE, [f"population.n_freelancers={job.size}", "engine=compiled", *job.changes])
    market = Marketplace(scenario, 0, job.replication)
    market.run()
    tables = market.record.tables()
    found = {"size": job.size, "replication": job.replication, "seconds": perf_counter() - started}
    return {**found, "parts": _parts(tables["platform"], tables["weekly"])}


def _parts(platform: dict[str, Any], weekly: dict[str, Any]) -> dict[str, list[float]]:
    """Numerator and denominator of each outcome."""
    last = slice(-YEAR, None)

    def total(name: str) -> float:
        return float(platform[name][last].sum())

    heads = total("n_freelancers_registered")
    active = total("n_freelancers_searching") + total("n_freelancers_working")
    ai, dates = weekly["ai_freelancer_earnings"], weekly["date"].astype("datetime64[D]")
    return {
        "posts": [total("new_posts"), heads],
        "contracts": [total("new_contracts"), heads],
        "volume": [total("gross_services_volume"), heads],
        "proposals_per_post": [total("new_proposals"), total("new_posts")],
        "fill_rate": [total("new_contracts"), total("new_posts")],
        "active_share": [active, heads],
        "ai_earnings_growth": [float(ai[_in_quarter(dates, year)].sum()) for year in (2025, 2024)],
    }


def _in_quarter(dates: NDArray[np.datetime64], year: int) -> NDArray[np.bool_]:
    """Rows of the first quarter of a year; both have thirteen Mondays."""
    found: NDArray[np.bool_] = (dates >= np.datetime64(f"{year}-01-01")) & (dates < np.datetime64(f"{year}-04-01"))
    return found
