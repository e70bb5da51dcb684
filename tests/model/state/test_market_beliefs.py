"""What the market remembers fades with its half-life, and what it believes follows from what it has seen."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.model.state.market import FILL_PRIOR, INCOME_PRIOR, QUALITY_PRIOR, SEEN, Market
from sim.model.state.pooling import Tree

TREE = Tree(np.array([0, 0, 1], dtype=np.int16), np.array([0, 1], dtype=np.int16), 2, 2)


def market(half_life=13.0, strength=10.0):
    return Market(TREE, half_life, strength)


def test_before_anything_is_seen_the_priors_are_believed():
    beliefs = market().beliefs
    assert beliefs.price == pytest.approx([1.0] * 3)
    assert beliefs.fill == pytest.approx([FILL_PRIOR] * 3)
    assert beliefs.quality == pytest.approx([QUALITY_PRIOR] * 3)
    assert beliefs.ai_user_share == [0.0] * 3
    assert beliefs.income == pytest.approx([INCOME_PRIOR] * 3)
    assert beliefs.income_ratio == pytest.approx([1.0] * 3)
    assert beliefs.ln_ai_gain == pytest.approx([0.0] * 3, abs=1e-12)
    assert beliefs.ai_post_fill == pytest.approx(FILL_PRIOR)


@pytest.mark.parametrize("half_life", [1.0, 4.0, 13.0])
def test_memory_halves_in_a_half_life(half_life):
    seen = market(half_life)
    for name in SEEN:
        seen.see(name, 1, 80.0)
    seen.see_ai_post_closed(filled=True)
    seen.close_week()
    assert all(seen.sums[name].tolist() == [0.0, 80.0, 0.0] for name in SEEN)
    for _ in range(int(half_life)):
        seen.close_week()
    assert all(seen.sums[name][1] == pytest.approx(40.0, rel=1e-12) for name in SEEN)
    assert seen.ai_posts_closed == pytest.approx(0.5, rel=1e-12)


def test_the_long_run_fades_in_156_weeks():
    seen = market()
    seen.see("earnings", 0, 80.0)
    seen.see("active_weeks", 0, 8.0)
    for _ in range(157):
        seen.close_week()
    assert seen.long_run_earnings[0] == pytest.approx(40.0, rel=1e-11)
    assert seen.long_run_weeks[0] == pytest.approx(4.0, rel=1e-11)


def test_this_week_counts_next_week_and_once():
    seen = market()
    seen.see("closed", 0, 1.0)
    assert seen.beliefs.fill == pytest.approx([FILL_PRIOR] * 3)
    seen.close_week()
    assert seen.this_week["closed"].tolist() == [0.0] * 3
    assert seen.beliefs.fill[0] < FILL_PRIOR


def test_beliefs_of_a_specialty_that_has_seen_much():
    """After very many contracts the pooling hardly shows."""
    seen = market(strength=0.1)
    n = 1e6
    for name, amount in (
        ("contracts", n), ("ln_price_over_budget", -0.2 * n), ("ended", n), ("succeeded", 0.9 * n), ("closed", 2.0 * n),
        ("filled", n), ("contracts_ai_user", 0.25 * n), ("active_weeks", 10.0 * n), ("earnings", 700.0 * n),
        ("ai_active_weeks", 5.0 * n), ("ai_earnings", 500.0 * n), ("proposals", 40.0 * n),
    ):  # fmt: skip
        seen.see(name, 2, amount)
    seen.close_week()
    b = seen.beliefs
    assert b.price[2] == pytest.approx(math.exp(-0.2), rel=1e-5)
    assert b.quality[2] == pytest.approx(0.9, rel=1e-5)
    assert b.fill[2] == pytest.approx(0.5, rel=1e-5)
    assert b.ai_user_share[2] == pytest.approx(0.25, rel=1e-5)
    assert b.income[2] == pytest.approx(70.0, rel=1e-5)
    assert b.ln_ai_gain[2] == pytest.approx(math.log(100.0 / 40.0), rel=1e-4)  # users 100 a week, others 40
    assert b.crowding[2] == pytest.approx(1.0, rel=1e-5)


def test_income_is_compared_with_the_past():
    """Pay that doubles for a quarter stands out against the long run; after many years it is the long run."""
    seen = market(strength=0.1)
    for _ in range(520):
        seen.see("earnings", 0, 6e6)
        seen.see("active_weeks", 0, 1e5)
        seen.close_week()
    assert seen.beliefs.income_ratio[0] == pytest.approx(1.0, rel=1e-3)
    for _ in range(13):
        seen.see("earnings", 0, 12e6)
        seen.see("active_weeks", 0, 1e5)
        seen.close_week()
    recent, long_run = 60.0 * 0.5 + 120.0 * 0.5, 60.0 * 2.0 ** (-13 / 156) + 120.0 * (1.0 - 2.0 ** (-13 / 156))
    assert seen.beliefs.income_ratio[0] == pytest.approx(recent / long_run, rel=0.01)


def test_ai_posts_are_remembered_apart():
    seen = market(strength=10.0)
    for filled in (True, True, True, False):
        seen.see_ai_post_closed(filled=filled)
    seen.close_week()
    assert seen.beliefs.ai_post_fill == pytest.approx((3.0 + 10.0 * FILL_PRIOR) / 14.0)
    assert seen.beliefs.fill == pytest.approx([FILL_PRIOR] * 3)
