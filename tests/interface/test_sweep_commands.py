"""``sweep`` and ``sensitivity`` as they are typed, on a small market that is real."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.experiment.sweep import point
from sim.interface.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
SWEEP = """name: s
description: Does more search help?
scenario: base.yaml
replications: 2
design:
  kind: grid
  parameters:
    search.proposals_per_week: {low: 0.5, high: 1.5, n: 4}
reference: {ai.capability.mode: none}
"""
BASE = "name: base\npopulation: {n_freelancers: 300}\nhorizon: {warm_up_weeks: 30, weeks: 60}\n"
TIMELESS = (
    "outcomes/part-00000.parquet",
    "runs.parquet",
    "points.parquet",
    "failures.parquet",
    "summary.json",
    "sweep.yaml",
)


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("s.yaml").write_text(SWEEP, encoding="utf-8")
    Path("base.yaml").write_text(BASE, encoding="utf-8")
    return tmp_path


def called(capsys, *arguments):
    code = main(arguments)
    out, err = capsys.readouterr()
    return code, out, err


def files_of(folder):
    return {name: (folder / name).read_bytes() for name in TIMELESS}


def stored(out):
    (folder,) = (one for one in Path(out, "sweeps", "s").iterdir() if not one.name.startswith("."))
    return folder


def test_a_dry_run_counts_and_writes_nothing(here, capsys):
    code, out, _ = called(capsys, "sweep", "s.yaml", "--dry-run", "--workers", "2")
    assert code == 0
    assert "5 points (5 distinct), 10 runs; every point has been checked." in out
    assert "on 2 cores (a rough guess)" in out
    assert sorted(path.name for path in here.iterdir()) == ["base.yaml", "s.yaml"]


def test_a_bad_point_is_refused_before_anything_runs(here, capsys):
    Path("s.yaml").write_text(SWEEP.replace("high: 1.5", "high: 99"), encoding="utf-8")
    code, out, err = called(capsys, "sweep", "s.yaml")
    assert (code, out) == (2, "")
    assert err.startswith("error: s.yaml:8:5: design.parameters.search.proposals_per_week: point 2: ")
    assert "is above the highest allowed value 50" in err
    assert sorted(path.name for path in here.iterdir()) == ["base.yaml", "s.yaml"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["sweep", "nowhere.yaml"], "nowhere.yaml: there is no such file"),
        (["sweep", "s.yaml", "--on", "moon"], "--on: 'moon' is not local, serial or dask://host:port"),
        (["sweep", "s.yaml", "--seed", "-1"], "seed: -1 is not a whole number in 0 to"),
        (["sweep", "s.yaml", "--replications", "0"], "--set: replications: 0 is below the lowest allowed value 1"),
        (["sensitivity", "s.yaml", "--below", "3"], "--below, --above and --effect belong to --discover OUTCOME"),
        (["sensitivity", "s.yaml", "--discover", "fill_rate"], "--discover needs one of --below VALUE and"),
        (["sensitivity", "."], ".: is not a folder of a sweep"),
    ],
)
def test_bad_input_is_told_in_one_line(here, capsys, arguments, said):
    code, out, err = called(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith(f"error: {said}")
    assert sorted(path.name for path in here.iterdir()) == ["base.yaml", "s.yaml"]


WITHOUT = SWEEP.partition("reference:")[0]


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        (SWEEP, [], "--discover: s has 4 points; discovery needs 20 or more"),
        (WITHOUT.replace("n: 4", "n: 20"), ["--effect"], "--effect: s has no reference and no what-if, so no effects"),
        (SWEEP.replace("n: 4}", "n: 10}\n    ai.capability.mode: {values: [frozen, none]}"), [],
         "--discover: ai.capability.mode is a choice (frozen, none), which no box can cut"),
        (WITHOUT.replace("kind: grid", "kind: one_at_a_time").replace("n: 4", "n: 19"), ["--effect"],
         "--discover: s has 19 points"),
    ],
    ids=["few points", "no effects", "a choice", "the base does not count"],
)  # fmt: skip
def test_what_the_file_shows_is_refused_before_the_sweep_is_run(here, capsys, monkeypatch, text, options, said):
    monkeypatch.setattr("sim.experiment.sweep.run.run_sweep", lambda *_, **__: pytest.fail("the sweep was run"))
    Path("s.yaml").write_text(text, encoding="utf-8")
    code, out, err = called(capsys, "sensitivity", "s.yaml", "--discover", "fill_rate", "--below", "0.4", *options)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"error: {said}")
    assert sorted(path.name for path in here.iterdir()) == ["base.yaml", "s.yaml"]


@pytest.mark.parametrize(
    ("text", "effect"),
    [(SWEEP.replace("n: 4", "n: 20"), True), (WITHOUT.replace("n: 4", "n: 20"), False),
     (WITHOUT.replace("kind: grid", "kind: one_at_a_time").replace("n: 4", "n: 20"), True)],
)  # fmt: skip
def test_what_can_be_discovered_is_run(here, monkeypatch, text, effect):
    asked = []
    monkeypatch.setattr("sim.experiment.sweep.run.run_sweep", lambda sweep, **_: asked.append(sweep) or 1 / 0)
    Path("s.yaml").write_text(text, encoding="utf-8")
    options = ["--effect"] if effect else []
    main(["sensitivity", "s.yaml", "--discover", "fill_rate", "--below", "0.4", *options])
    assert [one.file.name for one in asked] == ["s"]


def test_serial_and_local_give_the_same_bytes_and_status_tells(here, capsys):
    code, out, _ = called(capsys, "sweep", "s.yaml", "--on", "serial", "--out", "a", "--no-figures")
    assert code == 0
    assert "s: 5 of 5 points, 10 runs of 300 freelancers, seed 0" in out
    assert called(capsys, "sweep", "s.yaml", "--workers", "2", "--out", "b", "--no-figures")[0] == 0
    assert files_of(stored("a")) == files_of(stored("b"))
    assert "done 5, failed 0, in work 0, missing 0" in called(capsys, "sweep", "s.yaml", "--out", "a", "--status")[1]
    assert "done 0, failed 0, in work 0, missing 5" in called(capsys, "sweep", "s.yaml", "--out", "c", "--status")[1]
    assert "Already there" in called(capsys, "sweep", "s.yaml", "--out", "a")[1]
    assert called(capsys, "verify", str(stored("a")))[0] == 0


def test_some_failures_end_with_exit_code_3_and_the_rest_is_stored(here, capsys, monkeypatch):
    whole = point.summary_of

    def breaks(scenario, *given):
        if scenario.search.proposals_per_week == 0.5:
            raise ZeroDivisionError("too few")
        return whole(scenario, *given)

    monkeypatch.setattr(point, "summary_of", breaks)
    code, out, err = called(capsys, "sweep", "s.yaml", "--on", "serial", "--no-figures")
    assert code == 3
    assert "s: 4 of 5 points" in out
    assert "1 points and 0 single runs failed" in err
    monkeypatch.undo()
    monkeypatch.chdir(here)
    code, _, err = called(capsys, "sweep", "s.yaml", "--on", "serial", "--no-figures", "--retry-failed")
    assert (code, err) == (0, "4 of 5 points are there already; 1 is new.\n")


@pytest.mark.slow
def test_a_killed_sweep_goes_on_and_ends_in_the_same_bytes(here, capsys):
    command = [sys.executable, str(ROOT / "run.py"), "sweep", "s.yaml", "--no-figures", "--quiet"]
    whole = subprocess.run([*command, "--out", "whole"], check=False, timeout=300)
    assert whole.returncode == 0
    for _ in range(3):
        process = subprocess.Popen([*command, "--out", "killed", "--workers", "2"], start_new_session=True)
        deadline = time.monotonic() + 120
        before = len(list(Path("killed").rglob("*.output")))
        while len(list(Path("killed").rglob("*.output"))) == before and process.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGKILL) if process.poll() is None else None
        process.wait()
    assert subprocess.run([*command, "--out", "killed"], check=False, timeout=300).returncode == 0
    assert files_of(stored("killed")) == files_of(stored("whole"))
    assert [path.name for path in Path("killed").rglob(".*")] == []
