"""Where the change of freelancers' earnings since before AI comes from, as a waterfall (S9)."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.analysis.decomposition import PARTS
from sim.analysis.figures.marks import intervals, say_empty, values_of
from sim.analysis.figures.style import BLACK, BLUE, GREY, SINGLE, VERMILION, new_figure, note
from sim.analysis.results import Results
from sim.analysis.summary import Summary

NAMES = {
    "demand": "worth of all needs",
    "composition": "mix of work",
    "displacement": "done by AI alone",
    "posting": "posted, not dropped",
    "fill": "filled and delivered",
    "augmentation": "hours saved by AI",
    "price": "pay per hour",
    "fees": "platform fees",
    "ai_related_work": "new AI-related work",
}
TOTAL = "total"
MILLION = 1e-6


def waterfall_panel(axes: Axes, _: Results, summary: Summary) -> None:
    """Draw the parts one after another, each from where the last one ended, and the total."""
    axes.set_xlabel("Change of earnings (USD m a year)")
    axes.set_ylabel("Part of the change (USD m)")
    parts = [summary.outcomes[f"earnings_change_{part}"] for part in (*PARTS, TOTAL)]
    values, low, high = values_of(parts, MILLION)
    if not np.isfinite(values).all():
        say_empty(axes, parts[-1].reason or "not every part is defined")
        return
    if not values.any():
        say_empty(axes, "no earnings in either year")
        return
    start = np.concatenate([[0.0], np.cumsum(values[:-1])[:-1], [0.0]])
    rows = np.arange(values.size, dtype=np.float64)
    colours = [BLUE if value >= 0.0 else VERMILION for value in values[:-1]] + [GREY]
    hatches = ["" if value >= 0.0 else "////" for value in values[:-1]] + [""]
    axes.barh(rows, values, 0.62, start, color=colours, hatch=hatches, edgecolor="white", linewidth=0.3)
    known = np.isfinite(low) & np.isfinite(high)
    if known.any():
        reach = np.stack([values - low, high - values])[:, known]
        axes.errorbar(
            (start + values)[known], rows[known], xerr=reach, fmt="none", ecolor=BLACK, elinewidth=0.7, capsize=1.5
        )
    ends = (start + values)[:-1]
    for row, end in enumerate(ends[:-1]):
        axes.plot([end, end], [row - 0.31, row + 1.31], color=GREY, linewidth=0.5)
    axes.axvline(0.0, color=BLACK, linewidth=0.6)
    names = [NAMES[part] for part in PARTS] + [TOTAL]
    axes.set_yticks(rows, [f"{name}  {_signed(value)}" for name, value in zip(names, values, strict=True)])
    axes.set_ylim(values.size - 0.4, -0.6)
    axes.grid(visible=False, axis="y")
    _limits(axes, np.concatenate([start, start + values]))


def _signed(value: float) -> str:
    """Return a whole number with its sign, a true minus; 0 without one."""
    return f"{value:+,.0f}".replace("-", "\u2212") if abs(value) >= 0.5 else "0"


def _limits(axes: Axes, ends: NDArray[np.float64]) -> None:
    """Leave a third of the span of the bars free on both sides, so that wide intervals do not hide the bars."""
    span = float(ends.max() - ends.min()) or 1.0
    axes.set_xlim(float(ends.min()) - 0.35 * span, float(ends.max()) + 0.35 * span)


def draw(results: Results, summary: Summary) -> Figure:
    """Return the figure."""
    figure = new_figure(SINGLE, 84.0)
    axes = figure.subplots()
    waterfall_panel(axes, results, summary)
    before = summary.outcomes["earnings_before_ai"]
    base = "" if before.value is None else f" Earnings before AI: {before.value * MILLION:,.0f} USD m a year."
    note(
        figure,
        "Last year less the year to 2022-11-30, platform scale; the parts add to the total. Log-mean (LMDI) split by "
        f"category and level. {intervals(results, 'Bars, cut at the frame')}{base}",
    )
    return figure
