"""Phase 5: which posts are within reach, and at what price."""

from __future__ import annotations

import math

import pytest

from sim.model.rules.search import proposed_rate, share_on_ai_posts, within_reach, worth_proposing


@pytest.mark.parametrize(
    ("ability", "level", "step", "slack", "expected"),
    [
        (0.0, 1, 0.8, 1.0, True),  # able, at the middle level
        (-0.99, 1, 0.8, 1.0, True),
        (-1.01, 1, 0.8, 1.0, False),  # not able enough
        (1.59, 1, 0.8, 1.0, True),  # overqualified by up to 0.6 more
        (1.61, 1, 0.8, 1.0, False),
        (-0.1, 2, 0.8, 1.0, True),  # 0.9 below expert work
        (-0.21, 2, 0.8, 1.0, False),
        (-1.79, 0, 0.8, 1.0, True),  # 0.99 below entry work
        (0.81, 0, 0.8, 1.0, False),  # 1.61 above entry work
    ],
)
def test_within_reach(ability, level, step, slack, expected):
    assert within_reach(ability, level, step, slack) is expected


@pytest.mark.parametrize(
    ("n_ai_related", "n_posts", "full_share", "half_at", "expected"),
    [
        (0, 100, 0.35, 0.0, 0.0),  # none to look at
        (1, 100_000, 0.35, 0.0, 0.35),  # the whole share for a single one
        (5, 100, 0.4, 0.05, 0.2),  # as many as halve it
        (20, 100, 0.5, 0.05, 0.4),  # 20 / (20 + 5) of one half
        (3, 0, 0.35, 0.1, 0.35),  # all within reach are of AI's own specialties
    ],
)
def test_share_on_ai_posts(n_ai_related, n_posts, full_share, half_at, expected):
    assert share_on_ai_posts(n_ai_related, n_posts, full_share, half_at) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize("n_ai_related", range(1, 60))
def test_without_saturation_the_share_is_kept_to_the_bit(n_ai_related):
    assert share_on_ai_posts(n_ai_related, 3 * n_ai_related + 1, 0.35, 0.0) == 0.35


@pytest.mark.parametrize(
    ("reservation", "speed", "budget", "tolerance", "expected"),
    [
        (10.0, 1.0, 10.01, 0.0, True),
        (10.0, 1.0, 9.99, 0.0, False),
        (10.0, 1.0, 8.01, math.log(1.25), True),  # a quarter above the budget is tried
        (10.0, 1.0, 7.99, math.log(1.25), False),
        (12.0, 1.25, 9.61, 0.0, True),  # 12 an hour at a speed of 1.25 is 9.60 per hour of an able person
        (12.0, 1.25, 9.59, 0.0, False),
    ],
)
def test_worth_proposing(reservation, speed, budget, tolerance, expected):
    assert worth_proposing(reservation, speed, budget, tolerance) is expected


@pytest.mark.parametrize(
    ("asking", "reservation", "speed", "pass_through", "budget", "weight", "expected"),
    [
        (20.0, 10.0, 1.0, 0.4, 50.0, 0.0, 20.0),  # the own rate alone
        (20.0, 10.0, 1.0, 0.4, 50.0, 1.0, 50.0),  # the budget alone
        (20.0, 10.0, 1.0, 0.4, 45.0, 0.5, 30.0),  # geometric mean of 20 and 45
        (20.0, 10.0, 1.25, 0.5, 50.0, 0.0, 18.0),  # a fifth of the time saved, half of it passed on: a tenth off
        (20.0, 10.0, 1.25, 1.0, 50.0, 0.0, 16.0),  # all passed on
        (20.0, 19.0, 1.0, 0.4, 5.0, 0.5, 19.0),  # geometric mean is 10: the reservation wage holds
        (20.0, 19.0, 1.25, 0.4, 5.0, 0.5, 15.2),  # 19 an hour worked at a speed of 1.25
    ],
)
def test_proposed_rate(asking, reservation, speed, pass_through, budget, weight, expected):  # noqa: PLR0917 - as the equation
    assert proposed_rate(asking, reservation, speed, pass_through, budget, weight) == pytest.approx(expected, rel=1e-14)


def test_the_rate_per_hour_worked_is_never_below_the_reservation_wage():
    for speed in (1.0, 1.1, 1.34, 2.0):
        for budget in (1.0, 5.0, 20.0, 100.0):
            for asking in (15.0, 16.0, 40.0):
                price = proposed_rate(asking, 15.0, speed, 0.4, budget, 0.4)
                assert price * speed >= 15.0 * (1.0 - 1e-15)


def test_price_rises_with_asking_rate_and_budget():
    by_asking = [proposed_rate(a, 1.0, 1.2, 0.4, 30.0, 0.4) for a in (10.0, 15.0, 20.0, 40.0)]
    by_budget = [proposed_rate(20.0, 1.0, 1.2, 0.4, b, 0.4) for b in (10.0, 15.0, 20.0, 40.0)]
    assert by_asking == sorted(set(by_asking))
    assert by_budget == sorted(set(by_budget))
