from __future__ import annotations

import pytest

from sim.analysis.choices import client_choices, hiring_premium
from tests.analysis.tables import results, weekly_row


def test_choices_of_clients_that_use_ai_add_to_one():
    rows = [weekly_row(1, new_needs=100, new_needs_ai_client=40, new_needs_ai_tried=16, new_needs_automated=8,
                       new_needs_ai_client_posted=26, new_needs_ai_client_posted_first=20)]  # fmt: skip
    found = client_choices(results(weeks=5, weekly=rows))
    shares = [found[f"client_choice_share_{one}"].value for one in ("ai_alone", "hire", "drop")]
    assert shares == pytest.approx([0.2, 0.65, 0.15])
    assert found["client_choice_share_ai_tried"].value == pytest.approx(0.4)
    assert found["client_choice_share_post_first"].value == pytest.approx(0.5)
    assert found["client_choice_post_first_less_ai_tried"].value == pytest.approx(0.1)


def cell(level, user_sent, user_won, sent, won):
    return weekly_row(
        1, level=level, new_proposals_regular=user_sent + sent, new_proposals_regular_ai_user=user_sent,
        new_contracts_ai_user=user_won, new_posts_filled=user_won + won + 5, new_ai_posts_filled=5,
    )  # fmt: skip


def test_odds_within_cells_are_not_fooled_by_where_users_propose():
    # Equal odds within each level; users propose where winning is easy. Mantel-Haenszel gives one, raw does not.
    found = hiring_premium(results(weeks=5, weekly=[cell("entry", 80, 40, 20, 10), cell("expert", 20, 2, 80, 8)]))
    assert found["ai_user_hiring_odds"].value == pytest.approx(1.0)
    assert found["ai_user_hiring_odds_raw"].value == pytest.approx((42 * 82) / (58 * 18))


def test_odds_in_one_cell_are_the_cross_product():
    found = hiring_premium(results(weeks=5, weekly=[cell("entry", 50, 20, 100, 10)]))
    assert found["ai_user_hiring_odds"].value == pytest.approx((20 / 30) / (10 / 90))


def test_nobody_uses_ai():
    found = hiring_premium(results(weeks=5, weekly=[cell("entry", 0, 0, 100, 10)]))
    assert found["ai_user_hiring_odds"].value is None
