"""What all figures of sweeps share: a page of panels, an axis for a parameter, the small print."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.analysis.figures.style import DOUBLE, GREY, new_figure, note, title
from sim.analysis.sweeps.headline import Shown, parameter_words
from sim.analysis.sweeps.series import Series
from sim.analysis.sweeps.stored import StoredSweep

Floats = NDArray[np.float64]
COLUMNS = 3


def page(panels: Sequence[Shown], height: float = 58.0) -> tuple[Figure, list[Axes]]:
    """Return a figure of two journal columns with a titled panel for each outcome."""
    n_rows = -(-len(panels) // COLUMNS)
    figure = new_figure(DOUBLE, height * n_rows + 12.0)
    grid = figure.subplots(n_rows, COLUMNS, squeeze=False)
    axes = [one for row in grid for one in row]
    for letter, (one, shown) in zip("abcdefghijkl", zip(axes, panels, strict=False), strict=False):
        title(one, shown.words, letter)
    for spare in axes[len(panels) :]:
        spare.set_axis_off()
    return figure, axes[: len(panels)]


def parameter_axis(axes: Axes, stored: StoredSweep, series: Series) -> None:
    """Label the horizontal axis of a panel with its parameter; words at the ticks where it is a choice."""
    name_parameter(axes, stored, series.parameter)
    if series.names:
        axes.set_xticks(range(len(series.names)), series.names)
    elif series.parameter in stored.summary["log_scale"]:
        axes.set_xscale("log")


def name_parameter(axes: Axes, stored: StoredSweep, path: str) -> None:
    """Write what a parameter is along the horizontal axis."""
    axes.set_xlabel(_wrapped(parameter_words(path, stored.summary["parameters"][path])))


def zero_line(axes: Axes) -> None:
    """Draw the line of no effect."""
    axes.axhline(0.0, color=GREY, linewidth=0.7, linestyle=(0, (1, 1.5)), zorder=1)


def small_print(figure: Figure, stored: StoredSweep, *sentences: str) -> None:
    """Write what was run and how to read it along the foot."""
    summary = stored.summary
    runs = f"{summary['replications']} replications of {summary['n_freelancers']:,} freelancers at each point"
    ran = f"Sweep {summary['sweep']}, scenario {summary['scenario']}, {runs}, seed {summary['seed']}."
    missing = stored.missing()
    lost = f" {len(missing)} points are missing or incomplete." if missing else ""
    note(figure, " ".join([ran + lost, *sentences]))


def bands(stored: StoredSweep, mark: str = "Bands") -> str:
    """Return the sentence that says what bands are."""
    if stored.summary["replications"] < 2:
        return "One replication: no intervals."
    return f"{mark}: 95% intervals over replications."


def spread_out(axes: Axes, values: Floats) -> None:
    """Keep the vertical axis from zooming into nothing."""
    known = values[np.isfinite(values)]
    if known.size and np.ptp(known) < 1e-9 * max(1.0, float(np.abs(known).max())):
        axes.set_ylim(known[0] - 1.0, known[0] + 1.0)


def _wrapped(text: str, width: int = 36) -> str:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)
