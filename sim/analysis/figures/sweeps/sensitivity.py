"""Figures of sensitivity: indices with their intervals, how they converge, and the box of a discovery."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from sim.analysis.figures.marks import say_empty
from sim.analysis.figures.style import (
    BLACK,
    BLUE,
    DOUBLE,
    GREEN,
    GREY,
    ORANGE,
    PALE,
    PURPLE,
    SKY,
    VERMILION,
    new_figure,
    save,
    styled,
    title,
)
from sim.analysis.figures.sweeps.panels import small_print
from sim.analysis.sensitivity.discovery import Discovery
from sim.analysis.sensitivity.table import EFFECT, LEVEL, convergence_table, sensitivity_table
from sim.analysis.sweeps.headline import BY_NAME, short_paths
from sim.analysis.sweeps.stored import StoredSweep

OUTCOMES = ("earnings_median", "freelancer_earnings", "automated_share_of_needs", "ai_work_share_of_volume")
MOST_ROWS = 24
MOST_LINES = 6
CUT = (-0.5, 1.5)
"""Ends of the axis of Sobol' indices, whose true values lie between 0 and 1."""
INKS = (BLUE, ORANGE, GREEN, VERMILION, PURPLE, BLACK)
STYLES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (1, 1)))


def draw_all(stored: StoredSweep, folder: Path) -> list[Path]:
    """Write the figures of a whole Morris or Saltelli design: indices on levels and effects, and their convergence.

    Raises
    ------
    InputError
        If the design is another, or points are missing.
    """
    table = sensitivity_table(stored)
    converging = convergence_table(stored, OUTCOMES)
    paths: list[Path] = []
    with styled():
        for quantity in (LEVEL, EFFECT) if stored.has_effects else (LEVEL,):
            part = table.loc[table["quantity"] == quantity]
            paths += save(_indices(stored, part, quantity), folder, f"sensitivity_{quantity}")
            part = converging.loc[converging["quantity"] == quantity]
            paths += save(_convergence(stored, part, quantity), folder, f"convergence_{quantity}")
    return paths


def draw_discovery(stored: StoredSweep, found: Discovery, folder: Path, name: str) -> list[Path]:
    """Write the figure of a discovery: the trade of coverage for density, and the box chosen."""
    with styled():
        figure = new_figure(DOUBLE, 30.0 + max(40.0, 6.0 * int(found.chosen.restricted.sum())))
        trade, box = figure.subplots(1, 2)
        _trajectory(trade, found)
        _box(box, found)
        chosen = found.chosen
        small_print(
            figure,
            stored,
            f"Looked for: {found.question.words}. The box holds {chosen.coverage:.0%} of these points (coverage), "
            f"{chosen.density:.0%} of its points are such (density).",
            "qp: quasi-p-value of a restriction, from the points that chose it.",
        )
        return save(figure, folder, name)


def _indices(stored: StoredSweep, table: pd.DataFrame, quantity: str) -> Figure:
    names = short_paths(stored.parameters)
    n_rows = min(len(names), MOST_ROWS)
    figure = new_figure(DOUBLE, 2.0 * (18.0 + 3.4 * n_rows) + 16.0)
    axes = [one for row in figure.subplots(2, 2) for one in row]
    for letter, one, outcome in zip("abcd", axes, OUTCOMES, strict=True):
        title(one, BY_NAME[outcome].words, letter)
        part = table.loc[table["outcome"] == outcome]
        if part.empty:
            say_empty(one, "not every point has a value")
        elif stored.kind == "morris":
            _morris(one, part, names, BY_NAME[outcome].scale, BY_NAME[outcome].effect_unit)
        else:
            _sobol(one, part, names)
    figure.legend(*_legend(stored.kind), loc="outside upper left", ncols=3)
    small_print(figure, stored, _told(stored, quantity), _how(stored))
    return figure


def _morris(axes: Axes, table: pd.DataFrame, names: dict[str, str], scale: float, unit: str) -> None:
    size = table.loc[table["index"] == "mu_star"].sort_values("value").tail(MOST_ROWS)
    spread = table.loc[table["index"] == "sigma"].set_index("parameter")["value"]
    places = np.arange(len(size))
    axes.barh(places, size["value"] * scale, color=SKY, height=0.7, zorder=2)
    _whiskers(axes, size, places, scale)
    at = spread[size["parameter"]].to_numpy(dtype=np.float64) * scale
    axes.plot(at, places, "o", color=VERMILION, markerfacecolor="white", markersize=3.0, zorder=4)
    axes.set_yticks(places, [names[path] for path in size["parameter"]], fontsize=5.5)
    axes.set_xlabel(f"effect over the range, {unit}")
    axes.grid(visible=False, axis="y")


def _sobol(axes: Axes, table: pd.DataFrame, names: dict[str, str]) -> None:
    total = table.loc[table["index"] == "total"].sort_values("value").tail(MOST_ROWS)
    first = table.loc[table["index"] == "first"].set_index("parameter").loc[list(total["parameter"])]
    places = np.arange(len(total))
    axes.barh(places + 0.18, total["value"], color=PALE, height=0.34, zorder=2)
    axes.barh(places - 0.18, first["value"], color=BLUE, height=0.34, zorder=2)
    _whiskers(axes, total, places + 0.18, 1.0)
    _whiskers(axes, first, places - 0.18, 1.0)
    axes.axvline(0.0, color=BLACK, linewidth=0.6)
    axes.set_yticks(places, [names[path] for path in total["parameter"]], fontsize=5.5)
    low, high = axes.get_xlim()
    axes.set_xlim(max(low, CUT[0]), min(high, CUT[1]))
    axes.set_xlabel("share of the variance")
    axes.grid(visible=False, axis="y")


