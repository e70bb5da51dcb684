"""What is paid more: AI-related work, and freelancers who use AI. Two premia; neither is a causal effect.

Raw gap: mean hourly contract rate of one group over that of the other, minus one. Adjusted gap: the coefficient of the
group in a regression of ln rate with fixed effects for specialty x level. With the contracts table the regression is on
contracts. Without it, it is on the means of the cells, weighted as the fixed-effects estimator weights them:

    b = sum_c w_c ln(m1_c / m0_c) / sum_c w_c,    w_c = n1_c n0_c / (n1_c + n0_c).

References
----------
Angrist, J., Pischke, J.-S. (2009). Mostly Harmless Econometrics, section 3.3.1 (weights of regression).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
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
    contracts = results.optional("contracts")
    if contracts is None:
        work_adjusted, users_adjusted = _within_cells(work), _within_cells(users)
    else:
        hired = contracts.loc[contracts["week_hired"].isin(results.panel.weeks[weeks])]
        regular = hired.loc[~hired["ai_related"].astype(bool)]
        work_adjusted = within_contracts(hired, "ai_related", results.replications)
        users_adjusted = within_contracts(regular, "ai_used", results.replications)
    return {
        "ai_premium_raw": _raw(work),
        "ai_premium_adjusted": work_adjusted,
        "ai_user_premium_raw": _raw(users),
        "ai_user_premium_adjusted": users_adjusted,
    }


def gap_of_rates(results: Results, weeks: Mask) -> Estimate:
    """Return the raw premium of AI-related work over other work in a window."""
    return _raw(_work_parts(results, weeks))


def _work_parts(results: Results, weeks: Mask) -> Floats:
    """Return (R, S * 3, 4): contracts and sum of rates for AI-related work, then for other work."""
    panel = results.panel
    n_ai, rate_ai = (
        panel.by_specialty("new_ai_posts_filled", weeks),
        panel.by_specialty("sum_contract_rate_ai_post", weeks),
    )
    n, rate = panel.by_specialty("new_posts_filled", weeks), panel.by_specialty("sum_contract_rate", weeks)
    return _cells(n_ai, rate_ai, n - n_ai, rate - rate_ai)


def _user_parts(results: Results, weeks: Mask) -> Floats:
    """Return (R, S * 3, 4): contracts and sum of rates for AI users, then for others, on work not AI-related."""
    panel = results.panel
    n_user = panel.by_specialty("new_contracts_ai_user", weeks)
    rate_user = panel.by_specialty("sum_contract_rate_ai_user", weeks)
    n = panel.by_specialty("new_posts_filled", weeks) - panel.by_specialty("new_ai_posts_filled", weeks)
    rate = panel.by_specialty("sum_contract_rate", weeks) - panel.by_specialty("sum_contract_rate_ai_post", weeks)
    return _cells(n_user, rate_user, n - n_user, rate - rate_user)


def _cells(*parts: Floats) -> Floats:
    replications = parts[0].shape[0]
    cells: Floats = np.stack([part.reshape(replications, -1) for part in parts], axis=2)
    return cells


def _raw(parts: Floats) -> Estimate:
    """Return the ratio of the two mean rates minus one."""
    return pooled(parts.sum(axis=1), lambda x: (x[..., 1] / x[..., 0]) / (x[..., 3] / x[..., 2]) - 1.0, NONE)


def _within_cells(parts: Floats) -> Estimate:
    """Return exp(b) - 1 of the regression on cell means."""
    n_cells = parts.shape[1]

    def gap(flat: Floats) -> Floats:
        x = flat.reshape(*flat.shape[:-1], n_cells, 4)
        both = (x[..., 0] > 0.5) & (x[..., 2] > 0.5) & (x[..., 1] > 0.0) & (x[..., 3] > 1e-9)
        weight = np.where(both, x[..., 0] * x[..., 2] / (x[..., 0] + x[..., 2]), 0.0)
        log_gap = np.where(both, np.log((x[..., 1] / x[..., 0]) / (x[..., 3] / x[..., 2])), 0.0)
        change: Floats = np.expm1((weight * log_gap).sum(axis=-1) / weight.sum(axis=-1))
        return change

    return pooled(parts.reshape(parts.shape[0], -1), gap, NONE)


def within_contracts(contracts: pd.DataFrame, group: str, replications: NDArray[np.int64]) -> Estimate:
    """Return exp(b) - 1 of ln contract_rate on a group with specialty x level fixed effects, over contracts.

    Parameters
    ----------
    contracts : pandas.DataFrame
        Recorded contracts with a leading ``replication``.
    group : str
        Boolean column.
    replications : (R,) int64
        For the jackknife.

    Notes
    -----
    By Frisch, Waugh and Lovell b is the ratio of sums of within-cell products; cells are those of all replications.
    """
    rows = contracts.loc[contracts["contract_rate"] > 0.0]
    cell = rows.groupby(["specialty", "level"], observed=True, sort=False).ngroup()
    frame = pd.DataFrame(
        {"cell": cell, "x": rows[group].astype(np.float64), "y": np.log(rows["contract_rate"].to_numpy(np.float64))}
    )
    within = frame[["x", "y"]] - frame.groupby("cell")[["x", "y"]].transform("mean")
    products = pd.DataFrame({"xy": within["x"] * within["y"], "xx": within["x"] ** 2})
    sums = products.groupby(rows["replication"]).sum().reindex(replications, fill_value=0.0).to_numpy(np.float64)
    return pooled(sums, lambda x: np.expm1(x[..., 0] / np.where(x[..., 1] > 1e-12, x[..., 1], np.nan)), NONE)
