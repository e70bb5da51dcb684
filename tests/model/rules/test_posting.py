"""Phase 4: what needs arise, how complex they are, and who answers them."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from sim.model.rules.posting import (
    AI_ALONE,
    DROP,
    POST,
    ai_need_rate,
    automation_success,
    choose_option,
    need_complexity,
    need_hours,
    posted_rate,
    setup_wave,
    worth_of_automation,
    worth_of_posting,
)


@pytest.mark.parametrize(
    ("need_rate", "mean", "ai_rate", "capability", "elasticity", "expected"),
    [
        (0.03, 0.03, 0.01, 0.0, 0.2, 0.01),  # a mean client at no capability
        (0.06, 0.03, 0.01, 0.0, 0.2, 0.02),  # twice the needs, twice the AI-related ones
        (0.03, 0.03, 0.01, math.log(32.0), 0.2, 0.02),  # 32 to the power of a fifth is 2
        (0.03, 0.03, 0.01, 5.0, 0.0, 0.01),
        (0.03, 0.0, 0.01, 1.0, 0.2, 0.0),  # nobody needs anything
        (0.03, 0.03, 0.0, 3.0, 0.2, 0.0),
    ],
)
def test_ai_need_rate(need_rate, mean, ai_rate, capability, elasticity, expected):
    assert ai_need_rate(need_rate, mean, ai_rate, capability, elasticity) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    ("weeks", "boost", "fading", "expected"),
    [
        (0, 1.5, 26.0, 2.5),  # in the week of adoption the whole boost comes on top
        (0, 0.0, 26.0, 1.0),  # no wave
        (40, 0.0, 26.0, 1.0),
        (13, 3.0, 13.0 / math.log(3.0), 2.0),  # 13 weeks leave a third of the boost of 3
        (26, 9.0, 13.0 / math.log(3.0), 2.0),  # 26 weeks a ninth of that of 9
        (10, 8.0, 10.0 / math.log(4.0), 3.0),
        (26, 1.5, 26.0, 1.0 + 1.5 / math.e),
    ],
)
def test_setup_wave(weeks, boost, fading, expected):
    assert setup_wave(weeks, 500, boost, fading) == pytest.approx(expected, rel=1e-14)
    assert setup_wave(weeks, weeks, boost, fading) == pytest.approx(expected, rel=1e-14)  # in the week of entry


def test_a_client_that_brings_ai_along_has_done_its_first_projects():
    assert [setup_wave(weeks + 1, weeks, 9.0, 26.0) for weeks in (0, 1, 50)] == [1.0, 1.0, 1.0]


def test_the_setup_wave_fades_to_nothing():
    factors = [setup_wave(weeks, 3000, 1.5, 26.0) for weeks in range(400)]
    assert all(earlier > later > 1.0 for earlier, later in pairwise(factors))
    assert setup_wave(2000, 3000, 1.5, 26.0) == 1.0


@pytest.mark.parametrize(
    ("median", "level", "step", "scale", "log_sd", "z", "expected"),
    [
        (10.0, 1, 0.3, 1.0, 1.0, 0.0, 10.0),  # the median, at the middle level
        (10.0, 2, math.log(1.5), 1.0, 1.0, 0.0, 15.0),
        (10.0, 0, math.log(1.5), 1.0, 1.0, 0.0, 10.0 / 1.5),
        (10.0, 1, 0.3, 4.0, 1.0, 0.0, 40.0),  # a client four times as large
        (10.0, 1, 0.3, 1.0, math.log(3.0), 2.0, 90.0),
        (10.0, 1, 0.3, 1.0, math.log(3.0), -1.0, 10.0 / 3.0),
    ],
)
def test_need_hours(median, level, step, scale, log_sd, z, expected):  # noqa: PLR0917 - as the equation
    assert need_hours(median, level, step, scale, log_sd, z) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    ("median", "log_sd", "between", "client_z", "z", "expected"),
    [
        (20.0, 0.6, 0.4, 0.0, 0.0, 20.0),
        (20.0, math.log(2.0), 1.0, 1.0, 7.0, 40.0),  # all between clients: the need's own luck does not count
        (20.0, math.log(2.0), 0.0, 7.0, 1.0, 40.0),  # all within
        (20.0, math.log(2.0), 0.36, 1.0, -0.5, 20.0 * 2.0 ** (0.6 - 0.4)),  # 0.6 squared + 0.8 squared = 1
    ],
)
def test_posted_rate(median, log_sd, between, client_z, z, expected):
    assert posted_rate(median, log_sd, between, client_z, z) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    ("hours", "level", "step", "expected"),
    [(1.0, 1, 0.5, math.log2(60.0)), (64.0 / 60.0, 1, 0.5, 6.0), (64.0 / 60.0, 2, 0.5, 6.5), (64.0 / 60.0, 0, 0.5, 5.5),
     (512.0 / 60.0, 1, 0.5, 9.0)],
)  # fmt: skip
def test_need_complexity(hours, level, step, expected):
    assert need_complexity(hours, level, step) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    ("exposure", "slope", "horizon", "shift", "complexity", "expected"),
    [
        (0.5, 0.6, 5.0, 8.0, 9.0, 0.25),  # 5 + 8/2 = 9: half of what is exposed
        (0.0, 0.6, 20.0, 8.0, 1.0, 0.0),  # work that AI alone cannot do
        (1.0, 0.6, 5.0, 8.0, 13.0, 0.5),
        (0.8, math.log(3.0), 5.0, 5.0, 8.0, 0.8 * 0.75),  # one log2 minute inside at odds of 3
        (0.8, math.log(3.0), 5.0, 5.0, 10.0, 0.8 * 0.25),
        (1.0, 0.6, -60.0, 11.0, 5.0, 1.0 / (1.0 + math.exp(0.6 * 54.0))),  # no AI
    ],
)
def test_automation_success(exposure, slope, horizon, shift, complexity, expected):
    assert automation_success(exposure, slope, horizon, shift, complexity) == pytest.approx(expected, rel=1e-13)


def test_automation_rises_with_exposure_and_horizon_and_falls_with_complexity():
    by_exposure = [automation_success(e / 20.0, 0.5, 5.0, 8.0, 9.0) for e in range(21)]
    by_horizon = [automation_success(0.4, 0.5, h / 2.0, 8.0, 9.0) for h in range(-10, 30)]
    by_complexity = [automation_success(0.4, 0.5, 5.0, 8.0, c / 2.0) for c in range(40)]
    assert all(low < high for low, high in pairwise(by_exposure))
    assert all(low < high for low, high in pairwise(by_horizon))
    assert all(high > low for high, low in pairwise(by_complexity))


@pytest.mark.parametrize(
    ("success", "worth", "cost", "expected"),
    [(0.5, 2.0, 0.25, 0.75), (0.0, 2.0, 0.25, -0.25), (1.0, 2.0, 0.0, 2.0), (0.25, 2.0, 0.5, 0.0)],
)
def test_worth_of_automation(success, worth, cost, expected):
    assert worth_of_automation(success, worth, cost) == expected


@pytest.mark.parametrize(
    ("fill", "quality", "worth", "price", "cost", "preference", "ai_share", "expected"),
    [
        (0.5, 0.75, 2.0, 1.0, 0.0, 0.0, 0.0, 0.25),  # half of the time half a budget of surplus
        (0.5, 0.75, 2.0, 1.0, 0.125, 0.0, 0.0, 0.125),
        (0.5, 0.75, 2.0, 1.0, 0.0, 0.5, 0.5, 0.375),  # half of those hired use AI, each worth half a budget more
        (0.5, 0.75, 2.0, 1.0, 0.0, -0.5, 0.5, 0.125),  # or less
        (0.0, 0.75, 2.0, 1.0, 0.125, 9.0, 1.0, -0.125),  # nobody is found: no taste is enjoyed
        (0.0, 0.75, 2.0, 1.0, 0.125, 0.0, 0.0, -0.125),  # nobody is found: the effort is lost
        (1.0, 0.5, 2.0, 2.0, 0.0, 0.0, 1.0, -1.0),  # too dear
    ],
)
def test_worth_of_posting(  # noqa: PLR0917 - as the equation
    fill, quality, worth, price, cost, preference, ai_share, expected
):
    assert worth_of_posting(fill, quality, worth, price, cost, preference, ai_share) == expected


@pytest.mark.parametrize(
    ("u", "ai_allowed", "worth_ai", "worth_post", "expected"),
    [
        (0.332, True, 0.0, 0.0, AI_ALONE),  # three options of equal worth: a third each
        (0.334, True, 0.0, 0.0, POST),
        (0.666, True, 0.0, 0.0, POST),
        (0.667, True, 0.0, 0.0, DROP),
        (0.499, False, 9.0, 0.0, POST),  # two options: a half each, whatever AI were worth
        (0.501, False, 9.0, 0.0, DROP),
        (0.999, True, 9.0, 0.0, AI_ALONE),
        (0.999, False, 0.0, 9.0, POST),
        (0.001, False, 0.0, -9.0, DROP),
    ],
)
def test_choose_option(u, ai_allowed, worth_ai, worth_post, expected):
    assert choose_option(u, ai_allowed, worth_ai, worth_post, 0.5) == expected


def test_shares_of_the_choice_are_those_of_the_logit():
    """Over an even grid of luck, weights 2 : 3 : 1."""
    scale, n = 0.25, 60_000
    worth_ai, worth_post = scale * math.log(2.0), scale * math.log(3.0)
    chosen = [choose_option((i + 0.5) / n, True, worth_ai, worth_post, scale) for i in range(n)]
    assert [chosen.count(option) for option in (AI_ALONE, POST, DROP)] == [n // 3, n // 2, n // 6]


def test_more_worth_in_ai_never_turns_away_from_ai():
    for i in range(100):
        u = (i + 0.5) / 100.0
        taken = [choose_option(u, True, w / 10.0, 0.2, 0.25) == AI_ALONE for w in range(-20, 20)]
        assert taken == sorted(taken)
