"""A calibration from end to end: what is stored, what is run again, what is refused."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import quick_targets
from tiny_work import Elsewhere

from sim.analysis.calibration.priors import PRIORS
from sim.analysis.estimate import mean
from sim.experiment.calibration.plan import NOISE_RUNS, Options, plan_of
from sim.experiment.calibration.run import points_done, run_calibration
from sim.experiment.calibration.tables import stored_outputs
from sim.experiment.calibration.whole import redraw_calibration
from sim.experiment.store import verify
from sim.parameters.errors import InputError, RunFailed, StoreDamaged
from sim.parameters.resolve import load_scenario
from sim.parameters.scenario import Scenario

NOBODY, HOURS = "hiring.nobody_utility", "needs.hours_median_over_6m"


def test_the_best_point_meets_the_targets_and_is_a_scenario(calibrated):
    result = calibrated()
    point = load_scenario(result.folder / "point.yaml")
    assert point.hiring.nobody_utility == pytest.approx(quick_targets.FILLED_BEST, abs=0.1)
    assert point.needs.hours_median_over_6m == pytest.approx(600.0, rel=0.12)
    assert point.name == "quick_calibrated"
    base = load_scenario(result.folder / "scenario.yaml")
    assert base == Scenario(name="quick")
    assert result.summary["best_in_range"] == 3
    widths = result.summary["widths"]
    assert (
        max(widths[NOBODY], widths[HOURS]) < 0.5 < min(widths[p.path] for p in PRIORS if p.path not in {NOBODY, HOURS})
    )


def test_every_point_has_luck_of_its_own(calibrated):
    calibrated(replications=2)
    design = [replication for utility, replication in quick_targets.RUN[NOISE_RUNS:-NOISE_RUNS]]
    assert sorted(design) == list(range(80))


def test_more_points_run_only_new_ones_and_give_what_they_would_have_given_at_once(calibrated, tmp_path):
    calibrated(points=40)
    before, told = len(quick_targets.RUN), []
    larger = calibrated(points=48, told=told)
    assert "41 of 49 points are there already; 8 to be run." in told
    assert len(quick_targets.RUN) - before == 8 + NOISE_RUNS, "the new points, and the new best point"
    at_once = calibrated(points=48, out=tmp_path / "elsewhere")
    for path in sorted(larger.folder.iterdir()):
        if path.is_file() and path.name != "manifest.json":
            assert path.read_bytes() == (at_once.folder / path.name).read_bytes(), path.name


def test_points_by_other_versions_of_libraries_are_run_again_and_that_is_told(calibrated, other_packages):
    stored = calibrated(points=40).folder
    before, told, said = len(quick_targets.RUN), [], other_packages()
    calibrated(points=48, told=told)
    assert len(quick_targets.RUN) - before == 48 + 2 * NOISE_RUNS
    assert told[0].startswith(f"{stored}: {said}")


def test_the_same_again_runs_nothing(calibrated):
    first = calibrated()
    before = len(quick_targets.RUN)
    again = calibrated()
    assert (again.already_there, again.summary, len(quick_targets.RUN)) == (True, first.summary, before)


def test_what_was_interrupted_goes_on(calibrated, monkeypatch, tmp_path):
    calls = []

    def stop_at_tenth(results):
        calls.append(1)
        if len(calls) == 10:
            raise KeyboardInterrupt
        return quick_targets.targets(results)

    with monkeypatch.context() as patched:
        patched.setattr("sim.analysis.targets.targets", stop_at_tenth)
        with pytest.raises(KeyboardInterrupt) as stopped:
            calibrated()
    assert "9 of 41 points are kept" in stopped.value.__notes__[0]
    plan = plan_of(Scenario(name="quick"), Options(size=2000, points=40), quick_targets.simulate)
    target = tmp_path / "out" / "calibrate" / "quick" / f"{plan.fingerprint}-s0"
    assert points_done(plan, target) == (9, 41)
    told = []
    assert calibrated(told=told).folder == target
    assert "9 of 41 points are there already; 32 to be run." in told
    assert points_done(plan, target) == (41, 41)
    assert not list(target.parent.glob(".*.work"))


def interrupted(calibrated, monkeypatch, *, number=None, n=None, **options):
    """Stop a calibration at a replication of that number, or after so many points."""
    calls = []

    def stop(results):
        calls.append(int(results.tables["platform"]["replication"].iloc[0]))
        if calls[-1] == number or len(calls) - 1 == n:
            raise KeyboardInterrupt
        return quick_targets.targets(results)

    with monkeypatch.context() as patched:
        patched.setattr("sim.analysis.targets.targets", stop)
        with pytest.raises(KeyboardInterrupt):
            calibrated(**options)


def test_what_was_interrupted_goes_on_with_more_points_and_leaves_no_work_folder(calibrated, monkeypatch, tmp_path):
    interrupted(calibrated, monkeypatch, n=9)
    before, told = len(quick_targets.RUN), []
    larger = calibrated(points=48, told=told)
    assert told[0] == "9 of 49 points are there already; 40 to be run."
    assert len(quick_targets.RUN) - before == 40 + NOISE_RUNS, "the new points, and the best one"
    assert not list(larger.folder.parent.glob(".*"))
    at_once = calibrated(points=48, out=tmp_path / "elsewhere")
    for path in sorted(larger.folder.glob("*.parquet")):
        assert path.read_bytes() == (at_once.folder / path.name).read_bytes(), path.name


def test_an_interrupted_round_is_taken_over_by_a_calibration_with_another_check(calibrated, monkeypatch):
    interrupted(calibrated, monkeypatch, number=2_000_005, refine=24)
    before, told = len(quick_targets.RUN), []
    result = calibrated(refine=24, check=3, told=told)
    assert [one for one in told if "there already" in one] == [
        "41 of 41 points are there already; 0 to be run.",
        "5 of 24 points are there already; 19 to be run.",
    ]
    assert len(quick_targets.RUN) - before == 19 + 24 + NOISE_RUNS + 3
    assert not list(result.folder.parent.glob(".*"))


def test_an_interrupted_calibration_by_other_code_is_told_once(calibrated, monkeypatch):
    interrupted(calibrated, monkeypatch, n=9)
    told = []
    with monkeypatch.context() as patched:
        patched.setattr("sim.experiment.calibration.plan.code_version", lambda: "another")
        result = calibrated(told=told, refine=24)
    (line,) = [one for one in told if ".work" in one]
    assert "holds 9 of an interrupted result that was made by other code" in line
    assert list(result.folder.parent.glob(".*.work")), "what can be gone on with is not removed"


def test_an_interrupted_round_tells_of_its_own_points(calibrated, monkeypatch):
    def stop_in_the_round(results):
        if results.tables["platform"]["replication"].iloc[0] == 2_000_005:
            raise KeyboardInterrupt
        return quick_targets.targets(results)

    monkeypatch.setattr("sim.analysis.targets.targets", stop_in_the_round)
    with pytest.raises(KeyboardInterrupt) as stopped:
        calibrated(refine=24)
    assert stopped.value.__notes__[0].startswith("5 of 24 points are kept")


def test_points_that_fail_are_told_and_left_out(calibrated, monkeypatch):
    def break_some(results):
        if results.scenario.hiring.nobody_utility > 5.9:
            raise ZeroDivisionError("the market broke")
        return quick_targets.targets(results)

    monkeypatch.setattr("sim.analysis.targets.targets", break_some)
    result = calibrated()
    points = pd.read_parquet(result.folder / "points.parquet")
    failed = points[points["status"] == "failed"]
    assert 0 < len(failed) == result.summary["points_failed"]
    assert (failed[NOBODY] > 5.9).all()
    assert result.summary["failures"] == ["error: ZeroDivisionError: the market broke"]


def test_points_are_not_taken_from_a_worker_with_other_code(calibrated, tmp_path):
    asked = Options(size=2000, points=40)
    with pytest.raises(
        RunFailed, match="41 of 41 points failed; one of them: instantiating: OtherCode: this worker runs"
    ):
        run_calibration(
            Scenario(name="quick"), asked, out=tmp_path, executor=Elsewhere(), simulate=quick_targets.simulate
        )


def test_recovery_and_check_are_stored(calibrated):
    result = calibrated(points=48, recover=4, check=3)
    check = pd.read_parquet(result.folder / "check.parquet")
    assert list(check["n"]) == [3, 3, 3]
    coverage = pd.read_parquet(result.folder / "coverage.parquet")
    assert list(coverage["parameter"]) == [*(prior.path for prior in PRIORS), "all"]
    assert result.summary["coverage"][0]["n"] == 4
    numbers = sorted(number for _, number in quick_targets.RUN if number >= 1_000_000)
    assert numbers == [1_000_000, 1_000_001, 1_000_002]


def test_runs_of_full_size_correct_what_small_ones_say(calibrated, monkeypatch):
    def with_size(results):
        rows = quick_targets.targets(results)
        lift = 1.2 if results.scenario.population.n_freelancers > 2000 else 1.0
        spend = rows[1].estimate
        single = None if spend.single is None else tuple(lift * one for one in spend.single)
        return [rows[0], replace(rows[1], estimate=replace(spend, value=lift * spend.value, single=single)), rows[2]]

    monkeypatch.setattr("sim.analysis.targets.targets", with_size)
    scenario = Scenario(name="quick", population={"n_freelancers": 8000})
    small, large = calibrated(scenario=scenario), calibrated(scenario=scenario, refine=24, points=48, recover=4)
    points = pd.read_parquet(large.folder / "points.parquet")
    assert dict(points["role"].value_counts()) == {"design": 48, "refine": 48, "start": 1, "best": 1}
    assert small.summary["best"][HOURS] == pytest.approx(600.0, rel=0.1)
    assert large.summary["best"][HOURS] == pytest.approx(500.0, rel=0.1), "a fifth less gives the same spend there"
    shift = pd.read_parquet(large.folder / "correction.parquet").set_index("target")["shift"]
    assert shift["C6 spend per active client"] == pytest.approx(np.log(1.2), abs=0.03)
    assert abs(shift["C5 hires over posts, 2024"]) < 0.05
    fit = pd.read_parquet(large.folder / "fit.parquet").set_index("target")
    assert fit.loc["C6 spend per active client", "best"] == pytest.approx(600.0, rel=0.1), "simulated at full size"
    assert sorted(n for _, n in quick_targets.RUN if n >= 2_000_000) == list(range(2_000_000, 2_000_048))
    assert large.summary["n_freelancers_at_full_size"] == 8000
    recovery = pd.read_parquet(large.folder / "recovery.parquet").groupby("emulator", sort=False)["truth"]
    last = [44, 45, 46, 47]
    assert {name: sorted(set(part)) for name, part in recovery} == {"design": last, "full size": last}


def test_figures_are_drawn_and_drawn_again(calibrated):
    result = calibrated(points=48, recover=4, check=3, draw=True)
    names = ["fit", "identifiability", "marginals", "pairs", "recovery"]
    assert sorted(path.stem for path in (result.folder / "figures").glob("*.png")) == names
    before = {path.name: path.read_bytes() for path in (result.folder / "figures").iterdir()}
    redraw_calibration(result.folder)
    assert {path.name: path.read_bytes() for path in (result.folder / "figures").iterdir()} == before
    assert verify(result.folder) == []


def test_tables_hold_what_they_say(calibrated):
    folder = calibrated().folder
    posterior = pd.read_parquet(folder / "posterior.parquet")
    assert posterior["weight"].sum() == pytest.approx(1.0)
    for prior in PRIORS:
        assert posterior[prior.path].between(prior.low, prior.high).all()
    fit = pd.read_parquet(folder / "fit.parquet").set_index("target")
    row = fit.loc["C5 hires over posts, 2024"]
    assert row["low"] < row["posterior_q0.025"] < row["published"] < row["posterior_q0.975"] < row["high"] + 0.05
    assert json.loads((folder / "summary.json").read_bytes())["left_out"] == {}


def test_a_damaged_calibration_is_told_and_not_read(calibrated):
    folder = calibrated().folder
    moments = folder / "moments.parquet"
    content = bytearray(moments.read_bytes())
    content[len(content) // 3] ^= 1
    moments.write_bytes(content)
    with pytest.raises(StoreDamaged, match=r"moments\.parquet"):
        calibrated()
    moments.write_bytes(b"")
    assert list(stored_outputs(folder.parent, {"0"})) == []


@pytest.mark.parametrize(
    ("options", "said"),
    [({"points": 10}, "--points: 10"), ({"recover": 20}, "at least 52"), ({"refine": 9}, "--refine: 9 .* at least 24")],
)
def test_too_few_points_are_refused(calibrated, listed, options, said, tmp_path):
    with pytest.raises(InputError, match=said):
        calibrated(**options)
    assert listed(tmp_path / "out") == []


def test_a_scenario_outside_the_prior_is_refused(calibrated, listed, tmp_path):
    from sim.parameters.resolve import apply_overrides

    with pytest.raises(InputError, match=r"hiring\.nobody_utility: 9 lies outside its prior, 3\.8 to 6"):
        calibrated(scenario=apply_overrides(Scenario(name="quick"), {NOBODY: 9.0}))
    assert listed(tmp_path / "out") == []


def test_a_check_is_surprised_where_the_emulator_misleads(calibrated, monkeypatch):
    """The model is made to answer otherwise wherever luck is that of the check."""

    def shifted(results):
        checking = results.tables["platform"]["replication"].iloc[0] >= 1_000_000
        rows = quick_targets.targets(results)
        return [replace(rows[0], estimate=mean(np.array([0.9]))), *rows[1:]] if checking else rows

    monkeypatch.setattr("sim.analysis.targets.targets", shifted)
    check = pd.read_parquet(calibrated(check=4).folder / "check.parquet").set_index("target")
    assert check.loc["C5 hires over posts, 2024", "surprise"] > 5.0
    assert check.loc["C6 spend per active client", "surprise"] < 3.0
    assert check.loc["C5 hires over posts, 2024", "in_range"] == 0.0


def test_a_check_of_which_every_run_failed_is_told_and_left_out(calibrated, monkeypatch):
    def break_the_check(results):
        if results.tables["platform"]["replication"].iloc[0] >= 1_000_000:
            raise ZeroDivisionError("the market broke")
        return quick_targets.targets(results)

    monkeypatch.setattr("sim.analysis.targets.targets", break_the_check)
    told = []
    result = calibrated(check=2, draw=True, told=told)
    assert "No table of the check: all of its 2 runs failed." in told
    assert result.summary["points_failed"] == 2
    assert not (result.folder / "check.parquet").exists()
    assert verify(result.folder) == []
