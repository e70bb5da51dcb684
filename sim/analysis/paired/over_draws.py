"""An effect at several draws of the parameters and under several lucks: how much of its uncertainty is which.

With e_ir the effect at draw i under the luck of replication r, the same lucks at every draw, the two-way model

    e_ir = mu + p_i + l_r + x_ir

has the variances of parameters, of luck, and of their interaction (what luck does at one draw and not at another),
found from mean squares. The effect of the pooled replications at one draw of the posterior has the variance

    V = var(p) + var(l) / R + var(x) / R,

whose three parts are the shares told; the first does not fall with more replications. Where an outcome is a ratio of
pooled sums, e_ir are the pseudo-values of its jackknife.

V is a sum of mean squares, MS_p / R + (MS_l - MS_x) / (D R), of which that of luck has R - 1 degrees of freedom however
many draws there are. The degrees of V are Satterthwaite's: near D - 1 where parameters dominate, near R - 1 where luck
does. What has no spread at all is told as it is.

References
----------
Searle, S., Casella, G., McCulloch, C. (1992). Variance Components. Chapter 4.
Satterthwaite, F. (1946). An approximate distribution of estimates of variance components. Biometrics Bulletin 2.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from sim.analysis.estimate import Estimate, Floats


@dataclass(frozen=True, slots=True)
class Split:
    """An effect with its interval and the parts of its variance.

    Attributes
    ----------
    effect : float
        Mean over draws.
    low, high : float
        95% interval.
    variance : float
        V, of the effect at one draw.
    degrees : float
        Degrees of freedom of V.
    parameters, replications, interaction : float
        Shares of it, adding to 1; NaN where the effect does not vary.
    same_sign : float
        Share of draws whose effect has the sign of the mean.
    """

    effect: float
    low: float
    high: float
    variance: float
    degrees: float
    parameters: float
    replications: float
    interaction: float
    same_sign: float


def split(effects: Floats, level: float = 0.95) -> Split:
    """Return the interval of an effect and the parts of its variance.

    Parameters
    ----------
    effects : (D, R) float64
        Draws by replications, both at least 2.
    level : float
        Of the interval, a Student interval with the degrees of freedom of V.

    Raises
    ------
    ValueError
        If there are fewer than two draws or replications.
    """
    n_draws, n_runs = effects.shape
    if min(n_draws, n_runs) < 2:
        raise ValueError(f"two draws and two replications at least, not {n_draws} and {n_runs}")
    by_draw, by_run, mean = effects.mean(axis=1), effects.mean(axis=0), float(effects.mean())
    rest = effects - by_draw[:, None] - by_run[None, :] + mean
    inner = float((rest**2).sum()) / ((n_draws - 1) * (n_runs - 1))
    of_draws = max(float(by_draw.var(ddof=1)) - inner / n_runs, 0.0)
    of_luck = max(float(by_run.var(ddof=1)) - inner / n_draws, 0.0)
    parts = np.array([of_draws, of_luck / n_runs, inner / n_runs])
    variance = float(parts.sum())
    shares = parts / variance if variance > 0.0 else np.full(3, math.nan)
    degrees = _degrees(by_draw, by_run, inner)
    half = float(student.ppf(0.5 + level / 2.0, degrees)) * math.sqrt(variance)
    same = float((np.sign(by_draw) == np.sign(mean)).mean())
    of_parameters, of_replications, of_both = (float(one) for one in shares)
    return Split(mean, mean - half, mean + half, variance, degrees, of_parameters, of_replications, of_both, same)


def _degrees(by_draw: Floats, by_run: Floats, inner: float) -> float:
    """Return Satterthwaite's degrees of freedom of V, no fewer than those of its weakest part."""
    n_draws, n_runs = len(by_draw), len(by_run)
    least = float(min(n_draws, n_runs) - 1)
    parts = np.array([by_draw.var(ddof=1), by_run.var(ddof=1) / n_runs, -inner / (n_draws * n_runs)])
    weights = np.array([n_draws - 1, n_runs - 1, (n_draws - 1) * (n_runs - 1)])
    spread = float((parts**2 / weights).sum())
    return max(float(parts.sum()) ** 2 / spread, least) if spread > 0.0 else least


def pseudo_values(estimate: Estimate) -> Floats | None:
    """Return the pseudo-values of an estimate by replication, shape (R,).

    None where it was not left out one by one, or is not finite: growth from nothing, say.
    """
    if estimate.value is None or estimate.left_out is None:
        return None
    if not np.isfinite([estimate.value, *estimate.left_out]).all():
        return None
    n = len(estimate.left_out)
    return np.asarray(n * estimate.value - (n - 1) * np.array(estimate.left_out), dtype=np.float64)


def effects_of(reference: Sequence[Estimate], other: Sequence[Estimate]) -> Floats | None:
    """Return effects by draw and replication, shape (D, R), from two estimates a draw; None if one is missing.

    Parameters
    ----------
    reference, other : sequence of Estimate
        One a draw.
    """
    here, there = ([pseudo_values(one) for one in estimates] for estimates in (reference, other))
    known = [one for one in (*here, *there) if one is not None]
    if len(known) < len(here) + len(there) or len({len(one) for one in known}) != 1:
        return None
    found = np.stack(known[len(here) :]) - np.stack(known[: len(here)])
    return found if np.isfinite(found).all() else None
