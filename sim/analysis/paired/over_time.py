"""The effect over time: flows of each full quarter, and who uses AI."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from sim.analysis.calendar import WEEKS_A_YEAR, full_quarters, quarter_index, quarter_label
from sim.analysis.estimate import Estimate, mean
from sim.analysis.paired.effect import paired_effect
from sim.analysis.paired.table import EFFECT_COLUMNS, effect_row, tidy
from sim.analysis.results import Results
from sim.outcomes.columns import TABLES

HORIZON = "ai_horizon_minutes"
"""Column of the platform table that says what machines can do, not what anybody does."""

FLOWS: Mapping[str, tuple[str, str]] = {
    "needs": ("new_needs", "needs/quarter"),
    "posts": ("new_posts", "posts/quarter"),
    "contracts": ("new_posts_filled", "contracts/quarter"),
    "hours": ("hours_worked", "h/quarter"),
    "gross_services_volume": ("gross_services_volume", "USD/quarter"),
    "freelancer_earnings": ("freelancer_earnings", "USD/quarter"),
    "ai_related_posts": ("new_ai_posts", "posts/quarter"),
    "ai_related_earnings": ("ai_freelancer_earnings", "USD/quarter"),
}
"""Flows by their name here: column of the weekly panel, unit."""
SHARES: Mapping[str, str] = {
    "freelancer_ai_adoption_share": "freelancer_ai_adoption_share",
    "client_ai_adoption_share": "client_ai_adoption_share",
}
"""Shares by their name here: column of the platform table; the mean over the weeks of a quarter."""

Series = dict[tuple[str, str], Estimate]


def quarterly(results: Results) -> Series:
    """Return flows and shares by (quarter, name), of the quarters that the horizon holds whole.

    Flows are at platform scale; quarters of twelve, thirteen or fourteen Mondays are put on a quarter of a year.
    """
    dates = results.panel.dates
    index, found = quarter_index(dates), Series()
    weekly = {name: results.panel.cube(column).sum(axis=(2, 3)) for name, (column, _) in FLOWS.items()}
    shares = {name: results.platform(column) for name, column in SHARES.items()}
    for one in full_quarters(dates):
        weeks = index == one
        factor = results.scale * WEEKS_A_YEAR / 4.0 / int(weeks.sum())
        for name, values in weekly.items():
            found[quarter_label(one), name] = mean(values[:, weeks].sum(axis=1) * factor)
        for name, values in shares.items():
            found[quarter_label(one), name] = mean(values[:, weeks].mean(axis=1))
    return found


def time_effects(reference: Series, other: Series) -> pd.DataFrame:
    """Return the effect on each flow and share by quarter; ``q_value`` over the quarters of one series."""
    units = {name: unit for name, (_, unit) in FLOWS.items()} | dict.fromkeys(SHARES, "1")
    rows = []
    for (quarter, name), one in reference.items():
        effect = paired_effect(one, other[quarter, name], relative=name in FLOWS)
        rows.append({"quarter": quarter, "outcome": name, **effect_row(effect, units[name])})
    order = {name: k for k, name in enumerate(units)}
    rows.sort(key=lambda row: (order[str(row["outcome"])], str(row["quarter"])))
    return tidy(rows, ["outcome", "quarter", *EFFECT_COLUMNS], family=("outcome",))


def parting_date(reference: Results, other: Results) -> str | None:
    """Return the Monday of the first week in which any count or sum of the platform differs, or None if none does.

    The warm-up is looked at too. Until then the two worlds are one, down to the person, so individuals pair best where
    it lies late.
    """
    keys = ["replication", "week"]
    tables = [
        world.tables["platform"].sort_values(keys, kind="stable", ignore_index=True) for world in (reference, other)
    ]
    columns = [column.name for column in TABLES["platform"] if column.dtype != "str" and column.name != HORIZON]
    here, there = (table[columns].to_numpy(np.float64) for table in tables)
    differ = ~((here == there) | (np.isnan(here) & np.isnan(there))).all(axis=1)
    return min(tables[0].loc[differ, "date"].astype(str), default=None)
