"""The benchmarks run end to end: processes, rounds, goals, tables, figures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import contest, floor, machine, scale, whole_platform
from benchmarks.bench import goals_of, write
from benchmarks.contestants import AGENTS, COMPILED_1, MESA, NUMPY
from benchmarks.finite_size_agreement import first_agreeing, points_of
from benchmarks.finite_size_outcomes import OUTCOMES
from benchmarks.goals import AT_LEAST, AT_MOST, Goal, other_goals
from benchmarks.ratios import Ratio, ratio
from benchmarks.situation import Plan
from benchmarks.tables import _scale

SIZE, ROUNDS = 500, 3


def test_two_contestants_are_measured_and_reported(tmp_path: Path) -> None:
    said: list[str] = []
    plan = Plan(SIZE, weeks_a_turn=2, rounds=ROUNDS, warm_up_weeks=4)
    found = {
        "machine": machine.describe(),
        "first_use": {},
        "contests": [contest.hold(plan, [MESA, NUMPY], said.append)],
        "scale": {"rows": [], "slope": None, "steps": [], "state_bytes": scale.state_bytes()},
    }
    found["floor"] = floor.measure(found["contests"])
    rows = found["contests"][0]["contestants"]
    assert found["contests"][0]["absent"] == {}
    for key in (MESA, NUMPY):
        assert len(rows[key]["ms"]) == ROUNDS
        assert min(rows[key]["ms"]) > 0.0
        assert rows[key]["peak_mb"] > 1.0
        assert rows[key]["heads"]["active"] > 0.0
    assert said
    paths = write(found, tmp_path)
    assert {path.name for path in paths} == {
        "benchmarks.json", "benchmarks.md", "memory.png", "memory.svg", "time_per_week.png", "time_per_week.svg"
    }  # fmt: skip
    assert all(path.stat().st_size > 0 for path in paths)
    stored = json.loads((tmp_path / "benchmarks.json").read_text(encoding="utf-8"))
    assert len(stored["goals"]) == len(goals_of(found))
    assert "| Plain Mesa |" in (tmp_path / "benchmarks.md").read_text(encoding="utf-8")


def test_a_contestant_that_stops_is_left_out() -> None:
    said: list[str] = []
    found = contest.hold(Plan(SIZE, 1, 1, warm_up_weeks=-1), [MESA], said.append)
    assert found["contestants"] == {}
    assert set(found["absent"]) == {MESA}


def test_ratios_are_medians_of_rounds() -> None:
    rows = {COMPILED_1: {"ms": [1.0, 2.0, 4.0]}, AGENTS: {"ms": [10.0, 40.0, 20.0]}}
    contests = [{"size": SIZE, "contestants": rows}]
    assert ratio(contests, SIZE, AGENTS, COMPILED_1) == Ratio(10.0, 5.0, 20.0)
    assert ratio(contests, SIZE, MESA, COMPILED_1) is None


@pytest.mark.parametrize(
    ("side", "value", "verdict"),
    [(AT_LEAST, 2.0, "pass"), (AT_LEAST, 1.9, "fail"), (AT_MOST, 2.0, "pass"), (AT_MOST, 2.1, "fail")],
)
def test_goals_are_judged_on_the_median(side: str, value: float, verdict: str) -> None:
    assert Goal("", None, side, 2.0, "x", Ratio(value, 0.0, 9.0)).verdict == verdict
    assert Goal("", None, side, 2.0, "x", None).verdict == "not measured"


def test_growth_in_proportion_has_slope_one() -> None:
    rows = [{"key": COMPILED_1, "active": float(n), "ms": 3.0 * n} for n in (10, 100, 1000)]
    assert scale.slope(rows, COMPILED_1) == pytest.approx(1.0)
    assert scale.slope(rows[:1], COMPILED_1) is None


def test_the_goal_is_judged_on_the_fit_and_told_beside_the_steepest_step() -> None:
    times = [(100_000, 7_500.0, 3.0), (1_000_000, 75_000.0, 28.0), (18_000_000, 1_350_000.0, 690.0)]
    rows = [{"key": COMPILED_1, "size": size, "active": active, "ms": ms} for size, active, ms in reversed(times)]
    fit, steps = scale.slope(rows, COMPILED_1), scale.steps(rows, COMPILED_1)
    assert [step["sizes"] for step in steps] == [[100_000, 1_000_000], [1_000_000, 18_000_000]]
    assert [step["slope"] for step in steps] == pytest.approx([0.970, 1.109], abs=0.001)
    assert fit is not None
    goal = next(other_goals(fit, steps, 96.0, {}))
    assert goal.found == Ratio(fit, steps[0]["slope"], steps[1]["slope"])
    assert goal.verdict == "pass"
    assert steps[1]["slope"] > goal.goal > fit
    said = "\n".join(_scale({"rows": [], "slope": fit, "steps": steps, "state_bytes": 96}))
    assert f"one thread: {fit:.3f}. The steepest between neighbouring sizes, 1,000,000 to 18,000,000: 1.109." in said


def test_small_markets_that_differ_are_told_from_those_that_agree() -> None:
    runs = [
        {"size": size, "parts": {one.key: [level * (100.0 + noise), 100.0] for one in OUTCOMES}}
        for size, level in ((10, 0.5), (100, 1.0), (1000, 1.0))
        for noise in (-1.0, 0.0, 1.0)
    ]
    points = points_of(runs)["fill_rate"]
    assert [point.agrees for point in points] == [False, True, True]
    assert first_agreeing(points) == 100


def test_the_whole_platform_is_timed_week_by_week() -> None:
    small = ["population.n_freelancers=500", "horizon.warm_up_weeks=6", "horizon.weeks=5"]
    found = whole_platform.measure(2, small)
    assert (found["warm_up_weeks"], found["weeks"], found["n_freelancers"]) == (6, 5, 500)
    assert found["weeks_s"] > 0.0
    assert found["slowest_week_ms"] <= 1e3 * found["weeks_s"]
    text = whole_platform.report(found | {"weeks_s": 181.0, "peak_mb": 4000.0})
    assert "| 5 weeks of the reference period | 181 s | at most 180 s | fail |" in text
    assert "| peak memory | 4,000 MB | at most 4,295 MB | pass |" in text
