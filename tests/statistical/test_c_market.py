"""The market in C, the yardstick of speed, is that of the compiled engine: to the bit, or in the mean with libm."""

from __future__ import annotations

import math
from functools import cache
from statistics import fmean, variance

import pytest

from benchmarks.c_market import library
from benchmarks.c_market.market import CMarket
from sim.model.marketplace import Marketplace
from sim.parameters.resolve import load_scenario

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(library.compiler() is None, reason="there is no C compiler here"),
]
SEEDS = range(1, 9)
YEAR = 52
SIZE = (
    "engine=compiled",
    "population.n_freelancers=3000",
    "horizon.start=2024-01-01",
    "horizon.warm_up_weeks=104",
    f"horizon.weeks={YEAR}",
)
"""156 weeks from an empty market; the last year, 2024, has AI in all its parts."""
SLACK = 0.01
"""Relative difference allowed beyond three standard errors."""
THREE_THREADS = 3
ENOUGH_FOR_BLOCKS = "population.n_freelancers=150000"
"""More than 16,384 active freelancers and clients: below that, rows are not shared out among threads."""


def scenario(*more):
    return load_scenario("scenarios/baseline.yaml", [*SIZE, *more])


def weeks_of_engine(market, n_weeks):
    """Flows of each week: the engine clears them in its last phase."""
    weeks = []
    for _ in range(n_weeks):
        for phase in market.phases:
            if phase.name == "record":
                weeks.append(dict(zip(market.record.weekly.names, market.record.weekly.sums.sum(axis=0), strict=True)))
            phase.walk(market)
        market.week += 1
    return weeks


def weeks_of_c(market, n_weeks):
    """Flows of each week, and the sums of what is counted."""
    weeks = []
    for _ in range(n_weeks):
        market.step()
        weeks.append(market.totals | {"n_freelancers": market.counts["n_freelancers"]})
        assert max(abs(gap) for gap in market.gaps.values()) < 1e-3
    return weeks


def without_heads(weeks):
    return [{name: int(total) for name, total in week.items() if name != "n_freelancers"} for week in weeks]


def outcomes(weeks):
    """Means over the last year."""
    year = {name: float(sum(week[name] for week in weeks[-YEAR:])) for name in weeks[0]}
    return {
        "active freelancers": year["n_freelancers"] / YEAR,
        "posts per week": year["new_posts"] / YEAR,
        "proposals per post": year["new_proposals"] / year["new_posts"],
        "contracts per post": year["new_posts_filled"] / year["new_posts"],
        "volume per contract": year["gross_services_volume"] / year["new_posts_filled"],
    }


@cache
def own(seed):
    market = Marketplace(scenario(), seed)
    weeks = weeks_of_engine(market, 104 + YEAR)
    platform = market.record.tables()["platform"]
    heads = platform["n_freelancers_searching"] + platform["n_freelancers_working"]
    return outcomes([week | {"n_freelancers": n} for week, n in zip(weeks, heads, strict=True)])


@cache
def rival(seed):
    return outcomes(weeks_of_c(CMarket(scenario(), seed), 104 + YEAR))


NAMES = ("active freelancers", "posts per week", "proposals per post", "contracts per post", "volume per contract")


@pytest.mark.parametrize("outcome", NAMES)
def test_means_agree(outcome):
    here, there = [own(seed)[outcome] for seed in SEEDS], [rival(seed)[outcome] for seed in SEEDS]
    error = math.sqrt(fmean((variance(here), variance(there))) * 2.0 / len(SEEDS))
    assert abs(fmean(there) - fmean(here)) < 3.0 * error + SLACK * fmean(here)
    assert error < 0.2 * fmean(here)  # or the test would see nothing


@pytest.mark.parametrize(
    "change",
    [
        "learning.belief_half_life=8",
        "horizon.start=2022-06-06",  # AI becomes public on the way
        "ai.capability.mode=none",
        "ai.freelancer_adoption.mode=pinned",
        "ai.client_adoption.mode=pinned",
        "ai.client_adoption.newcomers_as_peers=false",
        "ai.client_adoption.openness_mean=0.7",
        "ai.freelancer_adoption.openness_mean=-1",
        "ai.freelancer_adoption.newcomers_as_peers=false",
        "ai.freelancer_adoption.withheld_share=0.3",
        "ai.automation.enabled=false",
        "ai.augmentation.enabled=false",
    ],
)
def test_every_flow_is_the_same_to_the_bit_with_the_same_exp_and_log(change):
    """All sums of all weeks, rows dropped on both sides once a quarter or not."""
    given = scenario("population.n_freelancers=20000", "horizon.warm_up_weeks=26", change)
    engine, market = Marketplace(given, 3), CMarket(given, 3, portable_math=True)
    assert without_heads(weeks_of_c(market, 78)) == weeks_of_engine(engine, 78)
    assert sum(week["new_posts_filled"] for week in weeks_of_c(CMarket(given, 3), 78)) > 300.0


def test_threads_do_not_show():
    given = scenario(ENOUGH_FOR_BLOCKS, "horizon.warm_up_weeks=26")
    one, several = CMarket(given, 4), CMarket(given, 4, n_threads=THREE_THREADS)
    assert weeks_of_c(one, 40) == weeks_of_c(several, 40)
    assert one.counts["n_clients"] > 16_384
    assert one.counts == several.counts


def test_the_hiring_kernel_can_be_timed_without_changing_the_market():
    one, timed = CMarket(scenario(), 5), CMarket(scenario(), 5)
    for _ in range(30):
        one.step()
        time = timed.hiring_kernel_time(3)
    assert timed.counts == one.counts
    assert time.n_posts >= one.counts["new_posts"]
    assert time.n_proposals >= time.n_weighed > 0
    assert time.ns_per_proposal > 0.0
    assert set(timed.time_of_phases) >= {"participation", "posting", "search", "hiring", "learning"}


def test_without_a_compiler_the_message_says_so(monkeypatch):
    monkeypatch.setenv("CC", "no-such-compiler")
    library.library.cache_clear()
    with pytest.raises(library.NoCompilerError, match="needs gcc"):
        CMarket(scenario(), 1)
    library.library.cache_clear()
