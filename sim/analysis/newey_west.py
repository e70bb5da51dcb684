"""Standard errors of means of correlated weeks."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MOST_PERSISTENT = 0.97


def lags(series: Floats) -> int:
    """Return a truncation lag that grows with persistence, at most a third of the series.

    The larger of the usual floor(4 (n / 100)^(2/9)) and Andrews' rule for Bartlett weights and an AR(1) with r,
    1.1447 (4 r^2 n / (1 - r^2)^2)^(1/3), r held at 0.97 or less.

    References
    ----------
    Andrews, D. (1991). Heteroskedasticity and autocorrelation consistent covariance matrix estimation.
    Econometrica 59(3).
    """
    n = series.size
    centred = series - series.mean()
    square = float((centred**2).sum())
    r = min(max(float((centred[1:] * centred[:-1]).sum()) / square, 0.0), MOST_PERSISTENT) if square > 0.0 else 0.0
    usual = int(4.0 * (n / 100.0) ** (2.0 / 9.0))
    andrews = int(1.1447 * (4.0 * r**2 * n / (1.0 - r**2) ** 2) ** (1.0 / 3.0))
    return max(min(max(usual, andrews), n // 3), 0)


def variance_of_mean(series: Floats, n_lags: int | None = None) -> float:
    """Return the variance of the mean of a stationary series with Bartlett weights.

    Parameters
    ----------
    series : (n,) float64, n >= 2
    n_lags : int, optional
        Truncation lag; by default `lags`.

    Raises
    ------
    ValueError
        If the series has fewer than two values.

    References
    ----------
    Newey, W., West, K. (1987). A simple, positive semi-definite, heteroskedasticity and autocorrelation consistent
    covariance matrix. Econometrica 55(3).
    """
    n = series.size
    if n < 2:
        raise ValueError("a variance needs at least two values")
    centred = series - series.mean()
    last = lags(series) if n_lags is None else n_lags
    total = float((centred**2).sum())
    for lag in range(1, last + 1):
        total += 2.0 * (1.0 - lag / (last + 1.0)) * float((centred[lag:] * centred[:-lag]).sum())
    return max(total, 0.0) / n / (n - 1)


def mean_difference(first: Floats, second: Floats) -> tuple[float, float]:
    """Return mean(second) - mean(first) and its Newey-West standard error, the two stretches taken as independent."""
    error = math.sqrt(variance_of_mean(first) + variance_of_mean(second))
    return float(second.mean() - first.mean()), error
