"""Planned durations of job posts by work category, Jan 2023."""

from __future__ import annotations

from functools import cache

from sim.parameters.tables import read_table

SHARES = ("share_under_1_month", "share_1_to_3_months", "share_3_to_6_months", "share_over_6_months")


@cache
def load_durations() -> dict[str, tuple[float, float, float, float]]:
    """Return, by work category, the shares of posts planned for under 1, 1 to 3, 3 to 6 and over 6 months.

    Returns
    -------
    dict of str to tuple of four floats
        The shares of a category sum to one to 1e-3 (rounded in the table). What lies between one and six
        months is split in all categories as on the whole platform.

    References
    ----------
    14,719 public job posts, 31 Dec 2022 to 6 Jan 2023 (`data/SOURCES.md`).
    """
    rows = read_table("durations.csv")
    return {row["category"]: tuple(float(row[share]) for share in SHARES) for row in rows}  # type: ignore[misc]
