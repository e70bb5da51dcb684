"""Phase 7: speed and quality with AI, and success by item response theory."""

from __future__ import annotations

import math
from itertools import pairwise
from statistics import NormalDist

import pytest

from sim.model.rules.delivery import ai_speed, quality_with_ai, success_probability

PHI = NormalDist().cdf


@pytest.mark.parametrize(
    ("gain", "ability", "exposure", "proficiency", "inside", "expected"),
    [
        (0.34, 0.0, 0.6, 1.0, 1.0, 1.17),  # the median freelancer gains half of what a novice does
        (0.34, -9.0, 0.6, 1.0, 1.0, 1.34),  # the novice gains all of it
        (0.34, 9.0, 0.6, 1.0, 1.0, 1.0),  # the best gain nothing
        (0.34, 0.0, 0.3, 1.0, 1.0, 1.085),  # half the exposure, half the gain
        (0.34, 0.0, 0.9, 1.0, 1.0, 1.255),
        (0.34, 0.0, 1.0, 1.0, 1.0, 1.255),  # at most one and a half times that of mean exposure
        (0.34, 0.0, 0.6, 0.5, 1.0, 1.085),
        (0.34, 0.0, 0.6, 1.0, 0.0, 1.0),  # outside the frontier there is nothing to gain
        (0.4, 1.0, 0.6, 0.5, 0.5, 1.0 + 0.4 * (1.0 - PHI(1.0)) * 0.25),
    ],
)
def test_ai_speed(gain, ability, exposure, proficiency, inside, expected):
    assert ai_speed(gain, ability, exposure, proficiency, inside) == pytest.approx(expected, rel=1e-12)


def test_speed_is_never_below_one_and_falls_with_ability():
    speeds = [ai_speed(0.34, a / 4.0, 0.7, 0.8, 0.9) for a in range(-16, 17)]
    assert all(high > low for high, low in pairwise(speeds))
    assert min(speeds) >= 1.0


@pytest.mark.parametrize(
    ("gain", "loss", "proficiency", "inside", "expected"),
    [
        (0.5, 0.6, 1.0, 1.0, 0.5),
        (0.5, 0.6, 0.0, 1.0, 0.0),
        (0.5, 0.6, 0.0, 0.0, -0.6),  # outside, without proficiency: worse than alone
        (0.5, 0.6, 1.0, 0.0, 0.0),  # the proficient know when not to use it
        (0.5, 0.6, 0.5, 0.5, 0.125 - 0.15),
    ],
)
def test_quality_with_ai(gain, loss, proficiency, inside, expected):
    assert quality_with_ai(gain, loss, proficiency, inside) == pytest.approx(expected, rel=1e-14, abs=1e-16)


def chance(logit):
    return 1.0 / (1.0 + math.exp(-logit))


@pytest.mark.parametrize(
    ("ability", "level", "complexity", "shift", "expected"),
    [
        (0.0, 1, 9.5, 0.0, chance(2.0)),
        (1.0, 1, 9.5, 0.0, chance(3.0)),
        (0.0, 2, 9.5, 0.0, chance(2.0 - 0.8)),
        (0.0, 0, 9.5, 0.0, chance(2.0 + 0.8)),
        (0.0, 1, 11.5, 0.0, chance(2.0 - 0.2)),  # four times as long: 0.1 a doubling
        (0.0, 1, 9.5, 0.5, chance(2.5)),
        (-1.0, 2, 11.5, -0.6, chance(2.0 - 1.0 - 0.8 - 0.2 - 0.6)),
    ],
)
def test_success_probability(ability, level, complexity, shift, expected):
    got = success_probability(2.0, 1.0, ability, level, 0.8, complexity, 9.5, 0.1, shift)
    assert got == pytest.approx(expected, rel=1e-14)


def test_success_rises_with_ability_and_falls_with_level_and_complexity():
    by_ability = [success_probability(2.0, 0.9, a / 4.0, 1, 0.8, 9.5, 9.5, 0.08, 0.0) for a in range(-12, 13)]
    by_level = [success_probability(2.0, 0.9, 0.0, level, 0.8, 9.5, 9.5, 0.08, 0.0) for level in range(3)]
    by_complexity = [success_probability(2.0, 0.9, 0.0, 1, 0.8, float(c), 9.5, 0.08, 0.0) for c in range(5, 20)]
    assert by_ability == sorted(set(by_ability))
    assert by_level == sorted(set(by_level), reverse=True)
    assert by_complexity == sorted(set(by_complexity), reverse=True)
