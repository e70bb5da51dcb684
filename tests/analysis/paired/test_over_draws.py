"""The variance of an effect is split into parameters, luck and both, as planted."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.analysis.estimate import Estimate, mean, missing, ratio
from sim.analysis.paired.over_draws import effects_of, pseudo_values, split

LUCK = np.random.default_rng(4)


def planted(of_draws, of_luck, of_both, n_draws=400, n_runs=200):
    """Effects around 1 with these standard deviations."""
    draws = of_draws * LUCK.standard_normal((n_draws, 1))
    luck = of_luck * LUCK.standard_normal((1, n_runs))
    return 1.0 + draws + luck + of_both * LUCK.standard_normal((n_draws, n_runs))


def test_planted_variances_are_found():
    found = split(planted(0.3, 2.0, 4.0))
    parts = np.array([0.3**2, 2.0**2 / 200, 4.0**2 / 200])
    assert found.variance == pytest.approx(parts.sum(), rel=0.15)
    assert [found.parameters, found.replications, found.interaction] == pytest.approx(parts / parts.sum(), abs=0.07)
    assert found.high - found.effect == pytest.approx(1.97 * math.sqrt(parts.sum()), rel=0.1)


def test_by_hand():
    """Rows 0, 2 and columns 0, 1 and no interaction: var(p) = 2, var(l) / R = 0.5 / 2."""
    found = split(np.array([[0.0, 1.0], [2.0, 3.0]]))
    assert found.effect == 1.5
    assert found.variance == pytest.approx(2.25)
    assert (found.parameters, found.replications) == pytest.approx((2.0 / 2.25, 0.25 / 2.25))
    assert found.interaction == pytest.approx(0.0)
    assert found.same_sign == 1.0


def test_draws_that_disagree_in_sign_are_counted():
    assert split(np.array([[3.0, 3.0], [3.0, 3.0], [-1.0, -1.0], [3.0, 3.0]])).same_sign == 0.75


def test_an_effect_that_does_not_vary_has_no_shares():
    found = split(np.full((3, 2), 7.0))
    assert (found.effect, found.low, found.high) == (7.0, 7.0, 7.0)
    assert math.isnan(found.parameters)


@pytest.mark.parametrize("shape", [(1, 5), (5, 1)])
def test_too_little_is_refused(shape):
    with pytest.raises(ValueError, match="two draws and two replications"):
        split(np.zeros(shape))


def test_pseudo_values_of_a_mean_are_the_values():
    assert pseudo_values(mean(np.array([1.0, 4.0, 7.0]))) == pytest.approx([1.0, 4.0, 7.0])
    assert pseudo_values(missing("no")) is None


def test_effects_pair_by_replication_and_need_every_draw():
    one, two = np.array([1.0, 2.0, 3.0]), np.ones(3)
    here, there = ratio(one, two), ratio(one + 0.5, two)
    assert effects_of([here, here], [there, here]) == pytest.approx(np.array([[0.5] * 3, [0.0] * 3]))
    assert effects_of([here, missing("no")], [there, there]) is None
    assert effects_of([here], [mean(np.array([1.0, 2.0]))]) is None


@pytest.mark.filterwarnings("error")
def test_what_is_infinite_at_a_draw_has_no_effect_and_no_warning():
    """A growth from nothing, in both markets."""
    infinite = Estimate(math.inf, degrees=2, left_out=(math.inf, 1.0, 2.0))
    assert pseudo_values(infinite) is None
    assert effects_of([infinite], [infinite]) is None


def test_degrees_by_hand():
    """Draws alone: D - 1; lucks alone: R - 1, however many draws there are."""
    draws, lucks = np.arange(6.0)[:, None] + np.zeros((6, 3)), np.zeros((6, 1)) + np.array([0.0, 1.0, 5.0])
    assert split(draws).degrees == pytest.approx(5.0)
    assert split(lucks).degrees == pytest.approx(2.0)
    assert split(np.array([[0.0, 1.0], [2.0, 3.0]])).degrees == pytest.approx(2.25**2 / (2.0**2 + 0.25**2))


@pytest.mark.parametrize(("of_draws", "of_luck", "of_both"), [(0.0, 1.0, 0.5), (1.0, 0.3, 0.3), (0.5, 1.4, 0.7)])
def test_intervals_hold_the_effect_as_often_as_they_say(of_draws, of_luck, of_both):
    """Of the effect at one more draw; with D - 1 degrees, 87% where luck is all."""
    held = 0
    for _ in range(1500):
        found = split(planted(of_draws, of_luck, of_both, 20, 4))
        held += found.low <= 1.0 + of_draws * LUCK.standard_normal() <= found.high
    assert 0.92 < held / 1500 < 0.98
