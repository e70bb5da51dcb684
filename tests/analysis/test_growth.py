from __future__ import annotations

import pytest

from sim.analysis.growth import ai_earnings_by_quarter, ai_work_growth, market_size
from sim.parameters.population import Population
from sim.parameters.scenario import Scenario
from tests.analysis.tables import monday, platform_rows, results, weekly_row

WEEKS_2024Q1 = [w for w in range(248) if "2024-01-01" <= monday(w) <= "2024-03-31"]
WEEKS_2025Q1 = [w for w in range(248) if "2025-01-01" <= monday(w) <= "2025-03-31"]


def test_growth_of_a_quarter_over_the_same_quarter_a_year_before():
    rows = [weekly_row(w, ai_freelancer_earnings=100.0, new_ai_posts_filled=2) for w in WEEKS_2024Q1]
    rows += [weekly_row(w, ai_freelancer_earnings=125.0, new_ai_posts_filled=3) for w in WEEKS_2025Q1]
    found = ai_work_growth(results(weekly=rows))
    assert found["ai_work_earnings_growth_2025q1"].value == pytest.approx(0.25)
    assert found["ai_work_contracts_growth_2025q1"].value == pytest.approx(0.5)
    assert found["ai_work_hours_growth_2025q1"].value is None


def test_growth_is_the_product_of_its_parts():
    """Posts -20%, contracts per post +25%, hours per contract +50%, earnings per hour -10%: 0.8 * 1.25 * 1.5 * 0.9."""
    flows = {"new_ai_posts": (10, 8), "new_ai_posts_filled": (8, 8), "ai_hours_worked": (40.0, 60.0)}
    flows["ai_freelancer_earnings"] = (400.0, 540.0)
    rows = [
        weekly_row(w, **{name: pair[late] for name, pair in flows.items()})
        for late, weeks in enumerate((WEEKS_2024Q1, WEEKS_2025Q1))
        for w in weeks
    ]
    found = ai_work_growth(results(weekly=rows))
    parts = [
        found[f"ai_work_{word}_growth_2025q1"].value
        for word in ("posts", "contracts_per_post", "hours_per_contract", "earnings_per_hour", "earnings")
    ]
    assert parts == pytest.approx([-0.2, 0.25, 0.5, -0.1, 0.35])


def test_a_steady_market_does_not_grow_though_2024_has_53_mondays():
    found = ai_work_growth(results(weekly=[weekly_row(w, ai_freelancer_earnings=10.0) for w in range(248)]))
    assert found["ai_work_earnings_growth_2024"].value == pytest.approx(0.0, abs=1e-12)


def test_a_short_horizon_has_no_growth_but_a_reason():
    found = ai_work_growth(results(weeks=30, weekly=[weekly_row(0, ai_freelancer_earnings=10.0)]))
    assert {one.value for one in found.values()} == {None}
    assert "2024 Q1" in found["ai_work_earnings_growth_2025q1"].reason


def test_money_and_counts_are_at_platform_scale():
    scenario = Scenario(population=Population(n_freelancers=1000, platform_freelancers=2000.0))
    rows = [weekly_row(w, gross_services_volume=100.0, new_posts=4, new_posts_filled=1) for w in range(10)]
    platform = platform_rows(
        0,
        10,
        gross_services_volume=100.0,
        freelancer_fees=10.0,
        client_fees=5.0,
        proposal_fees=1.0,
        n_clients_active=7,
        client_spend_trailing_year=2100.0,
    )
    found = market_size(results(scenario=scenario, weekly=rows, platform=platform))
    assert found["gross_services_volume"].value == pytest.approx(100.0 * 2 * 365.25 / 7)
    assert found["fill_rate"].value == pytest.approx(0.25)
    assert found["take_rate"].value == pytest.approx(0.16)
    assert found["n_clients_active"].value == 14.0
    assert found["spend_per_active_client"].value == 300.0
    assert found["share_ever_hired"].value is None


def test_earnings_by_quarter_are_put_on_equal_quarters():
    found = ai_earnings_by_quarter(
        results(weeks=60, weekly=[weekly_row(w, ai_freelancer_earnings=1.0) for w in range(60)])
    )
    values = {one.value for one in found.values()}
    assert next(iter(found)) == "2021Q3"
    assert max(values) == pytest.approx(min(values))
