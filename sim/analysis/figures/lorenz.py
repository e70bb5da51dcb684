"""Lorenz curves of freelancers' earnings and of clients' spend, with their Gini coefficients."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.analysis.estimate import Estimate
from sim.analysis.figures.marks import LINE_HEIGHT, intervals, narrow, say_empty
from sim.analysis.figures.style import CLIENTS, FREELANCERS, GREY, SINGLE, ink, new_figure, note
from sim.analysis.inequality import gini, lorenz, over_replications
from sim.analysis.results import Results
from sim.analysis.summary import Summary
from sim.analysis.validation import groups_of

Floats = NDArray[np.float64]
GRID = np.unique(np.concatenate([np.linspace(0.0, 0.9, 91), np.linspace(0.9, 1.0, 101)]))
"""Shares of heads at which curves are drawn: fine at the top, where they turn."""


def lorenz_panel(axes: Axes, results: Results, _: Summary) -> None:
    """Draw both curves; all replications are one sample."""
    axes.set_xlabel("Cumulative heads, least first (%)")
    axes.set_ylabel("Cumulative share of USD (%)")
    people, clients = results.tables["freelancers"], results.tables["clients"]
    paid, posting = people.loc[people["earnings_final_year"] > 0.0], clients.loc[clients["n_posts"] > 0]
    samples = (
        ("freelancers' earnings", groups_of(paid, paid["earnings_final_year"], results.replications), FREELANCERS, "-"),
        ("clients' spend", groups_of(posting, posting["spend"], results.replications), CLIENTS, "--"),
    )
    found = [(name, groups, colour, line) for name, groups, colour, line in samples if _total(groups) > 0.0]
    if not found:
        say_empty(axes, "nobody earned or spent anything")
        return
    axes.plot([0.0, 100.0], [0.0, 100.0], color=GREY, linewidth=0.7)
    small, size = narrow(axes), float(mpl.rcParams["font.size"])
    if not small:
        axes.text(44.0, 47.0, "equality", color=GREY, rotation=45.0, rotation_mode="anchor", ha="center", va="bottom")
    for k, (name, groups, colour, line) in enumerate(found):
        heads, held = lorenz(np.concatenate(groups))
        axes.plot(100.0 * GRID, 100.0 * np.interp(GRID, heads, held), color=colour, linestyle=line)
        text = f"{name}\nGini {_say(over_replications(groups, gini, name), short=small)}"
        down = (0.0, -3.0 * LINE_HEIGHT * size * k)
        axes.annotate(
            text, (3.0, 98.0), xytext=down, textcoords="offset points", color=ink(colour), va="top", ha="left"
        )
    axes.set_xlim(0.0, 100.0)
    axes.set_ylim(0.0, 100.0)
    axes.set_aspect("equal")


def _total(groups: list[Floats]) -> float:
    return float(sum(group.sum() for group in groups))


def _say(one: Estimate, *, short: bool) -> str:
    interval = None if short else one.interval()
    value = f"{one.value:.2f}"
    return value if interval is None else f"{value} ({interval[0]:.2f} to {interval[1]:.2f})"


def draw(results: Results, summary: Summary) -> Figure:
    """Return the figure."""
    figure = new_figure(SINGLE, 92.0)
    lorenz_panel(figure.subplots(), results, summary)
    note(
        figure,
        "Earnings of the last 52 weeks, freelancers with earnings; lifetime spend, clients that ever posted. "
        f"All replications as one sample. {intervals(results, 'In brackets')}",
    )
    return figure
