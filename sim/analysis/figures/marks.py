"""Marks that several figures share: curves with intervals, published points, labels at the ends, empty panels."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import date

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MultipleLocator
from numpy.typing import NDArray

from sim.analysis.calendar import CHATGPT, Dates
from sim.analysis.estimate import Estimate
from sim.analysis.figures.style import BLACK, GREY, MM, NOTE, PUBLISHED, ink
from sim.analysis.results import Results
from sim.parameters.references import PublishedPoint

Floats = NDArray[np.float64]
TIME = "Time (calendar year)"
DAYS = 365.25
LINE_HEIGHT = 1.2
"""Of a line of text, over its size."""


def decimal_year(day: date) -> float:
    """Return a date as a decimal year."""
    first = date(day.year, 1, 1)
    return day.year + (day - first).days / (date(day.year + 1, 1, 1) - first).days


def decimal_years(dates: Dates) -> Floats:
    """Return dates as decimal years."""
    return np.array([decimal_year(day) for day in dates.astype("datetime64[D]").tolist()], dtype=np.float64)


def middle_of(label: str) -> float:
    """Return the middle of a quarter such as ``2025Q1`` as a decimal year."""
    return int(label[:4]) + (int(label[-1]) - 0.5) / 4.0


def values_of(estimates: Sequence[Estimate], scale: float = 1.0) -> tuple[Floats, Floats, Floats]:
    """Return values, lower and upper ends of the 95% intervals; NaN where there is none."""
    rows = []
    for one in estimates:
        low, high = one.interval() or (np.nan, np.nan)
        rows.append((np.nan if one.value is None else one.value, low, high))
    table = np.array(rows, dtype=np.float64).reshape(len(rows), 3) * scale
    return table[:, 0], table[:, 1], table[:, 2]


def curve(
    axes: Axes, x: Floats, estimates: Sequence[Estimate], *, colour: str, scale: float = 1.0, **line: str
) -> Floats:
    """Draw values with a band for the 95% interval where replicated; return the values drawn."""
    values, low, high = values_of(estimates, scale)
    axes.plot(x, values, color=colour, **line)  # type: ignore[arg-type]
    known = np.isfinite(low) & np.isfinite(high)
    if known.any():
        axes.fill_between(x, low, high, where=known.tolist(), color=colour, alpha=0.18, linewidth=0.0)
    return values


def whiskers(axes: Axes, x: Floats, table: tuple[Floats, Floats, Floats], colour: str, **looks: float) -> None:
    """Draw vertical bars for intervals where there are any.

    Parameters
    ----------
    axes : Axes
    x : (n,) float64
    table : values, lower ends, upper ends
        Each (n,) float64, from `values_of`.
    colour : str
    **looks
        Of the bars.
    """
    values, low, high = table
    known = np.isfinite(values) & np.isfinite(low) & np.isfinite(high)
    if known.any():
        reach = np.stack([values - low, high - values])[:, known]
        lines = {"elinewidth": 0.9, "capsize": 1.5} | looks
        axes.errorbar(x[known], values[known], yerr=reach, fmt="none", ecolor=colour, **lines)  # type: ignore[arg-type]


def intervals(results: Results, mark: str = "Bars") -> str:
    """Return the sentence that says what bars or bands are."""
    if results.replications.size < 2:
        return "One replication: no intervals."
    return f"{mark}: 95% intervals over {results.replications.size} replications."


def published_points(axes: Axes, points: Sequence[PublishedPoint], x: Sequence[float], *, marker: str = "D") -> None:
    """Draw published points (in percent) at x, with bars for their ranges."""
    for point, place in zip(points, x, strict=True):
        if point.value is not None:
            low = point.value if point.low is None else point.low
            high = point.value if point.high is None else point.high
            reach = np.array([[point.value - low], [high - point.value]]) * 100.0
            axes.errorbar(
                [place],
                [100.0 * point.value],
                yerr=reach,
                fmt=marker,
                color=PUBLISHED,
                markerfacecolor="white",
                markeredgewidth=0.9,
                markersize=4.0,
                elinewidth=0.9,
                capsize=2.0,
                zorder=5,
            )


def narrow(axes: Axes) -> bool:
    """Return whether a panel is one of several side by side, with room for little more than the data."""
    return float(axes.bbox.width) / float(mpl.rcParams["figure.dpi"]) / MM < 60.0


def time_axis(axes: Axes, dates: Dates) -> None:
    """Set limits, yearly ticks and the label of a time axis, and mark the release of ChatGPT if it is on it."""
    axes.set_xlabel(TIME)
    if dates.size == 0:
        return
    first, last = decimal_years(dates[[0, -1]])
    axes.set_xlim(first, last + 7.0 / DAYS)
    if last - first >= 2.0:
        axes.xaxis.set_major_locator(MultipleLocator(1.0))
        axes.xaxis.set_major_formatter("{x:.0f}")
    else:
        axes.xaxis.set_major_locator(MultipleLocator(0.25))
        axes.xaxis.set_major_formatter(lambda x, _: f"{int(x)} Q{int(x % 1.0 * 4.0) + 1}")
    event = decimal_year(CHATGPT)
    if first < event < last:
        axes.axvline(event, color=GREY, linewidth=0.7, linestyle=(0, (1, 1.5)), zorder=1)


def name_event(axes: Axes, *, over: bool = False) -> None:
    """Write ChatGPT beside its line, if it is on the axes; in black, and its line once more, over filled areas."""
    event = decimal_year(CHATGPT)
    low, high = axes.get_xlim()
    if low < event < high:
        place = axes.get_xaxis_transform()
        colour = BLACK if over else GREY
        if over:
            axes.axvline(event, color=BLACK, linewidth=0.7, linestyle=(0, (1, 1.5)), zorder=4)
        side = 1.0 if narrow(axes) else -1.0
        x, near = event + side * (high - low) * 0.01, "left" if side > 0.0 else "right"
        axes.text(x, 0.99, "ChatGPT", transform=place, ha=near, va="top", fontsize=NOTE, color=colour)


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return heights near those wanted, in the same order, at least `gap` apart and within [low, high] if they fit."""
    order = sorted(range(len(wanted)), key=lambda k: (wanted[k], k))
    placed = [0.0] * len(wanted)
    floor = low
    for k in order:
        placed[k] = max(wanted[k], floor)
        floor = placed[k] + gap
    ceiling = high
    for k in reversed(order):
        placed[k] = min(placed[k], ceiling)
        ceiling = placed[k] - gap
    return placed


