"""How often intervals hold a parameter that is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from scipy.stats import binom

from sim.analysis.calibration.figures.words import NAMES, made_of
from sim.analysis.calibration.recovery import DOUBT, LEVELS
from sim.analysis.calibration.stored import StoredCalibration
from sim.analysis.figures.style import BLUE, DOUBLE, GREY, VERMILION, new_figure, note


def draw(stored: StoredCalibration, coverage: pd.DataFrame) -> Figure:
    """Draw the share of known points that the 80% and the 95% intervals hold, by parameter."""
    figure = new_figure(DOUBLE, 74.0)
    panels = figure.subplots(1, 2, sharey=True)
    table = coverage[coverage["parameter"] != "all"].reset_index(drop=True)
    heights, n = np.arange(len(table), dtype=np.float64)[::-1], int(table["n"].iloc[0])
    for axes, level in zip(panels, LEVELS, strict=True):
        name = round(100 * level)
        low, high = (float(one) / n for one in binom.ppf([DOUBT / 2.0, 1.0 - DOUBT / 2.0], n, level))
        axes.axvspan(low, high, color="#E9E9E9", linewidth=0.0)
        axes.axvline(level, color=GREY, linewidth=0.9, linestyle="--")
        colours = [VERMILION if off else BLUE for off in table[f"off_{name}"]]
        axes.scatter(table[f"held_{name}"], heights, color=colours, s=12.0, zorder=3)
        axes.set_xlim(min(0.4, float(table[f"held_{name}"].min()) - 0.05), 1.02)
        axes.grid(visible=False, axis="y")
        axes.set_title(f"{name}% intervals")
        axes.set_xlabel("Share of known points held")
    panels[0].set_yticks(heights, [NAMES[path] for path in table["parameter"]])
    note(
        figure,
        f"{made_of(stored)} {n} points of the design taken as if published, by the emulator of the others. Grey: where "
        f"{100 * (1 - DOUBT):g}% of such shares would lie if the intervals were right; red: outside.",
    )
    return figure
