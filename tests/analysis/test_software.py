from __future__ import annotations

import pytest

from sim.analysis.software import entry_share_ratio, software_changes
from tests.analysis.tables import SOFTWARE, monday, results, weekly_row


def weeks(first, last):
    return [w for w in range(248) if first <= monday(w) <= last]


H2_2022, Q1_2025 = weeks("2022-07-01", "2022-12-31"), weeks("2025-01-01", "2025-03-31")
JAN_2023, JAN_2025 = weeks("2023-01-01", "2023-01-31"), weeks("2025-01-01", "2025-01-31")


def posts(at, entry, expert):
    rows = []
    for week in at:
        rows += [
            weekly_row(week, category=SOFTWARE, new_posts=entry),
            weekly_row(week, category=SOFTWARE, level="expert", new_posts=expert),
        ]
        rows.append(weekly_row(week, new_posts=50))
    return rows


def test_changes_are_of_weekly_means_in_software_alone():
    found = software_changes(results(weekly=posts(H2_2022, 10, 4) + posts(Q1_2025, 6, 5)))
    assert found["software_entry_posts_change"].value == pytest.approx(-0.4)
    assert found["software_expert_posts_change"].value == pytest.approx(0.25)
    assert found["software_expert_less_entry_posts_change"].value == pytest.approx(0.65)
    assert found["software_intermediate_posts_change"].value is None


def test_complexity_halves_are_cut_at_the_same_bin():
    rows = [
        {"week": w, "date": monday(w), "category": SOFTWARE, "complexity_bin": b, "new_posts": n}
        for at, counts in ((H2_2022, {5: 4, 6: 4, 9: 8}), (Q1_2025, {5: 1, 6: 3, 9: 8}))
        for w in at for b, n in counts.items()
    ]  # fmt: skip
    found = software_changes(results(weekly=posts(H2_2022, 1, 1), complexity=rows))
    assert found["software_low_complexity_posts_change"].value == pytest.approx(-0.5)
    assert found["software_high_complexity_posts_change"].value == pytest.approx(0.0)
    assert found["software_high_less_low_complexity_posts_change"].value == pytest.approx(0.5)


def test_entry_share_ratio():
    found = entry_share_ratio(results(weekly=posts(JAN_2023, 1, 4) + posts(JAN_2025, 1, 9)))
    assert found["software_entry_share_ratio"].value == pytest.approx(0.1 / 0.2)
    assert found["software_expert_share_change"].value == pytest.approx(0.1)


def test_no_software_in_the_market():
    assert software_changes(results(weekly=[weekly_row(0, new_posts=1)]))["software_entry_posts_change"].value is None
