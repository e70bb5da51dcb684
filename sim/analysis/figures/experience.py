"""Earnings by experience before AI and by use of AI: what is seen, at equal composition, and what AI causes (S4)."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter, NullLocator
from numpy.typing import NDArray

from sim.analysis.estimate import Estimate, ratio
from sim.analysis.experience import active_before_ai
from sim.analysis.figures.marks import LINE_HEIGHT, intervals, say_empty, values_of, whiskers
from sim.analysis.figures.style import BLACK, BLUE, DOUBLE, GREEN, GREY, ORANGE, PURPLE, new_figure, note, title
from sim.analysis.results import Results
from sim.analysis.summary import Summary
from sim.analysis.twins import CLUSTERS, TERCILES

Floats = NDArray[np.float64]
USE = ((False, "do not use AI", GREY, "o"), (True, "use AI", BLUE, "s"))
GAPS = (
    ("ai_earnings_gap_raw_{}_experience", "raw gap", ORANGE, "o"),
    ("ai_earnings_gap_adjusted_{}_experience", "gap at equal composition", PURPLE, "s"),
    ("ai_effect_allowed_{}_experience", "effect of being allowed AI", GREEN, "D"),
)
EXPERIENCE = "Experience before AI (thirds)"


def earnings_change(people: pd.DataFrame, results: Results, tercile: str, *, uses_ai: bool) -> Estimate:
    """Return mean final-year earnings over mean earnings in the year before AI, of one group."""
    group = people.loc[(people["tercile"] == tercile) & (people["ai_adopted"].astype(bool) == uses_ai)]
    sums = group.groupby("replication")[["earnings_final_year", "earnings_before_ai"]].sum()
    parts = sums.reindex(results.replications, fill_value=0.0).to_numpy(np.float64)
    return ratio(parts[:, 0], parts[:, 1], "nobody of the group, or no earnings before AI")


def change_panel(axes: Axes, results: Results, _: Summary) -> None:
    """Draw final-year earnings relative to the year before AI, by third of experience and use of AI."""
    axes.set_ylabel("Earnings, last 52 weeks over\nyear before AI (ratio, log scale)")
    people = active_before_ai(results)
    rows = [[earnings_change(people, results, tercile, uses_ai=uses) for tercile in TERCILES] for uses, _, _, _ in USE]
    _points(
        axes,
        rows,
        [(name, colour, marker) for _, name, colour, marker in USE],
        "nobody who entered before AI earned in both years",
    )


def gap_panel(axes: Axes, _: Results, summary: Summary) -> None:
    """Draw earnings of AI users over others, raw and at equal composition, and the causal effect, by experience."""
    axes.set_ylabel("Earnings with over\nwithout AI (ratio, log scale)")
    rows = [[_over(summary.outcomes[name.format(tercile)]) for tercile in TERCILES] for name, _, _, _ in GAPS]
    _points(
        axes,
        rows,
        [(name, colour, marker) for _, name, colour, marker in GAPS],
        "no AI users or no others among those who entered before AI",
    )


def _over(gap: Estimate) -> Estimate:
    """Return a relative gap as a ratio."""
    return Estimate(None if gap.value is None else 1.0 + gap.value, gap.standard_error, None, gap.degrees, gap.reason)


def _points(axes: Axes, rows: list[list[Estimate]], looks: list[tuple[str, str, str]], reason: str) -> None:
    """Draw groups of points with intervals side by side over the thirds of experience, on a log scale."""
    axes.set_xlabel(EXPERIENCE)
    tables = [values_of(row) for row in rows]
    every = np.concatenate([values[values > 0.0] for values, _, _ in tables])
    if every.size == 0:
        say_empty(axes, reason)
        return
    ends = np.concatenate([every, *(end[np.isfinite(end) & (end > 0.0)] for _, *both in tables for end in both)])
    bottom = max(float(ends.min()), float(every.min()) / 8.0) / 1.3
    top = min(float(ends.max()), float(every.max()) * 8.0) * 1.3
    places = np.arange(float(len(TERCILES)))
    for k, ((name, colour, marker), (values, low, high)) in enumerate(zip(looks, tables, strict=True)):
        shown = values > 0.0
        x = places + 0.2 * (k - (len(looks) - 1) / 2.0)
        axes.plot(
            x[shown], values[shown], marker, color=colour, label=name if shown.any() else f"{name}: not available"
        )
        whiskers(axes, x[shown], (values[shown], np.maximum(low[shown], bottom / 2.0), high[shown]), colour)
    axes.axhline(1.0, color=BLACK, linewidth=0.6, zorder=1)
    axes.set_yscale("log")
    axes.set_ylim(min(bottom, 0.8), max(top, 1.25))
    _log_ticks(axes)
    axes.set_xticks(places, TERCILES)
    axes.set_xlim(-0.5, len(TERCILES) - 0.5)
    axes.grid(visible=False, axis="x")


def _log_ticks(axes: Axes) -> None:
    low, high = axes.get_ylim()
    steps = (1.0, 2.0, 5.0) if high / low > 4.0 else (1.0, 1.2, 1.5, 2.0, 3.0, 5.0, 7.0)
    axes.yaxis.set_major_locator(LogLocator(base=10.0, subs=steps))
    axes.yaxis.set_major_formatter("{x:g}")
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_minor_formatter(NullFormatter())


def legend_above(axes: Axes) -> None:
    """Put the names of the groups between the panel and its title, outside the data."""
    if axes.get_legend_handles_labels()[0]:
        axes.legend(
            loc="lower left", bbox_to_anchor=(-0.02, 1.0), borderaxespad=0.0, handletextpad=0.3, labelspacing=0.25
        )
        rise = len(GAPS) * LINE_HEIGHT * float(mpl.rcParams["legend.fontsize"]) + 6.0
        axes.set_title(axes.get_title(loc="left"), pad=rise)


def draw(results: Results, summary: Summary) -> Figure:
    """Return the figure."""
    figure = new_figure(DOUBLE, 80.0)
    left, right = figure.subplots(1, 2)
    change_panel(left, results, summary)
    gap_panel(right, results, summary)
    title(left, "Change since the year before AI", "a")
    title(right, "Three estimands of what AI is worth", "b")
    for axes in (left, right):
        legend_above(axes)
    note(
        figure,
        "Freelancers who entered before 2022-11-30; thirds of hours of experience at that date. Gaps are of those "
        "active at the end, and carry selection; the effect of being allowed AI compares the same people in twin "
        f"worlds, allowed it and not (below {CLUSTERS} of them, intervals over people). {intervals(results)}",
    )
    return figure
