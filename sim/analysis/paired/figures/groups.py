"""The effect on people's earnings by experience before AI, by use of AI and by openness to it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.figures.marks import say_empty
from sim.analysis.figures.style import (
    BLACK,
    BLUE,
    DOUBLE,
    GREEN,
    GREY,
    NOTE,
    ORANGE,
    PURPLE,
    SKY,
    VERMILION,
    new_figure,
    note,
    title,
)
from sim.analysis.paired.comparison import GROUPS, Tables
from sim.analysis.paired.figures.scales import limits
from sim.analysis.paired.groups import ALL, BY_OPENNESS, BY_USE
from sim.analysis.paired.people import OPENNESS, USES
from sim.analysis.paired.verdict import Facts
from sim.analysis.twins import TERCILES

FEW = 0.01
"""Groups with a smaller share of the people are not drawn: a handful of persons."""
LABELS = {
    BY_OPENNESS: "Effect on mean earnings (%)",
    BY_USE: "Effect on mean earnings\n(USD thousand a year)",
}
RELATIVE, ABSOLUTE = ("relative", "relative_low", "relative_high"), ("effect", "low", "high")
LOOKS = {
    BY_OPENNESS: dict(zip((*OPENNESS, ALL), ((ORANGE, "o"), (GREY, "s"), (BLUE, "D"), (BLACK, "_")), strict=True)),
    BY_USE: dict(
        zip((*USES, ALL), ((GREEN, "o"), (VERMILION, "s"), (SKY, "D"), (PURPLE, "^"), (BLACK, "_")), strict=True)
    ),
}


def group_panel(axes: Axes, table: pd.DataFrame, by: str) -> None:
    """Draw the effect on mean earnings: thirds of experience along the axis, groups side by side.

    In percent by openness; in USD by use of AI, because who uses it in one world alone may have earned next to nothing
    in the other.
    """
    axes.set_xlabel("Experience before AI (thirds)")
    axes.set_ylabel(LABELS[by])
    columns, scale = (RELATIVE, 100.0) if by == BY_OPENNESS else (ABSOLUTE, 1e-3)
    places = (*TERCILES, ALL)
    looks = LOOKS[by]
    every: list[tuple[float, float, float]] = []
    for k, (group, (colour, marker)) in enumerate(looks.items()):
        rows = table.loc[(table["by"] == (ALL if group == ALL else by)) & (table["group"] == group)]
        rows = rows.set_index("experience").reindex(places)
        value, low, high = (scale * rows[c].to_numpy(np.float64) for c in columns)
        kept = np.isfinite(value) & (rows["share_of_heads"].to_numpy(np.float64) >= FEW)
        if not kept.any():
            continue
        x = np.arange(len(places), dtype=np.float64) + 0.15 * (k - (len(looks) - 1) / 2.0)
        axes.vlines(x[kept], low[kept], high[kept], color=colour, linewidth=1.0, zorder=2)
        axes.plot(x[kept], value[kept], marker, color=colour, markersize=4.0, label=group, zorder=3)
        every += list(zip(value[kept], low[kept], high[kept], strict=True))
    if not every:
        say_empty(axes, "nobody who earned before AI in both worlds")
        return
    values, lows, highs = np.array(every, dtype=np.float64).T
    axes.axhline(0.0, color=BLACK, linewidth=0.6, zorder=1)
    axes.set_ylim(*limits(values, lows, highs))
    axes.set_xticks(range(len(places)), places)
    axes.set_xlim(-0.5, len(places) - 0.5)
    axes.grid(visible=False, axis="x")
    axes.legend(
        loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=4, columnspacing=0.8, handletextpad=0.1, fontsize=NOTE
    )


def draw(tables: Tables, facts: Facts) -> Figure:
    """Return the figure."""
    figure = new_figure(DOUBLE, 86.0)
    left, right = figure.subplots(1, 2)
    group_panel(left, tables[GROUPS], BY_OPENNESS)
    group_panel(right, tables[GROUPS], BY_USE)
    for axes, name, letter in (
        (left, "By openness to AI, fixed for life", "a"),
        (right, "By use of AI at the end", "b"),
    ):
        title(axes, name, letter)
        axes.set_title(axes.get_title(loc="left"), pad=26.0)
    note(
        figure,
        f"{facts.scenario} against {facts.reference}: mean earnings of the last 52 weeks of people who earned before "
        f"AI in both worlds. Bars: 95% intervals, paired over {facts.replications} replications, cut at the frame; "
        f"groups below {FEW:.0%} of people left out. Panel b is no effect of using AI: who uses it in one world "
        "alone was still active there, so the luck of that world is in the group.",
    )
    return figure
