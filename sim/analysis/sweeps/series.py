"""Points of a design in a row: one parameter changes, all others stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.sweeps.stored import StoredSweep

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Points in order of one parameter.

    Attributes
    ----------
    parameter : str
        Path of the parameter.
    x : (n,) float64
        Its values, ascending; days as decimal years, choices as 0, 1, 2.
    points : tuple of int
        The points.
    names : tuple of str
        Words for the values of a choice; empty for numbers and dates.
    others : dict
        Values of the other parameters, where they vary in the design.
    """

    parameter: str
    x: Floats
    points: tuple[int, ...]
    names: tuple[str, ...]
    others: dict[str, Any]


def series_of(stored: StoredSweep) -> list[Series]:
    """Return every row of points in which one parameter changes and that are worth a curve.

    Of a grid with several parameters: each of them, at every combination of the others' levels. One at a time: each
    parameter, with the base among its points. Of sampled designs none.
    """
    rows = stored.design_points()
    rows = rows.loc[rows["status"] == "done"]
    if stored.kind == "one_at_a_time":
        base = _base(stored)
        return [_series(pd.concat([base, part]), str(path), {}) for path, part in _varied(rows, stored.parameters)]
    if stored.kind not in {"grid", "list"}:
        return []
    found = []
    for path in stored.parameters:
        others = [other for other in stored.parameters if other != path and len(set(rows[other])) > 1]
        groups: list[tuple[Any, pd.DataFrame]] = [((), rows)]
        if others:
            groups = list(rows.groupby(others, observed=True, sort=True))
        for values, part in groups:
            if len(part) > 1 and part[path].is_unique:
                found.append(_series(part, path, dict(zip(others, values, strict=True))))
    return found


def middle_of(series: Sequence[Series], parameter: str) -> Series | None:
    """Return the series of a parameter in the middle of the others' levels, None if it has none."""
    own = [one for one in series if one.parameter == parameter]
    return own[len(own) // 2] if own else None


def numbers(values: pd.Series) -> tuple[Floats, tuple[str, ...]]:
    """Return values as numbers, with words where they are choices."""
    kept = values.tolist()
    if all(isinstance(one, date | datetime) for one in kept):
        days = [pd.Timestamp(one) for one in kept]
        return np.array([day.year + (day.day_of_year - 1) / 365.25 for day in days], dtype=np.float64), ()
    if all(isinstance(one, int | float) and not isinstance(one, bool) for one in kept):
        return np.array(kept, dtype=np.float64), ()
    words = sorted({str(one) for one in kept})
    return np.array([words.index(str(one)) for one in kept], dtype=np.float64), tuple(words)


def _base(stored: StoredSweep) -> pd.DataFrame:
    """Return the row of the base, the first point, if it was run; where it is the reference, no design point is it."""
    rows = stored.points
    first = rows.loc[(rows["point"] == 0) & (rows["arm"] == stored.arms[-1]) & (rows["status"] == "done")]
    return first.set_index("point")


def _varied(rows: pd.DataFrame, parameters: list[str]) -> list[tuple[str, pd.DataFrame]]:
    parts = [(path, rows.loc[rows["varied"].astype(str) == path]) for path in parameters]
    return [(path, part) for path, part in parts if len(part)]


def _series(rows: pd.DataFrame, path: str, others: dict[str, Any]) -> Series:
    x, names = numbers(rows[path])
    order = np.argsort(x, kind="stable")
    points = tuple(int(point) for point in rows.index.to_numpy()[order])
    return Series(path, x[order], points, names, others)
