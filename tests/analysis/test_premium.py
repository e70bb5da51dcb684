from __future__ import annotations

import pytest

from sim.analysis.premium import premia
from tests.analysis.tables import frame, monday, results, weekly_row

WEEK = next(w for w in range(248) if monday(w) > "2025-02-01")


def test_raw_gap_is_composition_when_rates_are_equal_within_cells():
    # Poems at 10, Novels at 30 whoever does what; AI-related work is mostly Novels.
    rows = [
        weekly_row(WEEK, specialty="Poems", new_posts_filled=4, new_ai_posts_filled=1, sum_contract_rate=40.0,
                   sum_contract_rate_ai_post=10.0),
        weekly_row(WEEK, specialty="Novels", new_posts_filled=4, new_ai_posts_filled=3, sum_contract_rate=120.0,
                   sum_contract_rate_ai_post=90.0),
    ]  # fmt: skip
    found = premia(results(weekly=rows))
    assert found["ai_premium_raw"].value == pytest.approx((100 / 4) / (60 / 4) - 1)
    assert found["ai_premium_adjusted"].value == pytest.approx(0.0, abs=1e-12)
    assert found["ai_user_premium_raw"].value is None


def test_users_are_compared_with_others_on_regular_work_only():
    rows = [
        weekly_row(WEEK, new_posts_filled=5, new_ai_posts_filled=1, new_contracts_ai_user=2, sum_contract_rate=200.0,
                   sum_contract_rate_ai_post=100.0, sum_contract_rate_ai_user=60.0),
    ]  # fmt: skip
    found = premia(results(weekly=rows))
    assert found["ai_user_premium_raw"].value == pytest.approx(30 / 20 - 1)
    assert found["ai_user_premium_adjusted"].value == pytest.approx(30 / 20 - 1)


def contract(rate, specialty, **more):
    return {"week_hired": WEEK, "specialty": specialty, "level": "entry", "contract_rate": rate} | more


def test_with_contracts_the_adjusted_gap_is_the_fixed_effects_coefficient():
    # Within Poems: 12 against 10; within Novels: 36 against 30: ln gap ln 1.2 in both.
    rows = [contract(10.0, "Poems"), contract(12.0, "Poems", ai_related=True)]
    rows += [
        contract(30.0, "Novels"),
        contract(36.0, "Novels", ai_related=True),
        contract(36.0, "Novels", ai_related=True),
    ]
    found = premia(results(weekly=[weekly_row(WEEK, new_posts_filled=5)], contracts=rows))
    assert found["ai_premium_adjusted"].value == pytest.approx(0.2)


def test_contracts_hired_outside_the_window_do_not_count():
    rows = [
        contract(10.0, "Poems"),
        contract(12.0, "Poems", ai_related=True),
        contract(99.0, "Poems") | {"week_hired": 3},
    ]
    found = premia(results(weekly=[weekly_row(WEEK)], contracts=rows))
    assert found["ai_premium_adjusted"].value == pytest.approx(0.2)
    assert len(frame("contracts", rows)) == 3


def test_no_contracts_no_premium():
    assert {one.value for one in premia(results(contracts=[])).values()} == {None}
