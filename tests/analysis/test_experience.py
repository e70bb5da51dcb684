from __future__ import annotations

import pytest

from sim.analysis.experience import experience_gaps
from tests.analysis.tables import results


def person(category, earnings, *, user, before=100.0, experience=50.0, status="working"):
    return {
        "category": category, "earnings_final_year": earnings, "ai_adopted": user, "earnings_before_ai": before,
        "experience_hours_before_ai": experience, "status": status,
    }  # fmt: skip


def test_the_adjusted_gap_compares_like_with_like():
    # Equal experience: all fall in the lowest tercile. Legal pays 100, Writing 10, AI adds 10%; users are mostly Legal.
    rows = [person("Legal", 110.0, user=True), person("Legal", 110.0, user=True), person("Legal", 100.0, user=False)]
    rows += [
        person("Writing", 11.0, user=True),
        person("Writing", 10.0, user=False),
        person("Writing", 10.0, user=False),
    ]
    rows += [person("Writing", 999.0, user=False, status="quiet")]
    found = experience_gaps(results(weeks=5, freelancers=rows))
    assert found["ai_earnings_gap_raw_low_experience"].value == pytest.approx((231 / 3) / (120 / 3) - 1)
    assert found["ai_earnings_gap_adjusted_low_experience"].value == pytest.approx(0.1)
    assert found["ai_earnings_gap_raw_high_experience"].value is None


def test_cells_without_both_kinds_are_left_out():
    rows = [person("Legal", 110.0, user=True), person("Legal", 100.0, user=False), person("Writing", 11.0, user=True)]
    found = experience_gaps(results(weeks=5, freelancers=rows))
    assert found["ai_earnings_gap_adjusted_low_experience"].value == pytest.approx(0.1)
