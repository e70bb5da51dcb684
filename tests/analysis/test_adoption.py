from __future__ import annotations

import pytest

from sim.analysis.adoption import adoption_shares, resistance
from tests.analysis.tables import monday, platform_rows, results


def test_shares_at_the_end_and_in_the_windows():
    platform = platform_rows(
        0, 248, n_clients=50, client_ai_adopters=20, n_freelancers_searching=60, n_freelancers_working=20,
        freelancer_ai_adopters=60, freelancer_ai_adoption_share=lambda w: 0.2 if monday(w) < "2024" else 0.5,
    )  # fmt: skip
    found = adoption_shares(results(platform=platform))
    assert found["client_ai_adoption_share"].value == pytest.approx(0.4)
    assert found["freelancer_ai_adoption_share"].value == pytest.approx(0.75)
    assert found["freelancer_ai_adoption_share_end_2023"].value == pytest.approx(0.2)
    assert found["freelancer_ai_adoption_share_2025q1"].value == pytest.approx(0.5)


def test_the_least_open_adopt_less():
    people = [
        {"ai_openness": float(k), "ai_adopted": k in (2, 7, 8, 9), "earnings_final_year": 10.0 if k <= 3 else 20.0,
         "status": "searching"}
        for k in range(1, 10)
    ]  # fmt: skip
    people.append({"ai_openness": -9.0, "ai_adopted": True, "status": "quiet"})
    platform = platform_rows(0, 5, n_clients=10, client_ai_adopters=5)
    found = resistance(results(freelancers=people, platform=platform))
    assert found["freelancer_ai_adoption_share_least_open"].value == pytest.approx(1 / 3)
    assert found["freelancer_ai_adoption_share_most_open"].value == pytest.approx(1.0)
    assert found["adoption_gap_most_less_least_open"].value == pytest.approx(2 / 3)
    assert found["client_adoption_less_least_open_freelancers"].value == pytest.approx(0.5 - 1 / 3)
    assert found["earnings_least_over_most_open"].value == pytest.approx(-0.5)


def test_newcomers_and_others_are_told_apart():
    people = [
        {"ai_openness": float(k), "ai_adopted": k in {3, 5, 6, 8, 9}, "entry_week": 200 if k % 2 else -30,
         "status": "searching"}
        for k in range(1, 10)
    ]  # fmt: skip
    found = resistance(results(weeks=248, freelancers=people))
    shares = {name: found[f"freelancer_ai_adoption_share_{name}"].value for name in ("newcomers", "established")}
    assert shares == {"newcomers": pytest.approx(3 / 5), "established": pytest.approx(2 / 4)}  # 3, 5, 9 of 5; 6, 8 of 4
    assert found["freelancer_ai_adoption_share_established_least_open"].value == pytest.approx(0.0)  # 2
    assert found["freelancer_ai_adoption_share_established_most_open"].value == pytest.approx(1.0)  # 8


def test_nobody_active():
    assert resistance(results(weeks=5))["adoption_gap_most_less_least_open"].value is None
