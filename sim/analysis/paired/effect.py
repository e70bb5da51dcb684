"""The effect of one scenario against another under the same luck: difference, interval, and what the pairing bought.

Two scenarios under the same seed have the same replications. With a and b the pooled estimates, a_(r) and b_(r) the
same without replication r, the effect b - a has the values left out b_(r) - a_(r), and its standard error is their
jackknife. For a mean over replications this is the paired t test. The relative effect b / a - 1 is treated the same.

The correlation achieved is that of a_(r) and b_(r). Independent seeds would have given the error
sqrt(se_a^2 + se_b^2), so the number of runs of each scenario that the same precision would have taken is

    R (se_a^2 + se_b^2) / se_paired^2.

References
----------
Law, A. (2015). Simulation Modeling and Analysis, 5th ed., section 11.2 (common random numbers).
Efron, B., Stein, C. (1981). The jackknife estimate of variance. Annals of Statistics 9(3).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from sim.analysis.estimate import Estimate, Floats, combined, missing

UP, DOWN, SAME, NOISE, UNKNOWN = "up", "down", "identical", "within noise", "no interval"
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Effect:
    """An outcome in two scenarios and the difference between them.

    Attributes
    ----------
    reference, other : Estimate
        The outcome in the reference and in the other scenario.
    difference : Estimate
        Other less reference, with its paired error.
    relative : Estimate or None
        Other over reference, minus one, with its paired error; None where the outcome has no natural zero.
    correlation : float or None
        Of the two outcomes over replications (of their values left out); None where one of them does not vary.
    """

    reference: Estimate
    other: Estimate
    difference: Estimate
    relative: Estimate | None
    correlation: float | None

    @property
    def paired(self) -> bool:
        """Whether the error of the difference is over replications that both scenarios share."""
        return self.difference.left_out is not None

    @property
    def unpaired_error(self) -> float | None:
        """Standard error of the difference that as many runs under independent seeds would have had."""
        return _root_of_squares(self.reference.standard_error, self.other.standard_error)

    @property
    def unpaired_relative_error(self) -> float | None:
        """The same of the relative effect, linearised: (b / a) sqrt((se_a / a)^2 + (se_b / b)^2)."""
        a, b = self.reference, self.other
        if a.standard_error is None or b.standard_error is None or not a.value or b.value is None:
            return None
        return _root_of_squares(b.value * a.standard_error / a.value**2, b.standard_error / a.value)

    @property
    def unpaired_runs(self) -> float | None:
        """Runs of each scenario under independent seeds for the same precision; None where the paired error is zero."""
        paired, unpaired = self.difference.standard_error, self.unpaired_error
        if not paired or unpaired is None or not self.paired:
            return None
        return (self.difference.degrees + 1) * (unpaired / paired) ** 2

    @property
    def p_value(self) -> float | None:
        """Two-sided p of no difference, Student; None without an error or with an error of zero."""
        value, error = self.difference.value, self.difference.standard_error
        if value is None or not error or self.difference.degrees < 1:
            return None
        return float(2.0 * student.sf(abs(value) / error, self.difference.degrees))

    @property
    def told(self) -> Estimate:
        """What people are shown: the relative effect, or the difference where that has no interval."""
        if self.relative is None or self.relative.standard_error is None:
            return self.difference
        return self.relative

    @property
    def sign(self) -> str:
        """What the 95% interval of `told` says: up, down, within noise, identical (no difference), or no interval."""
        interval = self.told.interval(LEVEL)
        if interval is None:
            return UNKNOWN
        low, high = interval
        if low == high == 0.0:
            return SAME
        return UP if low > 0.0 else DOWN if high < 0.0 else NOISE


def paired_effect(reference: Estimate, other: Estimate, *, relative: bool = False) -> Effect:
    """Return the effect of one scenario against another under the same luck.

    Parameters
    ----------
    reference, other : Estimate
        The same outcome in both, over the same replications in the same order. Where one has no values left out, the
        effect's error is that of independent worlds if both have an error, else it has none.
    relative : bool
        Whether to give the relative effect too: only for outcomes with a natural zero.

    Raises
    ------
    ValueError
        If the two have different numbers of replications.
    """
    difference = _combined(reference, other, lambda a, b: b - a, "")
    if difference.standard_error is None and difference.value is not None and _one_sample(reference, other):
        error = _root_of_squares(reference.standard_error, other.standard_error)
        difference = Estimate(difference.value, error, None, min(reference.degrees, other.degrees))
    ratio = _combined(reference, other, lambda a, b: b / a - 1.0, "the reference is zero") if relative else None
    return Effect(reference, other, difference, ratio, _correlation(reference, other))


def _combined(a: Estimate, b: Estimate, function: Callable[[Floats, Floats], Floats], reason: str) -> Estimate:
    """Return a function of two estimates with the jackknife of the values left out.

    Raises
    ------
    ValueError
        If the two have different numbers of replications.
    """
    if a.value is None or b.value is None:
        return missing(f"reference: {a.reason}" if a.value is None else f"other: {b.reason}")
    left, right = len(a.left_out or ()), len(b.left_out or ())
    if left and right and left != right:
        raise ValueError(f"the reference has {left} replications, the other scenario {right}")
    return combined(function, a, b, reason=reason)


def _one_sample(a: Estimate, b: Estimate) -> bool:
    """Return whether an error is not over replications (but over persons), so that nothing can be paired."""
    return a.left_out is None or b.left_out is None


def _correlation(a: Estimate, b: Estimate) -> float | None:
    if a.left_out is None or b.left_out is None:
        return None
    both = np.array([a.left_out, b.left_out], dtype=np.float64)
    if not np.isfinite(both).all() or ((both.max(axis=1) - both.min(axis=1)) <= 1e-12 * np.abs(both).max(axis=1)).any():
        return None
    centred = both - both.mean(axis=1, keepdims=True)
    found = (centred[0] * centred[1]).sum() / math.sqrt((centred[0] ** 2).sum() * (centred[1] ** 2).sum())
    return float(np.clip(found, -1.0, 1.0))


def _root_of_squares(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else math.hypot(one, other)
