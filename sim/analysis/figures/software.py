"""Software work by level: posts as an index and earnings (S6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.analysis.calendar import WEEKS_A_YEAR, Mask, calendar_year, full_quarters, quarter, quarter_label
from sim.analysis.estimate import Estimate, mean, ratio
from sim.analysis.figures.marks import (
    curve,
    intervals,
    label_ends,
    middle_of,
    name_event,
    say_empty,
    time_axis,
    values_of,
)
from sim.analysis.figures.style import BLUE, DOUBLE, GREY, ORANGE, VERMILION, new_figure, note, title
from sim.analysis.results import Results
from sim.analysis.software import by_level
from sim.analysis.summary import Summary
from sim.outcomes.columns import LEVELS

LOOKS = ((ORANGE, ":", "^"), (BLUE, "--", "s"), (VERMILION, "-", "o"))
"""Colour, line and marker of entry, intermediate, expert."""
BASE = 2022
MILLION = 1e-6
Floats = NDArray[np.float64]
Measure = Callable[[Mask, int], Estimate]


@dataclass(frozen=True)
class Chart:
    """What is drawn of software work by quarter and level.

    Attributes
    ----------
    label : str
        Of the vertical axis, with its unit.
    scale : float
        Units of the axis in one unit of the measure.
    measure : callable or None
        Of the weeks of a quarter and the place of a level; None where the horizon lacks its base.
    reason : str
        Why nothing can be drawn, if so.
    shared : bool
        Whether levels can be read on one scale.
    """

    label: str
    scale: float
    measure: Measure | None
    reason: str
    shared: bool


def posts_panel(axes: Axes, results: Results, _: Summary) -> None:
    """Draw software posts of all levels by quarter, 2022 = 100, without intervals."""
    _all_levels(axes, results, posts_chart(results))


def earnings_panel(axes: Axes, results: Results, _: Summary) -> None:
    """Draw earnings from software work of all levels, USD m a quarter at platform scale, without intervals."""
    _all_levels(axes, results, earnings_chart(results))


def posts_chart(results: Results) -> Chart:
    """Return posts a week over those of 2022."""
    label, base = f"Software posts\n(index, {BASE} = 100)", calendar_year(results.panel.dates, BASE)
    if base is None:
        return Chart(label, 100.0, None, f"the horizon does not hold {BASE}", shared=True)
    level = by_level(results, "new_posts", base)

    def index(weeks: Mask, k: int) -> Estimate:
        return ratio(by_level(results, "new_posts", weeks)[:, k], level[:, k], f"no posts in {BASE}")

    return Chart(label, 100.0, index, "no software posts in two full quarters", shared=True)


def earnings_chart(results: Results) -> Chart:
    """Return freelancer earnings, USD m a quarter at platform scale."""
    factor = results.scale * WEEKS_A_YEAR / 4.0

    def earned(weeks: Mask, k: int) -> Estimate:
        return mean(by_level(results, "freelancer_earnings", weeks)[:, k] * factor)

    reason = "no software earnings in two full quarters"
    return Chart("Software earnings\n(USD m a quarter)", MILLION, earned, reason, shared=False)


def by_quarter(results: Results, measure: Measure | None) -> tuple[Floats, list[list[Estimate]]]:
    """Return the middles of full quarters and the measure by level and quarter; nothing if there is nothing to draw."""
    full, dates = full_quarters(results.panel.dates), results.panel.dates
    masks = [mask for index in full if (mask := quarter(dates, 1970 + index // 4, index % 4 + 1)) is not None]
    if measure is None or len(masks) < 2:
        return np.zeros(0), []
    found = [[measure(mask, k) for mask in masks] for k in range(len(LEVELS))]
    if not any(one.value for level in found for one in level):
        return np.zeros(0), []
    return np.array([middle_of(quarter_label(index)) for index in full]), found


def _all_levels(axes: Axes, results: Results, chart: Chart) -> None:
    """Draw all levels as curves in one panel, their names at the ends."""
    axes.set_ylabel(chart.label)
    time_axis(axes, results.panel.dates)
    x, found = by_quarter(results, chart.measure)
    if not found:
        say_empty(axes, chart.reason)
        return
    ends = []
    for name, level, (colour, line, marker) in zip(LEVELS, found, LOOKS, strict=True):
        values = values_of(level, chart.scale)[0]
        axes.plot(x, values, color=colour, linestyle=line, marker=marker)
        ends.append((float(values[-1]), name, colour))
    axes.set_ylim(0.0, 1.15 * _highest(found, chart.scale))
    label_ends(axes, ends)
    name_event(axes)


def _highest(found: list[list[Estimate]], scale: float) -> float:
    """Return the highest value, at least a little above zero."""
    return max([scale * one.value for level in found for one in level if one.value is not None] + [1e-9])


def _one_level_each(row: Sequence[Axes], results: Results, chart: Chart) -> None:
    """Draw each level with its interval in a panel of its own."""
    x, found = by_quarter(results, chart.measure)
    for k, (axes, (colour, line, marker)) in enumerate(zip(row, LOOKS, strict=True)):
        axes.set_ylabel(chart.label if k == 0 else "")
        time_axis(axes, results.panel.dates)
        if not found:
            say_empty(axes, chart.reason)
            continue
        curve(axes, x, found[k], colour=colour, scale=chart.scale, linestyle=line, marker=marker)
        axes.set_ylim(0.0, 1.6 * _highest(found if chart.shared else found[k : k + 1], chart.scale))
        name_event(axes)
        if chart.shared:
            axes.axhline(chart.scale, color=GREY, linewidth=0.6, zorder=1)


def draw(results: Results, _: Summary) -> Figure:
    """Return the figure."""
    figure = new_figure(DOUBLE, 95.0)
    grid = figure.subplots(2, len(LEVELS))
    _one_level_each(grid[0], results, posts_chart(results))
    _one_level_each(grid[1], results, earnings_chart(results))
    for axes, name, letter in zip(grid[0], LEVELS, "abc", strict=True):
        title(axes, f"{name.capitalize()} level", letter)
    note(
        figure,
        f"Web, mobile and software development, platform scale. {intervals(results, 'Bands, cut at the frame')}",
    )
    return figure
