"""The rivals of the benchmarks (plain Mesa, idiomatic NumPy) are the same market: means agree with our own."""

from __future__ import annotations

import math
from functools import cache
from statistics import fmean, variance

import pytest

from benchmarks.numpy_market.market import COUNTED, NumpyMarket
from benchmarks.plain_mesa.market import MesaMarket
from sim.model.marketplace import Marketplace
from sim.parameters.resolve import load_scenario

pytestmark = pytest.mark.slow
SEEDS = range(1, 13)
YEAR = 52
SIZE = (
    "population.n_freelancers=3000",
    "horizon.start=2024-01-01",
    "horizon.warm_up_weeks=104",
    f"horizon.weeks={YEAR}",
)
"""156 weeks from an empty market; the last year, 2024, has AI in all its parts."""
SLACK = 0.03
"""Relative difference allowed beyond three standard errors: rounds in NumPy are not quite the order of the rules."""
RIVALS = {"plain Mesa": MesaMarket, "NumPy": NumpyMarket}


def scenario(*more):
    return load_scenario("scenarios/baseline.yaml", [*SIZE, *more])


def outcomes(year):
    """Means over the weeks of a year, given as sums over its weeks."""
    return {
        "active freelancers": year["n_freelancers"] / YEAR,
        "active clients": year["n_clients"] / YEAR,
        "needs per week": year["new_needs"] / YEAR,
        "posts per week": year["new_posts"] / YEAR,
        "AI-related share of posts": year["new_ai_posts"] / year["new_posts"],
        "proposals per post": year["new_proposals"] / year["new_posts"],
        "contracts per post": year["new_contracts"] / year["new_posts"],
        "volume per contract": year["gross_services_volume"] / year["new_contracts"],
        "clients who use AI": year["client_ai_adopters"] / year["n_clients"],
        "freelancers who use AI": year["freelancer_ai_adopters"] / year["n_freelancers"],
    }


@cache
def own(seed):
    market = Marketplace(scenario(), seed)
    market.run()
    tables = market.record.tables()
    platform = tables["platform"]
    year = {name: platform[name][-YEAR:].sum() for name in platform if name not in {"date", "earnings_gini"}}
    year["n_freelancers"] = year["n_freelancers_searching"] + year["n_freelancers_working"]
    year["new_ai_posts"] = tables["weekly"]["new_ai_posts"].sum()
    return outcomes(year)


@cache
def rival(name, seed):
    market = RIVALS[name](scenario(), seed)
    weeks = []
    while market.week < YEAR:
        market.step()
        weeks.append(market.counts)
    return outcomes({key: sum(week[key] for week in weeks[-YEAR:]) for key in weeks[0]})


def spread(outcome):
    """Standard deviation over seeds, from all three implementations: few seeds tell little of it each."""
    runs = [[own(seed)[outcome] for seed in SEEDS]]
    runs += [[rival(name, seed)[outcome] for seed in SEEDS] for name in RIVALS]
    return math.sqrt(fmean(variance(values) for values in runs))


@pytest.mark.parametrize("name", RIVALS)
@pytest.mark.parametrize("outcome", outcomes(dict.fromkeys(COUNTED, 1.0)))
def test_means_agree(name, outcome):
    here = fmean(own(seed)[outcome] for seed in SEEDS)
    there = fmean(rival(name, seed)[outcome] for seed in SEEDS)
    error = spread(outcome) * math.sqrt(2.0 / len(SEEDS))
    assert abs(there - here) < 3.0 * error + SLACK * here, f"{there:.4g} is not {here:.4g} (error {error:.2g})"
    assert error < 0.2 * here  # or the test would see nothing


@pytest.mark.parametrize("name", RIVALS)
def test_a_seed_gives_the_same_market_again(name):
    first, again = RIVALS[name](scenario(), 5), RIVALS[name](scenario(), 5)
    for _ in range(30):
        first.step()
        again.step()
        assert first.counts == again.counts
    assert first.counts["new_proposals"] > 0.0
    assert first.week == -74
