"""Counters and sums at the size of the whole platform: nothing overflows, and no cent is lost."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.model.fixed_point import SCALE, fixed_point
from sim.model.randomness.keys import CLIENT_NUMBER_BITS, FREELANCER_NUMBER_BITS
from sim.model.record.flows import weekly_flows
from sim.model.setting import Setting
from sim.model.state.clients import Clients
from sim.model.state.freelancers import Freelancers
from sim.parameters.scenario import Scenario

PLATFORM, WEEKS, MOST_HOURS, MOST_RATE = 18_000_000, 248, 60.0, 2_000.0
"""Registered freelancers, weeks, hours a week, and a rate in USD/h beyond any seen."""


def test_a_freelancer_is_96_bytes():
    assert sum(np.dtype(column.dtype).itemsize for column in Freelancers.columns().values()) <= 96


def test_earnings_of_a_year_fit_their_column():
    most = int(52 * MOST_HOURS * MOST_RATE * 100)  # in cents
    for name in ("earnings_before_ai", "earnings_final_year"):
        assert most <= np.iinfo(Freelancers.columns()[name].dtype).max
    assert 1000 * most <= np.iinfo(Freelancers.columns()["earnings"].dtype).max


def test_weeks_and_counts_fit_their_columns():
    weeks = 4096  # what an id can hold on either side of week 0
    for table, names in ((Freelancers, ("weeks_idle", "ai_adopted_week")), (Clients, ("exit_week", "last_paid_week"))):
        for name in names:
            limits = np.iinfo(table.columns()[name].dtype)
            assert limits.min < -weeks
            assert weeks < limits.max
    # a contract is worked at half an hour a week or more, for a week at least
    assert np.iinfo(Freelancers.columns()["n_contracts"].dtype).max >= WEEKS * 4 * MOST_HOURS * 0.5


def test_all_money_of_the_platform_fits_a_sum_of_the_week_and_of_the_run():
    volume_in_cents = 100 * 5 * 4_100_000_000  # five times the yearly volume, in one week and one cell
    assert volume_in_cents * WEEKS < np.iinfo(np.int64).max
    assert fixed_point(5 * 4.1e9) < np.iinfo(np.int64).max // 256
    assert PLATFORM < 2 ** (FREELANCER_NUMBER_BITS + 1)
    assert 64 * 2**CLIENT_NUMBER_BITS > 2_700_000


def test_cents_add_up_exactly_where_floating_point_would_not():
    flows = weekly_flows(Setting(Scenario()))
    cents, times = 10**15 + 1, 9
    for _ in range(times):
        flows.add("gross_services_volume", 0, cents)
    flows.add("gross_services_volume", 0, 1)
    assert int(flows.sums[0, flows.names.index("gross_services_volume")]) == times * cents + 1


@pytest.mark.parametrize("amount", [0.0, 1e-7, 0.3, 12.34, 80_000.0, 1e9, -2.5])
def test_fixed_point_keeps_a_millionth(amount):
    assert abs(fixed_point(amount) / SCALE - amount) <= 0.5 / SCALE
    assert fixed_point(amount) == math.floor(amount * 2**20 + 0.5)


def test_the_order_of_adding_does_not_show():
    amounts = np.random.default_rng(1).lognormal(5.0, 2.0, 5_000)
    forward = sum(fixed_point(float(amount)) for amount in amounts)
    assert forward == sum(fixed_point(float(amount)) for amount in amounts[::-1])
