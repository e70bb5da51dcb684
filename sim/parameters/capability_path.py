"""The measured path of AI capability: how long a task the best system completes half of the time.

References
----------
T. Kwa et al. (2025), "Measuring AI ability to complete long tasks", arXiv 2503.14499, and later reports of METR. The
probability of success at a task of t minutes is logistic(slope * (log2 p50 - log2 t)).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from sim.parameters.tables import number_or_none, read_table


@dataclass(frozen=True, slots=True)
class CapabilityPoint:
    """One released AI system.

    Attributes
    ----------
    release_date : date
    model : str
        Name of the system.
    p50_minutes : float
        Length of the task it completes half of the time, minutes of an able person.
    p50_low, p50_high : float or None
        95% interval of the same, minutes.
    slope_log2 : float or None
        Slope of the success curve, per log2 minute.
    source, confidence : str
        Citation; high, medium or low.
    """

    release_date: date
    model: str
    p50_minutes: float
    p50_low: float | None
    p50_high: float | None
    slope_log2: float | None
    source: str
    confidence: str


@cache
def load_capability_path() -> tuple[CapabilityPoint, ...]:
    """Return all systems of `data/ai_capability.csv`, by release date."""
    points = [
        CapabilityPoint(
            release_date=date.fromisoformat(row["release_date"]),
            model=row["model"],
            p50_minutes=float(row["p50_minutes"]),
            p50_low=number_or_none(row["p50_low"]),
            p50_high=number_or_none(row["p50_high"]),
            slope_log2=number_or_none(row["slope_log2"]),
            source=row["source"],
            confidence=row["confidence"],
        )
        for row in read_table("ai_capability.csv")
    ]
    return tuple(sorted(points, key=lambda point: point.release_date))


@cache
def frontier() -> tuple[CapabilityPoint, ...]:
    """Return the systems that were better than every earlier one, by release date."""
    return raising(load_capability_path())


def raising(points: tuple[CapabilityPoint, ...]) -> tuple[CapabilityPoint, ...]:
    """Return the points whose horizon is above that of every point before them."""
    best, kept = 0.0, []
    for point in points:
        if point.p50_minutes > best:
            best = point.p50_minutes
            kept.append(point)
    return tuple(kept)
