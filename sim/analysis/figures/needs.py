"""What becomes of needs, over time and by complexity: met by AI alone, hired for, unfilled, dropped (S2, S3).

A need counts when its outcome is known: in the week AI alone met it, it was dropped, or its post hired or closed
unfilled.
"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from numpy.typing import NDArray

from sim.analysis.calendar import Mask, full_quarters, quarter_label
from sim.analysis.categories import ABSENT, periods
from sim.analysis.displacement import by_bin
from sim.analysis.figures.marks import label_ends, middle_of, name_event, say_empty, time_axis
from sim.analysis.figures.style import AI_ALONE, BLACK, BLUE, DOUBLE, PALE, SKY, new_figure, note, title
from sim.analysis.results import Results
from sim.analysis.summary import Summary

Floats = NDArray[np.float64]
OUTCOMES = (
    ("new_needs_automated", "AI alone", AI_ALONE, "////"),
    ("new_posts_filled", "hired", BLUE, ""),
    ("new_posts_expired", "unfilled", SKY, "...."),
    ("new_needs_dropped", "dropped", PALE, ""),
)
COLUMNS = tuple(column for column, _, _, _ in OUTCOMES)
FEWEST = 30
"""Complexity bins with fewer needs, all replications together, are left out."""
WIDE = 16.0
"""Span of log2 minutes from which ticks stand six apart instead of four."""
SHARE = "Needs by outcome (%)"
COMPLEXITY = "Complexity (log2 minutes)"


def time_panel(axes: Axes, results: Results, _: Summary) -> None:
    """Draw shares of needs by outcome as stacked areas by quarter, all replications together."""
    axes.set_ylabel(SHARE)
    time_axis(axes, results.panel.dates)
    full = [quarter_label(index) for index in full_quarters(results.panel.dates)]
    labels, _unused = results.panel.quarters(COLUMNS[0])
    sums = np.array([results.panel.quarters(column)[1].sum(axis=0) for column in COLUMNS])
    kept = np.isin(labels, full) & (sums.sum(axis=0) > 0.0)
    if kept.sum() < 2:
        say_empty(axes, "fewer than two full quarters with needs")
        return
    x = np.array([middle_of(label) for label in labels])[kept]
    shares = 100.0 * sums[:, kept] / sums[:, kept].sum(axis=0)
    _stack(axes, x, shares)
    axes.set_xlim(x[0], x[-1])
    axes.set_ylim(0.0, 100.0)
    middles = np.cumsum(shares[:, -1]) - shares[:, -1] / 2.0
    found = zip(middles.tolist(), OUTCOMES, shares[:, -1], strict=True)
    label_ends(axes, [(y, name, BLACK) for y, (_, name, _, _), share in found if share > 0.0])
    name_event(axes, over=True)


def _stack(axes: Axes, x: Floats, shares: Floats) -> None:
    areas = axes.stackplot(x, shares, colors=[colour for _, _, colour, _ in OUTCOMES], linewidth=0.4, edgecolor="white")
    for area, (_, _, _, hatch) in zip(areas, OUTCOMES, strict=True):
        area.set_hatch(hatch)


def complexity_panel(axes: Axes, results: Results, weeks: Mask | None) -> None:
    """Draw shares of needs by outcome as stacked bars over bins of complexity in the weeks given."""
    axes.set_ylabel(SHARE)
    axes.set_xlabel(COMPLEXITY)
    if weeks is None:
        say_empty(axes, ABSENT)
        return
    bins, by_replication = by_bin(results, COLUMNS, weeks)
    sums = by_replication.sum(axis=0)
    kept = sums.sum(axis=1) >= FEWEST
    if not kept.any():
        say_empty(axes, f"fewer than {FEWEST} needs in every bin of complexity")
        return
    x, sums = bins[kept], sums[kept]
    bottom = np.zeros(x.size)
    for k, (_, _, colour, hatch) in enumerate(OUTCOMES):
        share = 100.0 * sums[:, k] / sums.sum(axis=1)
        axes.bar(x + 0.5, share, 1.0, bottom, color=colour, hatch=hatch, edgecolor="white", linewidth=0.4)
        bottom += share
    step = 4.0 if x[-1] - x[0] < WIDE else 6.0
    ticks = np.arange(np.ceil(x[0] / step) * step, x[-1] + 1.5, step)
    axes.set_xticks(ticks, [f"{tick:.0f}\n{duration(2.0**tick)}" for tick in ticks])
    axes.set_xlim(x[0], x[-1] + 1.0)
    axes.set_ylim(0.0, 100.0)
    axes.grid(visible=False, axis="x")


def duration(minutes: float) -> str:
    """Return a length of work as text in minutes or in hours."""
    return f"{minutes:.0f} min" if minutes < 60.0 else f"{minutes / 60.0:,.{1 if minutes < 600.0 else 0}f} h"


def after_panel(axes: Axes, results: Results, _: Summary) -> None:
    """Draw outcomes by complexity in the last year."""
    found = periods(results)
    complexity_panel(axes, results, None if found is None else found[1])


def before_panel(axes: Axes, results: Results, _: Summary) -> None:
    """Draw outcomes by complexity in the year before AI."""
    found = periods(results)
    complexity_panel(axes, results, None if found is None else found[0])


def draw(results: Results, summary: Summary) -> Figure:
    """Return the figure."""
    figure = new_figure(DOUBLE, 72.0)
    over_time, before, after = figure.subplots(1, 3, width_ratios=[1.15, 1.0, 1.0])
    time_panel(over_time, results, summary)
    before_panel(before, results, summary)
    after_panel(after, results, summary)
    limits = [axes.get_xlim() for axes in (before, after) if axes.patches]
    for axes in (before, after):
        if axes.patches:
            axes.set_xlim(min(low for low, _ in limits), max(high for _, high in limits))
    title(over_time, "By quarter", "a")
    title(before, "Year to 2022-11-30", "b")
    title(after, "Last year", "c")
    handles = [Patch(facecolor=c, hatch=h, edgecolor="white", label=name) for _, name, c, h in OUTCOMES]
    figure.legend(handles=handles, loc="outside upper right", ncols=4)
    note(
        figure,
        "A need counts when its outcome is known. Complexity: minutes an able person needs, on a log2 scale, shifted "
        f"by level. Bins with fewer than {FEWEST} needs are left out.",
    )
    return figure
