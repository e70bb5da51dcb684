"""Philox4x64-10, a counter-based generator: the draw is a function of its key and counter.

References
----------
J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3", SC '11.
"""

from __future__ import annotations

import numpy as np

from sim.model.compilation import inlined_rule
from sim.model.randomness.machine_words import high_product

MULTIPLIER_0 = np.uint64(0xD2E7470EE14C6C93)
MULTIPLIER_1 = np.uint64(0xCA5A826395121157)
WEYL_0 = np.uint64(0x9E3779B97F4A7C15)
WEYL_1 = np.uint64(0xBB67AE8584CAA73B)
N_ROUNDS = 10


@inlined_rule
def philox4x64(
    c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64, k0: np.uint64, k1: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Four random 64-bit words of a counter under a key.

    Parameters
    ----------
    c0, c1, c2, c3 : uint64
        Counter.
    k0, k1 : uint64
        Key.

    Returns
    -------
    tuple of four uint64
        The block that ``numpy.random.Philox`` gives for the same key and counter.
    """
    for _ in range(N_ROUNDS):
        high_0, low_0 = high_product(MULTIPLIER_0, c0), MULTIPLIER_0 * c0
        high_1, low_1 = high_product(MULTIPLIER_1, c2), MULTIPLIER_1 * c2
        c0, c1, c2, c3 = high_1 ^ c1 ^ k0, low_1, high_0 ^ c3 ^ k1, low_0
        k0, k1 = k0 + WEYL_0, k1 + WEYL_1
    return c0, c1, c2, c3
