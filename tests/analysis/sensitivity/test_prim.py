from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import binom, qmc

from sim.analysis.sensitivity.prim import best_of, paste, prim, quasi_p_values


@pytest.fixture(scope="module")
def planted():
    """Points in four dimensions; hits are those with 0.2 <= a <= 0.6 and b >= 0.5: two parameters do not matter."""
    x = qmc.Sobol(d=4, rng=7).random(1024)
    return x, (x[:, 0] >= 0.2) & (x[:, 0] <= 0.6) & (x[:, 1] >= 0.5)


def test_a_planted_box_is_found(planted):
    x, hits = planted
    box = paste(x, hits, best_of(prim(x, hits)))
    assert box.coverage > 0.9
    assert box.density > 0.9
    assert box.low[:2] == pytest.approx([0.2, 0.5], abs=0.05)
    assert box.high[0] == pytest.approx(0.6, abs=0.05)


@pytest.fixture(scope="module")
def noisy():
    """A thousand points in five dimensions: nine in ten are hits inside a box of three of them, one in ten outside."""
    dice = np.random.default_rng(2026)
    x = dice.random((1000, 5))
    inside = (x[:, 0] >= 0.25) & (x[:, 0] <= 0.7) & (x[:, 1] >= 0.4) & (x[:, 2] <= 0.8)
    return x, dice.random(1000) < np.where(inside, 0.9, 0.1)


# What the EMA workbench 2.5.3 finds in the same points:
# prim.Prim(pandas.DataFrame(x), hits, threshold=0.1, peel_alpha=0.05, mass_min=0.05).find_box().peeling_trajectory,
# with its objective LENIENT1; ORIGINAL and LENIENT2 give the same numbers here.
EMA_FRONTIER = {0.5: 0.7871, 0.6: 0.7490, 0.7: 0.7414, 0.8: 0.7224, 0.85: 0.6806, 0.9: 0.5171}
"""The highest coverage among its boxes of at least this density."""
EMA_BEST = {"coverage": 0.7072, "density": 0.8493, "low": (0.2615, 0.3994), "high": (0.7107, 0.8152)}
"""Its box with the highest harmonic mean of the two: lower ends of parameters 1 and 2, upper ends of 1 and 3."""


def test_boxes_are_as_good_as_those_of_the_ema_workbench(noisy):
    boxes = prim(*noisy)
    for density, coverage in EMA_FRONTIER.items():
        assert max(one.coverage for one in boxes if one.density >= density) == pytest.approx(coverage, abs=0.05)


def test_the_best_box_is_that_of_the_ema_workbench(noisy):
    box = best_of(prim(*noisy))
    assert box.coverage == pytest.approx(EMA_BEST["coverage"], abs=0.02)
    assert box.density == pytest.approx(EMA_BEST["density"], abs=0.02)
    assert box.restricted.tolist() == [True, True, True, False, False]
    assert box.low[:2] == pytest.approx(EMA_BEST["low"], abs=0.02)
    assert box.high[[0, 2]] == pytest.approx(EMA_BEST["high"], abs=0.02)


def test_parameters_that_do_not_matter_are_told_by_their_quasi_p_values(planted):
    x, hits = planted
    box = best_of(prim(x, hits))
    p = quasi_p_values(x, hits, box)
    assert (p[:2] < 1e-6).all()
    assert not box.restricted[2:].any() or (p[2:][box.restricted[2:]] > 0.01).all()


def test_the_trajectory_trades_coverage_for_density(planted):
    boxes = prim(*planted)
    assert (boxes[0].coverage, boxes[0].mass) == (1.0, 1.0)
    assert boxes[0].density == pytest.approx(0.2, abs=0.01)
    assert boxes[-1].density == 1.0
    assert all(later.n < earlier.n for earlier, later in pairwise(boxes))
    assert all(later.coverage <= earlier.coverage for earlier, later in pairwise(boxes))
    assert boxes[-1].mass >= 0.05


def test_counts_of_a_box_are_those_of_its_points(planted):
    x, hits = planted
    for box in prim(x, hits)[::5]:
        inside = ((x >= box.low) & (x <= box.high)).all(axis=1)
        assert (box.n, box.hits) == (inside.sum(), hits[inside].sum())
        assert box.coverage == hits[inside].sum() / hits.sum()
        assert box.density == hits[inside].mean()


def test_a_quasi_p_value_is_a_binomial_tail():
    x = np.array([[0.0], [1.0], [2.0], [3.0]])
    hits = np.array([False, False, True, True])
    box = next(one for one in prim(x, hits) if one.low[0] == 2.0)
    assert quasi_p_values(x, hits, box)[0] == pytest.approx(binom.sf(1, 2, 0.5))


def test_pasting_gives_back_what_was_peeled_too_far():
    x = np.linspace(0.0, 1.0, 101)[:, None]
    hits = (x[:, 0] > 0.3) & (x[:, 0] < 0.7) & (x[:, 0] != 0.5)
    narrow = next(one for one in prim(x, hits) if one.n < 30)
    assert paste(x, hits, narrow).n > narrow.n


def test_whole_numbers_are_peeled_level_by_level():
    x = np.repeat(np.arange(5.0), 20)[:, None]
    box = best_of(prim(x, x[:, 0] >= 3.0))
    assert (box.low[0], box.high[0], box.coverage, box.density) == (3.0, 4.0, 1.0, 1.0)


@pytest.mark.parametrize("hits", [np.zeros(4, dtype=bool), np.ones(4, dtype=bool)])
def test_nothing_to_tell_apart_is_refused(hits):
    with pytest.raises(ValueError, match="discovery needs"):
        prim(np.arange(4.0)[:, None], hits)
