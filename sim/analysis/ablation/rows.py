"""What a mechanism earns: the rows that are met with it, less those met without it.

A row *flips for* the mechanism (`EARNED`) if it is met with it and missed without it, *against* it (`COST`) the other
way. A row without a value is not met. The change of its value is paired over replications: same seeds, same luck. A
flip is *beyond noise* if the 95% interval of the change excludes zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.analysis.ablation.measured import Entry
from sim.analysis.checks import Check
from sim.analysis.paired.effect import DOWN, LEVEL, UP, paired_effect
from sim.analysis.rivals import distance

EARNED, COST, UNCHANGED = "earned", "cost", ""
PARTS: Final = ("target", "validation")
ROW_COLUMNS: Final = (
    "entry", "kind", "part", "id", "metric", "unit", "reference", "low", "high",
    "value_with", "met_with", "value_without", "met_without", "reason",
    "change", "standard_error", "change_low", "change_high", "sign", "beyond_noise", "flip",
    "distance_with", "distance_without",
)  # fmt: skip
"""``with`` and ``without`` the mechanism: of the baseline, of the entry; ``change`` is without less with."""


def row_table(entries: Sequence[Entry]) -> pd.DataFrame:
    """Return every row of every entry beside that of the baseline.

    Parameters
    ----------
    entries : sequence of Entry
        The baseline first.

    Returns
    -------
    pandas.DataFrame
        Columns of `ROW_COLUMNS`; the baseline's own rows are those of its entry, without a flip.
    """
    baseline, rows = entries[0], []
    for entry in entries:
        pairs = zip(baseline.with_ai.rows, entry.with_ai.rows, strict=True)
        rows += [
            {"entry": entry.name, "kind": entry.kind, "part": part, **_row(on, off)} for (part, on), (_, off) in pairs
        ]
    return pd.DataFrame(rows, columns=list(ROW_COLUMNS))


def _row(on: Check, off: Check) -> dict[str, Any]:
    """Return one row, with the mechanism and without it."""
    effect = paired_effect(on.estimate, off.estimate)
    low, high = effect.difference.interval(LEVEL) or (None, None)
    return {
        "id": on.id,
        "metric": on.metric,
        "unit": on.unit,
        "reference": on.reference,
        "low": on.low,
        "high": on.high,
        "value_with": on.estimate.value,
        "met_with": met(on),
        "value_without": off.estimate.value,
        "met_without": met(off),
        "reason": off.estimate.reason or "",
        "change": effect.difference.value,
        "standard_error": effect.difference.standard_error,
        "change_low": low,
        "change_high": high,
        "sign": effect.sign,
        "beyond_noise": effect.sign in {UP, DOWN} or (off.estimate.value is None and on.estimate.value is not None),
        "flip": flip(on, off),
        "distance_with": distance(on),
        "distance_without": distance(off),
    }


def met(check: Check) -> bool:
    """Return whether a row has a value in its range; a row without a range is never met and never missed."""
    return check.passed is True


def flip(on: Check, off: Check) -> str:
    """Return whether a row flips for the mechanism, against it, or not at all."""
    if met(on) == met(off):
        return UNCHANGED
    return EARNED if met(on) else COST


def earned_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what each entry but the baseline earns, one row an entry and part.

    ``met_with``, ``met_without``: rows met; ``earns``: the first less the second; ``earned`` and ``cost`` name the rows
    that flip, a star behind those within noise; ``earns_beyond_noise`` counts only the others; ``nearer``: mean
    distance from the published numbers without the mechanism less with it, over rows that have both, in half-widths
    of the range.
    """
    found = []
    others = rows.loc[rows["kind"] != "baseline"]
    for (entry, part), group in others.groupby(["entry", "part"], sort=False):
        certain = group.loc[group["beyond_noise"]]
        flips = {which: _named(group.loc[group["flip"] == which]) for which in (EARNED, COST)}
        known = group.loc[group["distance_with"].notna() & group["distance_without"].notna()]
        gaps = known["distance_without"].to_numpy(np.float64) - known["distance_with"].to_numpy(np.float64)
        found.append(
            {
                "entry": entry,
                "kind": group["kind"].iloc[0],
                "part": part,
                "judged": int((group["low"].notna() | group["high"].notna()).sum()),
                "met_with": int(group["met_with"].sum()),
                "met_without": int(group["met_without"].sum()),
                "earns": int(group["met_with"].sum() - group["met_without"].sum()),
                "earns_beyond_noise": int(certain["flip"].eq(EARNED).sum() - certain["flip"].eq(COST).sum()),
                "earned": flips[EARNED],
                "cost": flips[COST],
                "nearer": float(gaps.mean()) if gaps.size else float("nan"),
            }
        )
    return pd.DataFrame(found)


def _named(rows: pd.DataFrame) -> str:
    """Return the names of rows that flip, a star behind those whose change is within noise."""
    names = zip(rows["id"], rows["metric"], rows["beyond_noise"], strict=True)
    return "; ".join(f"{i} {metric}{'' if certain else '*'}" for i, metric, certain in names)
