"""Effects on headline outcomes with paired intervals, and behind them what independent seeds would have given."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.figures.marks import say_empty
from sim.analysis.figures.style import BLUE, DOUBLE, GREY, NOTE, new_figure, note, title
from sim.analysis.paired.comparison import EFFECTS, Tables
from sim.analysis.paired.figures.scales import limits, rows_of_points, shown_table
from sim.analysis.paired.headline import PERCENT, POINTS, headline_rows
from sim.analysis.paired.table import records
from sim.analysis.paired.verdict import Facts

ELSEWHERE = ("freelancer_ai_adoption_share", "client_ai_adoption_share", "ai_work_earnings_growth_2025q1")
"""Headline outcomes of another order of size, which would press the others flat; adoption is drawn over time."""
PANELS = ((PERCENT, "Volumes and prices", "Effect (% of reference)"), (POINTS, "Shares", "Effect (percentage points)"))


def forest_panel(axes: Axes, rows: pd.DataFrame, label: str) -> None:
    """Draw one row an outcome; on the right the correlation achieved and the runs that independence would take."""
    axes.set_xlabel(label)
    table = shown_table(rows)
    if table.empty:
        say_empty(axes, "no outcome has a value in both scenarios")
        return
    y = np.arange(len(table), dtype=np.float64)[::-1]
    rows_of_points(axes, table, y, BLUE)
    value, half = (table[name].fillna(0.0).to_numpy(np.float64) for name in ("value", "half"))
    low, high = limits(value, value - half, value + half)
    axes.set_xlim(low, high)
    axes.set_yticks(y, rows["words"].tolist())
    axes.set_ylim(-0.6, len(table) - 0.4)
    axes.grid(visible=False, axis="y")
    place = axes.get_yaxis_transform()
    axes.text(1.02, 1.0, "r, runs", transform=axes.transAxes, va="bottom", fontsize=NOTE, color=GREY)
    for at, row in zip(y, records(rows), strict=True):
        found = [f"{row['correlation']:.2f}" if np.isfinite(row["correlation"]) else "\u2013"]
        found.append(f"{row['unpaired_runs']:,.0f}" if np.isfinite(row["unpaired_runs"]) else "\u2013")
        axes.text(1.02, at, ", ".join(found), transform=place, va="center", fontsize=NOTE, color=GREY)


def draw(tables: Tables, facts: Facts) -> Figure:
    """Return the figure."""
    figure = new_figure(DOUBLE, 78.0)
    panels = figure.subplots(1, 2)
    rows = headline_rows(tables[EFFECTS])
    rows = rows.loc[~rows["outcome"].isin(ELSEWHERE)]
    units = shown_table(rows)["unit"].to_numpy(object)
    for axes, letter, (unit, name, label) in zip(panels, "ab", PANELS, strict=True):
        forest_panel(axes, rows.loc[units == unit], label)
        title(axes, name, letter)
    note(
        figure,
        f"{facts.scenario} less {facts.reference}, {facts.replications} replications of {facts.n_freelancers:,} "
        f"freelancers, seed {facts.seed}. Blue: 95% intervals, paired; hollow: zero inside. Pale: what independent "
        "seeds would have given. r: correlation achieved; runs: of each scenario, that independent seeds would take "
        "for the same precision (\u2013: an outcome that does not vary).",
    )
    return figure
