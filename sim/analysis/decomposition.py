"""Exact additive decomposition of the change in annual freelancer earnings since before AI (S9).

Earnings E = E_a + sum_c E_c, with E_a from AI-related work and E_c from other work in cell c (category x level).
In each cell earnings are a product of eight factors:

    E_c = V * (V_c / V) * (V_c - A_c) / V_c * P_c / (V_c - A_c) * S_c / P_c * H_c / S_c * G_c / H_c * E_c / G_c

V worth of needs (USD), A of it met by AI alone, P posted, S standard hours delivered, H hours worked, G gross services
volume, E earnings after the fee. The change of a product is split by the logarithmic mean L (the LMDI-I index):

    E1 - E0 = sum_k L(E1, E0) ln(x_k1 / x_k0),   L(a, b) = (a - b) / ln(a / b), L(a, a) = a,

which is exact, needs no order and treats all factors alike. A cell in which a factor is zero or negative in one of the
years has no logarithm: its whole change counts as composition. The change of E_a is new AI-related work. The parts add
to the change.

The tables do not split worth of needs, posts and standard hours by AI-related; the other part is taken in proportion to
counts of needs, of posts and to hours worked, in each cell. Automated needs are taken as not AI-related. This moves
amounts between neighbouring factors; it cannot touch the sum.

Signs: hours per standard hour fall when AI saves time. At a given hourly price that lowers pay, and pay per hour rises
through the price part. Read the two together (`augmentation_and_price`).

References
----------
Ang, B. W. (2004). Decomposition analysis for policymaking in energy: which is the preferred method? Energy Policy
32(9).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.analysis.calendar import WEEKS_A_YEAR, Mask
from sim.analysis.categories import ABSENT, periods
from sim.analysis.estimate import Estimate, mean, missing, resampled
from sim.analysis.results import Results

Floats = NDArray[np.float64]
FACTORS = ("demand", "composition", "displacement", "posting", "fill", "augmentation", "price", "fees")
PARTS = (*FACTORS, "ai_related_work")
COMPOSITION = FACTORS.index("composition")
COLUMNS = (
    "need_value",
    "automated_value",
    "posted_value",
    "standard_hours_delivered",
    "hours_worked",
    "gross_services_volume",
    "freelancer_earnings",
    "ai_hours_worked",
    "ai_gross_services_volume",
    "ai_freelancer_earnings",
    "new_needs",
    "new_ai_needs",
    "new_posts",
    "new_ai_posts",
)


def chain(sums: Floats) -> tuple[Floats, Floats]:
    """Return the factors and the earnings of each cell (work that is not AI-related).

    Parameters
    ----------
    sums : (cells, len(COLUMNS)) float64
        Sums over a year in the order of `COLUMNS`.

    Returns
    -------
    factors : (cells, 8) float64
        In the order of `FACTORS`; NaN where a factor is not defined.
    earnings : (cells,) float64
    """
    x = dict(zip(COLUMNS, sums.T, strict=True))
    with np.errstate(all="ignore"):
        worth = x["need_value"] * (1.0 - x["new_ai_needs"] / x["new_needs"])
        posted = x["posted_value"] * (1.0 - x["new_ai_posts"] / x["new_posts"])
        hours = x["hours_worked"] - x["ai_hours_worked"]
        standard = x["standard_hours_delivered"] * hours / x["hours_worked"]
        volume = x["gross_services_volume"] - x["ai_gross_services_volume"]
        earnings = x["freelancer_earnings"] - x["ai_freelancer_earnings"]
        kept = worth - x["automated_value"]
        total = np.nansum(worth)
        factors = np.stack(
            [
                np.full_like(worth, total),
                worth / total,
                kept / worth,
                posted / kept,
                standard / posted,
                hours / standard,
                volume / hours,
                earnings / volume,
            ],
            axis=1,
        )
    return factors, earnings


def log_mean(a: Floats, b: Floats) -> Floats:
    """Return the logarithmic mean of positive a and b, elementwise; a where they are equal."""
    with np.errstate(all="ignore"):
        between = (a - b) / (np.log(a) - np.log(b))
    mean: Floats = np.where(np.isclose(a, b, rtol=1e-12, atol=0.0), a, between)
    return mean


def decompose(before: Floats, after: Floats) -> Floats:
    """Return the parts of the change in earnings, in the order of `PARTS`; they add to the change.

    Parameters
    ----------
    before, after : (cells, len(COLUMNS)) float64
        Sums over a year before and after.
    """
    factors0, earnings0 = chain(before)
    factors1, earnings1 = chain(after)
    usable: NDArray[np.bool_] = np.logical_and(_positive(factors0, earnings0), _positive(factors1, earnings1))
    parts = np.zeros(len(PARTS))
    if usable.any():
        weight = log_mean(earnings1[usable], earnings0[usable])
        steps = weight[:, None] * (np.log(factors1[usable]) - np.log(factors0[usable]))
        parts[: len(FACTORS)] = steps.sum(axis=0)
    parts[COMPOSITION] += float((earnings1 - earnings0)[~usable].sum())
    column = COLUMNS.index("ai_freelancer_earnings")
    parts[-1] = float(after[:, column].sum() - before[:, column].sum())
    return parts


def _positive(factors: Floats, earnings: Floats) -> NDArray[np.bool_]:
    positive: NDArray[np.bool_] = np.logical_and((np.isfinite(factors) & (factors > 0.0)).all(axis=1), earnings > 0.0)
    return positive


def year_sums(results: Results, weeks: Mask) -> Floats:
    """Return sums a year by replication and cell at platform scale, shape (R, cells, len(COLUMNS))."""
    panel = results.panel
    factor = results.scale * WEEKS_A_YEAR / int(weeks.sum())
    columns = [panel.by_cell(name, weeks).reshape(results.replications.size, -1) for name in COLUMNS]
    return np.stack(columns, axis=2) * factor


def earnings_decomposition(results: Results) -> dict[str, Estimate]:
    """Return the parts of the change in annual earnings (USD a year, platform scale, mean over replications).

    Sums of all replications are pooled before splitting, so that few cells are empty; errors are jackknife. Beside the
    parts: their sum, earnings before, and the sum of augmentation and price (the change of pay per standard hour).
    """
    names = [f"earnings_change_{part}" for part in (*PARTS, "total", "augmentation_and_price")]
    found = periods(results)
    if found is None:
        return {name: missing(ABSENT) for name in (*names, "earnings_before_ai")}
    before, after = (year_sums(results, weeks) for weeks in found)
    n = results.replications.size
    whole = _with_sums(decompose(before.sum(axis=0) / n, after.sum(axis=0) / n))
    left: list[list[float]] = [[] for _ in names]
    if n > 1:
        left0, left1 = (before.sum(axis=0) - before) / (n - 1), (after.sum(axis=0) - after) / (n - 1)
        rows = [_with_sums(decompose(a, b)) for a, b in zip(left0, left1, strict=True)]
        left = np.stack(rows, axis=1).tolist()
    estimates = [resampled(float(value), one, [], ABSENT) for value, one in zip(whole, left, strict=True)]
    base = before[:, :, COLUMNS.index("freelancer_earnings")].sum(axis=1)
    return {**dict(zip(names, estimates, strict=True)), "earnings_before_ai": mean(base)}


def _with_sums(parts: Floats) -> Floats:
    pay = parts[FACTORS.index("augmentation")] + parts[FACTORS.index("price")]
    return np.concatenate([parts, [parts.sum(), pay]])
