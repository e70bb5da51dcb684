"""Points with two intervals, paired and unpaired, on an axis that the widest interval does not take over."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray
from scipy.stats import t as student

from sim.analysis.figures.style import BLACK, PALE
from sim.analysis.paired.headline import shown, shown_unpaired_half
from sim.analysis.paired.table import records

Floats = NDArray[np.float64]


def shown_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return effects as they are drawn: ``value``, ``low``, ``high``, ``half`` (unpaired), ``unit``."""
    out = []
    for row in records(rows):
        value, low, high, unit = shown(row)
        quantile = float(student.ppf(0.975, 2.0 * row["degrees"])) if row["degrees"] >= 1.0 else np.nan
        out.append((value, low, high, shown_unpaired_half(row, quantile), unit))
    return pd.DataFrame(out, columns=["value", "low", "high", "half", "unit"])


def limits(values: Floats, low: Floats, high: Floats, floor: float = 0.0) -> tuple[float, float]:
    """Return limits that hold zero, all values and most intervals; ends of a very wide interval lie beyond.

    An interval reaches at most half of the span of the values, or twice the median half-width, beyond the values.
    """
    known = values[np.isfinite(values)]
    if known.size == 0:
        return -1.0, 1.0
    half = (high - low)[np.isfinite(high - low)] / 2.0
    bottom, top = min(float(known.min()), 0.0), max(float(known.max()), 0.0)
    room = max(0.5 * (top - bottom), 2.0 * float(np.median(half)) if half.size else 0.0, floor)
    ends = np.concatenate([low[np.isfinite(low)], high[np.isfinite(high)], [bottom, top]])
    margin = 0.06 * (top - bottom + room) or 1.0
    return max(float(ends.min()), bottom - room) - margin, min(float(ends.max()), top + room) + margin


def rows_of_points(axes: Axes, rows: pd.DataFrame, y: Floats, colour: str, *, marker: str = "o") -> None:
    """Draw horizontal intervals, the unpaired one pale and broad behind, and the values; hollow where within noise."""
    value, low, high = (rows[name].to_numpy(np.float64) for name in ("value", "low", "high"))
    if "half" in rows:
        half = rows["half"].to_numpy(np.float64)
        axes.hlines(y, value - half, value + half, color=PALE, linewidth=4.0, zorder=2)
    axes.hlines(y, low, high, color=colour, linewidth=1.2, zorder=3)
    beyond = (low > 0.0) | (high < 0.0)
    for chosen, face in ((beyond, colour), (~beyond, "white")):
        axes.plot(
            value[chosen], y[chosen], marker, markerfacecolor=face, markeredgecolor=colour, markersize=4.0, zorder=4
        )
    axes.axvline(0.0, color=BLACK, linewidth=0.6, zorder=1)
