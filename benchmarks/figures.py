"""The two figures: time per week and peak memory against size, one line a contestant."""

from __future__ import annotations

import math
from pathlib import Path
from statistics import median

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from benchmarks.contestants import AGENTS, C_1, C_2, COMPILED_1, COMPILED_2, LABELS, MESA, NUMPY
from benchmarks.ratios import Found
from sim.analysis.figures.marks import label_ends
from sim.analysis.figures.style import (
    BLACK,
    BLUE,
    GREY,
    ORANGE,
    PURPLE,
    SINGLE,
    VERMILION,
    ink,
    new_figure,
    note,
    save,
    styled,
)

LOOKS: dict[str, tuple[str, str, str]] = {
    AGENTS: (PURPLE, "-", "s"),
    MESA: (VERMILION, "-", "D"),
    NUMPY: (ORANGE, "-", "^"),
    COMPILED_1: (BLUE, "-", "o"),
    COMPILED_2: (BLUE, "--", "o"),
    C_1: (BLACK, "-", "v"),
    C_2: (BLACK, "--", "v"),
}
"""Colour, line and mark of each contestant; a broken line means two threads."""
SHORT = {COMPILED_1: "Compiled", COMPILED_2: "Compiled, 2 threads", AGENTS: "Agents"}
HEIGHT = 72.0
SIZES = "Registered freelancers"
Curves = dict[str, list[tuple[float, float]]]


def draw_all(found: Found, folder: Path) -> list[Path]:
    """Write both figures as PNG and SVG; return the files.

    Parameters
    ----------
    found : dict
        What `bench.measure` found.
    folder : Path
        An existing folder.
    """
    with styled():
        time = save(_time(found["contests"]), folder, "time_per_week")
        return [*time, *save(_memory(found), folder, "memory")]


def _time(contests: list[Found]) -> Figure:
    """Time per week, with bars from the least to the largest round."""
    figure = new_figure(SINGLE * 1.35, HEIGHT)
    axes = figure.add_subplot()
    for contest in contests:
        for key, row in contest["contestants"].items():
            middle, low, high = median(row["ms"]), min(row["ms"]), max(row["ms"])
            reach = [[middle - low], [high - middle]]
            axes.errorbar([contest["size"]], [middle], yerr=reach, fmt="none", ecolor=LOOKS[key][0], elinewidth=0.8)
    _lines(axes, _curves(contests, "ms"), "Time per simulated week (ms)")
    note(figure, "Medians over interleaved rounds; bars: fastest and slowest round. Broken lines: two threads.")
    return figure


def _memory(found: Found) -> Figure:
    """Peak memory, and the bytes of the declared state as a reference."""
    figure = new_figure(SINGLE * 1.35, HEIGHT)
    axes = figure.add_subplot()
    all_curves = _curves(found["contests"], "peak_mb")
    curves = {key: points for key, points in all_curves.items() if key not in {COMPILED_2, C_2}}
    width, largest = found["scale"]["state_bytes"], max(contest["size"] for contest in found["contests"])
    state = largest * width / 1e6
    least, most = (f(value for points in curves.values() for _, value in points) for f in (min, max))
    axes.set_ylim(least / 3.0, max(most, state) * 1.5)
    _lines(axes, curves, "Peak memory of the process (MB)")
    sizes = [size for size in (least / width * 1e6 / 3.0, largest) if size <= largest]
    axes.plot(sizes, [size * width / 1e6 for size in sizes], color=GREY, linestyle=":", linewidth=0.9)
    note(figure, "High-water mark of each process, interpreter and libraries included. Dotted: registered freelancers "
                 "times the bytes of one in the engines.")  # fmt: skip
    return figure


def _curves(contests: list[Found], what: str) -> Curves:
    """Points (size, value) of each contestant; medians where there is a value a round."""
    curves: Curves = {key: [] for key in LOOKS}
    for contest in contests:
        for key, row in contest["contestants"].items():
            if what in row:
                value = row[what]
                curves[key].append((contest["size"], median(value) if isinstance(value, list) else value))
    return {key: points for key, points in curves.items() if points}


def _lines(axes: Axes, curves: Curves, what: str) -> None:
    """Draw the curves on logarithmic axes with their names at the ends."""
    axes.set(xscale="log", yscale="log", xlabel=SIZES, ylabel=what)
    largest = max(size for points in curves.values() for size, _ in points)
    for key, points in curves.items():
        colour, line, mark = LOOKS[key]
        x, y = zip(*points, strict=True)
        axes.plot(x, y, color=colour, linestyle=line, marker=mark, markerfacecolor="white" if line == "--" else colour)
    axes.set_xlim(right=largest * 1.25)
    _name(axes, curves, largest)


def _name(axes: Axes, curves: Curves, largest: float) -> None:
    """Write the names: right of the axes for lines that reach the largest size, at their last point for others."""
    ends = []
    for key, points in curves.items():
        size, value = points[-1]
        name, colour = SHORT.get(key, LABELS[key]), LOOKS[key][0]
        if size == largest:
            ends.append((math.log10(value), name, colour))
        else:
            words = axes.annotate(
                name, (size, value), (5, 0), textcoords="offset points", va="center", color=ink(colour)
            )
            words.set_path_effects([withStroke(linewidth=2.0, foreground="white")])
    _label_on_log(axes, ends)


def _label_on_log(axes: Axes, ends: list[tuple[float, str, str]]) -> None:
    """Label the ends on a linear twin of the logarithmic axis."""
    low, high = axes.get_ylim()
    twin = axes.twinx()
    twin.set_ylim(math.log10(low), math.log10(high))
    twin.set_axis_off()
    axes.set_ylim(low, high)
    label_ends(twin, ends)
