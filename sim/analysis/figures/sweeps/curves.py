"""Response curves: headline outcomes, and the paired effects on them, against a parameter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.analysis.estimate import Estimate, missing
from sim.analysis.figures.marks import curve, say_empty, values_of
from sim.analysis.figures.style import BLACK, BLUE, GREEN, GREY, ORANGE, PURPLE, VERMILION
from sim.analysis.figures.sweeps.panels import bands, page, parameter_axis, small_print, spread_out, zero_line
from sim.analysis.sweeps.headline import HEADLINE, Shown, parameter_words
from sim.analysis.sweeps.series import Series
from sim.analysis.sweeps.stored import StoredSweep

MOST_LINES = 6
STYLES: Any = ("-", (0, (5, 1)), (0, (3, 1, 1, 1)), (0, (1, 1)), (0, (5, 1, 1, 1, 1, 1)), (0, (2, 2)))
INKS = (BLUE, ORANGE, GREEN, VERMILION, PURPLE, BLACK)


def draw_levels(stored: StoredSweep, series: Sequence[Series]) -> Figure:
    """Draw headline outcomes against a parameter, the reference as a dashed line.

    Parameters
    ----------
    stored : StoredSweep
    series : sequence of Series
        All of one parameter, one a combination of the other parameters' levels.
    """
    figure, axes = page(HEADLINE)
    for one, shown in zip(axes, HEADLINE, strict=True):
        levels = stored.level(shown.outcome)
        _lines(one, stored, series, levels, shown, reference=_reference(stored, shown.outcome))
        one.set_ylabel(shown.unit)
    reference = "Dashed: the reference point." if stored.summary["reference_point"] is not None else ""
    _finish(figure, stored, series, f"Values in the world itself. {reference}")
    return figure


def draw_effects(stored: StoredSweep, series: Sequence[Series]) -> Figure:
    """Draw the paired effects on headline outcomes against a parameter."""
    figure, axes = page(HEADLINE)
    for one, shown in zip(axes, HEADLINE, strict=True):
        _lines(one, stored, series, stored.effect(shown.outcome), shown, reference=None)
        zero_line(one)
        one.set_ylabel(f"effect, {shown.effect_unit}")
    _finish(figure, stored, series, f"Effects, paired by replication, against {stored.compared_with}.")
    return figure


def _lines(
    axes: Axes,
    stored: StoredSweep,
    series: Sequence[Series],
    estimates: Mapping[int, Estimate],
    shown: Shown,
    *,
    reference: float | None,
) -> None:
    drawn: list[np.ndarray] = []
    n_lines = len(_thinned(series))
    for place, one in enumerate(_thinned(series)):
        row = [estimates.get(point, missing("not run")) for point in one.points]
        if not np.isfinite(values_of(row)[0]).any():
            continue
        ends = place in {0, n_lines - 1}  # the bands of more than two lines would hide one another
        row = row if ends else [Estimate(found.value, reason=found.reason) for found in row]
        look = {"linestyle": STYLES[place], "marker": "o"}
        drawn.append(curve(axes, one.x, row, colour=INKS[place], scale=shown.scale, **look))
    parameter_axis(axes, stored, series[0])
    if not drawn:
        say_empty(axes, next((one.reason or "" for one in estimates.values()), "") or "no point has a value")
        return
    if reference is not None:
        axes.axhline(reference * shown.scale, color=GREY, linewidth=0.9, linestyle=(0, (4, 2)), zorder=1)
    spread_out(axes, np.concatenate(drawn))


def _thinned(series: Sequence[Series]) -> list[Series]:
    """Return at most `MOST_LINES` of the series, evenly spaced, the ends among them."""
    if len(series) <= MOST_LINES:
        return list(series)
    places = np.unique(np.linspace(0, len(series) - 1, MOST_LINES).round().astype(int))
    return [series[place] for place in places]


def _reference(stored: StoredSweep, outcome: str) -> float | None:
    point = stored.summary["reference_point"]
    found = stored.level(outcome).get(-1 if point is None else int(point))
    return None if found is None else found.value


def _finish(figure: Figure, stored: StoredSweep, series: Sequence[Series], sentence: str) -> None:
    shown = _thinned(series)
    if shown[0].others:
        marks = [
            Line2D([], [], color=INKS[place], linestyle=STYLES[place], marker="o", markersize=2.5)
            for place in range(len(shown))
        ]
        names = [", ".join(_value(value) for value in one.others.values()) for one in shown]
        words = "; ".join(parameter_words(path, stored.summary["parameters"][path]) for path in shown[0].others)
        with mpl.rc_context({"legend.title_fontsize": 7.0}):
            figure.legend(marks, names, title=words, loc="outside upper left", ncols=MOST_LINES, alignment="left")
    small_print(
        figure,
        stored,
        sentence.strip(),
        bands(stored, "Bands (of the first and the last line)" if len(shown) > 2 else "Bands"),
    )


def _value(value: object) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)
