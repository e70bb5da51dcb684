"""Where an effect changes sign along a parameter, with a jackknife interval; noise is not taken for a change.

A point counts if the 95% interval of its paired effect excludes zero. The effect tips between two neighbouring points
that count and have opposite signs; all points from the one to the other are fitted by a straight line, and where the
line crosses zero is the tipping point. Its values with one replication left out follow from the same fit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.analysis.estimate import Estimate, resampled

Floats = NDArray[np.float64]
TIPS, HELPS, HURTS, UNCLEAR = "tips", "helps", "hurts", "unclear"


@dataclass(frozen=True, slots=True)
class Tipping:
    """What an effect does along a parameter.

    Attributes
    ----------
    verdict : {"tips", "helps", "hurts", "unclear"}
        It changes sign; it is positive, or negative, wherever it can be told from zero; it nowhere can.
    at : Estimate or None
        Where it changes sign first.
    rising : bool
        Whether it turns from hurting to helping.
    n_changes : int
        How often it changes sign.
    n_told, n : int
        Points at which it can be told from zero, and all of them.
    """

    verdict: str
    at: Estimate | None = None
    rising: bool = False
    n_changes: int = 0
    n_told: int = 0
    n: int = 0

    @property
    def words(self) -> str:
        """The verdict for people."""
        if self.verdict != TIPS or self.at is None or self.at.value is None:
            sign = {HELPS: "helps", HURTS: "hurts"}.get(self.verdict)
            return f"none in range: {sign} ({self.n_told} of {self.n})" if sign else "none in range: not told from 0"
        interval = self.at.interval()
        reach = "" if interval is None else f" [{interval[0]:.3g}, {interval[1]:.3g}]"
        more = f"; {self.n_changes} changes" if self.n_changes > 1 else ""
        return f"{self.at.value:.3g}{reach}{more}"


def tipping(x: Floats, effects: Sequence[Estimate]) -> Tipping:
    """Return where an effect changes sign.

    Parameters
    ----------
    x : (n,) float64
        Values of the parameter, ascending.
    effects : sequence of Estimate
        The paired effect at each, with its values left out.
    """
    signs = [sign_of(one) for one in effects]
    known = [place for place, sign in enumerate(signs) if sign]
    if not known:
        return Tipping(UNCLEAR)
    changes = [(i, j) for i, j in pairwise(known) if signs[i] != signs[j]]
    if not changes:
        return Tipping(HELPS if signs[known[0]] > 0 else HURTS, n_told=len(known), n=len(signs))
    i, j = changes[0]
    between = [place for place in range(i, j + 1) if effects[place].value is not None]
    part, within = x[between], [effects[place] for place in between]
    whole = _crossing(part, np.array([one.value for one in within], dtype=np.float64))
    same = len({len(one.left_out or ()) for one in within}) == 1  # a point that lost a replication pairs with none
    left = np.array([one.left_out or () for one in within], dtype=np.float64) if same else np.zeros((0, 0))
    left_out = [_crossing(part, column) for column in left.T] if left.size else []
    return Tipping(
        TIPS, resampled(whole, left_out, [], "no crossing"), signs[j] > 0, len(changes), len(known), len(signs)
    )


def sign_of(effect: Estimate) -> int:
    """Return 1 or -1 if the 95% interval of an effect lies on one side of zero, else 0."""
    interval = effect.interval()
    if interval is None:
        return 0
    return 1 if interval[0] > 0.0 else -1 if interval[1] < 0.0 else 0


def _crossing(x: Floats, y: Floats) -> float:
    """Return where the line fitted to points crosses zero among them, else the line of their ends; NaN if neither."""
    slope, level = np.polyfit(x - x[0], y, 1)
    at = x[0] - level / slope if slope else math.nan
    if x[0] <= at <= x[-1]:
        return float(at)
    if y[0] * y[-1] > 0.0 or y[0] == y[-1]:
        return math.nan
    return float(x[0] - y[0] * (x[-1] - x[0]) / (y[-1] - y[0]))
