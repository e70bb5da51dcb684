"""Heat maps of a grid of two parameters, with the line along which the effect changes sign."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Normalize, TwoSlopeNorm
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.analysis.estimate import Estimate
from sim.analysis.figures.style import BLACK
from sim.analysis.figures.sweeps.panels import name_parameter, page, small_print
from sim.analysis.sweeps.headline import HEADLINE, Shown, parameter_words
from sim.analysis.sweeps.series import numbers
from sim.analysis.sweeps.stored import StoredSweep
from sim.analysis.sweeps.tipping import sign_of

Floats = NDArray[np.float64]
DIVERGING, SEQUENTIAL = "PuOr", "cividis"
"""Maps that people with any colour vision can read; orange is loss, purple gain."""


def two_parameters(stored: StoredSweep) -> tuple[str, str] | None:
    """Return the two parameters of a grid, None if there are not two."""
    rows = stored.design_points()
    varied = [path for path in stored.parameters if rows[path].nunique() > 1]
    return (varied[0], varied[1]) if stored.kind == "grid" and len(varied) == 2 else None


def draw(stored: StoredSweep) -> Figure:
    """Draw the effect (or, without a reference, the level) of each headline outcome over the two parameters.

    Raises
    ------
    ValueError
        If the design is not a grid of two parameters.
    """
    paths = two_parameters(stored)
    if paths is None:
        raise ValueError("a heat map needs a grid of two parameters")
    figure, axes = page(HEADLINE, 62.0)
    for one, shown in zip(axes, HEADLINE, strict=True):
        estimates = stored.effect(shown.outcome) if stored.has_effects else stored.level(shown.outcome)
        _panel(figure, one, stored, paths, estimates, shown)
    if stored.has_effects:
        how = (
            f"Effects against {stored.compared_with}. Dots: the 95% interval of the effect holds zero. "
            "Black line: no effect, drawn only where effects of both signs can be told from zero."
        )
    else:
        how = "Values at each point."
    small_print(figure, stored, how)
    return figure


def _panel(
    figure: Figure,
    axes: Axes,
    stored: StoredSweep,
    paths: tuple[str, str],
    estimates: Mapping[int, Estimate],
    shown: Shown,
) -> None:
    rows = stored.design_points()
    (x, x_names), (y, y_names) = numbers(rows[paths[0]]), numbers(rows[paths[1]])
    at_x, at_y = np.unique(x), np.unique(y)
    table, unsure = np.full((at_y.size, at_x.size), np.nan), np.zeros((at_y.size, at_x.size), dtype=bool)
    for point, column, row in zip(rows.index, np.searchsorted(at_x, x), np.searchsorted(at_y, y), strict=True):
        found = estimates.get(int(point))
        if found is not None and found.value is not None:
            table[row, column] = found.value * shown.scale
            unsure[row, column] = stored.has_effects and sign_of(found) == 0
    columns, lines = np.arange(at_x.size, dtype=np.float64), np.arange(at_y.size, dtype=np.float64)
    colours = DIVERGING if stored.has_effects else SEQUENTIAL
    mesh = axes.pcolormesh(columns, lines, table, cmap=colours, norm=_norm(table, stored), shading="nearest")
    bar = figure.colorbar(mesh, ax=axes, shrink=0.85, pad=0.02)
    bar.set_label(f"effect, {shown.effect_unit}" if stored.has_effects else shown.unit)
    bar.outline.set_linewidth(0.4)
    if stored.has_effects:
        _zero_line(axes, columns, lines, table, ~unsure)
        held = np.argwhere(unsure)
        axes.plot(held[:, 1], held[:, 0], ".", color=BLACK, markersize=2.2, linestyle="none")
    axes.grid(visible=False)
    name_parameter(axes, stored, paths[0])
    axes.set_xticks(columns, x_names or [_short(value) for value in at_x])
    axes.set_yticks(lines, y_names or [_short(value) for value in at_y])
    axes.set_ylabel("\n".join(_halves(parameter_words(paths[1], stored.summary["parameters"][paths[1]]))))


def _zero_line(axes: Axes, x: Floats, y: Floats, table: Floats, sure: NDArray[np.bool_]) -> None:
    """Draw where the effect crosses zero, if points on both sides can be told from zero: else it would follow noise."""
    known = table[sure & np.isfinite(table)]
    if min(table.shape) >= 2 and known.size and known.min() < 0.0 < known.max():
        axes.contour(x, y, np.ma.masked_invalid(table), levels=[0.0], colors=[BLACK], linewidths=1.1)


def _norm(table: Floats, stored: StoredSweep) -> Normalize:
    known = table[np.isfinite(table)]
    if not known.size:
        return Normalize(0.0, 1.0)
    if stored.has_effects:
        reach = float(np.abs(known).max()) or 1.0
        return TwoSlopeNorm(0.0, -reach, reach)
    low, high = float(known.min()), float(known.max())
    return Normalize(low, high if high > low else low + 1.0)


def _short(value: float) -> str:
    return f"{value:.3g}"


def _halves(text: str) -> list[str]:
    """Return a label in at most two lines of about equal length."""
    words = text.split()
    if len(text) <= 34 or len(words) < 2:
        return [text]
    cut = min(range(1, len(words)), key=lambda k: abs(len(" ".join(words[:k])) - len(" ".join(words[k:]))))
    return [" ".join(words[:cut]), " ".join(words[cut:])]
