"""The weekly table as dense sums over replication, week, category and level.

The recorded table leaves out rows that are all zero. Here the zeros come back: as arrays for the analysis (`Panel`) and
as a table for a reader (`complete_panel`). Every entry is a sum, so any mean or growth can be formed from parts.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.calendar import Mask, quarter_index, quarter_label
from sim.outcomes.columns import DURATIONS, LEVELS, WEEKLY_FLOWS

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


class Panel:
    """Sums of the weekly flows on a dense grid.

    Parameters
    ----------
    weekly, platform : pandas.DataFrame
        The recorded tables with a leading ``replication``. Weeks and dates are those of `platform` from week 0 on.

    Attributes
    ----------
    replications : (R,) int64
    weeks : (W,) int64, consecutive from the first recorded week that is not warm-up
    dates : (W,) datetime64[D], Mondays
    categories, specialties : tuple of str, sorted, those that occur
    specialty_category : (S,) int64, index of the category of each specialty
    """

    def __init__(self, weekly: pd.DataFrame, platform: pd.DataFrame) -> None:
        self.replications: Codes = np.unique(platform["replication"].to_numpy(dtype=np.int64))
        calendar = platform.loc[platform["week"] >= 0, ["week", "date"]].drop_duplicates("week").sort_values("week")
        self.weeks: Codes = calendar["week"].to_numpy(dtype=np.int64)
        self.dates = calendar["date"].to_numpy(dtype="datetime64[D]")
        rows = weekly.loc[weekly["week"] >= 0] if (weekly["week"] < 0).any() else weekly
        self._rows = rows
        self._replication = np.searchsorted(self.replications, rows["replication"].to_numpy(dtype=np.int64))
        self._week = np.searchsorted(self.weeks, rows["week"].to_numpy(dtype=np.int64))
        self._category, self.categories = _codes(rows["category"])
        self._specialty, self.specialties = _codes(rows["specialty"])
        self._level = _codes_of(rows["level"], LEVELS)
        self.specialty_category: Codes = np.zeros(len(self.specialties), dtype=np.int64)
        self.specialty_category[self._specialty] = self._category
        self._cubes: dict[str, Floats] = {}

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """Replications, weeks, categories, levels."""
        return self.replications.size, self.weeks.size, len(self.categories), len(LEVELS)

    def cube(self, column: str) -> Floats:
        """Return sums of a flow, shape (R, W, C, 3)."""
        if column not in self._cubes:
            _, n_weeks, n_categories, n_levels = self.shape
            cell = ((self._replication * n_weeks + self._week) * n_categories + self._category) * n_levels + self._level
            self._cubes[column] = self._sum(cell, column, self.shape)
        return self._cubes[column]

    def total(self, column: str, mask: Mask | None = None) -> Floats:
        """Return the sum of a flow over the weeks of `mask` (all by default), one a replication, shape (R,)."""
        weeks = slice(None) if mask is None else mask
        totals: Floats = self.cube(column)[:, weeks].sum(axis=(1, 2, 3))
        return totals

    def weekly_mean(self, column: str, mask: Mask) -> Floats:
        """Return the mean a week of a flow over the weeks of `mask`, shape (R,)."""
        return self.total(column, mask) / max(int(mask.sum()), 1)

    def by_cell(self, column: str, mask: Mask) -> Floats:
        """Return the sum of a flow by category and level over the weeks of `mask`, shape (R, C, 3)."""
        cells: Floats = self.cube(column)[:, mask].sum(axis=1)
        return cells

    def by_category(self, column: str, mask: Mask) -> Floats:
        """Return the sum of a flow by category over the weeks of `mask`, shape (R, C)."""
        categories: Floats = self.by_cell(column, mask).sum(axis=2)
        return categories

    def by_specialty(self, column: str, mask: Mask) -> Floats:
        """Return the sum of a flow by specialty and level over the weeks of `mask`, shape (R, S, 3)."""
        kept = mask[self._week]
        shape = (self.replications.size, len(self.specialties), len(LEVELS))
        cell = (self._replication * shape[1] + self._specialty) * shape[2] + self._level
        return self._sum(cell[kept], column, shape, kept)

    def by_week_of(self, column: str, specialties: Sequence[str]) -> Floats:
        """Return the weekly sums of a flow over some specialties, shape (R, W)."""
        wanted = np.isin(np.asarray(self.specialties, dtype=object), list(specialties))
        kept = wanted[self._specialty] if wanted.size else np.zeros(0, dtype=bool)
        cell = self._replication * self.weeks.size + self._week
        return self._sum(cell[kept], column, (self.replications.size, self.weeks.size), kept)

    def quarters(self, column: str) -> tuple[list[str], Floats]:
        """Return labels of the quarters touched and sums by replication and quarter, shape (R, Q)."""
        index = quarter_index(self.dates)
        labels = np.unique(index)
        weekly = self.cube(column).sum(axis=(2, 3))
        sums = (
            np.stack([weekly[:, index == one].sum(axis=1) for one in labels], axis=1) if labels.size else weekly[:, :0]
        )
        return [quarter_label(int(one)) for one in labels], sums

    def by_week(self, table: pd.DataFrame, column: str) -> Floats:
        """Return a column of a table with one row a replication and week as shape (R, W), NaN where absent."""
        rows = table.loc[table["week"] >= 0]
        out = np.full((self.replications.size, self.weeks.size), np.nan)
        row = np.searchsorted(self.replications, rows["replication"].to_numpy(dtype=np.int64))
        out[row, np.searchsorted(self.weeks, rows["week"].to_numpy(dtype=np.int64))] = rows[column].to_numpy(np.float64)
        return out

    def _sum(self, cell: Codes, column: str, shape: tuple[int, ...], kept: Mask | None = None) -> Floats:
        values = self._rows[column].to_numpy(dtype=np.float64)
        sums = np.bincount(cell, weights=values if kept is None else values[kept], minlength=int(np.prod(shape)))
        return sums.astype(np.float64, copy=False).reshape(shape)


def _codes(values: pd.Series) -> tuple[Codes, tuple[str, ...]]:
    """Return an integer code a row and the sorted names."""
    codes, names = pd.factorize(values, sort=True)
    return codes.astype(np.int64), tuple(str(name) for name in names)


def _codes_of(values: pd.Series, names: Sequence[str]) -> Codes:
    """Return the position of each value in `names`.

    Raises
    ------
    ValueError
        If a value is not one of `names`.
    """
    codes, found = _codes(values)
    unknown = sorted(set(found) - set(names))
    if unknown:
        raise ValueError(f"unknown values {unknown}; allowed are {list(names)}")
    position = np.array([names.index(name) for name in found], dtype=np.int64)
    return position[codes] if codes.size else codes


def complete_panel(weekly: pd.DataFrame, specialties: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the weekly table with a row for every cell, zeros where nothing happened.

    Parameters
    ----------
    weekly : pandas.DataFrame
        The recorded table with a leading ``replication``.
    specialties : pandas.DataFrame, optional
        Columns ``category``, ``subcategory``, ``specialty`` of every specialty wanted; by default those that occur.

    Returns
    -------
    pandas.DataFrame
        One row a replication, week, specialty, level and duration; replications and weeks are those that occur.
    """
    tree = ["category", "subcategory", "specialty"]
    leaves = (weekly[tree] if specialties is None else specialties[tree]).drop_duplicates()
    frame = weekly[["replication"]].drop_duplicates().merge(weekly[["week", "date"]].drop_duplicates(), how="cross")
    frame = frame.merge(leaves, how="cross").merge(pd.DataFrame({"level": list(LEVELS)}), how="cross")
    frame = frame.merge(pd.DataFrame({"duration": list(DURATIONS)}), how="cross")
    keys = list(frame.columns)
    full = frame.merge(weekly, on=keys, how="left")
    flows = {flow.name: flow.dtype for flow in WEEKLY_FLOWS}
    full[list(flows)] = full[list(flows)].fillna(0)
    return full.astype(flows)
