from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import tiny_market

from sim.experiment.carry_out import Progress
from sim.experiment.cores import usable_cores
from sim.experiment.task import Task
from sim.parameters.errors import InputError, RunFailed
from sim.parameters.replication import Replication
from sim.parameters.scenario import Scenario

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def scratch(tmp_path, monkeypatch):
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setenv(tiny_market.SCRATCH, str(folder))
    return folder


def bytes_of(folder):
    return {
        path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json"
    }


def test_same_bytes_for_any_number_of_workers(run, tmp_path):
    alone = run(out=tmp_path / "one", workers=1).folder
    together = run(out=tmp_path / "two", workers=2).folder
    assert alone.name == together.name
    assert bytes_of(alone) == bytes_of(together)
    assert {"weekly.parquet", "twins.parquet", "summary.json", "scenario.yaml", "earnings.svg"} <= bytes_of(
        alone
    ).keys()


def test_progress_adds_up_all_worlds_and_never_goes_back(run):
    said = []
    run(workers=2, on_progress=lambda done, total: said.append((done, total)))
    worlds = 3 + 2
    assert said[-1] == (worlds * tiny_market.WEEKS, worlds * tiny_market.WEEKS)
    told = [done for done, _ in said]
    assert told == sorted(set(told)), "weeks go back, or are told twice"


def test_progress_of_a_job_that_starts_anew_waits():
    said = []
    tasks = [Task(key, key, None, 3) for key in "ab"]
    progress = Progress(tasks, set(), lambda done, total: said.append((done, total)))
    for key, week in [("a", 1), ("b", 1), ("b", 2), ("b", 1), ("b", 2), ("b", 3)]:
        progress.week(key, week, 3)
    assert said == [(1, 6), (2, 6), (3, 6), (4, 6)]


def test_a_killed_worker_is_replaced_and_its_replication_done_again(run, scratch, tmp_path):
    whole = run(tiny_market.simulate, out=tmp_path / "whole").folder
    result = run(tiny_market.die_once_in_second, workers=2)
    assert (scratch / "died").exists(), "no worker was killed, so this test proves nothing"
    for table in ("weekly", "freelancers", "twins"):
        assert (result.folder / f"{table}.parquet").read_bytes() == (whole / f"{table}.parquet").read_bytes()


def test_a_replication_that_kills_every_worker_is_given_up(run, scratch, tmp_path, listed):
    asked = Scenario(name="tiny", replication=Replication(n_replications=3))
    with pytest.raises(RunFailed, match=r"replication 1 failed: its worker process was killed by SIGKILL, 2 times"):
        run(tiny_market.die_always_in_second, asked=asked, workers=2)
    assert (scratch / "deaths").read_text() == "xx"
    kept = [path for path in listed(tmp_path / "out") if path.endswith(".output")]
    assert len(kept) == 2, "the other replications are kept"


def test_a_worker_that_exits_is_named_with_its_code(run):
    with pytest.raises(RunFailed, match=r"replication 1 failed: its worker process ended with exit code 7"):
        run(tiny_market.exit_in_second, workers=2)


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_names_replication_and_cause(run, workers):
    with pytest.raises(RunFailed, match="replication 1 failed: ZeroDivisionError: the market broke") as failed:
        run(tiny_market.raise_in_second, workers=workers)
    assert "raise_in_second" in "".join(failed.value.__notes__)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_scenario_that_the_model_refuses_is_bad_input(run, workers, tmp_path, listed):
    with pytest.raises(InputError, match=r"^horizon.weeks: these weeks cannot be run$"):
        run(tiny_market.refuse, workers=workers)
    assert listed(tmp_path) == []


def test_workers_run_one_thread_each(run, scratch, monkeypatch):
    monkeypatch.setenv("NUMBA_NUM_THREADS", "2")
    run(tiny_market.threads, workers=2)
    assert {path.read_text() for path in scratch.glob("threads-*")} == {"1"}
    assert os.environ["NUMBA_NUM_THREADS"] == "2"


def test_a_function_that_cannot_travel_is_bad_input(run, tmp_path, listed):
    def local(scenario, seed, replication, on_week=None):
        return tiny_market.simulate(scenario, seed, replication, on_week)

    with pytest.raises(InputError, match="define it at the top of a module, or use one worker"):
        run(local, workers=2)
    assert listed(tmp_path) == []
    assert not run(local, workers=1).already_there


def test_usable_cores_are_some():
    assert 1 <= usable_cores() <= (os.cpu_count() or 1)


SCRIPT = """
import sys
from pathlib import Path
sys.path[:0] = [{root!r}, {here!r}]
import tiny_market
from sim.experiment.run import run_scenario
from sim.parameters.replication import Replication
from sim.parameters.scenario import Scenario

if __name__ == "__main__":
    asked = Scenario(name="tiny", replication=Replication(n_replications=2))
    try:
        run_scenario(asked, 1, None, Path(sys.argv[1]), workers=int(sys.argv[2]), simulate=tiny_market.never_end)
    except KeyboardInterrupt:
        sys.exit(130)
"""


def start_endless_run(tmp_path, scratch, workers):
    """Start a run that does not end, in a process group of its own; return it and the processes that simulate."""
    script = tmp_path / "endless.py"
    script.write_text(SCRIPT.format(root=str(ROOT), here=str(Path(__file__).parent)))
    process = subprocess.Popen(
        [sys.executable, str(script), str(tmp_path / "out"), str(workers)],
        stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    wait_until(
        lambda: len([path for path in scratch.glob("running-*") if path.read_text()]) == workers or process.poll()
    )
    return process, [int(path.read_text()) for path in scratch.glob("running-*")]


def wait_until(true, seconds=60.0):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


def alive(process_id):
    """Whether a process runs; one that has ended and waits for its parent to notice does not."""
    try:
        status = Path(f"/proc/{process_id}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("whole_group", [True, False], ids=["group", "parent"])
def test_ctrl_c_leaves_no_file_and_no_process(tmp_path, scratch, listed, workers, whole_group):
    process, simulating = start_endless_run(tmp_path, scratch, workers)
    assert any(".work" in path for path in listed(tmp_path / "out")), "the run had not begun"
    if whole_group:  # what a terminal does
        os.killpg(process.pid, signal.SIGINT)
    else:
        process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert said == ""
    assert listed(tmp_path / "out") == []
    assert len(simulating) == workers
    assert not any(alive(process_id) for process_id in simulating)


def test_workers_end_with_a_killed_parent_and_the_next_run_clears_up(tmp_path, scratch, listed, run, scenario):
    process, simulating = start_endless_run(tmp_path, scratch, 2)
    process.kill()
    process.communicate(timeout=30)
    wait_until(lambda: not any(alive(process_id) for process_id in simulating), seconds=5)
    left = [path for path in listed(tmp_path / "out") if "/." in path]
    assert any(path.endswith(".lock") for path in left)
    folder = run().folder  # another run of the same scenario
    left = [path for path in listed(tmp_path / "out") if "/." in path]
    assert all(".work" in path for path in left), "only what the killed run may go on from is let be"
    assert folder.is_dir()
