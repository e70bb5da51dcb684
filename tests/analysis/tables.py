"""Small recorded tables made by hand: every declared column, zero or empty unless a row says otherwise."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from sim.analysis.results import Results
from sim.outcomes.columns import ALWAYS_RECORDED, TABLES, Column
from sim.parameters.scenario import Scenario

START = date(2021, 7, 5)
BLANK = {"str": "", "int64": 0, "int32": 0, "float64": 0.0, "bool": False}
SOFTWARE = "Web, Mobile & Software Dev"


def monday(week):
    """Return the date of a week as the tables write it."""
    return (START + timedelta(weeks=week)).isoformat()


def frame(name, rows):
    """Return a table with a leading replication and all declared columns in order."""
    declared: tuple[Column, ...] = TABLES["freelancers" if name == "twins" else name]
    full = [{"replication": 0} | {c.name: BLANK[c.dtype] for c in declared} | row for row in rows]
    table = pd.DataFrame(full, columns=["replication", *(c.name for c in declared)])
    return table.astype({"replication": "int64"} | {c.name: c.dtype for c in declared})


def weekly_row(week, **flows):
    """Return a row of the weekly table in one cell unless keys are given."""
    keys = {"category": "Writing", "subcategory": "Content", "specialty": "Blogs", "level": "entry", "duration": "<1m"}
    return {"week": week, "date": monday(week)} | keys | flows


def platform_rows(first, last, replications=1, **columns):
    """Return rows for weeks first..last - 1 of each replication."""
    return [
        {"replication": r, "week": week, "date": monday(week)}
        | {k: v(week) if callable(v) else v for k, v in columns.items()}
        for r in range(replications)
        for week in range(first, last)
    ]


def results(weeks=248, replications=1, scenario=None, platform=None, **tables):
    """Return results with the given rows; tables that are not given are empty."""
    rows = {name: tables.get(name, []) for name in ALWAYS_RECORDED} | tables
    rows["platform"] = platform if platform is not None else platform_rows(0, weeks, replications)
    return Results({name: frame(name, one) for name, one in rows.items()}, scenario or Scenario(name="by hand"))
