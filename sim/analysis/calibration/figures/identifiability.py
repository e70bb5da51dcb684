"""Which parameters and which directions the targets pin down."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.calibration.figures.words import NAMES, made_of
from sim.analysis.calibration.identifiability import PARTLY, PINNED
from sim.analysis.calibration.stored import StoredCalibration
from sim.analysis.figures.style import BLUE, DOUBLE, GREY, NOTE, SKY, new_figure, note, title

NAMED = 0.4
"""Loading from which a parameter is named beside a direction."""


def draw(stored: StoredCalibration) -> Figure:
    """Draw how much narrower each parameter has become, and the singular values of the Jacobian at the best point."""
    figure = new_figure(DOUBLE, 132.0)
    left, right = figure.subplots(2, 1)
    table = stored.identifiability.sort_values("width", kind="stable", ignore_index=True)
    heights = np.arange(len(table), dtype=np.float64)[::-1]
    left.barh(heights, table["width"], color=[BLUE if one < PINNED else SKY for one in table["width"]], height=0.62)
    left.set_yticks(heights, [NAMES[path] for path in table["parameter"]])
    for edge in (PINNED, PARTLY):
        left.axvline(edge, color=GREY, linewidth=0.7, linestyle="--")
    left.set_xlim(0.0, max(1.05, 1.05 * float(table["width"].max())))
    left.grid(visible=False, axis="y")
    left.set_xlabel("Posterior over prior standard deviation")
    title(left, "Parameters", "a")
    _directions(right, stored)
    note(
        figure,
        f"{made_of(stored)} a: dashed, below {PINNED:g} called pinned down, below {PARTLY:g} partly. b: singular "
        "values of the slopes of the targets at the best point, in standard deviations per whole prior range; at the "
        "dashed line a direction is narrowed by half. Beside each the parameters that make it, with their signs.",
    )
    return figure


def _directions(axes: Axes, stored: StoredCalibration) -> None:
    table = stored.directions
    heights = np.arange(len(table), dtype=np.float64)[::-1]
    sizes = np.maximum(table["singular_value"].to_numpy(dtype=np.float64), 1e-2)
    axes.plot(sizes, heights, "o", color=BLUE)
    axes.set_xscale("log")
    axes.axvline(6.0, color=GREY, linewidth=0.7, linestyle="--")  # sqrt(1 + s^2 / 12) = 2
    axes.set_yticks(heights, [str(one) for one in table["direction"]])
    axes.grid(visible=False, axis="y")
    place = axes.get_yaxis_transform()
    for height, (_, row) in zip(heights, table.iterrows(), strict=True):
        loads = {path: float(row[path]) for path in NAMES if abs(float(row[path])) >= NAMED}
        strongest = sorted(loads, key=lambda path: -abs(loads[path]))[:2]
        said = ", ".join(f"{'+-'[loads[path] < 0.0]}{NAMES[path]}" for path in strongest)
        axes.text(1.02, height, said, transform=place, va="center", fontsize=NOTE, color=GREY)
    axes.set_xlabel("Singular value (log scale)")
    axes.set_ylabel("Direction")
    title(axes, "Directions", "b")
