"""Panels, truths and tables of docs/econometrics.md on hand-made worlds."""

from __future__ import annotations

from tests.analysis.tables import platform_rows, results
from tools.econometrics import people, posts, report

PUBLIC = 73  # week of 2022-11-28


def world(adopted_week, months, *, withheld=()):
    """Three persons; monthly earnings as (person, month, USD)."""
    rows = [
        {
            "freelancer_id": who,
            "home_specialty": "Blogs",
            "earnings_before_ai": 100.0 if who < 3 else 0.0,
            "ai_adopted": adopted_week[who] is not None,
            "ai_adopted_week": -999999 if adopted_week[who] is None else adopted_week[who],
            "ai_withheld": who in withheld,
        }
        for who in range(4)
    ]
    work = [{"freelancer_id": who, "month": month, "earnings": usd} for who, month, usd in months]
    return results(weeks=248, platform=platform_rows(0, 248), freelancers=rows, freelancer_months=work)


def test_the_panel_has_zeros_and_only_those_who_earned_before():
    made = world([PUBLIC + 10, None, -300, PUBLIC], [(0, "2022-01", 50.0), (0, "2022-01", 5.0), (1, "2023-02", 7.0)])
    frame = people.panel_of(made, 0)
    n_months = len(people.months_between(people.FIRST, people.LAST))
    assert frame["freelancer_id"].nunique() == 3
    assert len(frame) == 3 * n_months
    assert frame["earnings"].sum() == 62.0
    assert frame.loc[(frame["freelancer_id"] == 0) & (frame["month"] == 0), "earnings"].item() == 55.0
    adopted = frame.groupby("freelancer_id")["adopted"].first()
    assert adopted[0] == people.months_between(people.FIRST, "2023-02").index("2023-02")
    assert adopted[1] == people.NEVER
    assert adopted[2] < 0  # a specialist, long before


def test_the_truth_is_over_withheld_adopters_after_adoption():
    week = PUBLIC + 10  # February 2023
    paid = [(0, "2023-01", 10.0), (0, "2023-03", 30.0), (1, "2023-03", 500.0)]
    unpaid = [(0, "2023-01", 10.0), (0, "2023-03", 20.0), (1, "2023-03", 1.0)]
    measured = people.panel_of(world([week, week, None, None], paid), 0)
    withheld = people.panel_of(world([None, week, None, None], unpaid, withheld=(0,)), 0)
    assert people.truth(measured, withheld) == (30.0, 20.0)


def test_tables_say_mean_bias_and_coverage():
    found = [
        posts.PostsEstimate(-0.10, -0.2, 0.0, -0.05, 0.05, 0.08, 0.09),
        posts.PostsEstimate(-0.12, -0.13, -0.11, -0.07, 0.05, 0.08, 0.07),
    ]
    text = report.posts_table(found)
    assert "-11.0%" in text
    assert "+5.0% [+5.0%, +5.0%]" in text
    assert "| 50% |" in text
    designs = [
        people.PeopleEstimate({"gap": (0.5, 0.4, 0.6)}, 0.2),
        people.PeopleEstimate({"gap": (0.7, 0.1, 0.9)}, 0.2),
    ]
    text = report.people_table(designs)
    assert "+60.0%" in text
    assert "+40.0%" in text
    assert "| 50% |" in text
