"""Weeks and the calendar: which Mondays lie in a quarter, a year, or around an event.

A week belongs to the quarter (year, month) of its Monday. Years have 52 or 53 Mondays, so growth is always taken of
weekly means, never of sums.
"""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Dates = NDArray[np.datetime64]

CHATGPT = date(2022, 11, 30)
"""Public release of ChatGPT: the date that separates before and after AI."""
WEEKS_A_YEAR = 365.25 / 7.0
TRAILING_WEEKS = 52


def quarter_index(dates: Dates) -> NDArray[np.int64]:
    """Return quarters counted from 1970 Q1 for each date, shape (W,)."""
    quarters: NDArray[np.int64] = dates.astype("datetime64[M]").astype(np.int64) // 3
    return quarters


def quarter_label(index: int) -> str:
    """Return ``2025Q1`` for a quarter counted from 1970 Q1."""
    return f"{1970 + index // 4}Q{index % 4 + 1}"


def between(dates: Dates, first: date, last: date) -> Mask | None:
    """Return the weeks whose Monday lies in [first, last], or None unless the horizon holds all of them.

    Parameters
    ----------
    dates : (W,) datetime64[D]
        Mondays of the horizon, consecutive, ascending.
    first, last : date
        Closed interval.

    Returns
    -------
    (W,) bool array or None
    """
    if dates.size == 0:
        return None
    begin, end = np.datetime64(first, "D"), np.datetime64(last, "D")
    if dates[0] - begin >= np.timedelta64(7, "D") or end - dates[-1] >= np.timedelta64(7, "D"):
        return None
    mask: Mask = (dates >= begin) & (dates <= end)
    return mask if mask.any() else None


def quarter(dates: Dates, year: int, number: int) -> Mask | None:
    """Return the weeks of a quarter (1 to 4), or None unless the horizon holds all of them."""
    return months(dates, year, 3 * number - 2, 3)


def months(dates: Dates, year: int, month: int, n_months: int = 1) -> Mask | None:
    """Return the weeks of `n_months` calendar months, or None unless the horizon holds all of them."""
    begin = np.datetime64(f"{year:04d}-{month:02d}", "M")
    end = (begin + n_months).astype("datetime64[D]") - 1
    return between(dates, begin.astype("datetime64[D]").item(), end.item())


def calendar_year(dates: Dates, year: int) -> Mask | None:
    """Return the weeks of a calendar year, or None unless the horizon holds all of them."""
    return months(dates, year, 1, 12)


def year_before(dates: Dates, event: date = CHATGPT) -> Mask | None:
    """Return the last 52 weeks that ended before `event`, or None unless the horizon holds all of them."""
    ended = np.flatnonzero(dates + 7 <= np.datetime64(event, "D"))
    after = dates.size and dates[-1] >= np.datetime64(event, "D")
    if ended.size < TRAILING_WEEKS or not after:
        return None
    mask = np.zeros(dates.size, dtype=bool)
    mask[ended[-TRAILING_WEEKS:]] = True
    return mask


def full_quarters(dates: Dates) -> list[int]:
    """Return the quarters (counted from 1970 Q1) of which the horizon holds every Monday, ascending."""
    found = []
    for index in np.unique(quarter_index(dates)):
        year, number = 1970 + int(index) // 4, int(index) % 4 + 1
        if quarter(dates, year, number) is not None:
            found.append(int(index))
    return found


def last_year(dates: Dates) -> Mask:
    """Return the weeks of the last four full quarters, or the last 52 (or all) of a horizon without four."""
    quarters = full_quarters(dates)[-4:]
    if len(quarters) == 4:
        mask: Mask = np.isin(quarter_index(dates), quarters)
        return mask
    mask = np.zeros(dates.size, dtype=bool)
    mask[-TRAILING_WEEKS:] = True
    return mask
