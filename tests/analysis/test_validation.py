from __future__ import annotations

import pytest

from sim.analysis.validation import validation
from tests.analysis.tables import monday, platform_rows, results, weekly_row


def row(checks, text):
    (found,) = [check for check in checks if text in check.metric]
    return found


def test_concentration_of_clients_counts_posting_clients_without_a_hire():
    clients = [{"n_posts": 1, "spend": spend} for spend in (0.0, 0.0, 0.0, 5.0)] + [{"n_posts": 0}] * 3
    found = validation(results(weeks=5, clients=clients))
    assert row(found, "Gini of lifetime").estimate.value == pytest.approx(0.75)
    assert row(found, "never spent").estimate.value == pytest.approx(0.75)
    assert row(found, "never spent").passed is None


def test_concentration_of_freelancers():
    people = [{"n_contracts": 1, "earnings": 100.0}] * 3 + [
        {"n_contracts": 2, "earnings": 1000.0},
        {"n_contracts": 10, "earnings": 9.0},
    ]
    found = validation(results(weeks=5, freelancers=people + [{}] * 45))
    assert row(found, "registered").estimate.value == pytest.approx(0.1)
    assert row(found, "10 contracts").estimate.value == pytest.approx(0.4)
    assert row(found, "top fifth").estimate.value == pytest.approx(1000 / 1309)


def test_late_growth_of_ai_related_volume():
    def rows(when, money):
        return weekly_row(next(w for w in range(248) if monday(w) >= when), ai_gross_services_volume=money)

    weekly = [rows("2024-05-01", 100), rows("2025-05-01", 140), rows("2024-08-01", 100), rows("2025-08-01", 141)]
    found = validation(results(weekly=weekly))
    assert row(found, "2025 Q2").estimate.value == pytest.approx(0.4)
    assert row(found, "2025 Q3").estimate.value == pytest.approx((141 / 13) / (100 / 14) - 1.0)  # weekly means
    assert [row(found, when).passed for when in ("2025 Q2", "2025 Q3")] == [False, True]


def test_late_clients_and_their_spend():
    platform = platform_rows(
        0, 248, client_spend_trailing_year=lambda w: 40_000.0 if monday(w) >= "2025-12-01" else 1.0,
        n_clients_active=lambda w: 10 if monday(w) < "2025-01-01" else 8,
    )  # fmt: skip
    found = validation(results(platform=platform))
    assert row(found, "clients active").estimate.value == pytest.approx(0.8)
    assert row(found, "spend per active client").estimate.value == pytest.approx(5000.0)


def test_every_row_is_there():
    ids = {check.id for check in validation(results(weeks=5))}
    assert ids == {"H1", "H3", "H7", "H9", "H10", "H11", "H12", "H13"}


def test_long_tasks_that_ai_alone_meets():
    """Of the needs of 512 to 1,023 minutes alone, in the last quarter of 2025 alone."""
    week = next(w for w in range(248) if monday(w) >= "2025-10-06")

    def rows(when, complexity_bin, automated):
        return {"replication": 0, "week": when, "date": monday(when), "category": "Legal", "new_needs": 50,
                "complexity_bin": complexity_bin, "new_needs_automated": automated}  # fmt: skip

    table = [rows(week, 8, 40), rows(week, 9, 1), rows(week, 10, 40), rows(week - 4, 9, 40)]
    found = row(validation(results(weeks=248, complexity=table)), "8.5 to 17 hours")
    assert found.estimate.value == pytest.approx(0.02)
    assert found.passed
