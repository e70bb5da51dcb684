"""Earnings over people: median, Lorenz curve, Gini coefficient, top shares."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.analysis.estimate import Estimate, missing, resampled
from sim.analysis.results import Results

Floats = NDArray[np.float64]


def gini(values: Floats) -> float:
    """Return the Gini coefficient of non-negative values by sorting and summing.

    With x sorted ascending, i = 1..n: G = 2 sum(i x_i) / (n sum x) - (n + 1) / n. NaN if there is nothing to share.

    Parameters
    ----------
    values : (n,) float64, >= 0

    Raises
    ------
    ValueError
        If a value is negative or not finite.

    References
    ----------
    Cowell, F. (2011). Measuring Inequality, 3rd ed., appendix A.
    """
    _check(values)
    ordered = np.sort(values, kind="stable")
    total, n = float(ordered.sum()), ordered.size
    if total <= 0.0:
        return float("nan")
    rank = np.arange(1, n + 1, dtype=np.float64)
    return float(2.0 * (rank * ordered).sum() / (n * total) - (n + 1) / n)


def lorenz(values: Floats) -> tuple[Floats, Floats]:
    """Return the Lorenz curve: share of heads and share of the total held, both (n + 1,) from 0 to 1.

    Raises
    ------
    ValueError
        If a value is negative or not finite, or all are zero.
    """
    _check(values)
    held = np.concatenate([[0.0], np.cumsum(np.sort(values, kind="stable"))])
    if held[-1] <= 0.0:
        raise ValueError("a Lorenz curve needs a positive total")
    return np.linspace(0.0, 1.0, held.size), held / held[-1]


def top_share(values: Floats, share: float) -> float:
    """Return the part of the total held by the top `share` of heads (Lorenz curve read linearly); NaN if none.

    Raises
    ------
    ValueError
        If `share` is not within (0, 1], or a value is negative or not finite.
    """
    if not 0.0 < share <= 1.0:
        raise ValueError(f"share must lie in (0, 1], got {share}")
    _check(values)
    if values.sum() <= 0.0:
        return float("nan")
    heads, held = lorenz(values)
    return float(1.0 - np.interp(1.0 - share, heads, held))


def _check(values: Floats) -> None:
    if not np.isfinite(values).all() or (values < 0.0).any():
        raise ValueError("inequality is measured on finite values that are not negative")


def over_replications(groups: list[Floats], measure: Callable[[Floats], float], reason: str) -> Estimate:
    """Return a measure of all replications' values together, with a jackknife over replications.

    Small samples understate inequality under heavy tails, so the values of all replications are pooled as one sample.

    Parameters
    ----------
    groups : list of (n_r,) float64
        Values of each replication.
    measure : callable
        For instance `gini`.
    """
    values = np.concatenate(groups)
    if values.size == 0:
        return missing(reason)
    order = np.argsort(values, kind="stable")  # sorted once: sorting a sorted sample again takes linear time
    values, owner = values[order], np.repeat(np.arange(len(groups)), [group.size for group in groups])[order]
    whole = measure(values)
    if len(groups) < 2:
        return resampled(whole, [], [], reason)
    left_out = [measure(values[owner != r]) if group.size < values.size else np.nan for r, group in enumerate(groups)]
    single = [measure(values[owner == r]) if group.size else np.nan for r, group in enumerate(groups)]
    return resampled(whole, left_out, single, reason)


def earnings_inequality(results: Results) -> dict[str, Estimate]:
    """Return median, Gini and the top tenth's share of final-year earnings among freelancers with earnings."""
    people = results.tables["freelancers"]
    paid = people.loc[people["earnings_final_year"] > 0.0]
    grouped = dict(iter(paid.groupby("replication")["earnings_final_year"]))
    empty = np.zeros(0)
    groups = [grouped[r].to_numpy(np.float64) if r in grouped else empty for r in results.replications]
    reason = "no freelancer earned in the final year"
    return {
        "earnings_median": over_replications(groups, lambda x: float(np.median(x)), reason),
        "earnings_gini": over_replications(groups, gini, reason),
        "earnings_top_tenth_share": over_replications(groups, lambda x: top_share(x, 0.1), reason),
    }
