"""From which size on an outcome agrees with that of the largest market, within Monte Carlo error."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.finite_size_outcomes import OUTCOMES
from sim.analysis.estimate import Estimate, ratio

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Point:
    """An outcome at a size.

    Attributes
    ----------
    size, replications : int
    estimate : Estimate
        Ratio of sums over replications, jackknife standard error.
    relative, half : float
        Value over that of the largest size, and half of its 95% interval, the error of the largest included; nan
        where there is none. For the largest size itself, the interval of its own value.
    """

    size: int
    replications: int
    estimate: Estimate
    relative: float
    half: float

    @property
    def agrees(self) -> bool:
        """Whether the interval holds 1."""
        return abs(self.relative - 1.0) <= self.half


def points_of(runs: Sequence[dict[str, Any]]) -> dict[str, list[Point]]:
    """Return the points of each outcome, in order of size.

    Parameters
    ----------
    runs : sequence of dict
        From `finite_size_outcomes.walk`.
    """
    sizes = sorted({run["size"] for run in runs})
    return {outcome.key: _points(outcome.key, runs, sizes) for outcome in OUTCOMES}


def first_agreeing(points: Sequence[Point]) -> int | None:
    """Return the least size from which on all agree with the largest; None if there is none but the largest."""
    found = None
    for point in reversed(points[:-1]):
        if not point.agrees:
            break
        found = point.size
    return found


def _points(key: str, runs: Sequence[dict[str, Any]], sizes: Sequence[int]) -> list[Point]:
    estimates = {}
    for size in sizes:
        parts = np.array([run["parts"][key] for run in runs if run["size"] == size], dtype=np.float64)
        estimates[size] = (len(parts), ratio(parts[:, 0], parts[:, 1]))
    largest = estimates[sizes[-1]][1]
    return [
        Point(size, n, one, *_relative(one, largest, is_largest=size == sizes[-1]))
        for size, (n, one) in estimates.items()
    ]


def _relative(one: Estimate, largest: Estimate, *, is_largest: bool) -> tuple[float, float]:
    """Value over the largest, and half of its interval, by the delta method with Welch's degrees of freedom."""
    if not one.value or not largest.value:
        return math.nan, math.nan
    relative = one.value / largest.value
    if one.standard_error is None or largest.standard_error is None:
        return relative, math.nan
    own, other = (one.standard_error / one.value) ** 2, (largest.standard_error / largest.value) ** 2
    other = 0.0 if is_largest else other
    spread = own**2 / one.degrees + other**2 / largest.degrees
    degrees = (own + other) ** 2 / spread if spread > 0.0 else 1.0
    return relative, relative * math.sqrt(own + other) * _student(degrees)


def _student(degrees: float) -> float:
    """Quantile of Student's distribution at which 95% lie within, both sides together."""
    from scipy.stats import t  # noqa: PLC0415

    return float(t.ppf(0.5 + LEVEL / 2.0, degrees))
