from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sim.analysis.calendar import CHATGPT
from sim.analysis.did import did, event_windows
from tests.analysis.tables import monday, results, weekly_row

AFTER = "2022-11-30"


def market(prone, manual, replications=1):
    return results(
        replications=replications,
        weekly=[
            weekly_row(w, specialty=name, new_posts=posts(w), replication=r)
            for r in range(replications) for w in range(248) for name, posts in (("Prone", prone), ("Manual", manual))
        ],
    )  # fmt: skip


def steady(before, after):
    return lambda w: after if monday(w) >= AFTER else before


def test_windows_are_2021_07_to_the_event_and_eight_months():
    dates = results().panel.dates
    before, after = event_windows(dates, CHATGPT)
    assert dates[before][[0, -1]].astype(str).tolist() == ["2021-07-05", "2022-11-21"]
    assert dates[after][[0, -1]].astype(str).tolist() == ["2022-12-05", "2023-07-17"]


def test_relative_change_against_the_control():
    # Prone 100 -> 80, manual 50 -> 100: (80 / 100) / (100 / 50) - 1 = -0.6.
    found = did(market(steady(100, 80), steady(50, 100)), ["Prone"], ["Manual"])
    assert found.change.value == pytest.approx(-0.6)
    assert found.change.standard_error == pytest.approx(0.0, abs=1e-9)
    assert not found.poisson


def test_weeks_without_posts_turn_to_means():
    found = did(market(lambda w: 2 * (w % 2), steady(3, 3)), ["Prone"], ["Manual"])
    assert found.poisson
    assert found.change.value == pytest.approx(0.0, abs=0.05)


def test_replications_are_pooled_and_resampled():
    found = did(market(steady(100, 80), steady(50, 50), replications=3), ["Prone"], ["Manual"])
    assert found.change.value == pytest.approx(-0.2)
    assert found.change.standard_error == pytest.approx(0.0, abs=1e-9)


def test_noise_gives_an_error():
    draws = np.random.default_rng(1).poisson(100, 248)
    found = did(market(lambda w: int(draws[w]), steady(100, 100)), ["Prone"], ["Manual"])
    assert 0.005 < found.change.standard_error < 0.05
    assert abs(found.change.value) < 4 * found.change.standard_error


def test_missing_group_or_horizon():
    assert did(market(steady(1, 1), steady(1, 1)), ["Nobody"], ["Manual"]).change.value is None
    assert did(results(weeks=30), ["Prone"], ["Manual"]).change.value is None
    assert event_windows(results(weeks=60).panel.dates, date(2022, 8, 1)) is None
