"""Sampled designs: each headline outcome against each parameter, with the mean of equal parts of the range."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.figures.style import BLUE, DOUBLE, PALE, new_figure
from sim.analysis.figures.sweeps.panels import small_print
from sim.analysis.sweeps.headline import BY_NAME, Shown, short_paths
from sim.analysis.sweeps.series import numbers
from sim.analysis.sweeps.stored import StoredSweep

OUTCOMES = ("earnings_median", "freelancer_earnings", "automated_share_of_needs")
PARTS = 6
MOST_ROWS = 12


def draw(stored: StoredSweep) -> Figure:
    """Draw points in grey, and the mean over equal parts of the range with its 95% interval over points."""
    parameters = stored.parameters[:MOST_ROWS]
    names = short_paths(parameters)
    figure = new_figure(DOUBLE, 34.0 * len(parameters) + 14.0)
    grid = figure.subplots(len(parameters), len(OUTCOMES), squeeze=False)
    rows = stored.design_points()
    for line, path in enumerate(parameters):
        x, words = numbers(rows[path])
        for column, outcome in enumerate(OUTCOMES):
            axes, shown = grid[line][column], BY_NAME[outcome]
            found = stored.effect(outcome) if stored.has_effects else stored.level(outcome)
            values = [found[int(point)].value if int(point) in found else None for point in rows.index]
            y = np.array([np.nan if one is None else one for one in values], dtype=np.float64) * shown.scale
            axes.plot(x, y, ".", color=PALE, markersize=2.0)
            _means(axes, x, y)
            axes.set_xlabel(names[path])
            if words:
                axes.set_xticks(range(len(words)), words)
            _titles(axes, shown, stored, line)
    what = f"Effects against {stored.compared_with}." if stored.has_effects else "Values at each point."
    more = len(stored.parameters) - len(parameters)
    left_out = f"{more} more parameters are not drawn." if more else ""
    small_print(
        figure, stored, what, "Blue: means over sixths of the points, with their 95% intervals over points.", left_out
    )
    return figure


def _titles(axes: Axes, shown: Shown, stored: StoredSweep, line: int) -> None:
    if line == 0:
        axes.set_title(("Effect on: " if stored.has_effects else "") + shown.words, fontsize=7.0)
    axes.set_ylabel(shown.effect_unit if stored.has_effects else shown.unit)


def _means(axes: Axes, x: np.ndarray, y: np.ndarray) -> None:
    edges = np.quantile(x, np.linspace(0.0, 1.0, PARTS + 1))
    part = np.clip(np.searchsorted(edges, x, side="right") - 1, 0, PARTS - 1)
    for k in range(PARTS):
        kept = y[(part == k) & np.isfinite(y)]
        if kept.size >= 2:
            middle, reach = float(x[part == k].mean()), 1.96 * float(kept.std(ddof=1)) / kept.size**0.5
            axes.errorbar([middle], [kept.mean()], yerr=reach, fmt="o", color=BLUE, markersize=2.5, elinewidth=0.9)
