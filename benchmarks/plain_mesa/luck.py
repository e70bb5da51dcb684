"""Draws that the standard library lacks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

LOGISTIC_SD = math.pi / math.sqrt(3.0)


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


def brings_ai(share: float, openness: float, openness_weight: float, z: float) -> bool:
    """Whether a newcomer uses AI already: a share of them does, the more open more likely."""
    if not 0.0 < share < 1.0:
        return share >= 1.0
    index = (openness_weight * openness + LOGISTIC_SD * z) / math.hypot(openness_weight, LOGISTIC_SD)
    return normal_share_below(index) > 1.0 - share
