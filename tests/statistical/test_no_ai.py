"""A world without AI: nobody adopts anything, and nothing drifts."""

from __future__ import annotations

from statistics import fmean, stdev

import pytest

from sim.parameters.scenario import Scenario
from tests.statistical.replications import run

pytestmark = pytest.mark.slow
REPLICATIONS = range(4)
YEARS = 4
SCENARIO = Scenario.model_validate(
    {
        "population": {"n_freelancers": 2500},
        "horizon": {"warm_up_weeks": 520, "weeks": 52 * YEARS},
        "ai": {"capability": {"mode": "none"}},
    }
)


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


def by_year(ran, name):
    series = ran.tables["platform"]
    return [
        float(series[name][(series["week"] >= 52 * y) & (series["week"] < 52 * (y + 1))].sum()) for y in range(YEARS)
    ]


def drift(measure):
    """Mean over replications of last year over first year minus one, and its standard error."""
    changes = []
    for r in REPLICATIONS:
        years = measure(run(SCENARIO, r))
        changes.append((years[-2] + years[-1]) / (years[0] + years[1]) - 1.0)
    return fmean(changes), stdev(changes) / len(changes) ** 0.5


@pytest.mark.parametrize(
    ("name", "slack"),
    [("new_needs", 0.02), ("new_posts", 0.02), ("new_freelancers", 0.04), ("n_clients", 0.03), ("new_contracts", 0.05)],
)
def test_flows_and_stocks_do_not_drift(name, slack):
    """From the first two years to the last two: within four standard errors and a slack of a few per cent."""
    mean, error = drift(lambda ran: by_year(ran, name))
    assert abs(mean) < 4.0 * error + slack
    assert error < 0.3  # or the test would see nothing


def test_the_fill_rate_does_not_drift():
    def fill(ran):
        return [
            filled / posts
            for filled, posts in zip(by_year(ran, "new_contracts"), by_year(ran, "new_posts"), strict=True)
        ]

    mean, error = drift(fill)
    assert abs(mean) < 4.0 * error + 0.05
    assert error < 0.3
