"""Prior and posterior of each calibrated parameter, one panel each."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from sim.analysis.calibration.figures.words import NAMES, UNITS, made_of
from sim.analysis.calibration.priors import PRIORS, Prior
from sim.analysis.calibration.stored import StoredCalibration
from sim.analysis.figures.style import BLACK, BLUE, DOUBLE, GREY, VERMILION, new_figure, note
from sim.analysis.paired.table import records

BINS = 24


def draw(stored: StoredCalibration) -> Figure:
    """Draw the posterior as bars, the prior as the line of equal height, both of area one over the prior's range."""
    figure = new_figure(DOUBLE, 132.0)
    panels = figure.subplots(4, 3)
    rows = {row["parameter"]: row for row in records(stored.identifiability)}
    for axes, prior in zip(panels.flat, PRIORS, strict=True):
        draws = stored.posterior[prior.path].to_numpy(dtype=np.float64)
        heights, edges = np.histogram([prior.share(one) for one in draws], bins=BINS, range=(0.0, 1.0), density=True)
        axes.stairs(heights, edges, fill=True, color=BLUE, alpha=0.75)
        axes.axhline(1.0, color=GREY, linewidth=0.9, linestyle="--")
        row = rows[prior.path]
        axes.axvline(prior.share(float(row["start"])), color=BLACK, linewidth=1.0, linestyle=":")
        axes.axvline(prior.share(float(row["best"])), color=VERMILION, linewidth=1.0)
        axes.set_title(f"{NAMES[prior.path]}  ({row['width']:.2f})", fontsize=6.2)
        _ticks(axes, prior)
    note(
        figure,
        f"{made_of(stored)} Bars: posterior; dashed: prior (equal height); dotted: the scenario as it was; red: best "
        "point. In brackets: standard deviation of the posterior over that of the prior, on the scale of the axis.",
    )
    return figure


def _ticks(axes: Axes, prior: Prior) -> None:
    places = [0.0, 0.5, 1.0]
    values = {place: f"{prior.at(place):.4g}" for place in places}
    axes.set_xlim(0.0, 1.0)
    axes.set_ylim(bottom=0.0)
    axes.xaxis.set_major_locator(FixedLocator(places))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: values.get(x, "")))
    axes.set_yticks([])
    unit = UNITS[prior.path]
    scale = " (log scale)" if prior.scale == "log" else ""
    axes.set_xlabel(f"{'' if unit == '1' else unit}{scale}".strip(), fontsize=6.0)
