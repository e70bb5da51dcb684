from __future__ import annotations

import pytest

from sim.analysis.checks import Check, band
from sim.analysis.estimate import Estimate, missing
from sim.analysis.rivals import MODEL, NO_CHANGE, SAYS, WITHOUT_AI, beside, distance, no_change, score

CHECKS = [
    Check("H1", "posts, writing", "1", Estimate(-0.25), *band(-0.3, 0.1)),
    Check("H3", "entry share of software posts, January 2025 over January 2023", "1", Estimate(0.9), 0.4, 0.3, 0.7),
    Check("H7", "premium", "1", Estimate(0.1), 0.44, 0.25, 0.6),
    Check("H9", "Gini", "1", missing("no client"), 0.91, 0.85, 0.94),
    Check("H10", "hired", "1", Estimate(0.1), 0.086, 0.05, 0.12),
]


def test_distance_is_in_half_widths_of_the_published_range():
    assert distance(CHECKS[0]) == pytest.approx(0.5)
    assert distance(CHECKS[1]) == pytest.approx(0.5 / 0.2)
    assert distance(CHECKS[3]) is None
    assert distance(Check("H1", "order", "1", Estimate(0.3), None, 0.0, None)) is None


def test_the_score_counts_what_can_be_judged():
    found = score(MODEL, CHECKS)
    assert (found.n_passed, found.n_judged) == (2, 4)
    parts = [0.5, 2.5, 0.34 / 0.175, 0.014 / 0.035]
    assert found.distance == pytest.approx(sum(parts) / 4.0)


def test_no_change_says_zero_for_changes_and_one_for_ratios_and_nothing_of_levels():
    found = no_change(CHECKS)
    assert [(row.id, row.estimate.value) for row in found] == [("H1", 0.0), ("H3", 1.0), ("H7", 0.0)]
    judged = score(NO_CHANGE, found)
    assert (judged.n_passed, judged.n_judged) == (0, 3)


def test_no_change_of_growth_heads_and_spend():
    rows = [
        Check("H11", "growth of AI-related gross volume, 2025 Q2", "1", Estimate(0.2), 0.30, 0.25, 0.35),
        Check("H12", "clients active, September 2025 over September 2024", "1", Estimate(0.95), 0.929, 0.90, 0.96),
        Check("H12", "spend per active client, 2025", "USD/year", Estimate(1.0), 5129.0, 4870.0, 5390.0),
    ]  # fmt: skip
    assert [row.estimate.value for row in no_change(rows)] == [0.0, 1.0, 4967.0]


def test_the_model_beside_a_rival_is_scored_on_the_rows_of_the_rival_alone():
    rival = score(NO_CHANGE, no_change(CHECKS))
    found = beside(rival, CHECKS)
    assert [check.id for check in found.checks] == ["H1", "H3", "H7"]
    assert (found.n_passed, found.n_judged) == (1, 3)
    assert found.distance == pytest.approx((0.5 + 2.5 + 0.34 / 0.175) / 3.0)


def test_a_rival_is_not_judged_on_what_it_says_nothing_about():
    assert {row.id for row in score(WITHOUT_AI, CHECKS).checks} == SAYS[WITHOUT_AI] & {row.id for row in CHECKS}
    assert "H7" not in SAYS[WITHOUT_AI]
    assert score(NO_CHANGE, []).distance is None
