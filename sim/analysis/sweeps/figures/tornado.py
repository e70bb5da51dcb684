"""Tornado: how far each parameter, alone, moves an outcome between the ends of its range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.estimate import Estimate
from sim.analysis.figures.style import BLACK, BLUE, DOUBLE, ORANGE, new_figure, title
from sim.analysis.sweeps.figures.panels import bands, small_print
from sim.analysis.sweeps.headline import BY_NAME, Shown, short_paths
from sim.analysis.sweeps.series import Series
from sim.analysis.sweeps.stored import StoredSweep

OUTCOMES = ("earnings_median", "freelancer_earnings", "automated_share_of_needs", "earnings_gini")


def draw(stored: StoredSweep, series: Sequence[Series]) -> Figure:
    """Draw the paired effect of the lowest and the highest value of each parameter, largest reach first."""
    figure = new_figure(DOUBLE, 2.0 * (20.0 + 5.5 * len(series)) + 12.0)
    axes = [one for row in figure.subplots(2, 2) for one in row]
    for letter, one, outcome in zip("abcd", axes, OUTCOMES, strict=True):
        shown = BY_NAME[outcome]
        title(one, shown.words, letter)
        _bars(one, stored, series, stored.effect(outcome), shown)
    small_print(
        figure,
        stored,
        "Each parameter alone at the lowest and the highest value of its range (written at the bars), paired against the base.",
        bands(stored, "Whiskers"),
    )
    return figure


def _bars(
    axes: Axes, stored: StoredSweep, series: Sequence[Series], effects: Mapping[int, Estimate], shown: Shown
) -> None:
    base = int(stored.summary["reference_point"] or 0)
    rows = [(one, _end(one, effects, base, 0), _end(one, effects, base, -1)) for one in series]
    rows.sort(key=lambda row: _reach(row[1], row[2]))
    names = short_paths([one.parameter for one, *_ in rows])
    for place, (one, low, high) in enumerate(rows):
        for point, found, colour in ((*low, ORANGE), (*high, BLUE)):
            if found is None or found.value is None:
                continue
            value = found.value * shown.scale
            axes.barh(place, value, color=colour, height=0.62, zorder=2)
            interval = found.interval()
            if interval is not None:
                axes.plot(np.array(interval) * shown.scale, [place, place], color=BLACK, linewidth=0.8, zorder=3)
            axes.annotate(
                _label(stored, one, point), (value, place), xytext=(2.0 if value > 0 else -2.0, 0.0),
                textcoords="offset points", va="bottom", ha="left" if value > 0 else "right", fontsize=5.0, zorder=4,
            )  # fmt: skip
    axes.set_yticks(range(len(rows)), [names[one.parameter] for one, *_ in rows], fontsize=6.0)
    axes.axvline(0.0, color=BLACK, linewidth=0.6)
    axes.set_xlabel(f"effect, {shown.effect_unit}")
    axes.margins(x=0.15)
    axes.grid(visible=False, axis="y")


def _end(
    one: Series, effects: Mapping[int, Estimate], base: int, place: int
) -> tuple[int, Estimate | None]:
    """Return the point at one end of a series and its effect; None if that end is the base."""
    point = one.points[place]
    return point, None if point == base else effects.get(point)


def _reach(low: tuple[int, Estimate | None], high: tuple[int, Estimate | None]) -> float:
    values = [found.value for _, found in (low, high) if found is not None and found.value is not None]
    return max(0.0, *values) - min(0.0, *values) if values else 0.0


def _label(stored: StoredSweep, one: Series, point: int) -> str:
    value = stored.design_points().loc[point, one.parameter]
    return f"{value:.3g}" if isinstance(value, float) else str(value)


