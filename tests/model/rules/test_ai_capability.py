"""Phase 2: the frontier in log2 minutes and the success curve around it."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from sim.model.rules.ai_capability import log2_minutes, sped_up, success_inside_frontier


@pytest.mark.parametrize(
    ("minutes", "expected"), [(1.0, 0.0), (2.0, 1.0), (64.0, 6.0), (0.25, -2.0), (60.0, math.log2(60.0))]
)
def test_log2_minutes(minutes, expected):
    assert log2_minutes(minutes) == pytest.approx(expected, rel=1e-15, abs=1e-15)


@pytest.mark.parametrize(
    ("now", "before", "speed", "expected"),
    [(5.0, 3.0, 1.0, 5.0), (5.0, 3.0, 2.0, 7.0), (5.0, 3.0, 0.0, 3.0), (5.0, 3.0, 0.5, 4.0), (3.0, 3.0, 4.0, 3.0)],
)
def test_growth_after_a_date_is_scaled(now, before, speed, expected):
    assert sped_up(now, before, speed) == expected


@pytest.mark.parametrize(
    ("horizon", "reach", "complexity", "slope", "expected"),
    [
        (6.0, 0.0, 6.0, 0.6, 0.5),  # half of the tasks as long as the horizon are completed
        (6.0, 3.0, 9.0, 0.6, 0.5),  # the reach moves the half-way point
        (6.0, 0.0, 4.0, 0.5, 1.0 / (1.0 + math.exp(-1.0))),
        (6.0, 0.0, 8.0, 0.5, 1.0 / (1.0 + math.exp(1.0))),
        (8.0, 2.0, 6.0, math.log(3.0) / 4.0, 0.75),  # odds of 3 to 1
        (-60.0, 7.0, 9.0, 0.6, 1.0 / (1.0 + math.exp(0.6 * 62.0))),  # no AI: about 1e-16
    ],
)
def test_success_inside_frontier(horizon, reach, complexity, slope, expected):
    assert success_inside_frontier(horizon, reach, complexity, slope) == pytest.approx(expected, rel=1e-13)


def test_success_rises_with_the_horizon_and_falls_with_complexity():
    by_horizon = [success_inside_frontier(h / 4.0, 2.0, 9.0, 0.5) for h in range(-20, 60)]
    by_complexity = [success_inside_frontier(5.0, 2.0, c / 4.0, 0.5) for c in range(60)]
    assert all(low < high for low, high in pairwise(by_horizon))
    assert all(high > low for high, low in pairwise(by_complexity))


def test_without_ai_nothing_succeeds_even_the_shortest():
    assert success_inside_frontier(-60.0, 11.0, 0.0, 0.56) < 1e-11
