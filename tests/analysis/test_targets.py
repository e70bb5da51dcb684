from __future__ import annotations

import math

import numpy as np
import pytest

from sim.analysis import targets as module
from sim.analysis.checks import Check, band
from sim.analysis.estimate import Estimate, missing
from sim.analysis.targets import LADDER, category_distance, targets
from sim.analysis.validation import validation
from sim.parameters.references import load_targets, load_validation_rows
from tests.analysis.tables import monday, platform_rows, results, weekly_row

BEFORE = 40


def row(checks, text):
    (found,) = [check for check in checks if text in check.metric]
    return found


def log_sums(prefix, logs):
    return {f"sum_log_{prefix}": math.fsum(logs), f"sum_log_{prefix}_sq": math.fsum(x * x for x in logs)}


def test_prices_of_the_year_before_ai():
    logs = [math.log(10.0), math.log(40.0)]
    entry = weekly_row(
        BEFORE, new_hourly_posts=2, new_fixed_posts=10, new_fixed_posts_ge_1000=1, **log_sums("posted_rate", logs)
    )
    late = weekly_row(BEFORE + 100, new_hourly_posts=9, **log_sums("posted_rate", [9.0] * 9))
    found = targets(results(weekly=[entry, late]))
    assert row(found, "median posted hourly rate, entry").estimate.value == pytest.approx(20.0)
    assert row(found, "ln-sd of posted").estimate.value == pytest.approx(math.log(2.0))
    assert row(found, "1000 USD").estimate.value == pytest.approx(0.1)
    assert row(found, "median posted hourly rate, expert").estimate.value is None


def test_the_mix_of_posts(monkeypatch):
    monkeypatch.setattr(module, "post_mix", lambda: {"Writing": 0.5, "Legal": 0.3, "Design": 0.2})
    # Shares 0.7 and 0.3 against 0.5, 0.3 and 0.2 of a category that is not there: half of (0.2 + 0 + 0.2).
    found = category_distance(np.array([[3.0, 7.0]]), ("Legal", "Writing"))
    assert found.value == pytest.approx(0.2)


def test_competition_fill_and_spend():
    rows = [weekly_row(BEFORE, proposals_on_closed_posts=250, posts_closed=10, posts_closed_lt5=1, posts_closed_ge20=5)]
    in_2024 = next(w for w in range(248) if monday(w) > "2024-05")
    rows.append(weekly_row(in_2024, new_posts=10, new_posts_filled=4))
    platform = platform_rows(
        0, 248, client_spend_trailing_year=lambda w: 5000.0 if monday(w) < "2023-04" else 1.0, n_clients_active=1,
        freelancer_ai_adoption_share=0.25,
    )  # fmt: skip
    found = targets(results(weekly=rows, platform=platform))
    assert row(found, "mean proposals").estimate.value == pytest.approx(25.0)
    assert row(found, "fewer than 5").passed
    assert row(found, "hires over posts").estimate.value == pytest.approx(0.4)
    assert row(found, "spend per active").estimate.value == 5000.0
    assert [row(found, when).passed for when in ("December 2023", "AI, 2025 Q1")] == [True, False]


def test_ai_related_share_of_volume_is_of_the_third_quarter_of_2025():
    weeks = {when: next(w for w in range(248) if monday(w) >= when) for when in ("2025-06-01", "2025-08-01")}
    rows = [
        weekly_row(weeks["2025-06-01"], gross_services_volume=100_00, ai_gross_services_volume=90_00),
        weekly_row(weeks["2025-08-01"], gross_services_volume=100_00, ai_gross_services_volume=7_00),
    ]
    found = row(targets(results(weekly=rows)), "AI-related share of gross volume, 2025 Q3")
    assert found.estimate.value == pytest.approx(0.07)
    assert found.passed


def test_every_row_of_the_targets_is_there_and_short_runs_do_not_crash():
    found = targets(results(weeks=30))
    assert {check.id for check in found} == {"C1", "C1b", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9", "C10", "C11"}
    assert {check.passed for check in found} == {None}
    assert all(check.to_dict()["reason"] for check in found)


def test_pass_and_fail():
    assert Check("X", "m", "1", Estimate(0.3), *band(0.2, 0.1)).passed
    assert Check("X", "m", "1", Estimate(0.31), *band(0.2, 0.1)).passed is False
    assert Check("X", "m", "1", Estimate(-0.1), None, 0.0, None).passed is False
    assert Check("X", "m", "1", Estimate(-0.1), None, None, 0.0).passed is True
    assert Check("X", "m", "1", Estimate(9.9), 0.5, None, None).passed is None
    assert Check("X", "m", "1", missing("why"), 0.5, 0.0, 1.0).passed is None


@pytest.mark.parametrize(("rows", "checks"), [(load_targets, targets), (load_validation_rows, validation)])
def test_ranges_are_those_of_the_reference_tables(rows, checks):
    first = {}
    for check in checks(results(weeks=5)):
        first.setdefault(check.id, check)
    assert {row.id for row in rows()} == set(first)
    for reference in rows():
        if reference.bounds is not None:
            found = first[reference.id]
            assert (found.reference, found.low, found.high) == (*reference.values, *reference.bounds), reference.id


def test_the_ladder_and_the_gradient_are_those_of_the_reference_tables():
    (ladder,) = [row for row in load_targets() if row.id == "C1b"]
    assert ladder.values == tuple(LADDER.values())
    (gradient,) = [row for row in load_validation_rows() if row.id == "H1"]
    found = [
        check.reference for check in validation(results(weeks=5)) if check.id == "H1" and check.reference is not None
    ]
    assert gradient.values == tuple(found)
