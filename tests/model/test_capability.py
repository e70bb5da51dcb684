"""The path of AI capability: the measured table at its dates, and the levers on it."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pytest

from sim.model.capability import DAYS_A_MONTH, log2_horizon_path
from sim.model.rules.ai_capability import NO_AI
from sim.parameters.ai import Capability
from sim.parameters.capability_path import frontier

POINTS = frontier()
FIRST, LAST = POINTS[0].release_date, POINTS[-1].release_date


def on(day, **levers):
    return log2_horizon_path(Capability(**levers), [day])[0]


def test_the_frontier_rises():
    assert [p.release_date for p in POINTS] == sorted(p.release_date for p in POINTS)
    assert [p.p50_minutes for p in POINTS] == sorted({p.p50_minutes for p in POINTS})


@pytest.mark.parametrize("point", POINTS, ids=lambda p: p.release_date.isoformat())
def test_the_path_equals_the_table_from_each_release_on(point):
    assert on(point.release_date) == pytest.approx(math.log2(point.p50_minutes), rel=1e-14)
    earlier = [p.p50_minutes for p in POINTS if p.release_date < point.release_date]
    before = math.log2(earlier[-1]) if earlier else NO_AI
    assert on(point.release_date - timedelta(days=1)) == pytest.approx(before, rel=1e-14)


def test_the_order_of_mondays_does_not_matter():
    days = [date(2025, 1, 6), date(2021, 7, 5), date(2023, 3, 20)]
    assert log2_horizon_path(Capability(), days) == [on(day) for day in days]


def test_no_ai_in_mode_none():
    assert [on(day, mode="none") for day in (date(2020, 1, 1), date(2023, 6, 5), date(2030, 1, 7))] == [NO_AI] * 3


def test_frozen_stops_and_is_measured_before():
    stop = date(2024, 1, 1)
    for day in (date(2022, 1, 3), date(2023, 5, 1), stop):
        assert on(day, mode="frozen", frozen_at=stop) == on(day)
    for day in (stop + timedelta(weeks=1), date(2026, 3, 2), date(2035, 1, 1)):
        assert on(day, mode="frozen", frozen_at=stop) == on(stop)


def test_frozen_at_a_later_date_is_never_less():
    day = date(2026, 1, 5)
    frozen = [on(day, mode="frozen", frozen_at=date(year, 1, 1)) for year in range(2020, 2027)]
    assert frozen == sorted(frozen)


@pytest.mark.parametrize("weeks", [4, 26, 52])
def test_delay_shifts_what_comes_after_the_public_release(weeks):
    public = Capability().public_from
    for later in (date(2024, 6, 3), date(2025, 9, 1), date(2026, 3, 2)):
        assert on(later, delay_weeks=weeks) == on(max(later - timedelta(weeks=weeks), public))
    for before in (date(2022, 6, 6), public):
        assert on(before, delay_weeks=weeks) == on(before)
    assert on(public + timedelta(weeks=weeks - 1), delay_weeks=weeks) == on(public)


def test_releases_can_come_earlier():
    assert on(date(2024, 6, 3), delay_weeks=-52) == on(date(2025, 6, 2))


@pytest.mark.parametrize("speed", [0.0, 0.5, 2.0, 4.0])
def test_speed_scales_growth_after_its_date_only(speed):
    since = date(2023, 3, 14)
    at_start = on(since)
    for day in (date(2022, 12, 5), since):
        assert on(day, speed=speed, speed_from=since) == on(day)
    for day in (date(2024, 6, 3), date(2025, 9, 1), LAST + timedelta(days=400)):
        assert on(day, speed=speed, speed_from=since) == pytest.approx(
            at_start + speed * (on(day) - at_start), rel=1e-13
        )


@pytest.mark.parametrize("months", [4.0, 7.0, 12.0])
def test_the_horizon_doubles_after_the_last_release(months):
    days = round(3 * months * DAYS_A_MONTH)
    grown = on(LAST + timedelta(days=days), doubling_months=months) - on(LAST, doubling_months=months)
    assert grown == pytest.approx(3.0, abs=0.01)
    assert on(LAST, doubling_months=months) == on(LAST)
