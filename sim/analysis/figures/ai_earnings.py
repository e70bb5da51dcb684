"""Earnings from AI-related work by quarter, and their growth over the year before against the published growth (S1)."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.analysis.calendar import full_quarters, quarter, quarter_label
from sim.analysis.estimate import Estimate
from sim.analysis.figures.marks import (
    decimal_year,
    intervals,
    label_ends,
    middle_of,
    name_event,
    narrow,
    published_points,
    say_empty,
    time_axis,
    values_of,
    whiskers,
)
from sim.analysis.figures.style import AI_WORK, BLACK, GREY, NOTE, PURPLE, SINGLE, ink, new_figure, note, title
from sim.analysis.growth import ai_earnings_by_quarter, growth_between
from sim.analysis.results import Results
from sim.analysis.summary import Summary
from sim.parameters.references import published

Floats = NDArray[np.float64]
FLOOR, CEILING = -60.0, 260.0
"""Ends of the growth axis, percent; early growth from next to nothing lies above."""
MILLION = 1e-6


def earnings_panel(axes: Axes, results: Results, _: Summary) -> None:
    """Draw AI-related earnings by quarter at platform scale with 95% intervals."""
    axes.set_ylabel("AI-related earnings\n(USD m a quarter)")
    found = ai_earnings_by_quarter(results)
    time_axis(axes, results.panel.dates)
    values, low, high = values_of(list(found.values()), MILLION)
    if not found:
        say_empty(axes, "the horizon holds no full quarter")
        return
    if not (values > 0.0).any():
        say_empty(axes, "no AI-related work was paid for")
        return
    x = np.array([middle_of(label) for label in found])
    axes.bar(x, values, width=0.2, color=AI_WORK, linewidth=0.0)
    tall = values > 0.01 * values.max()
    whiskers(axes, x[tall], (values[tall], np.maximum(low[tall], 0.0), high[tall]), BLACK, elinewidth=0.7)
    axes.set_ylim(0.0, None)
    name_event(axes)


def growth_by_quarter(results: Results, column: str) -> dict[str, Estimate]:
    """Return growth of a weekly flow over the same quarter of the year before, by label of the full quarter."""
    dates, found = results.panel.dates, {}
    full = full_quarters(dates)
    for index in full:
        year, number = 1970 + index // 4, index % 4 + 1
        if index - 4 in full:
            later, earlier = quarter(dates, year, number), quarter(dates, year - 1, number)
            found[quarter_label(index)] = growth_between(results, column, later, earlier, "the year before")
    return found


def growth_panel(axes: Axes, results: Results, summary: Summary) -> None:
    """Draw growth over the year before: earnings, contracts, the whole of 2024, and the published points."""
    axes.set_ylabel("Growth on the year\nbefore (%)")
    time_axis(axes, results.panel.dates)
    money = growth_by_quarter(results, "ai_freelancer_earnings")
    counts = growth_by_quarter(results, "new_ai_posts_filled")
    if not any(one.value is not None for one in money.values()):
        say_empty(axes, "no AI-related work in a quarter and in the same quarter of the year before")
        return
    x = np.array([middle_of(label) for label in money])
    axes.axhline(0.0, color=GREY, linewidth=0.6)
    ends = [
        (_whiskers(axes, x + 0.02, counts, PURPLE, "s--"), "contracts", PURPLE),
        (_whiskers(axes, x, money, AI_WORK, "o-"), "earnings", AI_WORK),
    ]
    first, last = axes.get_xlim()
    points = [p for p in published("ai_work_volume_growth") if first <= decimal_year(p.date) <= last + 0.02]
    places = [2024.5 if " over 2023" in p.period else middle_of(p.period[:7].replace(" ", "")) for p in points]
    published_points(axes, points, places)
    if points and points[0].value is not None and not narrow(axes):
        axes.annotate(
            "published",
            (places[0], 100.0 * points[0].value),
            xytext=(4.0, 9.0),
            textcoords="offset points",
            ha="left",
            va="bottom",
            fontsize=NOTE,
        )
    _year_2024(axes, summary.outcomes["ai_work_earnings_growth_2024"])
    axes.set_ylim(FLOOR, CEILING)
    known = [place for place, one in zip(x, money.values(), strict=True) if one.value is not None]
    axes.set_xlim(min(min(known) - 0.2, 2023.2), last)
    label_ends(axes, ends)


def _whiskers(axes: Axes, x: Floats, found: dict[str, Estimate], colour: str, look: str) -> float:
    """Draw growth in percent with intervals as bars, values above the axis left out; return the last value."""
    values, low, high = values_of(list(found.values()), 100.0)
    values = np.where(values > CEILING, np.nan, values)
    axes.plot(x, values, look, color=colour)
    whiskers(axes, x, (values, low, high), colour, elinewidth=0.6, capsize=0.0, alpha=0.7)
    return float(values[-1])


def _year_2024(axes: Axes, one: Estimate) -> None:
    """Draw the model's growth of 2024 over 2023 as a bar as wide as the year."""
    if one.value is not None and 100.0 * one.value <= CEILING:
        axes.plot(
            [2024.0, 2025.0], [100.0 * one.value] * 2, color=AI_WORK, linewidth=2.5, alpha=0.6, solid_capstyle="butt"
        )
        if narrow(axes):
            return
        axes.annotate(
            "model, 2024",
            (2024.0, 100.0 * one.value),
            xytext=(-3.0, 0.0),
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=NOTE,
            color=ink(AI_WORK),
        )


def draw(results: Results, summary: Summary) -> Figure:
    """Return the figure."""
    figure = new_figure(SINGLE, 105.0)
    upper, lower = figure.subplots(2, 1, height_ratios=[1.0, 1.0])
    earnings_panel(upper, results, summary)
    growth_panel(lower, results, summary)
    title(upper, "Earnings from AI-related work, platform scale", "a")
    title(lower, "Growth on the same quarter of the year before", "b")
    note(
        figure,
        f"{intervals(results)} Thick line: the model's 2024 over 2023. Growth above {CEILING:.0f}% is not "
        "drawn. Diamonds: published growth of gross volume (2024 over 2023; 2025 Q1 to Q3) with its range.",
    )
    return figure
