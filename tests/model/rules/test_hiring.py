"""Phase 6: who is read, and the utility of a proposal."""

from __future__ import annotations

import math

import pytest

from sim.model.rules.hiring import perceived_quality, proposal_utility, visibility


@pytest.mark.parametrize(
    ("standing", "weight", "taste", "expected"),
    [
        (0.0, 0.5, 0.7, 0.7),
        (math.e - 1.0, 0.5, 0.0, 0.5),
        (7.0, 1.0, -1.0, math.log(8.0) - 1.0),
        (100.0, 0.0, 0.3, 0.3),
    ],
)
def test_visibility(standing, weight, taste, expected):
    assert visibility(standing, weight, taste) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    ("ability", "level", "step", "noise", "z", "expected"),
    [
        (1.0, 1, 0.8, 0.0, 5.0, 1.0),  # without noise the client sees what is
        (1.0, 2, 0.8, 0.0, 0.0, 0.2),
        (1.0, 0, 0.8, 0.0, 0.0, 1.8),
        (1.0, 1, 0.8, 0.5, -1.0, 0.5),
    ],
)
def test_perceived_quality(ability, level, step, noise, z, expected):
    assert perceived_quality(ability, level, step, noise, z) == pytest.approx(expected, rel=1e-14)


NOTHING = {
    "quality": 0.0, "quality_weight": 0.8, "reputation_over_mean": 0.0, "reputation_weight": 1.2, "standing": 0.0,
    "experience_weight": 0.5, "price": 20.0, "budget_rate": 20.0, "price_sensitivity": 2.5, "history": 0.0,
    "augmentation": 0.0, "distance": 0.0,
}  # fmt: skip


@pytest.mark.parametrize(
    ("differs", "expected"),
    [
        ({}, 0.0),
        ({"quality": 0.5}, 0.4),
        ({"reputation_over_mean": -0.2}, -0.24),
        ({"standing": 3.0}, 0.5 * math.log(4.0)),
        ({"price": 40.0}, -2.5 * math.log(2.0)),
        ({"price": 10.0}, 2.5 * math.log(2.0)),
        ({"history": 2.0}, 2.0),
        ({"augmentation": 0.4}, 0.4),
        ({"distance": 1.0}, -1.0),
        ({"quality": 0.5, "price": 40.0, "history": 2.0, "distance": 0.5}, 0.4 - 2.5 * math.log(2.0) + 2.0 - 0.5),
    ],
)
def test_proposal_utility(differs, expected):
    assert proposal_utility(*(NOTHING | differs).values()) == pytest.approx(expected, rel=1e-14, abs=1e-15)


def test_utility_rises_with_all_that_is_good_and_falls_with_price_and_distance():
    base = proposal_utility(*NOTHING.values())
    for good in ("quality", "reputation_over_mean", "standing", "history", "augmentation"):
        assert proposal_utility(*(NOTHING | {good: 0.1}).values()) > base
    for bad, value in (("price", 21.0), ("distance", 0.5)):
        assert proposal_utility(*(NOTHING | {bad: value}).values()) < base
