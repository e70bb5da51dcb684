"""A design: the points of a sweep in their order, whatever made them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from sim.experiment.design.dimension import Dimension, Setting

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """Points in their order.

    Attributes
    ----------
    kind : str
        As in the sweep file.
    paths : tuple of str
        Dotted paths of the parameters.
    points : tuple of tuple
        One value a path, one row a point.
    unit : (n, k) float64 or None
        The points in the unit cube, for designs that are sampled there; sensitivity indices are computed on it.
    varied : tuple of str
        One a point: the parameter that differs from the base, for designs of one at a time; else empty texts.
    """

    kind: str
    paths: tuple[str, ...]
    points: tuple[tuple[Setting, ...], ...]
    unit: Floats | None = None
    varied: tuple[str, ...] = ()


def grid(dimensions: Sequence[Dimension]) -> Design:
    """Return every combination of the levels; the last parameter runs fastest."""
    points = tuple(product(*(one.levels() for one in dimensions)))
    return Design("grid", tuple(one.path for one in dimensions), points, None, ("",) * len(points))


def listed(paths: Sequence[str], points: Sequence[tuple[Setting, ...]]) -> Design:
    """Return points as they were written."""
    return Design("list", tuple(paths), tuple(points), None, ("",) * len(points))


def one_at_a_time(dimensions: Sequence[Dimension], base: Sequence[Setting]) -> Design:
    """Return the base, then each parameter at its levels with all others at the base; the base itself is not repeated.

    Parameters
    ----------
    dimensions : sequence of Dimension
    base : sequence
        The value of each parameter in the scenario.
    """
    points, varied = [tuple(base)], [""]
    for place, one in enumerate(dimensions):
        for level in one.levels():
            if level != base[place]:
                points.append((*base[:place], level, *base[place + 1 :]))
                varied.append(one.path)
    return Design("one_at_a_time", tuple(one.path for one in dimensions), tuple(points), None, tuple(varied))


def sampled(kind: str, dimensions: Sequence[Dimension], unit: Floats) -> Design:
    """Return the design whose points lie at these places of the unit cube.

    Parameters
    ----------
    kind : str
    dimensions : sequence of Dimension
        k of them.
    unit : (n, k) float64
        In [0, 1].
    """
    points = tuple(
        tuple(one.at(float(share)) for one, share in zip(dimensions, row, strict=True)) for row in unit.tolist()
    )
    return Design(kind, tuple(one.path for one in dimensions), points, unit, ("",) * len(points))
