from __future__ import annotations

import pytest

from sim.analysis.results import TWINS
from sim.outcomes.catalogue import CATALOGUE, OUTCOMES
from sim.outcomes.columns import TABLES
from sim.outcomes.outcome import Outcome

ASKED_FOR = {
    "ai_work_earnings_growth_2025q1",
    "ai_work_earnings_growth_2024",
    "gross_services_volume",
    "fill_rate",
    "proposals_per_post",
    "automated_share_of_needs",
    "client_ai_adoption_share",
    "freelancer_ai_adoption_share",
    "earnings_gini",
    "ai_premium_raw",
    "ai_premium_adjusted",
}


def test_the_outcomes_the_design_asks_for_are_declared():
    assert CATALOGUE.keys() >= ASKED_FOR


def test_names_are_declared_once():
    assert len(CATALOGUE) == len(OUTCOMES)


def test_source_tables_exist():
    assert {outcome.source_table for outcome in OUTCOMES} <= {*TABLES, TWINS}


def test_an_unknown_aggregation_is_refused():
    with pytest.raises(ValueError, match="guess"):
        Outcome("x", "1", "y", "guess", "weekly")
