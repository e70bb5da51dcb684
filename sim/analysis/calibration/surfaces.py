"""Two smooth functions of the parameters that can stand in for a target: a quadratic surface and a Gaussian process.

Both are judged by leaving one point out, in closed form: the ridge by its hat matrix, the process by the inverse of
its covariance, each with the settings found on all points.

References
----------
Rasmussen, C., Williams, C. (2006). Gaussian Processes for Machine Learning. Sections 2.3, 5.4.2.
Kennedy, M., O'Hagan, A. (2001). Bayesian calibration of computer models. JRSS B 63(3).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize
from scipy.spatial.distance import cdist

Floats = NDArray[np.float64]
_PENALTIES: Final = 10.0 ** np.arange(-3.0, 5.0, 0.5)
_LENGTHS: Final = math.log(1.5)
"""Log of the length scale expected before the data are seen; the unit is the whole range of a parameter."""
_NUGGET: Final = 1e-8


class Surface(Protocol):
    """A fitted function of the place in the unit cube.

    Attributes
    ----------
    kind : str
        For people.
    left_out : (n,) float64
        Value at each point of the design as predicted without it.
    mean_variance : float
        Variance of the fitted function at a point left out, on average.
    """

    @property
    def kind(self) -> str: ...  # noqa: D102 - as above

    @property
    def left_out(self) -> Floats: ...  # noqa: D102 - as above

    @property
    def mean_variance(self) -> float: ...  # noqa: D102 - as above

    def __call__(self, shares: Floats, /) -> Floats:
        """Return values at places, shape (n, k) to (n,)."""
        ...


def linear(shares: Floats) -> Floats:
    """Return the linear terms of places in the unit cube, shape (n, k)."""
    return np.asarray(2.0 * shares - 1.0)


def quadratic(shares: Floats) -> Floats:
    """Return linear, quadratic and interaction terms of places in the unit cube, shape (n, k) to (n, k (k + 3) / 2)."""
    z = linear(shares)
    first, second = np.triu_indices(z.shape[1])
    return np.concatenate([z, z[:, first] * z[:, second]], axis=1)


@dataclass(frozen=True, eq=False)
class Ridge:
    """A polynomial of the place, shrunk by a ridge whose penalty predicts best.

    Attributes
    ----------
    terms : callable
        Gives the terms of places, (n, k) to (n, p).
    centre, spread, weights : (p,) float64
        Mean and standard deviation of each term over the points, and its weight.
    level : float
        The mean of the values, which is not shrunk.
    """

    terms: Callable[[Floats], Floats]
    centre: Floats
    spread: Floats
    weights: Floats
    level: float
    left_out: Floats
    mean_variance: float
    kind: str

    def __call__(self, shares: Floats, /) -> Floats:
        """Return values at places, shape (n, k) to (n,)."""
        return np.asarray(self.level + ((self.terms(shares) - self.centre) / self.spread) @ self.weights)


def fit_quadratic(shares: Floats, values: Floats) -> Ridge:
    """Fit a quadratic surface to values (n,) at places in the unit cube (n, k)."""
    return _ridge(quadratic, "quadratic", shares, values)


def fit_linear(shares: Floats, values: Floats) -> Ridge:
    """Fit a linear surface to values (n,) at places in the unit cube (n, k)."""
    return _ridge(linear, "linear", shares, values)


def _ridge(terms: Callable[[Floats], Floats], kind: str, shares: Floats, values: Floats) -> Ridge:
    x = terms(shares)
    centre, spread = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-12)
    x = (x - centre) / spread
    level = float(values.mean())
    y, n = values - level, len(values)
    u, s, vt = np.linalg.svd(x, full_matrices=False)
    best = (math.inf, u[:, :0], s, s)
    for penalty in _PENALTIES:
        shrink = s**2 / (s**2 + penalty)
        hat = 1.0 / n + ((u**2) * shrink).sum(axis=1)
        residual = (y - u @ (shrink * (u.T @ y))) / np.maximum(1.0 - hat, 1e-9)
        error = float((residual**2).mean())
        if error < best[0]:
            best = (error, residual, hat, shrink)
    error, residual, hat, shrink = best
    weights = vt.T @ (shrink / s * (u.T @ y))
    inside = (residual * (1.0 - hat)) ** 2
    variance = float(inside.sum()) / max(n - float(hat.sum()), 1.0)
    spread_of_fit = float(np.mean(variance * hat / np.maximum(1.0 - hat, 1e-9)))
    return Ridge(terms, centre, spread, weights, level, values - residual, spread_of_fit, kind)


@dataclass(frozen=True, eq=False)
class Process:
    """A Gaussian process: a linear trend and a smooth deviation, each parameter with a length scale of its own.

    Attributes
    ----------
    settings : (k + 3,) float64
        Logs of: size of the trend, size of the deviation, length scales, noise; for values of unit variance.
    """

    shares: Floats
    settings: Floats
    weights: Floats
    level: float
    size: float
    left_out: Floats
    mean_variance: float
    kind: str = "Gaussian process"

    def __call__(self, shares: Floats, /) -> Floats:
        """Return values at places, shape (n, k) to (n,)."""
        covariance = _trend(self.settings, shares, self.shares) + _deviation(self.settings, shares, self.shares)
        return np.asarray(self.level + self.size * (covariance @ self.weights))


def fit_process(shares: Floats, values: Floats, settings: Floats | None = None) -> Process:
    """Fit a Gaussian process; its settings are the most probable ones under weak priors.

    Parameters
    ----------
    shares : (n, k) float64
        Places in the unit cube.
    values : (n,) float64
    settings : (k + 3,) float64, optional
        Those of another fit, instead of being searched for.
    """
    level, size = float(values.mean()), max(float(values.std()), 1e-12)
    y = (values - level) / size
    if settings is None:
        start = np.array([0.0, math.log(0.5), *([_LENGTHS] * shares.shape[1]), math.log(0.3)])
        gaps = np.stack([(one[:, None] - one[None, :]) ** 2 for one in shares.T])
        found = minimize(
            _loss,
            start,
            args=(shares, gaps, y),
            jac=True,
            method="L-BFGS-B",
            bounds=[(start_at - 5.0, start_at + 5.0) for start_at in start],
            options={"maxiter": 60},
        )
        settings = np.asarray(found.x, dtype=np.float64)
    noise = math.exp(2.0 * settings[-1]) + _NUGGET
    covariance = _trend(settings, shares, shares) + _deviation(settings, shares, shares)
    inverse = cho_solve(cho_factor(covariance + noise * np.eye(len(y)), lower=True), np.eye(len(y)))
    weights = inverse @ y
    alone = np.diag(inverse)
    left_out = level + size * (y - weights / alone)
    variance = size**2 * float(np.mean(np.maximum(1.0 / alone - noise, 0.0)))
    return Process(shares, settings, weights, level, size, left_out, variance)


def _trend(settings: Floats, a: Floats, b: Floats) -> Floats:
    products: Floats = (2.0 * a - 1.0) @ (2.0 * b - 1.0).T
    return np.asarray(math.exp(2.0 * settings[0]) / a.shape[1] * products)


def _deviation(settings: Floats, a: Floats, b: Floats) -> Floats:
    lengths = np.exp(settings[2:-1])
    squares = cdist(a / lengths, b / lengths, "sqeuclidean")
    return np.asarray(math.exp(2.0 * settings[1]) * np.exp(-0.5 * squares))


def _loss(settings: Floats, shares: Floats, gaps: Floats, y: Floats) -> tuple[float, Floats]:
    """Return minus the log probability of the settings, and its gradient."""
    n = len(y)
    trend, deviation = _trend(settings, shares, shares), _deviation(settings, shares, shares)
    noise = math.exp(2.0 * settings[-1])
    factor = cho_factor(trend + deviation + (noise + _NUGGET) * np.eye(n), lower=True)
    weights = cho_solve(factor, y)
    inner = np.outer(weights, weights) - cho_solve(factor, np.eye(n))
    by_length = np.tensordot(gaps, inner * deviation, axes=([1, 2], [0, 1])) * np.exp(-2.0 * settings[2:-1])
    gradient = -0.5 * np.concatenate(
        [[2.0 * (inner * trend).sum(), 2.0 * (inner * deviation).sum()], by_length, [2.0 * noise * np.trace(inner)]]
    )
    loss = 0.5 * float(y @ weights) + float(np.log(np.diag(factor[0])).sum())
    middle = np.array([0.0, math.log(0.5), *([_LENGTHS] * len(gaps)), math.log(0.3)])
    width = np.array([1.5, 1.5, *([1.0] * len(gaps)), 1.5])
    pull = (settings - middle) / width
    return loss + 0.5 * float(pull @ pull), gradient + pull / width
