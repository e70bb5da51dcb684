"""The pairs of parameters that the targets tie most strongly to one another."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.calibration.figures.words import NAMES, made_of
from sim.analysis.calibration.priors import PRIORS
from sim.analysis.calibration.stored import StoredCalibration
from sim.analysis.figures.style import BLACK, BLUE, DOUBLE, VERMILION, new_figure, note
from sim.analysis.paired.table import records

SHOWN = 6
_BY_PATH = {prior.path: prior for prior in PRIORS}


def draw(stored: StoredCalibration) -> Figure:
    """Draw draws of the posterior over the whole prior of each pair, the pairs by strength of their correlation."""
    figure = new_figure(DOUBLE, 118.0)
    rows = {row["parameter"]: row for row in records(stored.identifiability)}
    panels = figure.subplots(2, SHOWN // 2)
    for axes, (_, row) in zip(panels.flat, stored.correlations.head(SHOWN).iterrows(), strict=True):
        paths = (str(row["first"]), str(row["second"]))
        axes.plot(*(stored.posterior[path] for path in paths), ".", color=BLUE, markersize=1.4, alpha=0.35)
        for column, colour, shape in (("start", BLACK, "o"), ("best", VERMILION, "D")):
            at = [float(rows[path][column]) for path in paths]
            face = colour if column == "best" else "white"
            axes.plot(*at, shape, color=colour, markerfacecolor=face, markersize=4.0)
        _axes(axes, paths)
        axes.set_title(f"r = {row['correlation']:.2f}".replace("-", "\u2212"))
    note(
        figure,
        f"{made_of(stored)} Each panel shows the whole prior. Circle: the scenario as it was; red: best point. r: "
        "correlation over the prior's scale.",
    )
    return figure


def _axes(axes: Axes, paths: tuple[str, str]) -> None:
    x, y = (_BY_PATH[path] for path in paths)
    axes.set_xscale("log" if x.scale == "log" else "linear")
    axes.set_yscale("log" if y.scale == "log" else "linear")
    axes.set_xlim(x.low, x.high)
    axes.set_ylim(y.low, y.high)
    axes.set_xlabel(NAMES[x.path])
    axes.set_ylabel(NAMES[y.path])
    for prior, axis in ((x, axes.xaxis), (y, axes.yaxis)):
        ticks = prior.values(np.array([0.0, 0.5, 1.0]))
        axis.set_ticks(ticks, [f"{one:.4g}" for one in ticks])
        axis.set_ticks([], minor=True)
