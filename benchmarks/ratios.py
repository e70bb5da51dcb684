"""Ratios of times: each round gives one, so that what slowed a round down cancels; the median of them is reported."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import Any

Found = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio of times over rounds.

    Attributes
    ----------
    value, low, high : float
        Median, least and largest over rounds.
    """

    value: float
    low: float
    high: float


def row_of(contests: list[Found], size: int, key: str) -> Found | None:
    """Return what was found of a contestant at a size, or None."""
    for contest in contests:
        if contest["size"] == size:
            row: Found | None = contest["contestants"].get(key)
            return row if row and row["ms"] else None
    return None


def ratio(contests: list[Found], size: int, above: str, below: str, what: str = "ms") -> Ratio | None:
    """Return the time of one contestant over that of another, or None if one was not measured.

    Parameters
    ----------
    contests : list of dict
        From `contest.hold`.
    size : int
    above, below : str
        Keys of the contestants.
    what : {"ms", "kernel_ms"}
        Whole weeks, or the hiring kernel.
    """
    top, bottom = row_of(contests, size, above), row_of(contests, size, below)
    if not top or not bottom or not top.get(what) or not bottom.get(what):
        return None
    each = [one / other for one, other in zip(top[what], bottom[what], strict=False)]
    return Ratio(median(each), min(each), max(each))


def time_of(contests: list[Found], size: int, key: str) -> Ratio | None:
    """Return the time per week of a contestant, ms, or None."""
    row = row_of(contests, size, key)
    return None if row is None else Ratio(median(row["ms"]), min(row["ms"]), max(row["ms"]))
