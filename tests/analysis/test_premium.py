from __future__ import annotations

import math

import numpy as np
import pytest

from sim.analysis.premium import premia
from tests.analysis.tables import monday, results, weekly_row

WEEK = next(w for w in range(248) if monday(w) > "2025-02-01")


def filled(specialty, others, related, **more):
    """A row of the panel with the sums of contracts at these rates: others, and AI-related ones."""
    everyone = [*others, *related]
    sums = {
        "new_posts_filled": len(everyone),
        "new_ai_posts_filled": len(related),
        "sum_contract_rate": sum(everyone),
        "sum_contract_rate_ai_post": sum(related),
        "sum_log_contract_rate": sum(map(math.log, everyone)),
        "sum_log_contract_rate_ai_post": sum(map(math.log, related)),
    }
    return weekly_row(WEEK, specialty=specialty, **{**sums, **more})


def test_raw_gap_is_composition_when_rates_are_equal_within_cells():
    # Poems at 10, Novels at 30 whoever does what; AI-related work is mostly Novels.
    rows = [filled("Poems", [10.0] * 3, [10.0]), filled("Novels", [30.0], [30.0] * 3)]
    found = premia(results(weekly=rows))
    assert found["ai_premium_raw"].value == pytest.approx((100 / 4) / (60 / 4) - 1)
    assert found["ai_premium_adjusted"].value == pytest.approx(0.0, abs=1e-12)
    assert found["ai_user_premium_raw"].value is None


def test_users_are_compared_with_others_on_regular_work_only():
    more = {
        "new_contracts_ai_user": 2,
        "sum_contract_rate_ai_user": 60.0,
        "sum_log_contract_rate_ai_user": 2 * math.log(30.0),
    }
    found = premia(results(weekly=[filled("Poems", [20.0, 20.0, 30.0, 30.0], [100.0], **more)]))
    assert found["ai_user_premium_raw"].value == pytest.approx(30 / 20 - 1)
    assert found["ai_user_premium_adjusted"].value == pytest.approx(30 / 20 - 1)


def test_the_adjusted_gap_is_the_coefficient_of_least_squares_with_fixed_effects():
    """Spreads differ between the groups: means of rates would tell another number."""
    luck = np.random.default_rng(7)
    cells = {
        "Poems": (np.exp(luck.normal(2.0, 0.9, 40)), np.exp(luck.normal(2.1, 0.2, 5))),
        "Novels": (np.exp(luck.normal(3.0, 0.9, 20)), np.exp(luck.normal(3.2, 0.2, 1))),
    }
    found = premia(results(weekly=[filled(name, *map(list, rates)) for name, rates in cells.items()]))
    y = np.log(np.concatenate([np.concatenate(rates) for rates in cells.values()]))
    related = np.concatenate([np.repeat([0.0, 1.0], [len(one), len(other)]) for one, other in cells.values()])
    of_poems = np.arange(len(y)) < len(np.concatenate(cells["Poems"]))
    design = np.column_stack((related, of_poems, ~of_poems))
    b = np.linalg.lstsq(design, y, rcond=None)[0][0]
    assert found["ai_premium_adjusted"].value == pytest.approx(math.expm1(b))


def test_contracts_made_outside_the_window_do_not_count():
    early = filled("Poems", [99.0], [1.0]) | {"week": 3, "date": monday(3)}
    found = premia(results(weekly=[early, filled("Poems", [10.0], [12.0])]))
    assert found["ai_premium_adjusted"].value == pytest.approx(0.2)


def test_no_contracts_no_premium():
    assert {one.value for one in premia(results(weekly=[weekly_row(WEEK)])).values()} == {None}
