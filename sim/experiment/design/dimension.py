"""One parameter of a design: the values it takes, and where a number between 0 and 1 lies among them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

Setting = bool | int | float | date | str
"""A value of a parameter."""
Kind = Literal["real", "whole", "date", "choice"]
DIGITS: Final = 12
"""Significant digits of a sampled value, so that a step of a fifth is 0.6 and not 0.6000000000000001."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """A parameter with the values or the range that a design gives it.

    Attributes
    ----------
    path : str
        Dotted path in a scenario.
    kind : {"real", "whole", "date", "choice"}
        Of the parameter; truth values and words are choices.
    values : tuple
        Values listed one by one; empty where a range is given.
    low, high : float
        Closed range, dates as ordinal days; not used where values are listed.
    log : bool
        Whether equal steps are equal ratios.
    n : int
        Levels of the range in a grid or one at a time.
    """

    path: str
    kind: Kind
    values: tuple[Setting, ...] = ()
    low: float = 0.0
    high: float = 0.0
    log: bool = False
    n: int = 2

    def at(self, share: float) -> Setting:
        """Return the value at a place between 0 and 1.

        Listed values, whole numbers and days each take an equal part of the way (on a log scale: of the logs).
        """
        if self.values:
            return self.values[min(int(share * len(self.values)), len(self.values) - 1)]
        if self.kind == "real":
            return self._typed(self._between(share, self.high))
        return self._typed(min(math.floor(self._between(share, self.high + 1.0) + 1e-9), self.high))

    def levels(self) -> tuple[Setting, ...]:
        """Return the listed values, or `n` evenly spaced ones from the lowest to the highest, each once."""
        if self.values:
            return self.values
        steps = [self._between(k / (self.n - 1), self.high) for k in range(self.n)]
        return tuple(dict.fromkeys(self._typed(step if self.kind == "real" else round(step)) for step in steps))

    def _between(self, share: float, high: float) -> float:
        if self.log:
            return math.exp(math.log(self.low) + share * (math.log(high) - math.log(self.low)))
        return self.low + share * (high - self.low)

    def _typed(self, number: float) -> Setting:
        if self.kind == "real":
            return float(f"{min(max(number, self.low), self.high):.{DIGITS}g}")
        return date.fromordinal(int(number)) if self.kind == "date" else int(number)
