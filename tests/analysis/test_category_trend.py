"""Trends of the time before AI, worked out by hand and carried on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.analysis.category_trend import category_trend, log_trend
from sim.analysis.estimate import Estimate
from sim.analysis.study import study_groups
from sim.analysis.validation import validation
from tests.analysis.tables import SOFTWARE, monday, results, weekly_row

AFTER = "2022-11-30"
GROUPS = study_groups()
GROWTH = 0.01
WRITING = "posts against manual-intensive, eight months: writing"
ENGINEERING = "posts against manual-intensive, eight months: engineering"
ENTRY = "entry share of software posts, January 2025 over January 2023"
EXPERT = "expert share of software posts, January 2025 less January 2023"


def market(replications=1):
    """Writing grows by 1% a week until AI; control and engineering stand still; entry software shrinks."""
    rows = []
    for r in range(replications):
        for w in range(248):
            grown = 0 if monday(w) >= AFTER else round(1e6 * np.exp(GROWTH * w))
            parts = [
                ("Writing", "entry", GROUPS.writing[0], grown),
                ("Admin Support", "entry", GROUPS.manual_intensive[0], 1000 + r),
                ("Engineering & Architecture", "entry", GROUPS.engineering[0], 500),
                (SOFTWARE, "entry", GROUPS.software[0], round(1e6 * np.exp(-GROWTH * w))),
                (SOFTWARE, "expert", GROUPS.software[0], 1_000_000),
            ]
            rows += [
                weekly_row(w, replication=r, category=c, level=level, specialty=s, new_posts=posts)
                for c, level, s, posts in parts
            ]
    return results(replications=replications, weekly=rows)


def said(found):
    return {check.metric: check.estimate for check in category_trend(found, validation(found))}


def test_a_trend_is_found_and_blocks_help_where_weeks_are_empty():
    weeks = np.arange(104.0)
    before = np.ones(104, dtype=bool)
    level, slope = log_trend(np.exp(2.0 + 0.02 * weeks), before)
    assert (level, slope) == (pytest.approx(2.0), pytest.approx(0.02))
    every_second = np.where(weeks % 2 == 0, 2.0, 0.0) * np.exp(0.02 * weeks)
    assert log_trend(every_second, before)[1] == pytest.approx(0.02, abs=1e-3)
    assert np.isnan(log_trend(np.zeros(104), before)).all()


def test_groups_go_on_as_before_whatever_came_after():
    found = said(market())
    # Windows of 73 weeks (0 to 72) and 33 (74 to 106): their middles are 54 weeks apart.
    assert found[WRITING].value == pytest.approx(np.expm1(GROWTH * 54.0), abs=1e-3)
    assert found[ENGINEERING].value == pytest.approx(0.0, abs=1e-9)


def test_levels_of_software_go_on_as_before():
    found = said(market())
    weeks = {name: [w for w in range(248) if monday(w).startswith(name)] for name in ("2023-01", "2025-01")}
    entry = {name: np.exp(-GROWTH * np.array(one)).mean() for name, one in weeks.items()}
    share = {name: one / (one + 1.0) for name, one in entry.items()}
    assert found[ENTRY].value is None, "intermediate software has no posts, and so no trend"
    both = market()
    rows = both.tables["weekly"]
    middle = rows.loc[rows["level"] == "expert"].assign(level="intermediate", new_posts=1)
    both = replace(both, tables={**both.tables, "weekly": pd.concat([rows, middle])})
    found = said(both)
    assert found[ENTRY].value == pytest.approx(share["2025-01"] / share["2023-01"], rel=1e-3)
    assert found[EXPERT].value == pytest.approx(share["2023-01"] - share["2025-01"], rel=1e-3)


def test_replications_are_resampled():
    found = said(market(replications=3))
    assert found[WRITING].standard_error == pytest.approx(0.0, abs=1e-9)
    assert found[WRITING].degrees == 2


def test_trends_say_nothing_of_pay_and_concentration():
    found = market()
    assert {check.id for check in category_trend(found, validation(found))} == {"H1", "H3"}
    assert all(isinstance(one, Estimate) for one in said(found).values())


def test_a_short_horizon_has_no_trend():
    found = results(weeks=30)
    assert all(check.estimate.value is None for check in category_trend(found, validation(found)))