def label_ends(axes: Axes, ends: Sequence[tuple[float, str, str]], size: float | None = None) -> None:
    """Write names right of the axes at the heights where curves end, moved apart where they would touch.

    Parameters
    ----------
    axes : Axes
        Limits must be set.
    ends : sequence of (y, text, colour)
        Heights in data units; curves without a last value (NaN) are left out.
    """
    kept = [(y, text, colour) for y, text, colour in ends if np.isfinite(y)]
    if not kept:
        return
    points = float(mpl.rcParams["font.size"]) if size is None else size
    low, high = axes.get_ylim()
    tall = 0.85 * axes.bbox.height * 72.0 / float(mpl.rcParams["figure.dpi"])  # decorations take a part of the height
    fractions = [(y - low) / (high - low) for y, _, _ in kept]
    lines = max(text.count("\n") for _, text, _ in kept) + 1
    heights = spread(fractions, lines * LINE_HEIGHT * points / tall, 0.02, 0.98)
    for (_, text, colour), height in zip(kept, heights, strict=True):
        axes.annotate(
            text,
            (1.0, height),
            xycoords="axes fraction",
            xytext=(3.0, 0.0),
            textcoords="offset points",
            color=ink(colour),
            va="center",
            ha="left",
            fontsize=points,
            linespacing=1.0,
            annotation_clip=False,
        )


def say_empty(axes: Axes, reason: str) -> None:
    """Say in grey, in the middle of a panel without data, why there is none."""
    for line in list(axes.lines):
        line.remove()
    axes.grid(visible=False)
    axes.set_xticks([])
    axes.set_yticks([])
    text = "\n".join(textwrap.wrap(reason[:1].upper() + reason[1:], 28))
    axes.text(0.5, 0.5, text, transform=axes.transAxes, ha="center", va="center", color=GREY, fontsize=NOTE)
