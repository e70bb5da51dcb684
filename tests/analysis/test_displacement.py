from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.displacement import complexity_profile, concentration, displaced_shares, tenth_shares
from tests.analysis.tables import monday, results, weekly_row


def test_shares_of_needs_posts_and_money():
    rows = [weekly_row(3, new_needs=100, new_needs_automated=10, new_needs_dropped=50, new_posts=40, need_value=1000.0,
                       automated_value=20.0, posted_value=380.0)]  # fmt: skip
    found = displaced_shares(results(weeks=10, weekly=rows))
    assert found["automated_share_of_needs"].value == pytest.approx(0.1)
    assert found["displaced_share_of_posts"].value == pytest.approx(0.2)
    assert found["automated_share_of_need_value"].value == pytest.approx(0.02)
    assert found["displaced_share_of_money"].value == pytest.approx(0.05)


def test_concentration_over_twenty_specialties():
    # Two of twenty hold 60 of 78 automated needs (30 of 100 each); the others 1 of 100 each.
    rows = [
        weekly_row(1, specialty=f"s{k:02d}", new_needs=100, new_needs_automated=30 if k < 2 else 1) for k in range(20)
    ]
    found = concentration(results(weeks=10, weekly=rows))
    assert found["automated_share_top_tenth_specialties"].value == pytest.approx(60 / 78)
    assert found["automated_concentration_excess"].value == pytest.approx(60 / 78 - 0.1)
    assert found["n_specialties_over_20pct_automated"].value == 2


def test_tenths_split_a_bin_evenly():
    # 10 needs in a bin with 5 hits, 10 in a bin with none: tenths 1-5 at 0.5, tenths 6-10 at 0.
    assert tenth_shares(np.array([10.0, 10.0]), np.array([5.0, 0.0])).tolist() == pytest.approx([0.5] * 5 + [0.0] * 5)


def test_a_tenth_across_two_bins_mixes_them():
    # 5 needs at 1.0, 95 at 0: the first tenth is half of each.
    assert tenth_shares(np.array([5.0, 95.0]), np.array([5.0, 0.0]))[0] == pytest.approx(0.5)


def test_profile_from_the_complexity_table_over_replications():
    rows = [
        {"replication": r, "week": 2, "date": monday(2), "category": "Legal", "complexity_bin": b, "new_needs": 50,
         "new_needs_automated": 20 if b == 4 else 0}
        for r in range(2) for b in (4, 9)
    ]  # fmt: skip
    found = complexity_profile(results(weeks=10, replications=2, complexity=rows))
    assert found["automated_share_complexity_tenth_01"].value == pytest.approx(0.4)
    assert found["automated_share_complexity_tenth_10"].value == pytest.approx(0.0)
    assert found["automated_share_lowest_less_highest_tenth"].value == pytest.approx(0.4)
    assert found["automated_share_lowest_less_highest_tenth"].standard_error == pytest.approx(0.0)
