"""Tornado: how far each parameter, alone, moves an outcome between the ends of its range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.estimate import Estimate
from sim.analysis.figures.style import BLACK, BLUE, DOUBLE, ORANGE, new_figure, title
from sim.analysis.figures.sweeps.panels import bands, small_print
from sim.analysis.sweeps.headline import BY_NAME, Shown, short_paths
from sim.analysis.sweeps.series import Series
from sim.analysis.sweeps.stored import StoredSweep

OUTCOMES = ("earnings_median", "freelancer_earnings", "automated_share_of_needs", "earnings_gini")
End = tuple[int, Estimate | None]
"""A point at an end of a range, and its effect."""


def draw(stored: StoredSweep, series: Sequence[Series]) -> Figure:
    """Draw the paired effect of the lowest and the highest value of each parameter, largest reach first."""
    figure = new_figure(DOUBLE, 2.0 * (18.0 + 6.0 * len(series)) + 12.0)
    axes = [one for row in figure.subplots(2, 2) for one in row]
    for letter, one, outcome in zip("abcd", axes, OUTCOMES, strict=True):
        shown = BY_NAME[outcome]
        title(one, shown.words, letter)
        _bars(one, stored, series, stored.effect(outcome), shown)
    small_print(
        figure,
        stored,
        "Each parameter alone at the lowest (orange) and the highest value (blue) of its range, written at the bars; "
        "effects paired against the base.",
        bands(stored, "Whiskers"),
    )
    return figure


def _bars(
    axes: Axes, stored: StoredSweep, series: Sequence[Series], effects: Mapping[int, Estimate], shown: Shown
) -> None:
    base = int(stored.summary["reference_point"] or 0)
    rows = [(one, *_ends(one, effects, base)) for one in series]
    rows.sort(key=lambda row: _reach(row[1], row[2]))
    names = short_paths([one.parameter for one, *_ in rows])
    for place, (one, low, high) in enumerate(rows):
        for (point, found), colour, height in ((low, ORANGE, place + 0.2), (high, BLUE, place - 0.2)):
            if found is None or found.value is None:
                continue
            value, interval = found.value * shown.scale, found.interval()
            ends = (value,) if interval is None else (interval[0] * shown.scale, interval[1] * shown.scale)
            axes.barh(height, value, color=colour, height=0.38, zorder=2)
            if interval is not None:
                axes.plot(ends, [height, height], color=BLACK, linewidth=0.7, zorder=3)
            right = value >= 0.0
            axes.annotate(
                _label(stored, one, point), (max(0.0, *ends, value) if right else min(0.0, *ends, value), height),
                xytext=(2.0 if right else -2.0, 0.0), textcoords="offset points", va="center",
                ha="left" if right else "right", fontsize=5.0, zorder=4,
            )  # fmt: skip
    axes.set_yticks(range(len(rows)), [names[one.parameter] for one, *_ in rows], fontsize=6.0)
    axes.axvline(0.0, color=BLACK, linewidth=0.6)
    axes.set_xlabel(f"effect, {shown.effect_unit}")
    axes.margins(x=0.15)
    axes.grid(visible=False, axis="y")


def _ends(one: Series, effects: Mapping[int, Estimate], base: int) -> tuple[End, End]:
    """Return the points at both ends of a series with their effects; None where the base, or the other end, lies there.

    A choice has no lowest value: its ends are the first and the last besides the base.
    """
    points = [point for point in one.points if point != base] if one.names else one.points
    low, high = points[0], points[-1]
    return (low, None if low == base else effects.get(low)), (high, None if high in {base, low} else effects.get(high))


def _reach(low: End, high: End) -> float:
    values = [found.value for _, found in (low, high) if found is not None and found.value is not None]
    return max(0.0, *values) - min(0.0, *values) if values else 0.0


def _label(stored: StoredSweep, one: Series, point: int) -> str:
    value = stored.design_points().loc[point, one.parameter]
    return f"{value:.3g}" if isinstance(value, float) else str(value)
