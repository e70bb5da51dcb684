"""Effects as rows of tidy tables: the same columns in every table, and what they mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.estimate import Estimate
from sim.analysis.paired.effect import LEVEL, Effect

SCENARIO, REFERENCE = "scenario", "reference"
EFFECT_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "unit": "of the values and of the effect",
        "value_reference": "outcome in the reference scenario",
        "value": "outcome in the scenario",
        "standard_error_reference": "of value_reference alone",
        "standard_error_value": "of value alone",
        "effect": "value less value_reference",
        "standard_error": "of the effect: jackknife over the replications that both worlds share, if error is paired",
        "low": "lower end of the 95% interval of the effect",
        "high": "upper end of the 95% interval of the effect",
        "relative": "value over value_reference, minus one; empty where the outcome has no natural zero",
        "relative_standard_error": "of the relative effect, paired",
        "relative_low": "lower end of its 95% interval",
        "relative_high": "upper end of its 95% interval",
        "correlation": "of the two outcomes over replications: what common random numbers achieved",
        "unpaired_standard_error": "of the effect, had the two scenarios had independent seeds",
        "unpaired_relative_standard_error": "of the relative effect, had they had independent seeds",
        "unpaired_runs": "runs of each scenario under independent seeds for the same precision",
        "degrees": "degrees of freedom of the paired interval",
        "p_value": "two-sided p of no effect, Student",
        "q_value": "p adjusted for the number of rows looked at together (Benjamini-Hochberg)",
        "sign": "what the 95% interval (relative if there is one) says: up, down, within noise, identical, no interval",
        "error": "paired; unpaired where errors are over persons (few twin worlds); none",
        "reason": "why there is no effect, where there is none",
    }
)
"""Columns of every table of effects, behind those that say what a row is about."""

KEY_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "scenario": "the scenario that is compared",
        "reference": "the scenario it is compared with",
        "outcome": "name of the outcome, flow or share",
        "quarter": "such as 2025Q1",
        "category": "work category",
        "experience": "third by hours of experience before AI: low, middle, high; or all",
        "by": "how people are split or ordered",
        "group": "group of the split",
        "heads": "people in the group, platform scale",
        "share_of_heads": "of all who earned before AI in both worlds",
        "decile": "1 lowest to 10; 0: earned nothing in the reference",
        "measure": "name of the measure",
        "meaning": "of the measure",
        "estimand": "raw gap, gap at equal composition, causal effect",
    }
)
"""Columns that say what a row is about."""

VALUE_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "unit": "of the value",
        "value": "of the measure",
        "standard_error": "jackknife over replications",
        "low": "lower end of the 95% interval",
        "high": "upper end of the 95% interval",
        "reason": "why there is no value, where there is none",
    }
)
"""Columns of the table of individuals, whose measures are about both worlds at once."""


def effect_row(effect: Effect, unit: str) -> dict[str, Any]:
    """Return an effect as values of `EFFECT_COLUMNS` but ``q_value``; None where there is none."""
    low, high = effect.difference.interval(LEVEL) or (None, None)
    relative = effect.relative
    relative_low, relative_high = (None, None) if relative is None else relative.interval(LEVEL) or (None, None)
    known = relative is not None and relative.value is not None
    return {
        "unit": unit,
        "value_reference": effect.reference.value,
        "value": effect.other.value,
        "standard_error_reference": effect.reference.standard_error,
        "standard_error_value": effect.other.standard_error,
        "effect": effect.difference.value,
        "standard_error": effect.difference.standard_error,
        "low": low,
        "high": high,
        "relative": None if relative is None else relative.value,
        "relative_standard_error": None if relative is None else relative.standard_error,
        "relative_low": relative_low,
        "relative_high": relative_high,
        "correlation": effect.correlation,
        "unpaired_standard_error": effect.unpaired_error,
        "unpaired_relative_standard_error": effect.unpaired_relative_error if known else None,
        "unpaired_runs": effect.unpaired_runs,
        "degrees": effect.difference.degrees,
        "p_value": effect.p_value,
        "q_value": None,
        "sign": effect.sign,
        "error": "none" if effect.difference.standard_error is None else "paired" if effect.paired else "unpaired",
        "reason": effect.difference.reason or "",
    }


def value_row(one: Estimate, unit: str) -> dict[str, Any]:
    """Return an estimate as values of `VALUE_COLUMNS`."""
    low, high = one.interval(LEVEL) or (None, None)
    return {
        "unit": unit,
        "value": one.value,
        "standard_error": one.standard_error,
        "low": low,
        "high": high,
        "reason": one.reason or "",
    }


def tidy(
    rows: Iterable[Mapping[str, Any]], columns: Sequence[str], family: Sequence[str] | None = None
) -> pd.DataFrame:
    """Return rows as a table: texts as text, numbers as float64 with NaN where there is none.

    Parameters
    ----------
    rows : iterable of mapping
    columns : sequence of str
        In order; texts are those that hold text in the first row that has them.
    family : sequence of str, optional
        Columns within whose groups rows are looked at together (none: all rows together); fills ``q_value``.
    """
    table = pd.DataFrame([dict(row) for row in rows], columns=list(columns))
    for name in table.columns:
        if table[name].map(lambda x: isinstance(x, str)).any():
            table[name] = table[name].fillna("").astype(str)
        else:
            table[name] = table[name].astype(np.float64)
    if family:
        groups = table.groupby(list(family), sort=False)["p_value"]
        table["q_value"] = groups.transform(lambda p: q_values(p.to_numpy(np.float64)))
    elif family is not None:
        table["q_value"] = q_values(table["p_value"].to_numpy(np.float64))
    return table


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table, each by column name."""
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def q_values(p: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return the adjusted p of Benjamini and Hochberg, NaN where p is.

    q of the k-th smallest of m is the least of p_j m / j over j >= k.

    References
    ----------
    Benjamini, Y., Hochberg, Y. (1995). Controlling the false discovery rate. JRSS B 57(1).
    """
    q = np.full(p.size, np.nan)
    known = np.flatnonzero(np.isfinite(p))
    if known.size:
        order = known[np.argsort(p[known], kind="stable")]
        scaled = p[order] * known.size / np.arange(1, known.size + 1)
        q[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return q
