"""A world without AI: nobody adopts anything, and nothing drifts."""

from __future__ import annotations

from statistics import fmean, stdev

import pytest

from sim.parameters.resolve import load_scenario
from tests.statistical.replications import run

pytestmark = pytest.mark.slow
REPLICATIONS = range(8)
SCENARIO = load_scenario(
    "scenarios/baseline.yaml", ["ai.capability.mode=none", "population.n_freelancers=50000", "engine=compiled"]
)
TWO_YEARS = 104
MOST = 0.05
"""Change from the first two years to the last two, error included, below which a market is called stationary.

What AI does to posts and contracts is told in tens of per cent; a drift of a few per cent cannot be taken for it.
"""


def test_there_is_no_trace_of_ai():
    for r in REPLICATIONS:
        ran = run(SCENARIO, r)
        platform = ran.tables["platform"]
        for name in ("freelancer_ai_adopters", "client_ai_adopters", "new_needs_automated"):
            assert not platform[name].any(), name
        for name in (
            "new_ai_needs",
            "new_ai_posts",
            "new_needs_ai_tried",
            "new_needs_ai_client",
            "new_proposals_ai_user",
            "new_contracts_ai_user",
            "ai_hours_worked",
            "ai_freelancer_earnings",
            "sum_contract_rate_ai_user",
        ):
            assert ran.total(name) == 0.0, name
        assert ran.total("hours_worked") == ran.total("standard_hours_delivered") > 0.0
        assert not ran.tables["freelancers"]["ai_adopted"].any()
        assert not ran.tables["freelancers"]["ai_proficiency"].any()


def flow(name):
    return lambda week, platform: float(platform[name][week].sum())


def fill_rate(week, platform):
    return float(platform["new_contracts"][week].sum() / platform["new_posts"][week].sum())


MEASURES = {
    "needs": flow("new_needs"),
    "posts": flow("new_posts"),
    "contracts": flow("new_contracts"),
    "fill rate": fill_rate,
    "registrations": flow("new_freelancers"),
    "clients": flow("n_clients"),
}


def changes(measure):
    """From the first two years of the period to its last two, relative, by replication."""
    found = []
    for r in REPLICATIONS:
        platform = run(SCENARIO, r).tables["platform"]
        week = platform["week"]
        first, last = (week >= 0) & (week < TWO_YEARS), week > week[-1] - TWO_YEARS
        assert first.sum() == last.sum() == TWO_YEARS
        found.append(measure(last, platform) / measure(first, platform) - 1.0)
    return found


@pytest.mark.parametrize("name", MEASURES)
def test_nothing_drifts_over_the_reference_period(name):
    """Two standard errors beyond the mean are still within `MOST`: noise cannot hide a drift, it fails the test."""
    found = changes(MEASURES[name])
    error = stdev(found) / len(found) ** 0.5
    assert abs(fmean(found)) + 2.0 * error < MOST, f"{fmean(found):+.1%}, standard error {error:.1%}"
