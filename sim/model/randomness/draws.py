"""Draws from common laws, each a function of (seed, decision, week, a, b).

Every law is the inverse of its distribution function at one uniform number, so a draw is monotone in its parameter:
the same person under a slightly higher hazard decides the same or earlier, never at random (common random numbers).
"""

from __future__ import annotations

import numpy as np

from sim.model.compilation import inlined_rule, rule
from sim.model.randomness.philox import philox4x64
from sim.model.randomness.portable_math import exp, log, normal_quantile

INVERSE_2_53 = 1.0 / 9007199254740992.0
WEEK_OFFSET = 4096
POISSON_CHUNK = 128.0
SHIFT_11 = np.uint64(11)
ZERO = np.uint64(0)


@inlined_rule
def random_block(
    seed: int, stream: int, week: int, a: int, b: int
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Four words of the block with key (seed, stream) and counter (week + 4096, a, b, 0)."""
    return philox4x64(
        np.uint64(week + WEEK_OFFSET), np.uint64(a), np.uint64(b), ZERO, np.uint64(seed), np.uint64(stream)
    )


@rule
def random_word(seed: int, decision: int, week: int, a: int, b: int) -> np.uint64:
    """Word decision mod 4 of the block of stream decision // 4."""
    first, second, third, fourth = random_block(seed, decision >> 2, week, a, b)
    place = decision & 3
    if place < 2:
        return first if place == 0 else second
    return third if place == 2 else fourth


@rule
def unit(word: np.uint64) -> float:
    """A random word as a uniform number on the open interval (0, 1), in steps of 2^-53."""
    return (np.float64(word >> SHIFT_11) + 0.5) * INVERSE_2_53


@rule
def gumbel_at(u: float) -> float:
    """Standard Gumbel at a uniform number, ``-ln(-ln u)``."""
    return -log(-log(u))


@rule
def uniform(seed: int, decision: int, week: int, a: int, b: int) -> float:
    """Uniform on the open interval (0, 1), in steps of 2^-53."""
    return unit(np.uint64(random_word(seed, decision, week, a, b)))


@rule
def normal(seed: int, decision: int, week: int, a: int, b: int) -> float:
    """Standard normal."""
    return normal_quantile(uniform(seed, decision, week, a, b))


@rule
def gumbel(seed: int, decision: int, week: int, a: int, b: int) -> float:
    """Standard Gumbel, ``-ln(-ln u)``."""
    return gumbel_at(uniform(seed, decision, week, a, b))


@rule
def poisson_count(u: float, mean: float) -> int:
    """Smallest k with Poisson(mean) distribution function at least `u`; `mean` at most 128."""
    term = exp(-mean)
    total = term
    k = 0
    while total < u and k < 1000:
        k = k + 1
        term = term * mean / k
        total = total + term
    return k


@rule
def poisson(seed: int, decision: int, week: int, a: int, mean: float) -> int:
    """Poisson with any mean, as the sum of Poisson draws with means of at most 128."""
    count = 0
    block = 0
    while mean > 0.0:
        part = min(mean, POISSON_CHUNK)
        count = count + poisson_count(uniform(seed, decision, week, a, block), part)
        mean = mean - part
        block = block + 1
    return count