def _whiskers(axes: Axes, rows: pd.DataFrame, places: np.ndarray, scale: float) -> None:
    low, high = rows["low"].to_numpy(np.float64) * scale, rows["high"].to_numpy(np.float64) * scale
    for place, one, other in zip(places, low, high, strict=True):
        if np.isfinite(one):
            axes.plot([one, other], [place, place], color=BLACK, linewidth=0.8, zorder=3)


def _convergence(stored: StoredSweep, table: pd.DataFrame, quantity: str) -> Figure:
    names = short_paths(stored.parameters)
    figure = new_figure(DOUBLE, 128.0)
    axes = [one for row in figure.subplots(2, 2) for one in row]
    index = "mu_star" if stored.kind == "morris" else "total"
    for letter, one, outcome in zip("abcd", axes, OUTCOMES, strict=True):
        shown = BY_NAME[outcome]
        title(one, shown.words, letter)
        part = table.loc[(table["outcome"] == outcome) & (table["index"] == index)]
        if part.empty:
            say_empty(one, "not every point has a value")
            continue
        scale = shown.scale if index == "mu_star" else 1.0
        last = part.loc[part["n"] == part["n"].max()].sort_values("value", ascending=False)
        for place, path in enumerate(last["parameter"].head(MOST_LINES)):
            rows = part.loc[part["parameter"] == path].sort_values("n")
            n, value = rows["n"].to_numpy(np.float64), rows["value"].to_numpy(np.float64) * scale
            one.plot(n, value, color=INKS[place], linestyle=STYLES[place], marker="o", label=names[path])
            low, high = rows["low"].to_numpy(np.float64) * scale, rows["high"].to_numpy(np.float64) * scale
            one.fill_between(n, low, high, color=INKS[place], alpha=0.12, linewidth=0.0)
        one.set_xscale("log", base=2)
        one.xaxis.set_major_formatter("{x:.0f}")
        one.set_xlabel("trajectories" if stored.kind == "morris" else "base samples")
        one.set_ylabel(f"mean effect size, {shown.effect_unit}" if index == "mu_star" else "total index")
        one.legend(fontsize=5.5, loc="best")
    small_print(
        figure, stored, _told(stored, quantity),
        f"The {MOST_LINES} largest, from the first part of the design to all of it. Bands: 95% bootstrap intervals.",
    )  # fmt: skip
    return figure


def _trajectory(axes: Axes, found: Discovery) -> None:
    table = found.trajectory_table()
    colours = axes.scatter(
        table["coverage"], table["density"], c=table["n_restricted"], cmap="cividis", s=14.0, zorder=3
    )
    bar = axes.figure.colorbar(colours, ax=axes, shrink=0.85, pad=0.02)
    bar.set_label("parameters restricted")
    bar.locator = MaxNLocator(integer=True)
    bar.update_ticks()
    axes.plot(
        [found.chosen.coverage], [found.chosen.density], "D", color=VERMILION, markerfacecolor="none", markersize=7.0
    )
    axes.set_xlabel("coverage: share of the points looked for")
    axes.set_ylabel("density: share of the box's points")
    axes.set_xlim(-0.03, 1.03)
    axes.set_ylim(-0.03, 1.03)
    title(axes, "Boxes, from all points to the smallest", "a")


def _box(axes: Axes, found: Discovery) -> None:
    names = short_paths(list(found.parameters))
    places = np.flatnonzero(found.chosen.restricted)
    title(axes, "The box chosen", "b")
    if not places.size:
        say_empty(axes, "no parameter is restricted")
        return
    lowest, highest = found.ranges
    for row, place in enumerate(places[::-1]):
        reach = highest[place] - lowest[place]
        left, right = ((end - lowest[place]) / reach for end in (found.chosen.low[place], found.chosen.high[place]))
        axes.barh(row, 1.0, color=PALE, height=0.3, alpha=0.5)
        axes.barh(row, right - left, left=left, color=BLUE, height=0.5)
        told = f"{found.chosen.low[place]:.4g} to {found.chosen.high[place]:.4g} (qp {found.quasi_p[place]:.1g})"
        axes.annotate(told, (0.0, row + 0.32), fontsize=5.5, va="bottom", color=GREY)
    axes.set_yticks(range(len(places)), [names[found.parameters[place]] for place in places[::-1]], fontsize=6.0)
    axes.set_ylim(-0.6, max(len(places), 4) - 0.2)
    axes.set_xlim(0.0, 1.0)
    axes.set_xlabel("part of the parameter's range in the sweep")
    axes.grid(visible=False)


def _legend(kind: str) -> tuple[list[Patch | Line2D], list[str]]:
    interval = Line2D([], [], color=BLACK, linewidth=0.8)
    if kind == "morris":
        spread = Line2D([], [], marker="o", color=VERMILION, markerfacecolor="white", linestyle="none")
        return [Patch(color=SKY), interval, spread], ["mean size (mu*)", "95% bootstrap interval", "spread (sigma)"]
    return [Patch(color=BLUE), Patch(color=PALE), interval], [
        "alone (first)",
        "with interactions (total)",
        "95% bootstrap interval",
    ]


def _told(stored: StoredSweep, quantity: str) -> str:
    if quantity == EFFECT:
        return f"Sensitivity of the effect against {stored.compared_with}."
    world = ", with the what-if" if stored.summary["what_if"] else ""
    return f"Sensitivity of the values in the world itself{world}."


def _how(stored: StoredSweep) -> str:
    if stored.kind == "morris":
        return "A spread as large as the mean size: the effect depends on where the other parameters are."
    return "Whiskers that hold zero: not told from no influence. The axis ends at -0.5 and 1.5, wherever whiskers end."
