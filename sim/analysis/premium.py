"""What is paid more: AI-related work, and freelancers who use AI. Two premia; neither is a causal effect.

Raw gap: mean hourly contract rate of one group over that of the other, minus one. Adjusted gap: exp(b) - 1, b the
coefficient of the group in a regression of ln rate with fixed effects for specialty x level, over contracts. The panel
holds what it takes, numbers of contracts and sums of ln rate by cell:

    b = sum_c w_c (mean ln rate 1 in c - mean ln rate 0 in c) / sum_c w_c,    w_c = n1_c n0_c / (n1_c + n0_c).

References
----------
Angrist, J., Pischke, J.-S. (2009). Mostly Harmless Econometrics, section 3.3.1 (weights of regression).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.analysis.calendar import Mask, calendar_year, last_year
from sim.analysis.estimate import Estimate, pooled
from sim.analysis.results import Results

Floats = NDArray[np.float64]
YEAR = 2025
NONE = "no contract of one of the two kinds in the window"


def window(results: Results) -> Mask:
    """Return the weeks the premia are measured in: 2025, or the last year of a horizon that does not hold it."""
    mask = calendar_year(results.panel.dates, YEAR)
    return last_year(results.panel.dates) if mask is None else mask


def premia(results: Results) -> dict[str, Estimate]:
    """Return raw and adjusted premium of AI-related work and of AI users (on work that is not AI-related)."""
    weeks = window(results)
    work, users = _work_parts(results, weeks), _user_parts(results, weeks)
    return {
        "ai_premium_raw": _raw(work),
        "ai_premium_adjusted": _within_cells(work),
        "ai_user_premium_raw": _raw(users),
        "ai_user_premium_adjusted": _within_cells(users),
    }


def gap_of_rates(results: Results, weeks: Mask) -> Estimate:
    """Return the raw premium of AI-related work over other work in a window."""
    return _raw(_work_parts(results, weeks))


def _work_parts(results: Results, weeks: Mask) -> Floats:
    """Return (R, S * 3, 6): contracts, sums of rate and of ln rate, of AI-related work, then of other work."""
    related = _sums(results, weeks, "new_ai_posts_filled", "_ai_post")
    return np.concatenate((related, _sums(results, weeks, "new_posts_filled") - related), axis=2)


def _user_parts(results: Results, weeks: Mask) -> Floats:
    """Return (R, S * 3, 6): the same of AI users, then of others, on work that is not AI-related."""
    users = _sums(results, weeks, "new_contracts_ai_user", "_ai_user")
    regular = _sums(results, weeks, "new_posts_filled") - _sums(results, weeks, "new_ai_posts_filled", "_ai_post")
    return np.concatenate((users, regular - users), axis=2)


def _sums(results: Results, weeks: Mask, number: str, whose: str = "") -> Floats:
    """Return contracts, sum of rate and sum of ln rate by replication and specialty x level, shape (R, S * 3, 3)."""
    names = (number, f"sum_contract_rate{whose}", f"sum_log_contract_rate{whose}")
    parts = [results.panel.by_specialty(name, weeks) for name in names]
    return np.stack([part.reshape(part.shape[0], -1) for part in parts], axis=2)


def _raw(parts: Floats) -> Estimate:
    """Return the ratio of the two mean rates minus one."""
    return pooled(parts.sum(axis=1), lambda x: (x[..., 1] / x[..., 0]) / (x[..., 4] / x[..., 3]) - 1.0, NONE)


def _within_cells(parts: Floats) -> Estimate:
    """Return exp(b) - 1; cells are those of all replications together."""
    n_cells = parts.shape[1]

    def gap(flat: Floats) -> Floats:
        x = flat.reshape(*flat.shape[:-1], n_cells, 6)
        n1, n0 = x[..., 0], x[..., 3]
        both = (n1 > 0.5) & (n0 > 0.5)
        weight = np.where(both, n1 * n0 / (n1 + n0), 0.0)
        log_gap = np.where(both, x[..., 2] / n1 - x[..., 5] / n0, 0.0)
        change: Floats = np.expm1((weight * log_gap).sum(axis=-1) / weight.sum(axis=-1))
        return change

    return pooled(parts.reshape(parts.shape[0], -1), gap, NONE)
