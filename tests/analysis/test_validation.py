from __future__ import annotations

import pytest

from sim.analysis.validation import validation
from tests.analysis.tables import results


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


def test_every_row_is_there():
    assert {check.id for check in validation(results(weeks=5))} == {"H1", "H3", "H7", "H9", "H10"}
