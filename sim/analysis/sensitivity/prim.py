"""Scenario discovery: the patient rule induction method finds a box of parameters in which an outcome is likely.

From the box that holds all points, thin slices are peeled off, one face at a time, each the one that raises the density
of hits most for each point lost; then the chosen box is pasted wider where that raises its density. What comes out is a
trajectory of boxes from all of the hits thinly to few of them densely; which one is of use is for the reader.

References
----------
Friedman, J., Fisher, N. (1999). Bump hunting in high-dimensional data. Statistics and Computing 9.
Bryant, B., Lempert, R. (2010). Thinking inside the box: a participatory, computer-assisted approach to scenario
discovery. Technological Forecasting and Social Change 77(1).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

Floats = NDArray[np.float64]
Hits = NDArray[np.bool_]
PEEL = 0.05
"""Share of the points in a box that one slice takes; more where points are tied, which go together."""
LEAST = 0.05
"""Smallest box, as a share of all points."""


@dataclass(frozen=True, slots=True, eq=False)
class Box:
    """A box of parameters.

    Attributes
    ----------
    low, high : (k,) float64
        Closed ends; those of the data where a parameter is not restricted.
    n, hits : int
        Points in it, and those of them that are hits.
    coverage : float
        Share of all hits that lie in it.
    density : float
        Share of its points that are hits.
    mass : float
        Share of all points that lie in it.
    restricted : (k,) bool
        Which parameters it restricts.
    """

    low: Floats
    high: Floats
    n: int
    hits: int
    coverage: float
    density: float
    mass: float
    restricted: Hits


def prim(x: Floats, hits: Hits, *, peel: float = PEEL, least: float = LEAST) -> list[Box]:
    """Return the trajectory of boxes, from all points to the smallest.

    Parameters
    ----------
    x : (n, k) float64
        Parameters, one row a point.
    hits : (n,) bool
        Whether the outcome is the one looked for.
    peel : float
        Share of the points in the box that a slice takes; points with equal values go together.
    least : float
        Smallest box, as a share of all points.

    Raises
    ------
    ValueError
        If there is no hit, or nothing else.
    """
    if not hits.any() or hits.all():
        raise ValueError("discovery needs points that are hits and points that are not")
    low, high = x.min(axis=0), x.max(axis=0)
    trajectory = [_box(x, hits, low, high)]
    while True:
        candidates = [face for place in range(x.shape[1]) for face in _slices(x, low, high, place, peel)]
        boxes = [_box(x, hits, *face) for face in candidates]
        kept = [one for one in boxes if 0 < one.n < trajectory[-1].n and one.n >= least * len(hits) and one.hits]
        if not kept:
            return trajectory
        best = max(kept, key=lambda one: (_gain(one, trajectory[-1]), one.n))
        low, high = best.low, best.high
        trajectory.append(best)


def paste(x: Floats, hits: Hits, box: Box, *, step: float = PEEL) -> Box:
    """Return the box made wider, face by face, as long as its density rises."""
    best = box
    while True:
        wider = [_box(x, hits, *face) for face in _faces_out(x, best, step)]
        better = [one for one in wider if one.density > best.density]
        if not better:
            return best
        best = max(better, key=lambda one: (one.density, one.n))


def best_of(trajectory: list[Box]) -> Box:
    """Return the box with the highest harmonic mean of coverage and density among those that restrict something.

    The first of equals; the box of all points where nothing could be peeled off.
    """
    peeled = trajectory[1:] or trajectory
    return max(peeled, key=lambda one: 2.0 * one.coverage * one.density / max(one.coverage + one.density, 1e-12))


def quasi_p_values(x: Floats, hits: Hits, box: Box) -> Floats:
    """Return, for each restricted parameter, how likely so many hits were in the box if it made no difference.

    A one-sided binomial test of the box against the same box without that restriction. It is quasi, because the box was
    chosen with the same points. NaN where a parameter is not restricted.
    """
    found = np.full(x.shape[1], np.nan)
    for place in np.flatnonzero(box.restricted).tolist():
        low, high = box.low.copy(), box.high.copy()
        low[place], high[place] = x[:, place].min(), x[:, place].max()
        without = _box(x, hits, low, high)
        found[place] = float(binom.sf(box.hits - 1, box.n, without.density))
    return found


def _gain(new: Box, old: Box) -> float:
    """Return the rise of density for each point that a peel costs."""
    return (new.density - old.density) / (old.n - new.n)


def _slices(x: Floats, low: Floats, high: Floats, place: int, peel: float) -> list[tuple[Floats, Floats]]:
    """Return the box without a slice at the lower and at the upper end of one parameter."""
    column = np.sort(x[_inside(x, low, high), place])
    found = []
    number = max(int(peel * column.size), 1)
    above = column[column > column[number - 1]]
    below = column[column < column[-number]]
    if above.size:
        found.append((_set(low, place, float(above[0])), high))
    if below.size:
        found.append((low, _set(high, place, float(below[-1]))))
    return found


def _faces_out(x: Floats, box: Box, step: float) -> list[tuple[Floats, Floats]]:
    """Return the box with some points more at each end of each restricted parameter."""
    found = []
    for place in np.flatnonzero(box.restricted).tolist():
        others = _inside(x, _set(box.low, place, -np.inf), _set(box.high, place, np.inf))
        column = np.sort(x[others, place])
        number = max(int(step * box.n), 1)
        below, above = column[column < box.low[place]], column[column > box.high[place]]
        if below.size:
            found.append((_set(box.low, place, float(below[max(below.size - number, 0)])), box.high))
        if above.size:
            found.append((box.low, _set(box.high, place, float(above[min(number, above.size) - 1]))))
    return found


def _box(x: Floats, hits: Hits, low: Floats, high: Floats) -> Box:
    inside = _inside(x, low, high)
    n, found = int(inside.sum()), int(hits[inside].sum())
    restricted = (low > x.min(axis=0)) | (high < x.max(axis=0))
    density = found / n if n else 0.0
    return Box(low, high, n, found, found / int(hits.sum()), density, n / len(hits), restricted)


def _inside(x: Floats, low: Floats, high: Floats) -> Hits:
    within: Hits = (x >= low) & (x <= high)
    found: Hits = np.logical_and.reduce(within, axis=1)
    return found


def _set(values: Floats, place: int, value: float) -> Floats:
    changed = values.copy()
    changed[place] = value
    return changed
