"""Which outcomes a comparison tells first, in words, and how an effect is written."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

HEADLINE: Mapping[str, str] = MappingProxyType(
    {
        "gross_services_volume": "gross services volume",
        "freelancer_earnings": "freelancer earnings",
        "posts_per_year": "job posts",
        "spend_per_active_client": "spend per active client",
        "n_clients_active": "active clients",
        "n_freelancers_active": "active freelancers",
        "proposals_per_post": "proposals per post",
        "fill_rate": "fill rate",
        "take_rate": "take rate",
        "automated_share_of_needs": "needs met by AI alone",
        "ai_work_share_of_volume": "AI-related share of volume",
        "freelancer_ai_adoption_share": "freelancers using AI",
        "client_ai_adoption_share": "clients using AI",
        "earnings_gini": "Gini of earnings",
        "earnings_top_tenth_share": "top tenth's share of earnings",
        "ai_work_earnings_growth_2025q1": "growth of AI-related earnings, 2025 Q1",
    }
)
"""Outcomes of the catalogue that a comparison prints and draws first, by their words."""
SHARE, POINTS, PERCENT = "1", "points", "%"
MINUS = "\u2212"


def headline_rows(effects: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of headline outcomes that have an effect, in the order of `HEADLINE`, with ``words``."""
    known = effects.loc[effects["effect"].notna()].set_index("outcome", drop=False)
    rows = known.loc[[name for name in HEADLINE if name in known.index]].copy()
    rows["words"] = [HEADLINE[name] for name in rows["outcome"]]
    return rows


def shown(row: Mapping[str, Any]) -> tuple[float, float, float, str]:
    """Return the effect as it is told, with its interval (NaN without one) and unit.

    Volumes and prices in percent of the reference, shares in percentage points, the rest in their own unit.
    """
    if np.isfinite(row["relative"]):
        return 100.0 * row["relative"], 100.0 * row["relative_low"], 100.0 * row["relative_high"], PERCENT
    if row["unit"] == SHARE:
        return 100.0 * row["effect"], 100.0 * row["low"], 100.0 * row["high"], POINTS
    return row["effect"], row["low"], row["high"], str(row["unit"])


def shown_unpaired_half(row: Mapping[str, Any], quantile: float) -> float:
    """Return half of the interval that independent seeds would have given, in the unit of `shown`."""
    if np.isfinite(row["relative"]):
        return float(100.0 * quantile * row["unpaired_relative_standard_error"])
    scale = 100.0 if row["unit"] == SHARE else 1.0
    return float(scale * quantile * row["unpaired_standard_error"])


def said(row: Mapping[str, Any]) -> str:
    """Return an effect as text, such as ``+3.1% [+2.0, +4.2]``; without an interval only the value."""
    value, low, high, unit = shown(row)
    known = [abs(x) for x in (value, low, high) if np.isfinite(x)]
    room = 2 if max(known) < 1.0 or min(known) < 0.05 else 1
    words = {PERCENT: "%", POINTS: " points"}.get(unit, f" {unit}")
    text = f"{signed(value, room)}{words}"
    return text if not np.isfinite(low) else f"{text} [{signed(low, room)}, {signed(high, room)}]"


def signed(value: float, digits: int = 1) -> str:
    """Return a number with its sign, thousands in groups; plain 0 where it rounds to zero."""
    digits = 0 if abs(value) >= 1000.0 else digits
    text = f"{value:+,.{digits}f}"
    return text.replace("-", MINUS) if float(text.replace(",", "")) != 0.0 else f"{0:.{digits}f}"
