"""Which parameters, and which combinations of them, the targets pin down."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.calibration.posterior import Density
from sim.analysis.calibration.priors import PRIORS

Floats = NDArray[np.float64]
QUANTILES = (0.025, 0.1, 0.5, 0.9, 0.975)
_STEP = 0.02
PINNED, PARTLY = 0.4, 0.8
"""Posterior over prior standard deviation below which a parameter is pinned down, partly pinned down."""


def parameters_table(draws: Floats, best: Floats, mode: Floats, start: Floats) -> pd.DataFrame:
    """Return one row a parameter: prior, posterior, and how much narrower the posterior is.

    Parameters
    ----------
    draws : (n, k) float64
        Places in the unit cube, of equal weight.
    best, mode, start : (k,) float64
        Places of the posterior's mean and of its highest density, and of the scenario as it is.
    """
    rows = []
    for at, prior in enumerate(PRIORS):
        width = float(draws[:, at].std(ddof=1)) * 12.0**0.5
        at_end = float(max((draws[:, at] < 0.05).mean(), (draws[:, at] > 0.95).mean()))
        found = prior.values(np.quantile(draws[:, at], QUANTILES))
        verdict = "pinned down" if width < PINNED else "partly" if width < PARTLY else "not pinned down"
        rows.append(
            {
                "parameter": prior.path,
                "low": prior.low,
                "high": prior.high,
                "scale": prior.scale,
                "start": prior.at(float(start[at])),
                "best": prior.at(float(best[at])),
                "mode": prior.at(float(mode[at])),
                **{f"q{level:g}": float(one) for level, one in zip(QUANTILES, found, strict=True)},
                "width": width,
                "verdict": verdict,
                "in_last_twentieth": at_end,
            }
        )
    return pd.DataFrame(rows)


def jacobian(density: Density, place: Floats) -> Floats:
    """Return the slope of each target at a place, in its total standard deviations per whole prior, shape (m, k)."""
    k = len(place)
    up, down = (np.clip(place + sign * _STEP * np.eye(k), 0.0, 1.0) for sign in (1.0, -1.0))
    steps = np.diag(np.asarray(up - down))
    slopes = np.asarray(density.mean(up) - density.mean(down)) / steps[:, None]
    return np.asarray((slopes / density.deviations).T)


def directions_table(density: Density, place: Floats) -> pd.DataFrame:
    """Return the singular values of the Jacobian with the direction of each, one row a direction, steepest first.

    A prior has a standard deviation of 0.29 ranges: along a direction whose singular value is s, the targets narrow it
    by a factor of sqrt(1 + s^2 / 12), if the model is nearly linear there.
    """
    _, sizes, vectors = np.linalg.svd(jacobian(density, place), full_matrices=True)
    sizes = np.concatenate([sizes, np.zeros(len(place) - len(sizes))])
    signs = np.sign(vectors[np.arange(len(vectors)), np.abs(vectors).argmax(axis=1)])
    table = pd.DataFrame(vectors * signs[:, None], columns=[prior.path for prior in PRIORS])
    table.insert(0, "singular_value", sizes)
    table.insert(0, "direction", np.arange(1, len(sizes) + 1))
    return table


def correlations_table(draws: Floats) -> pd.DataFrame:
    """Return the correlation of every pair of parameters over the draws, strongest first."""
    found = np.asarray(np.corrcoef(draws.T)).reshape(draws.shape[1], -1)
    first, second = np.triu_indices(len(PRIORS), 1)
    pairs = pd.DataFrame(
        {
            "first": [PRIORS[i].path for i in first],
            "second": [PRIORS[j].path for j in second],
            "correlation": found[first, second],
        }
    )
    return pairs.sort_values("correlation", key=lambda x: -x.abs(), kind="stable", ignore_index=True)
