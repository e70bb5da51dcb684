"""Growth of AI-related work comes from behaviour: take a behaviour away, and the growth goes with it (claim S1)."""

from __future__ import annotations

from datetime import date

import pytest

from sim.parameters.scenario import Scenario
from tests.statistical.replications import run, standard_errors_above_zero

pytestmark = pytest.mark.slow
REPLICATIONS = range(5)
SIZE = {
    "population": {"n_freelancers": 4000},
    "horizon": {"start": date(2021, 7, 5), "weeks": 196, "warm_up_weeks": 104},
}
"""To 6 April 2025."""


def market(**ai):
    return Scenario.model_validate(SIZE | {"ai": ai})


def growth_of_need(one_run):
    """Expected AI-related needs, 2025 Q1 over 2024 Q1, minus one."""
    return one_run.expected_ai_needs["2025Q1"] / one_run.expected_ai_needs["2024Q1"] - 1.0


def test_ai_related_work_grows_in_the_baseline():
    growth = [growth_of_need(run(market(), r)) for r in REPLICATIONS]
    assert standard_errors_above_zero(growth) > 3.0


def test_expected_and_counted_needs_agree():
    """The count is Poisson around what is expected, week by week."""
    counted = sum(run(market(), r).total("new_ai_needs") for r in REPLICATIONS)
    recorded = [f"{year}Q{q}" for year in range(2022, 2025) for q in range(1, 5)] + [
        "2021Q3",
        "2021Q4",
        "2025Q1",
        "2025Q2",
    ]
    expected = sum(run(market(), r).expected_ai_needs.get(q, 0.0) for r in REPLICATIONS for q in recorded)
    assert counted == pytest.approx(expected, abs=4.0 * expected**0.5 + 10.0)


def test_growth_fades_where_capability_is_frozen():
    """Paired by common random numbers: the growth lost is more than its Monte Carlo error."""
    frozen = market(capability={"mode": "frozen", "frozen_at": date(2024, 1, 1)})
    lost = [growth_of_need(run(market(), r)) - growth_of_need(run(frozen, r)) for r in REPLICATIONS]
    assert standard_errors_above_zero(lost) > 3.0


def test_the_past_is_the_same_where_capability_is_frozen():
    frozen = market(capability={"mode": "frozen", "frozen_at": date(2024, 1, 1)})
    for quarter in ("2022Q4", "2023Q2", "2023Q4"):
        assert run(market(), 0).expected_ai_needs[quarter] == run(frozen, 0).expected_ai_needs[quarter]


def test_without_adopting_clients_there_is_no_ai_related_work():
    none = market(client_adoption={"mode": "none"})
    for r in REPLICATIONS:
        ran = run(none, r)
        for name in (
            "new_ai_needs",
            "new_ai_posts",
            "new_ai_posts_filled",
            "ai_freelancer_earnings",
            "new_needs_automated",
            "new_needs_ai_tried",
        ):
            assert ran.total(name) == 0.0, name
        assert ran.last("client_ai_adoption_share") == 0.0
        assert ran.last("freelancer_ai_adoption_share") > 0.0
        assert ran.total("new_posts") > 0.0


def test_where_freelancers_cannot_adopt_ai_related_posts_stay_unfilled():
    none = market(freelancer_adoption={"mode": "none"})
    for r in REPLICATIONS:
        ran = run(none, r)
        assert ran.total("new_ai_posts") > 20.0
        for name in ("new_ai_posts_filled", "new_proposals_to_ai_posts", "ai_freelancer_earnings", "ai_hours_worked"):
            assert ran.total(name) == 0.0, name
        assert ran.total("new_ai_posts_expired") > 0.8 * ran.total("new_ai_posts")
    assert sum(run(market(), r).total("new_ai_posts_filled") for r in REPLICATIONS) > 0.0


def test_without_augmentation_nobody_works_faster():
    plain = market(augmentation={"enabled": False})
    ran = run(plain, 0)
    assert ran.total("standard_hours_delivered") == ran.total("hours_worked")
    assert run(market(), 0).total("standard_hours_delivered") > run(market(), 0).total("hours_worked")
