"""Real numbers that are added up as whole ones: such sums do not depend on the order, so neither on threads."""

from __future__ import annotations

import math
from typing import Final

from sim.model.compilation import rule

SCALE: Final = 1048576.0
"""2^20: a millionth is kept of each amount, and a sum holds up to 8.7 * 10^12."""


@rule
def fixed_point(amount: float) -> int:
    """An amount in units of 2^-20, to the nearest."""
    return math.floor(amount * SCALE + 0.5)
