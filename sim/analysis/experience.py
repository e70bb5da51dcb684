"""Earnings by experience and AI use: the raw gap and the gap at equal composition (the causal effect is in `twins`).

People who had entered before AI and are active at the end, in terciles of experience before AI. Raw gap: mean
final-year earnings of AI users over that of the others, minus one. Adjusted gap: the same, with the others weighted to
the users' mix over cells of category x third of earnings before AI (direct standardisation; cells without both kinds
are left out). Both still carry selection: who adopts is not random, and who had gone quiet is not seen.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.estimate import Estimate, pooled
from sim.analysis.results import Results
from sim.analysis.twins import TERCILES, experience_terciles

Floats = NDArray[np.float64]
NONE = "no active person of one of the two kinds"


def active_before_ai(results: Results) -> pd.DataFrame:
    """Return freelancers who entered before AI and are active at the end, with ``tercile`` and ``cell``."""
    people = results.tables["freelancers"].assign(tercile=experience_terciles)
    kept = people.loc[(people["tercile"] != "") & (people["status"] != "quiet")].copy()
    before = kept["earnings_before_ai"].to_numpy(np.float64)
    earned = before[before > 0.0]
    cuts = np.quantile(earned, [1.0 / 3.0, 2.0 / 3.0]) if earned.size else np.zeros(2)
    third = np.where(before > 0.0, 1 + np.searchsorted(cuts, before, side="left"), 0)
    kept["cell"] = pd.factorize(kept["category"])[0] * 4 + third
    return kept


def _parts(people: pd.DataFrame, replications: NDArray[np.int64]) -> Floats:
    """Return (R, cells, 4): heads and final-year earnings of AI users, then of the others."""
    cells, column = np.unique(people["cell"].to_numpy(np.int64), return_inverse=True)
    shape = (replications.size, max(cells.size, 1), 2)
    row = np.searchsorted(replications, people["replication"].to_numpy(np.int64))
    other = ~people["ai_adopted"].to_numpy(bool)
    place = np.ravel_multi_index((row, column, other.astype(np.int64)), shape)
    heads = np.bincount(place, minlength=int(np.prod(shape))).reshape(shape).astype(np.float64)
    earnings = np.bincount(place, people["earnings_final_year"].to_numpy(np.float64), int(np.prod(shape))).reshape(
        shape
    )
    parts: Floats = np.stack([heads, earnings], axis=3).reshape(*shape[:2], 4).astype(np.float64)
    return parts


def raw_gap(parts: Floats) -> Estimate:
    """Return mean earnings of users over the others, minus one, from parts (R, cells, 4)."""
    return pooled(parts.sum(axis=1), lambda x: (x[..., 1] / x[..., 0]) / (x[..., 3] / x[..., 2]) - 1.0, NONE)


def adjusted_gap(parts: Floats) -> Estimate:
    """Return the gap at the users' mix over cells: sum n1 mean1 / sum n1 mean0 - 1, over cells with both kinds."""
    n_cells = parts.shape[1]

    def gap(flat: Floats) -> Floats:
        x = flat.reshape(*flat.shape[:-1], n_cells, 4)
        both = (x[..., 0] > 0.5) & (x[..., 2] > 0.5)
        users = np.where(both, x[..., 1], 0.0).sum(axis=-1)
        others = np.where(both, x[..., 0] * x[..., 3] / x[..., 2], 0.0).sum(axis=-1)
        ratio: Floats = users / others - 1.0
        return ratio

    return pooled(parts.reshape(parts.shape[0], -1), gap, NONE)


def experience_gaps(results: Results) -> dict[str, Estimate]:
    """Return raw and adjusted gaps in final-year earnings between AI users and others, by tercile of experience."""
    people = active_before_ai(results)
    found = {}
    for one in TERCILES:
        parts = _parts(people.loc[people["tercile"] == one], results.replications)
        found[f"ai_earnings_gap_raw_{one}_experience"] = raw_gap(parts)
        found[f"ai_earnings_gap_adjusted_{one}_experience"] = adjusted_gap(parts)
    return found
