"""Mean change of earnings by decile: who gains along the distribution, and how not to be fooled by it.

Deciles by earnings in the reference mix the effect with luck: whoever stands at the top of one world was lucky there,
and the same luck does not bring the same contract in a world that has gone another way. Such a curve falls even where
a lever does nothing (regression to the mean). So the change is shown by four orders:

- ``reference earnings``: as asked for, with that flaw. Decile 0 holds those who earned in the other world alone.
- ``mean of both worlds``: the two worlds are treated alike, so luck in one of them does not decide.
- ``earnings before AI``: mean of both worlds, among those who had earned then in both.
- ``rank in each world``: the distribution of one world over that of the other, whoever the people are.

References
----------
Bourguignon, F. (2011). Non-anonymous growth incidence curves, income mobility and social welfare dominance. Journal of
Economic Inequality 9(4). Oldham, P. (1962). A note on the analysis of repeated measurements. J. Chronic Diseases 15.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.estimate import Estimate, ratio
from sim.analysis.paired.effect import paired_effect
from sim.analysis.paired.groups import UNIT, sums_of
from sim.analysis.paired.people import BOTH, earned_before
from sim.analysis.paired.table import EFFECT_COLUMNS, effect_row, tidy

Floats = NDArray[np.float64]
TENTHS = 10
BY_REFERENCE, BY_BOTH, BY_PAST, BY_RANK = (
    "reference earnings",
    "mean of both worlds",
    "earnings before AI",
    "rank in each world",
)
ORDERS = (BY_REFERENCE, BY_BOTH, BY_PAST, BY_RANK)
FEW = "nobody in this decile"


def tenths(values: Floats, replication: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the decile, 1 to 10, of each value within its replication; equal values in the order given.

    Parameters
    ----------
    values : (n,) float64
    replication : (n,) int64
    """
    order = np.lexsort((np.arange(values.size), values, replication))
    found = np.zeros(values.size, dtype=np.int64)
    _, first, count = np.unique(replication[order], return_index=True, return_counts=True)
    rank = np.arange(values.size) - np.repeat(first, count)
    found[order] = rank * TENTHS // np.repeat(count, count) + 1
    return found


def decile_effects(people: pd.DataFrame, replications: NDArray[np.int64]) -> pd.DataFrame:
    """Return the effect on mean earnings of the last 52 weeks by decile, in all four orders.

    Parameters
    ----------
    people : pandas.DataFrame
        From `sim.analysis.paired.people.people_of`.
    replications : (R,) int64
    """
    same = people.loc[people["exists"] == BOTH]
    here, there = same["earnings_reference"], same["earnings_other"]
    earned, either = same.loc[here > 0.0], same.loc[(here > 0.0) | (there > 0.0)]
    past = people.loc[earned_before(people)]
    before = past["earnings_before_ai_reference"] + past["earnings_before_ai_other"]
    rows = _rows(BY_REFERENCE, same.loc[(here <= 0.0) & (there > 0.0)], None, replications)
    rows += _rows(BY_REFERENCE, earned, earned["earnings_reference"], replications)
    rows += _rows(BY_BOTH, either, either["earnings_reference"] + either["earnings_other"], replications)
    rows += _rows(BY_PAST, past, before, replications)
    rows += _anonymous(people, replications)
    return tidy(rows, ["by", "decile", *EFFECT_COLUMNS], family=("by",))


def _rows(
    by: str, people: pd.DataFrame, order: pd.Series | None, replications: NDArray[np.int64]
) -> list[dict[str, object]]:
    """Return a row a decile; without an order one row, decile 0."""
    if order is None:
        decile = np.zeros(len(people), dtype=np.int64)
    else:
        decile = tenths(order.to_numpy(np.float64), people["replication"].to_numpy(np.int64))
    rows: list[dict[str, object]] = []
    for one in range(1, TENTHS + 1) if order is not None else (0,):
        sums = sums_of(people.loc[decile == one], replications)
        effect = paired_effect(ratio(sums[:, 1], sums[:, 0], FEW), ratio(sums[:, 2], sums[:, 0], FEW), relative=True)
        rows.append({"by": by, "decile": one, **effect_row(effect, UNIT)})
    return rows


def _anonymous(people: pd.DataFrame, replications: NDArray[np.int64]) -> list[dict[str, object]]:
    """Return a row a decile of the earners of each world, those who exist in one world alone included."""
    worlds = []
    for world in ("reference", "other"):
        paid = people.loc[people[f"earnings_{world}"] > 0.0]
        values = paid[f"earnings_{world}"].to_numpy(np.float64)
        worlds.append(_means(values, paid["replication"].to_numpy(np.int64), replications))
    return [
        {"by": BY_RANK, "decile": k + 1, **effect_row(paired_effect(a, b, relative=True), UNIT)}
        for k, (a, b) in enumerate(zip(*worlds, strict=True))
    ]


def _means(values: Floats, replication: NDArray[np.int64], replications: NDArray[np.int64]) -> list[Estimate]:
    """Return the mean of each decile of one world."""
    decile, row = tenths(values, replication), np.searchsorted(replications, replication)
    found = []
    for one in range(1, TENTHS + 1):
        kept = decile == one
        heads = np.bincount(row[kept], minlength=replications.size).astype(np.float64)
        sums = np.bincount(row[kept], values[kept], replications.size).astype(np.float64)
        found.append(ratio(sums, heads, FEW))
    return found
