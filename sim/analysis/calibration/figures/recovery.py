"""How often intervals hold a parameter that is known."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from scipy.stats import binom

from sim.analysis.calibration.figures.words import NAMES, made_of
from sim.analysis.calibration.recovery import DESIGN, DOUBT, FULL_SIZE, LEVELS
from sim.analysis.calibration.stored import StoredCalibration
from sim.analysis.figures.style import BLUE, DOUBLE, GREY, VERMILION, new_figure, note

MARKS: Final = {DESIGN: ("o", 0.15, True), FULL_SIZE: ("D", -0.15, False)}
"""Mark, height beside the line of its parameter, and whether it is filled."""
WORDS: Final = {DESIGN: "points of the design (discs)", FULL_SIZE: "of full size, where the posterior lies (diamonds)"}


def draw(stored: StoredCalibration, coverage: pd.DataFrame) -> Figure:
    """Draw the share of known runs that the 80% and the 95% intervals hold, by parameter and emulator."""
    figure = new_figure(DOUBLE, 82.0)
    panels = figure.subplots(1, 2, sharey=True)
    table = coverage[coverage["parameter"] != "all"]
    names = list(dict.fromkeys(table["parameter"]))
    heights, n = np.arange(len(names), dtype=np.float64)[::-1], int(table["n"].max())
    apart = 1.0 if len(table) > len(names) else 0.0
    for axes, level in zip(panels, LEVELS, strict=True):
        name = round(100 * level)
        low, high = (float(one) / n for one in binom.ppf([DOUBT / 2.0, 1.0 - DOUBT / 2.0], n, level))
        axes.axvspan(low, high, color="#E9E9E9", linewidth=0.0)
        axes.axvline(level, color=GREY, linewidth=0.9, linestyle="--")
        for emulator, part in table.groupby("emulator", sort=False):
            mark, shift, filled = MARKS[str(emulator)]
            edges = [VERMILION if off else BLUE for off in part[f"off_{name}"]]
            faces = edges if filled else ["white"] * len(edges)
            look = {"c": faces, "edgecolors": edges, "marker": mark, "s": 13.0, "linewidths": 0.8, "zorder": 3}
            axes.scatter(part[f"held_{name}"], heights + apart * shift, **look)
        axes.set_xlim(min(0.4, float(table[f"held_{name}"].min()) - 0.05), 1.02)
        axes.grid(visible=False, axis="y")
        axes.set_title(f"{name}% intervals")
        axes.set_xlabel("Share of known points held")
    panels[0].set_yticks(heights, [NAMES[path] for path in names])
    told = " and ".join(
        f"{int(part['n'].iloc[0])} {WORDS[str(emulator)]}" for emulator, part in table.groupby("emulator", sort=False)
    )
    note(
        figure,
        f"{made_of(stored)} Runs taken as if published, by the emulator of the others: {told}. Grey: where "
        f"{100 * (1 - DOUBT):g}% of such shares would lie if the intervals were right; red: outside.",
    )
    return figure
