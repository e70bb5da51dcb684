"""A number with its Monte Carlo error: ratios of sums over replications, with a jackknife.

Money in this market has heavy tails. The mean over replications of a ratio such as a growth rate is then biased upwards
and its spread need not exist; the ratio of sums pooled over replications is consistent. So every ratio here is
``value = f(sum over r of x_r)``, where x_r are the parts of replication r, and its standard error is the jackknife

    se^2 = (R - 1) / R * sum_r (f(sum - x_r) - mean)^2.

References
----------
Efron, B., Stein, C. (1981). The jackknife estimate of variance. Annals of Statistics 9(3).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit  # the quantile of `scipy.stats.t`, without half a second of imports

Floats = NDArray[np.float64]
QUANTILES = (0.05, 0.5, 0.95)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its Monte Carlo error over replications.

    Attributes
    ----------
    value : float or None
        None where the horizon or the market does not give it; `reason` then says why.
    standard_error : float or None
        Jackknife standard error over replications; None with one replication.
    quantiles : dict or None
        Quantiles 0.05, 0.5, 0.95 of the value over single replications; None with one replication.
    degrees : int
        Degrees of freedom of the standard error.
    reason : str or None
        Why there is no value.
    left_out : tuple of float or None
        The value with one replication left out, one a replication in their order: what pairs two estimates
        (`sim.analysis.paired`). None where the error is not a jackknife over replications.
    single : tuple of float or None
        The value of each replication alone, NaN where it has none; None with one replication.
    """

    value: float | None
    standard_error: float | None = None
    quantiles: dict[str, float] | None = None
    degrees: int = 0
    reason: str | None = None
    left_out: tuple[float, ...] | None = None
    single: tuple[float, ...] | None = None

    def interval(self, level: float = 0.95) -> tuple[float, float] | None:
        """Return the Student interval of the value, or None without a standard error."""
        if self.value is None or self.standard_error is None or self.degrees < 1:
            return None
        half = float(stdtrit(self.degrees, 0.5 + level / 2.0)) * self.standard_error
        return self.value - half, self.value + half


def missing(reason: str) -> Estimate:
    """Return an estimate without a value."""
    return Estimate(None, reason=reason)


def pooled(parts: Floats, function: Callable[[Floats], Floats], reason: str = "a denominator is zero") -> Estimate:
    """Return a function of sums over replications, with a jackknife standard error.

    Parameters
    ----------
    parts : (R, k) float64
        Additive parts, one row a replication.
    function : callable
        Maps sums of shape (..., k) to values of shape (...); must be homogeneous of degree zero in the
        sums, as a ratio is.
    reason : str
        Why the value is missing when it is not finite.
    """
    n = parts.shape[0]
    with np.errstate(all="ignore"):
        total = parts.sum(axis=0)
        value = float(function(total))
        if not math.isfinite(value):
            return missing(reason)
        if n < 2:
            return Estimate(value)
        left_out = np.asarray(function(total - parts), dtype=np.float64)
        single = np.asarray(function(parts), dtype=np.float64)
    return _over_replications(value, left_out, single)


def ratio(numerator: Floats, denominator: Floats, reason: str = "a denominator is zero") -> Estimate:
    """Return the ratio of two sums over replications; both of shape (R,)."""
    return pooled(np.stack([numerator, denominator], axis=1), lambda x: x[..., 0] / x[..., 1], reason)


def growth(later: Floats, earlier: Floats, reason: str = "nothing in the earlier period") -> Estimate:
    """Return the relative change of two sums over replications; both of shape (R,)."""
    return pooled(np.stack([later, earlier], axis=1), lambda x: x[..., 0] / x[..., 1] - 1.0, reason)


def mean(values: Floats, reason: str = "not observed") -> Estimate:
    """Return the mean over replications of shape (R,), with the usual standard error; NaN entries are left out."""
    kept = values[np.isfinite(values)]
    if kept.size == 0:
        return missing(reason)
    if kept.size == 1:
        return Estimate(float(kept[0]))
    error = float(kept.std(ddof=1)) / math.sqrt(kept.size)
    whole = float(kept.mean())
    left_out = np.where(np.isfinite(values), (kept.sum() - values) / (kept.size - 1), whole)
    return Estimate(whole, error, _quantiles(kept), kept.size - 1, None, _plain(left_out), _plain(values))


def resampled(whole: float, left_out: Sequence[float], single: Sequence[float], reason: str) -> Estimate:
    """Return an estimate from a value of all replications, values with one left out, and values of one alone."""
    if not math.isfinite(whole):
        return missing(reason)
    if len(left_out) < 2:
        return Estimate(whole)
    return _over_replications(whole, np.asarray(left_out, dtype=np.float64), np.asarray(single, dtype=np.float64))


def combined(function: Callable[..., Any], *estimates: Estimate, reason: str) -> Estimate:
    """Return a function of estimates from the same replications, its error by leaving each out of all of them at once.

    Parameters
    ----------
    function : callable
        Of as many numbers, or arrays of them, as there are estimates.
    *estimates : Estimate
        Where one has no values left out, or other ones than the others, the result has no error.
    reason : str
        Why the value is missing when one of theirs is, or when it is not finite.
    """
    values = [one.value for one in estimates]
    if any(value is None for value in values):
        return missing(reason)
    with np.errstate(all="ignore"):
        whole = float(function(*map(np.float64, values)))
        left_out, single = (
            _each(function, [getattr(one, name) for one in estimates]) for name in ("left_out", "single")
        )
    found = resampled(whole, left_out, single, reason)
    return replace(found, degrees=min(found.degrees, *(one.degrees for one in estimates)))


def _each(function: Callable[..., Any], values: Sequence[tuple[float, ...] | None]) -> list[float]:
    """Return a function of values replication by replication; none where they do not belong together."""
    known = [np.array(one, dtype=np.float64) for one in values if one is not None]
    if len(known) < len(values) or len({one.size for one in known}) != 1:
        return []
    results: list[float] = np.asarray(function(*known)).tolist()
    return results


def _over_replications(value: float, left_out: Floats, single: Floats) -> Estimate:
    """Return an estimate with its jackknife error, from values with one replication left out and of one alone."""
    error, quantiles = jackknife_error(left_out), _quantiles(single)
    return Estimate(value, error, quantiles, left_out.size - 1, None, _plain(left_out), _plain(single))


def _plain(values: Floats) -> tuple[float, ...] | None:
    return tuple(values.astype(np.float64).tolist()) if values.size else None


def jackknife_error(left_out: Floats) -> float | None:
    """Return the jackknife standard error from values with one replication left out, None if one is not finite."""
    if not np.isfinite(left_out).all():
        return None
    n = left_out.size
    return float(math.sqrt((n - 1) / n * float(((left_out - left_out.mean()) ** 2).sum())))


def _quantiles(values: Floats) -> dict[str, float] | None:
    finite = values[np.isfinite(values)]
    if finite.size < 2:
        return None
    found = np.quantile(finite, QUANTILES)
    return {str(level): float(one) for level, one in zip(QUANTILES, found, strict=True)}
