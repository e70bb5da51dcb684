"""The figure of finite-size effects: one small panel an outcome."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import NullFormatter, PercentFormatter

from benchmarks.finite_size_agreement import Point
from benchmarks.finite_size_outcomes import OUTCOMES
from sim.analysis.figures.style import BLACK, BLUE, DOUBLE, GREY, new_figure, note, save, styled, title

COLUMNS = 4
HEIGHT = 95.0
SHORT = 20
"""Letters that fit above a panel."""


def draw(points: dict[str, list[Point]], folder: Path) -> list[Path]:
    """Write ``finite_size.png`` and ``.svg``; return the files.

    Parameters
    ----------
    points : dict of str to list of Point
        By outcome.
    folder : Path
        An existing folder.
    """
    with styled():
        figure = new_figure(DOUBLE, HEIGHT)
        panels = figure.subplots(-(-len(OUTCOMES) // COLUMNS), COLUMNS, sharex=True).ravel()
        for axes, outcome, letter in zip(panels, OUTCOMES, "abcdefgh", strict=False):
            _panel(axes, points[outcome.key])
            title(axes, "\n".join(_halves(outcome.label)), letter)
        for axes in panels[len(OUTCOMES) :]:
            axes.set_visible(False)
        for axes in panels[max(len(OUTCOMES) - COLUMNS, 0) : len(OUTCOMES)]:
            axes.tick_params(labelbottom=True)
        figure.supylabel("Outcome over its value at the largest size, minus 1", fontsize=7.0)
        note(
            figure,
            "Horizontal axis: registered freelancers. Bars: 95% intervals over replications, the error of the largest "
            "size included; band: interval of the largest size. Filled: agrees with the largest; open: does not.",
        )
        return save(figure, folder, "finite_size")


def _panel(axes: Axes, points: Sequence[Point]) -> None:
    """Draw one outcome."""
    axes.set_xscale("log")
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.axhline(0.0, color=GREY, linewidth=0.6, zorder=1)
    last = points[-1]
    if np.isfinite(last.half):
        axes.axhspan(-last.half, last.half, color=BLACK, alpha=0.08, linewidth=0.0)
    for point in points:
        agrees = point is last or point.agrees
        bar = None if point is last or not np.isfinite(point.half) else [point.half]
        axes.errorbar([point.size], [point.relative - 1.0], yerr=bar, fmt="o", color=BLUE, elinewidth=0.9, capsize=1.5,
                      markerfacecolor=BLUE if agrees else "white", zorder=3)  # fmt: skip
    axes.yaxis.set_major_formatter(PercentFormatter(1.0))
    axes.margins(0.1, 0.15)


def _halves(text: str) -> tuple[str, str]:
    """Return a label in two lines of about equal length, the second empty for a short one."""
    words = text.split()
    if len(text) < SHORT:
        return text, ""
    cut = min(range(1, len(words)), key=lambda k: abs(len(" ".join(words[:k])) - len(" ".join(words[k:]))))
    return " ".join(words[:cut]), " ".join(words[cut:])
