"""Names beside points of a scatter, placed so that they touch neither one another nor the points."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from sim.analysis.figures.style import BLACK, GREY, renderer_of, settle

Floats = NDArray[np.float64]
ANGLES = np.deg2rad([0.0, 180.0, 45.0, 135.0, -45.0, -135.0, 90.0, -90.0])
REACHES = (6.0, 10.0, 15.0, 21.0, 28.0, 36.0)
"""Distances tried between a point and its name, pt."""
MARGIN = 1.0
"""Free space kept around a name, pt."""


def name_points(
    axes: Axes, x: Floats, y: Floats, names: Sequence[str], obstacles: Sequence[tuple[float, float, float]], size: float
) -> list[Annotation]:
    """Write names near their points where there is room; a name for which there is none is not written.

    Parameters
    ----------
    axes : Axes
        With its limits set, in a figure that is otherwise complete: the layout is settled first.
    x, y : (n,) float64
        Points in data units, most important first.
    names : sequence of str
    obstacles : sequence of (x, y, radius)
        Marks to stay clear of: data units and radius in pt.
    size : float
        Of the text, pt.

    Returns
    -------
    list of Annotation
        The names written.
    """
    figure = axes.get_figure(root=True)
    if figure is None:
        return []
    settle(figure)
    renderer = renderer_of(figure)
    per_point = figure.dpi / 72.0
    taken = [_around(axes, *mark, per_point) for mark in obstacles]
    inside, written, words = axes.get_window_extent(renderer), list[Annotation](), list[Bbox]()
    for place, name in zip(zip(x, y, strict=True), names, strict=True):
        text = axes.annotate(
            name,
            place,
            xytext=(0.0, 0.0),
            textcoords="offset points",
            fontsize=size,
            color=BLACK,
            linespacing=0.95,
            arrowprops={"arrowstyle": "-", "color": GREY, "linewidth": 0.4, "shrinkA": 0.5, "shrinkB": 1.0},
            zorder=6,
        )
        box = _first_free(text, taken, words, inside, renderer)
        if box is None:
            text.remove()
        else:
            taken += [box, *_leader(text, box)]
            words.append(box)
            written.append(text)
    return written


def _first_free(text: Annotation, taken: list[Bbox], words: list[Bbox], inside: Bbox, renderer: object) -> Bbox | None:
    """Move a name to the first free place around its point and return its box, or None if no place is free."""
    for reach, angle in product(REACHES, ANGLES):
        dx, dy = float(np.cos(angle)), float(np.sin(angle))
        text.set_position((reach * dx, reach * dy))
        text.set_horizontalalignment("left" if dx > 0.1 else "right" if dx < -0.1 else "center")
        text.set_verticalalignment("bottom" if dy > 0.1 else "top" if dy < -0.1 else "center")
        box = _text_box(text, renderer).padded(MARGIN)
        free = not any(box.overlaps(other) for other in taken)
        free = free and not any(step.overlaps(other) for step in _leader(text, box) for other in words)
        if free and inside.x0 <= box.x0 and box.x1 <= inside.x1 and inside.y0 <= box.y0 and box.y1 <= inside.y1:
            return box
    return None


def _text_box(text: Annotation, renderer: object) -> Bbox:
    """Return the box of the words alone, without the line to the point."""
    text.update_positions(renderer)  # type: ignore[arg-type]
    box: Bbox = Text.get_window_extent(text, renderer)  # type: ignore[arg-type]
    return box


def _leader(text: Annotation, box: Bbox) -> list[Bbox]:
    """Return small boxes along the line from a point to the nearest place of its name."""
    at = text.axes.transData.transform(text.xy) if text.axes is not None else np.zeros(2)
    near = np.clip(at, box.min, box.max)
    steps = [at + part * (near - at) for part in np.linspace(0.0, 0.9, 10)]
    return [Bbox.from_extents(x - 1.0, y - 1.0, x + 1.0, y + 1.0) for x, y in steps]


def _around(axes: Axes, x: float, y: float, radius: float, per_point: float) -> Bbox:
    at_x, at_y = axes.transData.transform((x, y))
    reach = radius * per_point
    return Bbox.from_extents(at_x - reach, at_y - reach, at_x + reach, at_y + reach)
