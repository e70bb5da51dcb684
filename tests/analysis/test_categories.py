from __future__ import annotations

import pytest

from sim.analysis.categories import category_table, cochran, moved, selectivity
from sim.analysis.estimate import Estimate, missing
from tests.analysis.tables import results, weekly_row

BEFORE, AFTER = 40, 230


def market(changes, automated, replications=1):
    return results(
        replications=replications,
        weekly=[
            weekly_row(week, category=f"c{k}", specialty=f"s{k}", replication=r, new_needs=1000, new_posts=posts,
                       new_needs_automated=cut)
            for r in range(replications) for k, (change, cut) in enumerate(zip(changes, automated, strict=True))
            for week, posts in ((BEFORE, 100), (AFTER, round(100 * (1 + change))))
        ],
    )  # fmt: skip


def test_change_of_posts_by_category():
    table = category_table(market([0.2, -0.5], [10, 200]))
    assert table["c0"]["posts_change"].value == pytest.approx(0.2)
    assert table["c1"]["posts_change"].value == pytest.approx(-0.5)
    assert table["c1"]["automated_share_of_needs"].value == pytest.approx(0.2)
    assert table["c1"]["contract_rate"].value is None


def test_most_less_least_automated():
    found = selectivity(market([-0.3, -0.3, -0.3, 0.0, 0.1, 0.1, 0.1], [90, 80, 70, 50, 3, 2, 1]))
    assert found["posts_change_most_less_least_automated"].value == pytest.approx(-0.4)
    # changes -0.3 x 3, 0, 0.1 x 3 with equal weights: mean -0.6 / 7, mean square 0.3 / 7
    assert found["posts_change_spread"].value == pytest.approx((0.3 / 7 - (0.6 / 7) ** 2) ** 0.5)
    assert found["posts_change_chi2_p"].value is None


def test_cochran_by_hand():
    # Values 0 and 2 with errors 1: Q = 2 on one degree of freedom, p = 0.1573.
    assert cochran([Estimate(0.0, 1.0), Estimate(2.0, 1.0), missing("x")]).value == pytest.approx(0.1573, abs=1e-4)


def test_moved_counts_intervals_that_exclude_zero():
    down, up, unsure = Estimate(-1.0, 0.1, None, 9), Estimate(1.0, 0.1, None, 9), Estimate(0.1, 1.0, None, 9)
    assert moved({k: {"posts_change": e} for k, e in enumerate([down, down, up, unsure, missing("x")])}) == (2, 1)


def test_a_short_horizon_has_levels_but_no_changes():
    table = category_table(results(weeks=20, weekly=[weekly_row(1, new_posts=4, new_posts_filled=1)]))
    assert table["Writing"]["fill_rate"].value == 0.25
    assert table["Writing"]["posts_change"].value is None
