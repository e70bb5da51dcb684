"""Estimators of docs/econometrics.md find effects that were planted, and truths are those of the worlds."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from tests.analysis.tables import monday, results, weekly_row
from tools.econometrics import people, posts
from tools.econometrics.worlds import Worlds

pytest.importorskip("pyfixest", reason="the extra [econometrics] is not installed")
pytestmark = pytest.mark.filterwarnings("ignore")  # the library names every fixed effect that it drops
RELEASE = np.datetime64("2022-12-05")


def panel(effect_of, size=20.0):
    """Weekly posts of 20 automation-prone specialties and 20 others, with an effect by date on the former."""
    rng = np.random.default_rng(4)
    dates = np.datetime64("2021-07-05") + 7 * np.arange(108)
    season = 1.0 + 0.2 * np.sin(np.arange(108) / 8.0)
    rows = []
    for specialty in range(40):
        treated = specialty < 20
        mean = (size + specialty) * season * (effect_of(dates) if treated else 1.0)
        rows.append(
            pd.DataFrame(
                {
                    "specialty": f"s{specialty}",
                    "date": dates,
                    "posts": rng.poisson(mean).astype(float),
                    "treated": treated,
                    "after": dates >= RELEASE,
                }
            )
        )
    return pd.concat(rows, ignore_index=True)


def test_the_poisson_design_recovers_a_planted_effect():
    estimate, low, high = posts.difference(panel(lambda dates: np.where(dates >= RELEASE, 0.8, 1.0)))
    assert low < -0.2 < high
    assert abs(estimate + 0.2) < 0.02
    assert high - low < 0.05


def test_the_event_study_recovers_a_planted_path():
    planted = {"2023Q1": -0.1, "2023Q2": -0.3, "2023Q3": -0.6}

    def effect_of(dates):
        quarters = pd.PeriodIndex(pd.to_datetime(dates), freq="Q").astype(str)
        return np.exp([planted.get(quarter, 0.0) for quarter in quarters])

    found = posts.event_study(panel(effect_of, size=200.0)).set_index("quarter")
    assert posts.QUARTER_BEFORE not in found.index
    assert set(planted) < set(found.index)
    for quarter, row in found.iterrows():
        assert row["b"] == pytest.approx(planted.get(quarter, 0.0), abs=0.03), quarter
        assert row["low"] < row["b"] < row["high"] < row["low"] + 0.08
    held = [low <= planted.get(quarter, 0.0) <= high for quarter, low, high in found[["low", "high"]].itertuples()]
    assert sum(held) >= len(held) - 1


EFFECT = 0.25


def earners(effect=EFFECT):
    """Monthly earnings of 300 persons: who earns more adopts more often, all earn more with time, adoption adds."""
    rng = np.random.default_rng(6)
    months = np.arange(50)
    rows = []
    for who in range(300):
        level = 500.0 + 10.0 * who
        adopted = int(rng.integers(10, 45)) if rng.random() < 0.2 + who / 400.0 else people.NEVER
        if who % 10 == 0:
            adopted = people.LEAST_BEFORE - 1  # seen too briefly before: must not count
        without = level + 12.0 * months + 40.0 * rng.standard_normal(50)
        factor = np.where(months >= adopted, 1.0 + (effect if adopted >= people.LEAST_BEFORE else 9.0), 1.0)
        rows.append(
            pd.DataFrame(
                {
                    "freelancer_id": who,
                    "month": months,
                    "earnings": without * factor,
                    "adopted": adopted,
                    "specialty": f"s{who % 5}",
                    "ai_withheld": False,
                }
            )
        )
    return pd.concat(rows, ignore_index=True)


@pytest.mark.parametrize("effect", [0.0, EFFECT])
def test_imputation_recovers_a_planted_effect_where_adopters_are_selected(effect):
    found = people.designs(earners(effect))
    estimate, low, high = found["imputation from the not yet treated"]
    assert estimate == pytest.approx(effect, abs=0.01)
    assert math.isnan(low)
    assert math.isnan(high)
    gap = found["gap between users and others, last year"]
    assert gap[0] > effect + 0.1  # those who earn more adopt: the gap is not the effect
    for name in ("person and month effects (Poisson)", "person and specialty x month effects"):
        assert found[name][0] == pytest.approx(effect, abs=0.05), name
        assert found[name][1] < found[name][0] < found[name][2]


def platform(treated, controls, ai_related=0):
    """Results with so many posts a week in a specialty of each group, from July 2021 on; a pair is before, after."""
    groups = posts.study_groups()
    rows = []
    for week in range(110):
        after = int(monday(week) > "2022-11-30")
        rows += [
            weekly_row(week, specialty=specialty, new_posts=pair[after], new_ai_posts=ai_related * after)
            for names, pair in ((groups.automation_prone, treated), (groups.manual_intensive, controls))
            for specialty in names
        ]
    return results(weeks=110, weekly=rows)


@pytest.fixture(scope="module")
def halved():
    """AI halves automation-prone posts and adds a quarter to the others; one a week more is AI-related in each."""
    without = platform((8, 8), (4, 4), ai_related=1)
    return Worlds(platform((8, 4), (4, 5), ai_related=2), without, without)


def test_the_true_path_is_that_of_the_two_worlds(halved):
    path = posts.true_path(halved).set_index("quarter")
    assert path.loc[posts.QUARTER_BEFORE].tolist() == [0.0, 0.0]
    assert path.loc["2023Q1"].tolist() == pytest.approx([math.log(0.5), math.log(1.25)])
    assert path.index.tolist() == sorted(path.index)


def test_a_replication_has_the_estimate_of_the_design_and_the_truth_of_the_worlds(halved):
    (one,) = posts.by_replication(halved)
    assert one.estimate == pytest.approx(0.5 / 1.25 - 1.0, abs=1e-6)
    assert (one.truth, one.on_controls) == pytest.approx((-0.5, 0.25))
    assert (one.ai_related_treated, one.ai_related_controls) == pytest.approx((1 / 8, 1 / 4))
