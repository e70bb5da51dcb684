"""Phase 1: entry answers to pay, exit to idle weeks and to the outside option."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from sim.model.rules.participation import client_exit_hazard, expected_entries, freelancer_quit_hazard, leaving_hazard


@pytest.mark.parametrize(
    ("flow", "demand_share", "income_ratio", "elasticity", "expected"),
    [
        (1000.0, 0.01, 1.0, 0.5, 10.0),  # pay as in the past: the share of the flow
        (1000.0, 0.01, 2.25, 0.5, 15.0),  # square root of 2.25 is 1.5
        (1000.0, 0.01, 0.25, 0.5, 10.0 / math.sqrt(3.0)),  # a quarter counts as a third
        (1000.0, 0.01, 100.0, 1.0, 30.0),  # a hundredfold counts as threefold
        (1000.0, 0.01, 2.0, 0.0, 10.0),  # nobody looks at pay
        (1000.0, 0.0, 2.0, 0.5, 0.0),  # no demand, nobody comes
        (0.0, 0.5, 2.0, 0.5, 0.0),
        (60.0, 0.5, 2.0, 2.0, 120.0),  # 30 times 2 squared
    ],
)
def test_expected_entries(flow, demand_share, income_ratio, elasticity, expected):
    assert expected_entries(flow, demand_share, income_ratio, elasticity) == pytest.approx(expected, rel=1e-14)


def test_entries_rise_with_pay():
    entries = [expected_entries(100.0, 0.1, ratio / 10.0, 0.7) for ratio in range(4, 30)]
    assert all(low < high for low, high in pairwise(entries))


@pytest.mark.parametrize(
    ("base", "weeks_idle", "idle_slope", "income_ratio", "elasticity", "expected"),
    [
        (0.02, 0, 0.35, 1.0, 0.5, 0.02),
        (0.02, 52, math.log(2.0), 1.0, 0.5, 0.04),  # a year idle at ln 2 a year doubles the hazard
        (0.02, 104, math.log(2.0), 1.0, 0.5, 0.08),
        (0.02, 0, 0.35, 0.25, 0.5, 0.02 * math.sqrt(3.0)),  # a quarter of past pay counts as a third
        (0.02, 0, 0.35, 2.25, 0.5, 0.02 / 1.5),  # good pay keeps people
        (0.02, 52, 0.0, 3.0, 1.0, 0.02 / 3.0),
        (0.9, 52, 5.0, 1.0, 0.0, 1.0),  # a chance is at most 1
        (0.0, 520, 5.0, 0.5, 1.0, 0.0),
    ],
)
def test_freelancer_quit_hazard(base, weeks_idle, idle_slope, income_ratio, elasticity, expected):
    hazard = freelancer_quit_hazard(base, weeks_idle, idle_slope, income_ratio, elasticity)
    assert hazard == pytest.approx(expected, rel=1e-13)


def test_quitting_rises_with_idle_weeks_and_falls_with_pay():
    by_idle = [freelancer_quit_hazard(0.01, weeks, 0.4, 1.0, 0.5) for weeks in range(0, 300, 10)]
    by_pay = [freelancer_quit_hazard(0.01, 10, 0.4, ratio / 10.0, 0.5) for ratio in range(4, 30)]
    assert all(low < high for low, high in pairwise(by_idle))
    assert all(high > low for high, low in pairwise(by_pay))


@pytest.mark.parametrize(
    ("retirement", "quitting", "expected"),
    [
        (0.0, 0.0, 0.0),
        (0.01, 0.0, 0.01),  # work runs: nobody gives up for want of it
        (0.0, 0.03, 0.03),
        (0.5, 0.5, 0.75),  # two coins: leaves unless both say stay
        (0.2, 0.1, 0.28),
        (1.0, 0.3, 1.0),
        (0.3, 1.0, 1.0),
    ],
)
def test_leaving_hazard(retirement, quitting, expected):
    assert leaving_hazard(retirement, quitting) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize(
    ("base", "failed", "factor", "expected"),
    [
        (0.01, False, 2.0, 0.01),
        (0.01, True, 2.0, 0.02),
        (0.01, True, 1.0, 0.01),
        (0.3, True, 4.0, 1.0),
        (0.0, True, 20.0, 0.0),
    ],
)
def test_client_exit_hazard(base, failed, factor, expected):
    assert client_exit_hazard(base, failed, factor) == expected
