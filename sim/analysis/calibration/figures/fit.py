"""Each target: published range, the scenario as it was, best point, prior and posterior predictive."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.analysis.calibration.figures.words import made_of
from sim.analysis.calibration.moments import Moment, moment_of
from sim.analysis.calibration.stored import StoredCalibration
from sim.analysis.figures.style import BLACK, BLUE, DOUBLE, GREY, NOTE, PALE, VERMILION, new_figure, note

REACH = 6.0
"""Half-widths of the published range that the axis holds either way."""


def draw(stored: StoredCalibration) -> Figure:
    """Draw one row a target, in half-widths of its published range on the scale of the fit."""
    table, check = stored.fit, stored.check
    figure = new_figure(DOUBLE, 6.2 * len(table) + 34.0)
    axes = figure.subplots()
    heights = np.arange(len(table), dtype=np.float64)[::-1]
    for place, height in enumerate(heights):
        row = table.iloc[place]
        facts = {name: row[name] for name in ("unit", "low", "high")}
        metric = str(row["target"]).partition(" ")[2]
        moment = moment_of({**facts, "id": "", "metric": metric, "reference": row["published"]})
        _row(axes, row, moment, float(height))
        if check is not None:
            ends = _places(moment, check.iloc[place], ("model_q0.025", "model_q0.5", "model_q0.975"))
            axes.plot(ends[[0, 2]], [height - 0.33] * 2, color=BLACK, linewidth=0.9)
            axes.plot(ends[1], height - 0.33, "|", color=BLACK, markersize=4.0)
        said = f"{row['published']:g} {'' if row['unit'] == '1' else row['unit']}"
        axes.text(1.01, height, said, transform=axes.get_yaxis_transform(), va="center", fontsize=NOTE, color=GREY)
    left_out = table["status"].eq("left out")
    axes.set_yticks(heights, [f"{n}{' *' if out else ''}" for n, out in zip(table["target"], left_out, strict=True)])
    axes.set_ylim(-0.8, len(table) - 0.3)
    axes.set_xlim(-REACH, REACH)
    axes.grid(visible=False, axis="y")
    axes.set_xlabel("Distance from the published number (half-widths of its range, on the scale of the fit)")
    more = "Black line under it: the model itself at draws of the posterior. " if check is not None else ""
    note(
        figure,
        f"{made_of(stored)} Grey band: published range. Pale line: 95% of the design (prior); blue: 95% of the "
        f"posterior predictive. {more}Circle: the scenario as it was; red: best point, "
        f"{stored.summary['n_freelancers_at_full_size']:,} freelancers (both simulated; bars: 95%). "
        "Arrow heads: outside the axis. *: not predicted by the emulator, left out of the fit.",
    )
    return figure


def _row(axes: Axes, row: pd.Series, moment: Moment, height: float) -> None:
    ends = _places(moment, row, ("low", "high"))
    axes.fill_between(ends, height - 0.42, height + 0.42, color="#E9E9E9", linewidth=0.0)
    for name, colour, width in (("prior", PALE, 1.4), ("posterior", BLUE, 2.6)):
        found = _places(moment, row, (f"{name}_q0.025", f"{name}_q0.975"))
        if np.isfinite(found).all():
            axes.plot(found, [height] * 2, color=colour, linewidth=width, solid_capstyle="butt")
    for name, colour, shape, shift in (("start", BLACK, "o", 0.18), ("best", VERMILION, "D", -0.12)):
        value, error = float(row[name]), float(row[f"{name}_error"])
        if not np.isfinite(value):
            continue
        places = _on_axis(moment, np.array([value - 1.96 * error, value, value + 1.96 * error]))
        beyond = abs(places[1]) > REACH
        if not beyond and np.isfinite(places).all():
            axes.plot(places[[0, 2]], [height + shift] * 2, color=colour, linewidth=0.8)
        at = float(np.clip(places[1], -REACH + 0.12, REACH - 0.12))
        mark = ("<" if places[1] < 0.0 else ">") if beyond else shape
        face = colour if name == "best" else "white"
        axes.plot(at, height + shift, mark, color=colour, markerfacecolor=face, markersize=3.2, markeredgewidth=0.8)


def _places(moment: Moment, row: pd.Series, names: tuple[str, ...]) -> NDArray[np.float64]:
    return _on_axis(moment, np.array([float(row[name]) for name in names]))


def _on_axis(moment: Moment, values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray((moment.on_scale(values) - moment.aim) / (2.0 * moment.tolerance))
