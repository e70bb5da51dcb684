"""What AI alone displaces: how much (S3), how concentrated (S3), and at which complexity (S2)."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.calendar import Mask, last_year
from sim.analysis.estimate import Estimate, pooled, ratio
from sim.analysis.results import Results

Floats = NDArray[np.float64]
TENTHS = 10
NARROW = 0.2
"""A specialty counts as widely automated above this share of its needs."""
NO_NEEDS = "no needs in the window"


def displaced_shares(results: Results) -> dict[str, Estimate]:
    """Return the share of needs, of would-be posts and of money met by AI alone in the last year.

    ``displaced_share_of_posts`` is automated / (automated + posted): what would have been posted, had AI alone not met
    it, taking every automated need as one that would have been posted (an upper bound).
    """
    panel, year = results.panel, last_year(results.panel.dates)
    automated, posts = panel.total("new_needs_automated", year), panel.total("new_posts", year)
    money, posted = panel.total("automated_value", year), panel.total("posted_value", year)
    return {
        "automated_share_of_needs": ratio(automated, panel.total("new_needs", year), NO_NEEDS),
        "dropped_share_of_needs": ratio(
            panel.total("new_needs_dropped", year), panel.total("new_needs", year), NO_NEEDS
        ),
        "displaced_share_of_posts": ratio(automated, automated + posts, NO_NEEDS),
        "automated_share_of_need_value": ratio(money, panel.total("need_value", year), NO_NEEDS),
        "displaced_share_of_money": ratio(money, money + posted, NO_NEEDS),
    }


def concentration(results: Results) -> dict[str, Estimate]:
    """Return how narrow substitution is over specialties in the last year.

    The top tenth are the specialties with most automated needs, of all replications together. Their share of automated
    needs is set against their share of all needs: equal shares would mean that substitution is spread as work is.
    """
    panel, year = results.panel, last_year(results.panel.dates)
    automated = panel.by_specialty("new_needs_automated", year).sum(axis=2)
    needs = panel.by_specialty("new_needs", year).sum(axis=2)
    n = needs.shape[1]
    top = np.zeros(n, dtype=bool)
    top[np.argsort(-automated.sum(axis=0), kind="stable")[: max(1, round(n / 10))]] = True
    parts = np.stack(
        [automated[:, top].sum(axis=1), automated.sum(axis=1), needs[:, top].sum(axis=1), needs.sum(axis=1)], 1
    )
    wide = pooled(
        np.concatenate([automated, needs], axis=1),
        lambda x: (x[..., :n] > NARROW * x[..., n:]).sum(axis=-1) + np.where(x[..., n:].sum(axis=-1) > 0, 0.0, np.nan),
        NO_NEEDS,
    )
    reason = "no need was met by AI alone"
    return {
        "automated_share_top_tenth_specialties": pooled(parts, lambda x: x[..., 0] / x[..., 1], reason),
        "automated_concentration_excess": pooled(
            parts, lambda x: x[..., 0] / x[..., 1] - x[..., 2] / x[..., 3], reason
        ),
        "n_specialties_over_20pct_automated": wide,
    }


def by_bin(
    results: Results, columns: tuple[str, ...], weeks: Mask, category: str | None = None
) -> tuple[Floats, Floats]:
    """Return complexity bins (ascending, log2 minutes) and sums of columns, shape (R, bins, columns)."""
    table = results.tables["complexity"]
    kept = table.loc[table["week"].isin(results.panel.weeks[weeks])]
    if category is not None:
        kept = kept.loc[kept["category"] == category]
    bins = np.unique(kept["complexity_bin"].to_numpy(np.int64))
    index = pd.MultiIndex.from_product([results.replications, bins], names=["replication", "complexity_bin"])
    sums = kept.groupby(["replication", "complexity_bin"])[list(columns)].sum().reindex(index, fill_value=0)
    return bins.astype(np.float64), sums.to_numpy(np.float64).reshape(
        results.replications.size, bins.size, len(columns)
    )


def tenth_shares(needs: Floats, hits: Floats) -> Floats:
    """Return hits / needs within each tenth of needs, needs ordered by bin, shape (..., 10).

    Within a bin hits are spread evenly over its needs, so the cumulative hits are linear between bin edges.

    Parameters
    ----------
    needs, hits : (..., bins) float64
        Counts by bin, bins ascending.
    """
    if needs.shape[-1] == 0:
        return np.full((*needs.shape[:-1], TENTHS), np.nan)
    flat_needs, flat_hits = needs.reshape(-1, needs.shape[-1]), hits.reshape(-1, hits.shape[-1])
    out = np.full((flat_needs.shape[0], TENTHS), np.nan)
    for row, (need, hit) in enumerate(zip(flat_needs, flat_hits, strict=True)):
        total = need.sum()
        if total > 0:
            heads = np.concatenate([[0.0], np.cumsum(need)]) / total
            cumulative = np.concatenate([[0.0], np.cumsum(hit)])
            at = np.interp(np.linspace(0.0, 1.0, TENTHS + 1), heads, cumulative)
            out[row] = np.diff(at) / (total / TENTHS)
    return out.reshape(*needs.shape[:-1], TENTHS)


def complexity_profile(results: Results) -> dict[str, Estimate]:
    """Return the automated share of needs in each tenth of complexity, and lowest less highest tenth."""
    year = last_year(results.panel.dates)
    bins, sums = by_bin(results, ("new_needs", "new_needs_automated"), year)
    n = bins.size
    parts = np.concatenate([sums[:, :, 0], sums[:, :, 1]], axis=1)

    def gap(x: Floats) -> Floats:
        return _one_tenth(n, 0, x) - _one_tenth(n, TENTHS - 1, x)

    names = [f"automated_share_complexity_tenth_{k + 1:02d}" for k in range(TENTHS)]
    found = {name: pooled(parts, partial(_one_tenth, n, k), NO_NEEDS) for k, name in enumerate(names)}
    found["automated_share_lowest_less_highest_tenth"] = pooled(parts, gap, NO_NEEDS)
    return found


def _one_tenth(n: int, tenth: int, x: Floats) -> Floats:
    share: Floats = tenth_shares(x[..., :n], x[..., n:])[..., tenth]
    return share
