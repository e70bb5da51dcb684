from __future__ import annotations

import math

import numpy as np
import pytest

from sim.analysis.estimate import Estimate, ratio
from sim.analysis.sweeps.pairing import difference, effect
from sim.analysis.sweeps.tipping import HELPS, HURTS, TIPS, UNCLEAR, sign_of, tipping

X = np.array([1.0, 2.0, 3.0, 4.0])


def certain(value, left_out=None):
    """An effect with a small error, or with the values left out that are given."""
    left = left_out or (value - 0.01, value, value + 0.01)
    return Estimate(value, float(np.sqrt(2 / 3 * np.sum((np.array(left) - np.mean(left)) ** 2))), None, 2, None, left)


def noise(value):
    return Estimate(value, 10.0, None, 2, None, (value - 9.0, value, value + 9.0))


def test_an_effect_tips_where_the_line_between_its_signs_crosses_zero():
    found = tipping(X, [certain(4.0), certain(2.0), certain(-2.0), certain(-3.0)])
    assert (found.verdict, found.rising, found.n_changes) == (TIPS, False, 1)
    assert found.at.value == pytest.approx(2.5)


def test_points_that_cannot_be_told_from_zero_neither_tip_nor_count():
    found = tipping(X, [certain(4.0), noise(-1.0), noise(1.0), certain(2.0)])
    assert (found.verdict, found.at) == (HELPS, None)
    assert tipping(X, [noise(-1.0), certain(-4.0), noise(9.0), noise(1.0)]).verdict == HURTS
    assert tipping(X, [noise(-1.0), noise(1.0), noise(-1.0), noise(1.0)]).verdict == UNCLEAR


def test_the_interval_is_the_jackknife_of_the_crossing():
    first = certain(2.0, (1.9, 2.0, 2.1))
    second = certain(-2.0, (-2.1, -2.0, -1.9))
    found = tipping(X[:2], [first, second])
    crossings = [1.0 + a / (a - b) for a, b in zip(first.left_out, second.left_out, strict=True)]
    error = math.sqrt(2 / 3 * sum((one - np.mean(crossings)) ** 2 for one in crossings))
    assert found.at.value == pytest.approx(1.5)
    assert found.at.standard_error == pytest.approx(error)
    assert found.at.degrees == 2


def test_several_changes_are_counted_and_the_first_is_told():
    found = tipping(X, [certain(-1.0), certain(1.0), certain(-1.0), certain(-2.0)])
    assert (found.n_changes, found.rising) == (2, True)
    assert found.at.value == pytest.approx(1.5)
    assert "2 changes" in found.words


def test_words_say_that_there_is_none():
    assert tipping(X, [certain(1.0)] * 4).words == "none in range: helps (4 of 4)"
    assert tipping(X, [noise(1.0)] * 4).words == "none in range: not told from 0"


def test_a_sign_needs_an_interval():
    assert sign_of(Estimate(3.0)) == 0
    assert [sign_of(certain(2.0)), sign_of(certain(-2.0)), sign_of(noise(2.0))] == [1, -1, 0]


def test_pairing_cancels_luck_that_both_share():
    luck = np.array([1.0, 2.0, 4.0, 3.0])
    one, other = ratio(luck * 2.0, np.ones(4)), ratio(luck * 2.0 + 0.5, np.ones(4))
    found = difference(other, one)
    assert found.value == pytest.approx(0.5)
    assert found.standard_error == pytest.approx(0.0, abs=1e-12)
    assert one.standard_error > 0.5
    assert effect(other, one).low == pytest.approx(0.5)


def test_an_effect_without_a_partner_has_a_value_but_no_error():
    assert difference(Estimate(3.0), Estimate(1.0)).value == 2.0
    assert difference(Estimate(3.0), Estimate(1.0)).standard_error is None
    assert difference(Estimate(None, reason="none"), Estimate(1.0)).reason == "none"


def test_a_point_that_lost_a_replication_leaves_a_crossing_without_an_interval():
    middle = Estimate(0.0, 10.0, None, 1, None, (-1.0, 1.0))
    found = tipping(X[:3], [certain(1.0), middle, certain(-1.0)])
    assert (found.verdict, found.at.value, found.at.standard_error) == (TIPS, pytest.approx(2.0), None)


def test_a_point_without_a_value_is_passed_over():
    found = tipping(X[:3], [certain(1.0), Estimate(None, reason="no"), certain(-1.0)])
    assert found.at.value == pytest.approx(2.0)
    assert found.at.standard_error > 0.0


def test_an_effect_has_the_fewest_degrees_of_its_two_points():
    seldom = Estimate(1.0, 0.5, None, 1, None, (0.9, 1.0, 1.1))
    assert difference(certain(2.0), seldom).degrees == 1
