"""Ctrl-C and SIGTERM during a sweep: exit code, a word about what is kept, no process left; the status meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from reliability_found import files_of, hidden_in, left_after, outputs_in, write_sweep  # noqa: E402 - the path first

POINTS = 12
SWEEP = [sys.executable, "tools/reliability_sweep.py", "--", "sweep"]


def command(path, out, *options):
    return [*SWEEP, str(path), "--out", str(out), "--no-figures", *options]


def started(path, out, pause="0.1"):
    environment = os.environ | {"RELIABILITY_PAUSE": pause}
    process = subprocess.Popen(
        command(path, out, "--workers", "2"), cwd=ROOT, env=environment, start_new_session=True, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while len(outputs_in(out)) < 2 and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return process


def done(path, out, *options):
    return subprocess.run(command(path, out, *options), cwd=ROOT, check=False, capture_output=True, text=True)


@pytest.mark.parametrize("whole_group", [True, False], ids=["group", "parent"])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["ctrl-c", "term"])
def test_a_stopped_sweep_says_what_is_kept_and_goes_on(tmp_path, number, code, whole_group):
    path, out = write_sweep(tmp_path, POINTS, 2), tmp_path / "out"
    process = started(path, out)
    (os.killpg if whole_group else os.kill)(process.pid, number)
    said, told = process.communicate(timeout=60)
    assert (process.returncode, said) == (code, "")
    assert left_after(process.pid) == []
    kept = len(outputs_in(out))
    assert 2 <= kept < POINTS, "the signal did not land in the middle"
    counts = (kept, kept - 1)  # the signal may come when the last output is kept, but not entered or counted yet
    assert told in {
        f"interrupted: {n} of {POINTS} points are kept; the same command goes on from there\n" for n in counts
    }
    assert [name for name in hidden_in(out) if not name.endswith(".work")] == []
    standing = done(path, out, "--status").stdout
    assert any(f"done {n}, failed 0, in work 0, missing {POINTS - n}" in standing for n in counts)
    last = done(path, out)
    assert last.returncode == 0
    assert f"{kept} of {POINTS} points are there already; {POINTS - kept} are new." in last.stderr
    done(path, tmp_path / "whole")
    assert files_of(out) == files_of(tmp_path / "whole")
    assert hidden_in(out) == []


def test_the_status_of_a_sweep_at_work_names_its_process(tmp_path):
    path, out = write_sweep(tmp_path, POINTS, 2), tmp_path / "out"
    process = started(path, out, pause="1.0")
    standing = done(path, out, "--status")
    process.kill()
    process.communicate()
    assert standing.returncode == 0
    assert f"Being run by process {process.pid} on " in standing.stdout
    assert "failed 0, in work 2, missing " in standing.stdout
    assert "Not whole yet" in standing.stdout


def test_a_sweep_that_was_stored_when_it_was_killed_leaves_nothing_the_next_time(tmp_path):
    path, out = write_sweep(tmp_path, 3, 2), tmp_path / "out"
    assert done(path, out).returncode == 0
    (folder,) = out.glob("sweeps/s/*-s0")
    folder.with_name(f".{folder.name}.work").mkdir()
    folder.with_name(f".{folder.name}.lock").touch()
    again = done(path, out)
    assert "Already there" in again.stdout
    assert hidden_in(out) == []
