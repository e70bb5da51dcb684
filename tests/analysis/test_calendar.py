from __future__ import annotations

from datetime import date

import numpy as np

from sim.analysis.calendar import (
    between,
    calendar_year,
    full_quarters,
    last_year,
    months,
    quarter,
    quarter_label,
    year_before,
)


def mondays(first, weeks):
    return np.datetime64(first, "D") + 7 * np.arange(weeks)


REFERENCE = mondays("2021-07-05", 248)


def test_2024_has_53_mondays_and_2023_has_52():
    assert calendar_year(REFERENCE, 2024).sum() == 53
    assert calendar_year(REFERENCE, 2023).sum() == 52


def test_first_quarters_have_thirteen_mondays():
    assert quarter(REFERENCE, 2025, 1).sum() == 13
    assert REFERENCE[quarter(REFERENCE, 2025, 1)][[0, -1]].astype(str).tolist() == ["2025-01-06", "2025-03-31"]


def test_a_window_the_horizon_does_not_hold_is_none():
    assert between(REFERENCE, date(2021, 6, 1), date(2021, 8, 1)) is None
    assert quarter(REFERENCE, 2026, 2) is None
    assert between(REFERENCE[:0], date(2022, 1, 1), date(2022, 2, 1)) is None


def test_the_quarter_in_which_the_horizon_starts_is_full():
    assert quarter(REFERENCE, 2021, 3).sum() == 13


def test_the_year_before_ai_ends_with_the_last_week_before_30_november_2022():
    mask = year_before(REFERENCE)
    assert mask.sum() == 52
    assert REFERENCE[mask][[0, -1]].astype(str).tolist() == ["2021-11-29", "2022-11-21"]


def test_the_year_before_ai_needs_weeks_before_and_after():
    assert year_before(REFERENCE[:60]) is None
    assert year_before(REFERENCE[40:]) is None


def test_last_year_is_the_last_four_full_quarters():
    kept = REFERENCE[last_year(REFERENCE)].astype(str)
    assert [kept[0], kept[-1]] == ["2025-04-07", "2026-03-30"]


def test_last_year_of_a_short_horizon_is_all_of_it():
    assert last_year(REFERENCE[:30]).sum() == 30


def test_labels_and_months():
    assert [quarter_label(index) for index in full_quarters(REFERENCE)][:2] == ["2021Q3", "2021Q4"]
    assert months(REFERENCE, 2023, 1).sum() == 5
