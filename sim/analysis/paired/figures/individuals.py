"""The same people in both worlds: how their earnings change, and the mean change along the distribution."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.figures.marks import say_empty
from sim.analysis.figures.style import BLACK, BLUE, DOUBLE, GREEN, GREY, NOTE, PALE, VERMILION, new_figure, note, title
from sim.analysis.paired.comparison import DECILES, INDIVIDUALS, PEOPLE, Tables
from sim.analysis.paired.deciles import BY_BOTH, BY_RANK, BY_REFERENCE
from sim.analysis.paired.individuals import THRESHOLD
from sim.analysis.paired.people import BOTH
from sim.analysis.paired.verdict import Facts

EDGES = np.concatenate([np.arange(-200.0, -19.0, 20.0), [-5.0, 5.0], np.arange(20.0, 201.0, 20.0)])
"""Percent of the mean of both worlds; +-200 is earned in one world alone."""
ORDERS = (
    (BY_REFERENCE, "reference earnings", PALE, "--", "v"),
    (BY_BOTH, "mean of both worlds", BLUE, "-", "o"),
    (BY_RANK, "rank in each world", GREEN, "-", "D"),
)
MOST = 60.0
"""Percent; larger changes of a decile lie outside the frame."""


def change_panel(axes: Axes, people: pd.DataFrame, measures: pd.DataFrame) -> None:
    """Draw the distribution of the change relative to the mean of both worlds; those of one world alone apart."""
    axes.set_xlabel("Change of last-year earnings\n(% of the mean of both worlds)")
    axes.set_ylabel("People (%)")
    here, there = (people[f"earnings_{world}"].to_numpy(np.float64) for world in ("reference", "other"))
    chosen = (people["exists"] == BOTH).to_numpy(bool) & (here + there > 0.0)
    if not chosen.any():
        say_empty(axes, "nobody earned in either world")
        return
    change = 200.0 * (there - here)[chosen] / (here + there)[chosen]
    stopped, started = (100.0 * float((one[chosen] <= 0.0).mean()) for one in (there, here))
    inner = change[(here[chosen] > 0.0) & (there[chosen] > 0.0)]
    share = 100.0 * np.histogram(inner, EDGES)[0] / change.size
    middle, width = (EDGES[1:] + EDGES[:-1]) / 2.0, np.diff(EDGES)
    bound = 100.0 * THRESHOLD
    colours = [VERMILION if x < -bound else BLUE if x > bound else GREY for x in middle]
    axes.bar(middle, share, width, color=colours, edgecolor="white", linewidth=0.3)
    for x, one, colour, hatch in ((-225.0, stopped, VERMILION, "////"), (225.0, started, BLUE, "////")):
        axes.bar([x], [one], 26.0, color=colour, hatch=hatch, edgecolor="white", linewidth=0.3)
    axes.set_xticks(
        [-225.0, -100.0, 0.0, 100.0, 225.0],
        ["earn only in\nreference", "\u2212100", "0", "+100", "earn only\nin other"],
    )
    axes.grid(visible=False, axis="x")
    found = measures.set_index("measure")["value"]
    for x, name, side, colour in ((0.02, "share_lose", "left", VERMILION), (0.98, "share_gain", "right", BLUE)):
        word = "lose" if side == "left" else "gain"
        axes.text(
            x, 0.98, f"{100.0 * found[name]:.1f}%\n{word}", transform=axes.transAxes, ha=side, va="top", color=colour
        )
    axes.set_ylim(0.0, 1.2 * max(float(share.max()), stopped, started))


def decile_panel(axes: Axes, table: pd.DataFrame) -> None:
    """Draw the mean change of each decile in percent, by four orders of people."""
    axes.set_xlabel("Decile, 1 lowest")
    axes.set_ylabel("Change of mean earnings (%)")
    drawn = False
    for k, (by, name, colour, line, marker) in enumerate(ORDERS):
        rows = table.loc[(table["by"] == by) & (table["decile"] >= 1.0)]
        value, low, high = (100.0 * rows[c].to_numpy(np.float64) for c in ("relative", "relative_low", "relative_high"))
        if not np.isfinite(value).any():
            continue
        drawn = True
        x = rows["decile"].to_numpy(np.float64) + 0.14 * (k - 1.0)
        axes.plot(x, value, line, color=colour, marker=marker, markersize=3.0, linewidth=0.9, label=name, zorder=3)
        if by != BY_REFERENCE:
            axes.vlines(x, low, high, color=colour, linewidth=0.7, zorder=2)
    if not drawn:
        say_empty(axes, "nobody earned in the reference")
        return
    axes.axhline(0.0, color=BLACK, linewidth=0.6, zorder=1)
    axes.set_ylim(-MOST, MOST)
    axes.set_xticks(np.arange(1, 11))
    axes.set_xlim(0.5, 10.5)
    axes.legend(
        loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=3, columnspacing=1.0, handletextpad=0.3, fontsize=NOTE
    )


def draw(tables: Tables, facts: Facts) -> Figure:
    """Return the figure."""
    figure = new_figure(DOUBLE, 88.0)
    left, right = figure.subplots(1, 2)
    change_panel(left, tables[PEOPLE], tables[INDIVIDUALS])
    decile_panel(right, tables[DECILES])
    title(left, "The same people in both worlds", "a")
    left.set_title(left.get_title(loc="left"), pad=16.0)
    title(right, "Along the distribution, people ordered by", "b")
    right.set_title(right.get_title(loc="left"), pad=16.0)
    found = tables[INDIVIDUALS].set_index("measure")["value"]
    cancels, like = found["excess_reallocation"], found["likeness"]
    luck = f" {100.0 * cancels:.0f}% of gains and losses cancel." if np.isfinite(cancels) else ""
    luck += f" Correlation of the two worlds of a person: {like:.2f} (ln(1 + USD))." if np.isfinite(like) else ""
    note(
        figure,
        f"{facts.scenario} against {facts.reference}: people who earned in the last 52 weeks of either world. Gain, "
        f"lose: by more than {THRESHOLD:.0%}; grey: less.{luck} Deciles within a replication; bars: 95% intervals, "
        "paired; changes beyond the frame are not shown. Pale: ordered by reference earnings, who was lucky there "
        "seems to lose by any scenario; the other orders treat both worlds alike.",
    )
    return figure
