"""The effect between two points under the same seeds, and its interval: a jackknife of differences.

Both points have the same replications, so the values left out belong together: the effect b - a has the values left out
b_(r) - a_(r), whatever the estimator. Luck that both share cancels.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass

from sim.analysis.estimate import Estimate, combined


@dataclass(frozen=True, slots=True)
class Effect:
    """A difference of two estimates.

    Attributes
    ----------
    value : float or None
        None where one of the two has none.
    standard_error : float or None
        None with one replication, or where an error is not a jackknife over replications.
    low, high : float or None
        Ends of the 95% Student interval.
    """

    value: float | None = None
    standard_error: float | None = None
    low: float | None = None
    high: float | None = None


def difference(b: Estimate, a: Estimate) -> Estimate:
    """Return b - a with the jackknife of the differences left out; both under the same replications.

    Parameters
    ----------
    b, a : Estimate
        With `left_out` in the same order of replications.
    """
    return combined(operator.sub, b, a, reason=b.reason or a.reason or "")


def effect(b: Estimate, a: Estimate) -> Effect:
    """Return b - a with its paired 95% interval."""
    found = difference(b, a)
    interval = found.interval()
    low, high = interval if interval is not None else (None, None)
    return Effect(found.value, found.standard_error, low, high)
