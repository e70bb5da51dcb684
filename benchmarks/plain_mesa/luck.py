"""Draws that the standard library lacks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random


def poisson(random: Random, mean: float) -> int:
    """Poisson count by inversion (means here are small), in blocks where the mean is large."""
    count = 0
    while mean > 100.0:
        count += poisson(random, 100.0)
        mean -= 100.0
    term = total = math.exp(-mean)
    u = random.random()
    k = 0
    while total < u and k < 1000:
        k += 1
        term *= mean / k
        total += term
    return count + k


def gumbel(random: Random) -> float:
    """Return a standard Gumbel number."""
    return -math.log(-math.log(random.random() or 0.5))


def logistic(x: float) -> float:
    """1 / (1 + exp(-x)), safe far below zero."""
    return 1.0 / (1.0 + math.exp(-x)) if x > -700.0 else 0.0


def normal_share_below(x: float) -> float:
    """Standard normal distribution function."""
    return 0.5 * math.erfc(-x / math.sqrt(2.0))


def tenth(deviation: float) -> int:
    """Tenth of the standard normal that an attitude lies in."""
    return min(int(10.0 * normal_share_below(deviation)), 9)
