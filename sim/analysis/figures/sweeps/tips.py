"""Tipping points: for each work category, where AI turns from helping to hurting its freelancers' earnings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.analysis.estimate import missing
from sim.analysis.figures.style import BLACK, BLUE, DOUBLE, GREY, PALE, VERMILION, ink, new_figure
from sim.analysis.figures.sweeps.panels import parameter_axis, small_print
from sim.analysis.sweeps.series import Series
from sim.analysis.sweeps.stored import StoredSweep
from sim.analysis.sweeps.tipping import TIPS, Tipping, sign_of, tipping

OUTCOME = "earnings_change"
"""Earnings of a category over those before AI, minus one: what came before AI is the same in all worlds."""
EVERYTHING = "All work"
LOOKS = {1: ("^", BLUE), -1: ("v", VERMILION), 0: ("o", PALE)}


def tipping_points(stored: StoredSweep, series: Series) -> dict[str, Tipping]:
    """Return what the effect on earnings does along a parameter, for each work category and for all work."""
    found = {}
    for name in ["", *stored.categories]:
        effects = stored.effect("freelancer_earnings" if not name else OUTCOME, name)
        row = [effects.get(point, missing("not run")) for point in series.points]
        found[name or EVERYTHING] = tipping(series.x, row)
    return found


def draw(stored: StoredSweep, series: Series) -> Figure:
    """Draw the sign of the effect at each point, and the tipping point with its interval, one row a category."""
    found = tipping_points(stored, series)
    figure = new_figure(DOUBLE, 22.0 + 6.2 * len(found))
    axes = figure.subplots()
    axes.set_title("Effect of the change on freelancers' earnings, and where it tips")
    for row, (name, tip) in enumerate(found.items()):
        effects = stored.effect(
            "freelancer_earnings" if name == EVERYTHING else OUTCOME, "" if name == EVERYTHING else name
        )
        for x, point in zip(series.x, series.points, strict=True):
            marker, colour = LOOKS[sign_of(effects.get(point, missing("not run")))]
            axes.plot([x], [row], marker, color=colour, markersize=4.0, zorder=3)
        _mark(axes, row, tip, series)
        axes.annotate(
            tip.words, (1.0, row), xycoords=("axes fraction", "data"), xytext=(4.0, 0.0), textcoords="offset points",
            va="center", fontsize=7.0, color=BLACK if tip.verdict == TIPS else ink(GREY), annotation_clip=False,
        )  # fmt: skip
    axes.set_yticks(range(len(found)), list(found))
    axes.set_ylim(len(found) - 0.5, -0.5)
    reach = float(np.ptp(series.x))
    axes.set_xlim(series.x[0] - 0.04 * reach, series.x[-1] + 0.04 * reach)
    parameter_axis(axes, stored, series)
    _legend(figure)
    others = ", ".join(f"{path} = {_short(value)}" for path, value in series.others.items())
    small_print(
        figure,
        stored,
        f"Effects, paired by replication, against {stored.compared_with}{', at ' + others if others else ''}.",
        "A triangle: the 95% interval of the effect excludes zero.",
        "At the right: tipping point [95% jackknife interval], or at how many points the effect can be told from zero.",
    )
    return figure


def _mark(axes: Axes, row: int, tip: Tipping, series: Series) -> None:
    if tip.at is None or tip.at.value is None:
        return
    interval = tip.at.interval()
    low, high = interval if interval is not None else (tip.at.value, tip.at.value)
    low, high = max(low, float(series.x[0])), min(high, float(series.x[-1]))
    axes.plot([low, high], [row, row], color=BLACK, linewidth=1.2, zorder=4)
    axes.plot([tip.at.value], [row], "D", color=BLACK, markerfacecolor="white", markersize=4.5, zorder=5)


def _legend(figure: Figure) -> None:
    words: Sequence[tuple[str, str, str]] = (
        ("^", BLUE, "earnings higher"), ("v", VERMILION, "earnings lower"), ("o", PALE, "not told from zero"),
    )  # fmt: skip
    marks = [Line2D([], [], marker=marker, color=colour, linestyle="none") for marker, colour, _ in words]
    marks.append(Line2D([], [], marker="D", color=BLACK, markerfacecolor="white", linewidth=1.2))
    figure.legend(marks, [*(word for *_, word in words), "tipping point"], loc="outside upper left", ncols=4)


def _short(value: object) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)
