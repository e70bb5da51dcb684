"""Phase 9: ratings, reputation, asking rates, proficiency, ability."""

from __future__ import annotations

import math

import pytest

from sim.model.rules.learning import (
    ability_gain,
    cut_rate,
    grown_proficiency,
    raised_rate,
    rating_of,
    updated_reputation,
)


@pytest.mark.parametrize(
    ("succeeded", "leniency", "u", "expected"),
    [
        (True, 0.5, 0.0, 5.0),
        (True, 0.5, 0.5, 4.925),  # 5 - 0.3 / 4
        (True, 0.5, 1.0, 4.7),
        (False, 0.5, 0.0, 5.0),  # a kind rating hides a failure
        (False, 0.5, 0.25, 4.7),
        (False, 0.5, 0.5, 2.0),  # the harsh begin here
        (False, 0.5, 0.75, 3.25),
        (False, 0.0, 0.5, 3.25),  # nobody is kind
        (False, 1.0, 0.5, 4.7),  # everybody is
    ],
)
def test_rating_of(succeeded, leniency, u, expected):
    assert rating_of(succeeded, leniency, u) == pytest.approx(expected, rel=1e-14)


def test_mean_rating_of_a_success_is_4_9():
    """The integral of 5 - 0.3 u^2 over (0, 1)."""
    n = 10_000
    assert sum(rating_of(True, 0.5, (i + 0.5) / n) for i in range(n)) / n == pytest.approx(4.9, abs=1e-8)


def test_ratings_stay_between_2_and_5():
    ratings = [
        rating_of(ok, kind / 10.0, (i + 0.5) / 50.0) for ok in (True, False) for kind in range(11) for i in range(50)
    ]
    assert min(ratings) >= 2.0
    assert max(ratings) <= 5.0


@pytest.mark.parametrize(
    ("reputation", "rating", "n", "prior", "expected"),
    [
        (4.6, 5.0, 0.0, 1.0, 4.8),  # the prior counts as one rating
        (4.6, 5.0, 0.0, 3.0, 4.7),
        (4.0, 2.0, 7.0, 2.0, 3.8),  # one of ten
        (4.6, 4.6, 5.0, 2.0, 4.6),
        (4.6, 3.0, 0.0, 0.0, 3.0),  # without a prior the first rating is the reputation
    ],
)
def test_updated_reputation(reputation, rating, n, prior, expected):
    assert updated_reputation(reputation, rating, n, prior) == pytest.approx(expected, rel=1e-14)


def test_reputation_is_the_mean_of_prior_and_ratings():
    reputation, ratings, weight = 4.6, [5.0, 3.0, 4.8, 4.9, 2.5], 2.0
    for n, rating in enumerate(ratings):
        reputation = updated_reputation(reputation, rating, float(n), weight)
    assert reputation == pytest.approx((2.0 * 4.6 + sum(ratings)) / 7.0, rel=1e-14)


@pytest.mark.parametrize(
    ("asking", "rise", "expected"), [(20.0, 0.0, 20.0), (20.0, math.log(1.1), 22.0), (5.0, math.log(2.0), 10.0)]
)
def test_raised_rate(asking, rise, expected):
    assert raised_rate(asking, rise) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    ("asking", "cut", "reservation", "expected"),
    [
        (20.0, 0.0, 15.0, 20.0),
        (20.0, math.log(1.25), 15.0, 16.0),
        (20.0, math.log(2.0), 15.0, 15.0),
        (15.0, 0.1, 15.0, 15.0),
    ],
)
def test_cut_rate(asking, cut, reservation, expected):
    assert cut_rate(asking, cut, reservation) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    ("proficiency", "hours", "scale", "expected"),
    [
        (0.2, 0.0, 200.0, 0.2),
        (0.2, 200.0 * math.log(2.0), 200.0, 0.6),  # half of the distance to 1
        (0.0, 200.0 * math.log(4.0), 200.0, 0.75),
        (1.0, 40.0, 200.0, 1.0),
        (0.2, 1e6, 200.0, 1.0),
    ],
)
def test_grown_proficiency(proficiency, hours, scale, expected):
    assert grown_proficiency(proficiency, hours, scale) == pytest.approx(expected, rel=1e-14)


def test_proficiency_grows_the_same_in_one_long_week_or_two_short_ones():
    twice = grown_proficiency(grown_proficiency(0.2, 15.0, 200.0), 25.0, 200.0)
    assert twice == pytest.approx(grown_proficiency(0.2, 40.0, 200.0), rel=1e-14)


@pytest.mark.parametrize(
    ("per_100", "hours", "experience", "expected"),
    [(0.02, 100.0, 0.0, 0.02), (0.02, 100.0, 1000.0, 0.01), (0.02, 50.0, 3000.0, 0.0025), (0.02, 0.0, 0.0, 0.0)],
)
def test_ability_gain(per_100, hours, experience, expected):
    assert ability_gain(per_100, hours, experience) == pytest.approx(expected, rel=1e-14)
