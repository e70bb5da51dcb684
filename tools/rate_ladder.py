"""Hourly rates by level: the pay of a specialty spread over entry, intermediate and expert posts."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pooling import PRICES_OF_A_PRIOR, Leaf

PLATFORM_LADDER = (11.0, 18.5, 32.5)
"""Median posted hourly rate of entry, intermediate and expert posts, USD/h, all categories (target C1b)."""
PLATFORM_LOG_SD = 0.78
"""Standard deviation of ln posted hourly rate, all posts (target C1)."""
MEDIAN_RANGE = (18.0, 22.0)
"""Accepted median posted hourly rate, USD/h (target C1)."""
PLATFORM_MEDIAN = 20.0
"""Median posted hourly rate, USD/h: what a median out of range is brought to (target C1)."""
LEVELS = ("entry", "intermediate", "expert")
Triple = tuple[float, float, float]


@dataclass(frozen=True)
class Rates:
    """Median rates and their spread.

    Attributes
    ----------
    medians : list of three floats
        USD/h of entry, intermediate and expert posts, one triple a specialty.
    log_sd : float
        Standard deviation of ln rate within specialty and level.
    factor : float
        What all medians were multiplied by to bring the platform's median into its range.
    platform_median : float
        Median posted rate of the platform after that, USD/h.
    """

    medians: list[Triple]
    log_sd: float
    factor: float
    platform_median: float


def steps_of_categories(
    leaves: Sequence[Leaf], priced: Sequence[int], by_category: dict[str, dict[str, str]]
) -> dict[str, tuple[float, float]]:
    """Return ln(intermediate / entry) and ln(expert / intermediate) of each category, never below zero.

    A step is (n own + 10 platform) / (n + 10), n the smaller number of prices of its two levels.
    """
    n_priced: dict[str, int] = defaultdict(int)
    for leaf, n in zip(leaves, priced, strict=True):
        n_priced[leaf.category] += n
    steps = {}
    for category, total in n_priced.items():
        row = by_category[category]
        ladder = [math.log(float(row[f"hourly_median_{level}"])) for level in LEVELS]
        n = [total * float(row[f"share_{level}"]) for level in LEVELS]
        pair = []
        for k in (0, 1):
            own, platform = max(0.0, ladder[k + 1] - ladder[k]), math.log(PLATFORM_LADDER[k + 1] / PLATFORM_LADDER[k])
            weight = min(n[k], n[k + 1])
            pair.append((weight * own + PRICES_OF_A_PRIOR * platform) / (weight + PRICES_OF_A_PRIOR))
        steps[category] = (pair[0], pair[1])
    return steps


def rates(
    leaves: Sequence[Leaf],
    level: Sequence[float],
    mix: Sequence[Triple],
    hourly: Sequence[float],
    steps: dict[str, tuple[float, float]],
) -> Rates:
    """Return rates whose mean log over a specialty's mix of levels is the log of its pooled rate."""
    medians: list[Triple] = []
    for leaf, usd, share in zip(leaves, level, mix, strict=True):
        first, second = steps[leaf.category]
        entry = math.log(usd) - share[1] * first - share[2] * (first + second)
        medians.append((math.exp(entry), math.exp(entry + first), math.exp(entry + first + second)))
    weights = [[leaf.share * paid * s for s in share] for leaf, paid, share in zip(leaves, hourly, mix, strict=True)]
    log_sd = math.sqrt(PLATFORM_LOG_SD**2 - between(medians, weights))
    middle = mixture_median(medians, weights, log_sd)
    factor = 1.0 if MEDIAN_RANGE[0] <= middle <= MEDIAN_RANGE[1] else PLATFORM_MEDIAN / middle
    return Rates([(a * factor, b * factor, c * factor) for a, b, c in medians], log_sd, factor, middle * factor)


def between(medians: Sequence[Triple], weights: Sequence[Sequence[float]]) -> float:
    """Return the weighted variance of ln median over specialties and levels."""
    cells = [(math.log(m), w) for row, ws in zip(medians, weights, strict=True) for m, w in zip(row, ws, strict=True)]
    total = sum(w for _, w in cells)
    mean = sum(w * x for x, w in cells) / total
    return sum(w * (x - mean) ** 2 for x, w in cells) / total


def mixture_median(medians: Sequence[Triple], weights: Sequence[Sequence[float]], log_sd: float) -> float:
    """Return the median of the mixture of lognormals, USD/h, by bisection."""
    cells = [(math.log(m), w) for row, ws in zip(medians, weights, strict=True) for m, w in zip(row, ws, strict=True)]
    total = sum(w for _, w in cells)
    low, high = min(x for x, _ in cells) - 1.0, max(x for x, _ in cells) + 1.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        below = sum(w * math.erfc((x - middle) / (log_sd * math.sqrt(2.0))) for x, w in cells) / (2.0 * total)
        low, high = (middle, high) if below < 0.5 else (low, middle)
    return math.exp(0.5 * (low + high))
