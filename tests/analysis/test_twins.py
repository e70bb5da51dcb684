from __future__ import annotations

import math

import numpy as np
import pytest

from sim.analysis.twins import allowed_pairs, causal_effects, experience_terciles, twins_of
from tests.analysis.tables import frame, results


def person(number, earnings, experience=10.0, **more):
    return {"freelancer_id": number, "earnings_final_year": earnings, "experience_hours_before_ai": experience} | more


def test_terciles_are_cut_on_those_who_had_earned_before_ai():
    rows = [person(k, 0.0, float(k), earnings_before_ai=1.0) for k in range(1, 10)]
    rows += [person(10, 0.0, 0.0), person(11, 0.0, math.nan)]
    found = experience_terciles(frame("freelancers", rows)).tolist()
    assert found == ["low"] * 3 + ["middle"] * 3 + ["high"] * 3 + ["low", ""]


def test_effect_on_adopters_is_main_less_twin_over_twin():
    main = [
        person(1, 130.0, ai_adopted=True),
        person(2, 90.0, ai_adopted=True),
        person(3, 500.0),
        person(4, 7.0, ai_adopted=True),
    ]
    twins = [
        person(1, 100.0, ai_withheld=True), person(2, 100.0, ai_withheld=True), person(3, 1.0, ai_withheld=True),
        person(4, 9.0, ai_adopted=True),
    ]  # fmt: skip
    found = causal_effects(results(weeks=5, freelancers=main, twins=twins))["ai_premium_causal"]
    # (130 + 90) / 200 - 1 = 0.1; residuals (130 - 110) / 200 and (90 - 110) / 200; n / (n - 1) = 2.
    assert found.value == pytest.approx(0.1)
    assert found.standard_error == pytest.approx(math.sqrt(2 * 2 * 0.1**2))
    assert found.degrees == 1


def test_from_five_replications_on_errors_are_clustered():
    main = [person(1, 100.0 + r, ai_adopted=True) | {"replication": r} for r in range(5)]
    twins = [person(1, 100.0, ai_withheld=True) | {"replication": r} for r in range(5)]
    found = causal_effects(results(weeks=5, replications=5, freelancers=main, twins=twins))["ai_premium_causal"]
    assert found.value == pytest.approx(0.02)
    assert found.standard_error == pytest.approx(math.sqrt(2.5 / 5) / 100)  # sd of 0..4 over sqrt 5
    assert found.degrees == 4


def test_without_twins_the_effect_is_missing_and_says_why():
    found = causal_effects(results(weeks=5))
    assert all(one.value is None and "n_twins" in one.reason for one in found.values())


def test_a_twin_world_without_such_a_person_counts_as_a_world():
    """So that two scenarios leave the same worlds out in the same order."""
    main = [person(1, 100.0 + r, ai_adopted=r != 2) | {"replication": r} for r in range(6)]
    twins = [person(1, 100.0, ai_withheld=True) | {"replication": r} for r in range(6)]
    found = causal_effects(results(weeks=5, replications=6, freelancers=main, twins=twins))["ai_premium_causal"]
    assert len(found.left_out) == 6
    assert found.left_out[2] == found.value


def test_only_the_twin_worlds_that_count_are_used():
    main = [person(1, 100.0 + r, ai_adopted=True) | {"replication": r} for r in range(6)]
    twins = [person(1, 100.0, ai_withheld=True) | {"replication": r} for r in range(6)]
    ran = results(weeks=5, replications=6, freelancers=main, twins=twins)
    assert twins_of(ran).tolist() == list(range(6))
    found = causal_effects(ran, np.array([1, 2, 3, 4, 5, 9]))["ai_premium_causal"]
    assert found.value == pytest.approx(0.03)
    assert found.degrees == 4


def test_who_is_allowed_counts_whatever_they_did():
    """Adopters and others: (130 + 0 + 70 + 20) over (100 + 50 + 50 + 20); adopters alone (130 + 20) over 120."""
    main = [person(1, 130.0, ai_adopted=True), person(2, 0.0), person(3, 70.0), person(4, 20.0, ai_adopted=True)]
    main.append(person(5, 9.0, ai_adopted=True))  # not withheld in the twin
    earned = (100.0, 50.0, 50.0, 20.0, 1.0)
    twins = [person(k, money, ai_withheld=k < 5) for k, money in enumerate(earned, start=1)]
    found = causal_effects(results(weeks=5, freelancers=main, twins=twins))
    assert found["ai_effect_allowed"].value == pytest.approx(0.0)
    assert found["ai_premium_causal"].value == pytest.approx(0.25)


def test_who_is_experienced_is_not_settled_by_one_world_alone():
    """One was lucky in the main world before AI, another in the twin: the mean of both worlds ranks them alike."""
    rich = {"earnings_before_ai": 1.0}
    main = [
        person(k, 1.0, hours, **rich) for k, hours in ((1, 90.0), (2, 10.0), (3, 40.0), (4, 80.0), (5, 120.0), (6, 1.0))
    ]
    twins = [
        person(k, 1.0, hours, ai_withheld=True, **rich)
        for k, hours in ((1, 10.0), (2, 90.0), (3, 40.0), (4, 80.0), (5, 120.0), (6, 1.0))
    ]
    both = allowed_pairs(results(weeks=5, freelancers=main, twins=twins))
    assert both["tercile"].tolist() == ["middle", "middle", "low", "high", "high", "low"]
