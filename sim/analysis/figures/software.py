"""Software work by level: posts as an index and earnings (S6)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.analysis.calendar import WEEKS_A_YEAR, Mask, calendar_year, full_quarters, quarter, quarter_label
from sim.analysis.estimate import Estimate, mean, ratio
from sim.analysis.figures.marks import curve, label_ends, middle_of, name_event, say_empty, time_axis
from sim.analysis.figures.style import BLUE, GREY, ORANGE, SINGLE, VERMILLION, new_figure, note, title
from sim.analysis.results import Results
from sim.analysis.software import by_level
from sim.analysis.summary import Summary
from sim.outcomes.columns import LEVELS

LOOKS = ((ORANGE, ":", "^"), (BLUE, "--", "s"), (VERMILLION, "-", "o"))
"""Colour, line and marker of entry, intermediate, expert."""
BASE = 2022
MILLION = 1e-6


def posts_panel(axes: Axes, results: Results, _: Summary) -> None:
    """Draw software posts by level, by quarter, 2022 = 100."""
    axes.set_ylabel("Software posts\n(index, 2022 = 100)")
    base = calendar_year(results.panel.dates, BASE)
    if base is None:
        time_axis(axes, results.panel.dates)
        say_empty(axes, f"the horizon does not hold {BASE}")
        return
    level = by_level(results, "new_posts", base)

    def index(weeks: Mask, k: int) -> Estimate:
        return ratio(by_level(results, "new_posts", weeks)[:, k], level[:, k], "no posts in the base year")

    _curves(axes, results, index, 100.0)
    if axes.lines:
        axes.axhline(100.0, color=GREY, linewidth=0.6, zorder=1)


def earnings_panel(axes: Axes, results: Results, _: Summary) -> None:
    """Draw freelancer earnings from software work by level, USD m a quarter at platform scale."""
    axes.set_ylabel("Software earnings\n(USD m a quarter)")
    factor = results.scale * WEEKS_A_YEAR / 4.0

    def earned(weeks: Mask, k: int) -> Estimate:
        return mean(by_level(results, "freelancer_earnings", weeks)[:, k] * factor)

    _curves(axes, results, earned, MILLION)


def _curves(axes: Axes, results: Results, measure: Callable[[Mask, int], Estimate], scale: float) -> None:
    """Draw a measure of a quarter and level, in three curves with their names at the ends."""
    dates = results.panel.dates
    time_axis(axes, dates)
    full = full_quarters(dates)
    masks = [quarter(dates, 1970 + index // 4, index % 4 + 1) for index in full]
    found = [[measure(mask, k) for mask in masks if mask is not None] for k in range(len(LEVELS))]
    if len(full) < 2 or not any(one.value for level in found for one in level):
        say_empty(axes, "no software work in two full quarters")
        return
    x = np.array([middle_of(quarter_label(index)) for index in full])
    ends, top = [], 0.0
    for name, level, (colour, line, marker) in zip(LEVELS, found, LOOKS, strict=True):
        values = curve(axes, x, level, colour=colour, scale=scale, linestyle=line, marker=marker)
        ends.append((float(values[-1]), name, colour))
        top = max(top, _highest(values))
    axes.set_ylim(0.0, 1.25 * top if top > 0.0 else 1.0)
    label_ends(axes, ends)
    name_event(axes)


def _highest(values: NDArray[np.float64]) -> float:
    finite = values[np.isfinite(values)]
    return float(finite.max()) if finite.size else 0.0


def draw(results: Results, summary: Summary) -> Figure:
    """Return the figure."""
    figure = new_figure(SINGLE, 105.0)
    upper, lower = figure.subplots(2, 1)
    posts_panel(upper, results, summary)
    earnings_panel(lower, results, summary)
    title(upper, "Software posts by level", "a")
    title(lower, "Software earnings by level, platform scale", "b")
    note(figure, "Web, mobile and software development. Bands: 95% intervals over replications.")
    return figure
