"""The effect on each work category, sorted by the effect on earnings."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.figures.marks import say_empty
from sim.analysis.figures.style import BLACK, BLUE, DOUBLE, GREEN, ORANGE, new_figure, note, title
from sim.analysis.paired.comparison import CATEGORIES, Tables
from sim.analysis.paired.figures.scales import limits
from sim.analysis.paired.verdict import FALSE_DISCOVERIES, Facts

PANELS = (
    ("freelancer_earnings", "Freelancer earnings", BLUE, "o"),
    ("posts_per_year", "Job posts", ORANGE, "s"),
    ("contracts_per_year", "Contracts", GREEN, "D"),
)


def dots(axes: Axes, table: pd.DataFrame, order: list[str], colour: str, marker: str) -> None:
    """Draw one outcome: a row a category with its paired interval, filled where q is at most 0.05."""
    rows = table.set_index("category").reindex(order)
    value, low, high = (
        100.0 * rows[name].to_numpy(np.float64) for name in ("relative", "relative_low", "relative_high")
    )
    if not np.isfinite(value).any():
        say_empty(axes, "nothing in the reference")
        return
    y = np.arange(len(order), dtype=np.float64)
    axes.hlines(y, low, high, color=colour, linewidth=1.1, zorder=3)
    known = rows["q_value"].to_numpy(np.float64) <= FALSE_DISCOVERIES
    for chosen, face in ((known, colour), (~known, "white")):
        axes.plot(value[chosen], y[chosen], marker, color=colour, markerfacecolor=face, markersize=4.0, zorder=4)
    axes.axvline(0.0, color=BLACK, linewidth=0.6, zorder=1)
    axes.set_xlim(*limits(value, low, high))
    axes.set_xlabel("Effect (% of reference)")
    axes.grid(visible=False, axis="y")


def draw(tables: Tables, facts: Facts) -> Figure:
    """Return the figure."""
    figure = new_figure(DOUBLE, 82.0)
    table = tables[CATEGORIES]
    by = table.loc[table["outcome"] == PANELS[0][0]].sort_values(["relative", "category"], na_position="first")
    order = by["category"].astype(str).tolist()
    panels = np.atleast_1d(figure.subplots(1, len(PANELS), sharey=True))
    for axes, letter, (outcome, name, colour, marker) in zip(panels, "abc", PANELS, strict=True):
        dots(axes, table.loc[table["outcome"] == outcome], order, colour, marker)
        title(axes, name, letter)
    if order and axes_drawn(panels[0]):
        panels[0].set_yticks(np.arange(len(order)), order)
        panels[0].set_ylim(-0.6, len(order) - 0.4)
    note(
        figure,
        f"{facts.scenario} less {facts.reference}, last four full quarters. Bars: 95% intervals, paired over "
        f"{facts.replications} replications, cut at the frame; filled: q (Benjamini-Hochberg over the categories) at "
        f"most {FALSE_DISCOVERIES}.",
    )
    return figure


def axes_drawn(axes: Axes) -> bool:
    """Return whether a panel shows data."""
    return len(axes.lines) > 0
