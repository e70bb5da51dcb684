"""Phase 8: cents and fees."""

from __future__ import annotations

import pytest

from sim.model.rules.payment import fee_cents, in_cents, variable_fee_rate


@pytest.mark.parametrize(
    ("usd", "expected"), [(0.0, 0), (1.0, 100), (12.345, 1235), (0.004, 0), (0.006, 1), (1e9, 10**11), (19.999, 2000)]
)
def test_in_cents(usd, expected):
    assert in_cents(usd) == expected


@pytest.mark.parametrize(
    ("paid", "rate", "expected"),
    [
        (1000, 0.1, 100),
        (1004, 0.1, 100),
        (1006, 0.1, 101),
        (0, 0.1, 0),
        (999, 0.0, 0),
        (3, 0.5, 2),
        (10**11, 0.15, 15 * 10**9),
    ],
)
def test_fee_cents(paid, rate, expected):
    assert fee_cents(paid, rate) == expected


def test_fee_and_earnings_add_up_and_neither_is_negative():
    for paid in range(0, 3000, 7):
        for rate in (0.0, 0.033, 0.1, 0.15, 0.9):
            fee = fee_cents(paid, rate)
            assert 0 <= fee <= paid
            assert abs(fee - paid * rate) <= 0.5 + 1e-9


@pytest.mark.parametrize(
    ("low", "high", "crowding", "expected"),
    [
        (0.0, 0.15, 0.0, 0.0),
        (0.0, 0.15, 1.0, 0.075),
        (0.0, 0.15, 3.0, 0.1125),
        (0.05, 0.15, 1.0, 0.1),
        (0.1, 0.1, 7.0, 0.1),
    ],
)
def test_variable_fee_rate(low, high, crowding, expected):
    assert variable_fee_rate(low, high, crowding) == pytest.approx(expected, rel=1e-14)


def test_variable_fee_rises_with_crowding_and_stays_within_its_bounds():
    rates = [variable_fee_rate(0.02, 0.15, crowding / 5.0) for crowding in range(200)]
    assert rates == sorted(set(rates))
    assert rates[0] == 0.02
    assert rates[-1] < 0.15
