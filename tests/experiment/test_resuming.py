"""Runs that are stopped, fail, grow: what is kept is not simulated again, and the bytes are those of a single run."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import tiny_market
from loopback import LoopbackCluster

from sim.experiment import reuse
from sim.experiment.carry_out import carry_out
from sim.experiment.executors.choice import executor_for
from sim.experiment.executors.serial import Serial
from sim.experiment.precision import read_precision
from sim.experiment.replication import World, worlds_of
from sim.experiment.run import RunResult, code_of
from sim.experiment.store import verify
from sim.experiment.task import Task
from sim.experiment.until import _remove, numbers_tried, run_until
from sim.experiment.work_folder import WorkFolder, open_work_folder, work_path
from sim.parameters.errors import InputError, RunFailed
from sim.parameters.record import Record
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


def simulated(scratch):
    """Worlds simulated since the last call, as (replication, share withheld)."""
    path = scratch / "simulated"
    lines = path.read_text().split() if path.exists() else []
    path.unlink(missing_ok=True)
    return sorted(lines)


# -------------------------------------------------------------------------------------------------------------- keys


def key_of(scenario, seed=0, replication=0, kind="main", code="code"):
    return World(scenario, seed, replication, tiny_market.simulate, kind).key(code)


def test_a_key_says_what_is_simulated_and_nothing_else():
    base = Scenario(name="a", replication=Replication(n_replications=20, n_twins=3))
    same = [
        Scenario(name="b", description="why", replication=Replication(n_replications=50)),
        Scenario(name="a", replication=Replication(n_replications=20, twin_withheld_share=0.5)),
    ]
    assert {key_of(other) for other in same} == {key_of(base)}
    others = {
        key_of(base, seed=1), key_of(base, replication=1), key_of(base, kind="twin"), key_of(base, code="new"),
        key_of(Scenario(record=Record(contracts=True))),
        key_of(same[1], kind="twin"),
    }  # fmt: skip
    assert len(others | {key_of(base)}) == 7
    assert len({world.key("code") for world in worlds_of(base, 0)}) == 23


# ----------------------------------------------------------------------------------------------------------- failing


def test_a_failed_replication_is_told_and_the_others_are_kept(run, scratch, tmp_path, scenario):
    with pytest.raises(RunFailed) as failed:
        run(tiny_market.raise_until_mended)
    assert str(failed.value).splitlines() == [
        "replication 1 failed: ZeroDivisionError: the market broke (seed 5, instantiating)",
        "replication 1 (twin world) failed: ZeroDivisionError: the market broke (seed 5, instantiating)",
        "3 of 5 are kept; the same command tries the others again",
    ]
    assert simulated(scratch) == ["0", "0", "1", "1", "2"]
    (scratch / "mended").touch()
    result = run(tiny_market.raise_until_mended)
    assert simulated(scratch) == ["1", "1"], "only what failed is run again"
    whole = run(tiny_market.raise_until_mended, out=tmp_path / "whole").folder
    assert bytes_of(result.folder) == bytes_of(whole)
    assert not work_path(result.folder).exists()


def test_fail_fast_stops_at_the_first(run, scratch):
    with pytest.raises(RunFailed, match="replication 1 failed"):
        run(tiny_market.raise_until_mended, fail_fast=True)
    assert simulated(scratch) == ["0", "1"]


def test_a_timeout_of_one_replication_leaves_the_others(run, scratch):
    where = executor_for("local", workers=2, timeout_s=1.0)
    with pytest.raises(RunFailed, match=r"replication 1 failed: took longer than 1 s \(seed 5, instantiating\)"):
        run(
            tiny_market.hang_in_second,
            executor=where,
            asked=Scenario(name="tiny", replication=Replication(n_replications=3)),
        )


def test_a_damaged_output_is_simulated_again(run, scratch):
    with pytest.raises(RunFailed):
        run(tiny_market.raise_until_mended)
    simulated(scratch)
    output = min(next(scratch.parent.glob("out/tiny/.*.work")).glob("*.output"))
    output.write_bytes(output.read_bytes()[:-1])
    (scratch / "mended").touch()
    run(tiny_market.raise_until_mended)
    assert len(simulated(scratch)) == 3


# ----------------------------------------------------------------------------------------------------------- growing


@pytest.mark.parametrize("workers", [1, 2])
def test_more_replications_take_over_those_there_are(run, scratch, tmp_path, workers):
    run(tiny_market.counted, replications=3)
    simulated(scratch)
    grown = run(tiny_market.counted, replications=7, workers=workers).folder
    assert simulated(scratch) == ["3", "4", "5", "6"]
    fresh = run(tiny_market.counted, replications=7, out=tmp_path / "fresh").folder
    assert grown.name == fresh.name
    assert bytes_of(grown) == bytes_of(fresh)


def test_fewer_replications_simulate_nothing(run, scratch, tmp_path):
    run(tiny_market.counted, replications=5)
    simulated(scratch)
    fewer = run(tiny_market.counted, replications=2).folder
    assert simulated(scratch) == []
    assert bytes_of(fewer) == bytes_of(run(tiny_market.counted, replications=2, out=tmp_path / "fresh").folder)


@pytest.mark.parametrize("spoil", ["damage", "other seed", "other code", "other libraries", "force"])
def test_what_is_not_the_same_is_not_taken_over(run, scratch, spoil, monkeypatch, other_packages):
    folder = run(tiny_market.counted, replications=3).folder
    simulated(scratch)
    options = {}
    if spoil == "damage":
        (folder / "clients.parquet").write_bytes(b"PAR1")
    elif spoil == "other seed":
        options["seed"] = 6
    elif spoil == "other code":
        monkeypatch.setattr("sim.experiment.run.code_version", lambda: "another")
    elif spoil == "other libraries":
        other_packages()
    else:
        options["force"] = True
    run(tiny_market.counted, replications=4, **options)
    assert len(simulated(scratch)) == 4 + 2


def test_a_run_by_other_versions_of_libraries_is_told(run, scenario, tmp_path, other_packages):
    stored = run().folder
    worlds, code = worlds_of(scenario, 5, tiny_market.simulate), code_of(tiny_market.simulate)
    told, said = [], other_packages()
    with open_work_folder(tmp_path / "x", {}) as folder:
        assert reuse.take_over(worlds, code, folder, stored.parent, told.append) == 0
    assert len(told) == 1
    assert told[0].startswith(f"{stored}: {said}")


def test_an_interrupted_run_by_other_versions_of_libraries_is_told_and_gives_nothing(run, scratch, other_packages):
    with pytest.raises(RunFailed):
        run(tiny_market.raise_until_mended)
    simulated(scratch)
    (scratch / "mended").touch()
    told, said = [], other_packages()
    run(tiny_market.raise_until_mended, replications=4, tell=told.append)
    assert len(simulated(scratch)) == 4 + 2
    assert len(told) == 1
    assert said in told[0]


@pytest.mark.parametrize("n_read", [0, 2])
def test_a_run_that_goes_while_it_is_read_gives_no_more_and_harms_nothing(run, scratch, tmp_path, monkeypatch, n_read):
    folder = run(tiny_market.counted, replications=3).folder
    simulated(scratch)
    left, read = [n_read], reuse.one_replication

    def gone_after_some(path, replication):
        if path.stem == "weekly":
            left[0] -= 1
            if left[0] < 0 and folder.exists():
                folder.rename(tmp_path / "elsewhere")
        return read(path, replication)

    monkeypatch.setattr(reuse, "one_replication", gone_after_some)
    grown = run(tiny_market.counted, replications=4).folder
    assert left[0] < 0, "it was not read"
    assert len(simulated(scratch)) >= 4 - n_read
    assert bytes_of(grown) == bytes_of(run(tiny_market.counted, replications=4, out=tmp_path / "fresh").folder)


def test_a_run_that_goes_before_it_is_looked_at_harms_nothing(run, scratch, monkeypatch):
    run(tiny_market.counted, replications=3)
    simulated(scratch)

    def gone(folder):
        shutil.rmtree(folder)
        return verify(folder)

    monkeypatch.setattr(reuse, "verify", gone)
    run(tiny_market.counted, replications=4)
    assert len(simulated(scratch)) == 4 + 2


def test_a_renamed_run_takes_nothing_from_a_folder_of_another_name(run, scratch, scenario):
    run(tiny_market.counted)
    simulated(scratch)
    run(tiny_market.counted, asked=scenario.model_copy(update={"name": "other"}))
    assert len(simulated(scratch)) == 5


# ------------------------------------------------------------------------------------------------------- until se=...


def summary_with(error):
    return {"outcomes": {"fill_rate": {"standard_error": error}}}


def test_the_numbers_tried_follow_a_rule():
    assert list(numbers_tried(8, 50)) == [8, 12, 18, 27, 40, 50]
    assert list(numbers_tried(1, 10)) == [4, 6, 9, 10]
    assert list(numbers_tried(30, 20)) == [20]
    assert list(numbers_tried(4, 4)) == [4]


def test_more_is_run_until_the_error_is_small_enough(tmp_path):
    errors = {4: None, 6: 0.02, 9: 0.01, 13: 0.005}
    asked, said = [], []

    def carried_out(number, /, *, draw):
        asked.append((number, draw))
        return RunResult(tmp_path / str(number), summary_with(errors[number]), already_there=draw)

    for number in errors:
        (tmp_path / str(number)).mkdir()
    precision = read_precision("se=0.01:fill_rate")
    result = run_until(precision, 1, carried_out, said.append, 200)
    assert asked == [(4, False), (6, False), (9, False), (9, True)]
    assert (result.folder.name, result.already_there) == ("9", False)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["13", "9"], "steps on the way are removed"
    assert said[1] == "6 replications: standard error of fill_rate: 0.02, 0.01 is asked"
    assert not any("the most that were allowed" in line for line in said)


def test_a_step_on_the_way_goes_at_once_so_that_a_kill_leaves_no_half_of_it(tmp_path, monkeypatch):
    seen = []
    step = tmp_path / "step"
    step.mkdir()
    monkeypatch.setattr(
        "sim.experiment.until.shutil.rmtree", lambda path, **_: seen.append((path.name[0], step.exists()))
    )
    _remove(RunResult(step, {}, already_there=False))
    assert seen == [(".", False)]


def test_it_ends_at_the_most_and_says_that_the_precision_was_not_reached():
    said = []

    def carried_out(number, /, *, draw):
        return RunResult(Path(str(number)), summary_with(1.0), already_there=True)

    assert run_until(read_precision("se=1e-3:fill_rate"), 5, carried_out, said.append, 11).folder == Path("11")
    assert said[-1] == "11 replications are the most that were allowed; more with --replications"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("0.01", r"--until: '0.01' is not se=NUMBER:OUTCOME"),
        ("se=0:fill_rate", r"'0' is not a number above 0"),
        ("se=nan:fill_rate", r"'nan' is not a number above 0"),
        ("se=x:fill_rate", r"'x' is not a number above 0"),
        ("se=1:fil_rate", r"no outcome 'fil_rate': did you mean fill_rate\?"),
        (
            "se=1:ai_work_earnings_growth",
            r"did you mean ai_work_earnings_growth_2025q1 or ai_work_earnings_growth_2024\?",
        ),
        ("se=1:zzzz", r"no outcome 'zzzz'; describe outcomes lists them"),
    ],
)
def test_a_precision_that_cannot_be_read_is_bad_input(text, told):
    with pytest.raises(InputError, match=told):
        read_precision(text)


# --------------------------------------------------------------------------------------------------------- carry out


def work(task, on_week):
    on_week(1, 2)
    if task.payload == "stop":
        raise KeyboardInterrupt
    on_week(2, 2)
    return task.key.encode()


def test_ctrl_c_leaves_everything_kept_and_the_rest_is_done_later(tmp_path):
    tasks = [Task("00", "a", None, 2), Task("01", "b", "stop", 2), Task("02", "c", None, 2)]
    with open_work_folder(tmp_path / "x", {}) as folder, pytest.raises(KeyboardInterrupt):
        carry_out(tasks, work, folder, Serial())
    said = []
    mended = [tasks[0], Task("01", "b", None, 2), tasks[2]]
    with open_work_folder(tmp_path / "x", {}) as folder:
        assert folder.done() == {"00"}
        assert carry_out(mended, work, folder, Serial(), on_progress=lambda *weeks: said.append(weeks)) == {}
        assert folder.output("01") == b"01"
    assert said == [(3, 6), (4, 6), (5, 6), (6, 6)]


def test_the_cost_of_what_is_kept_does_not_grow_with_the_square_of_the_tasks(tmp_path, monkeypatch):
    """The set of all that is done is made anew at each asking, so it is not asked for at each task."""
    asked, done = [], WorkFolder.done
    monkeypatch.setattr(WorkFolder, "done", lambda folder: asked.append(folder.path.name) or done(folder))
    for n_tasks in (3, 30):
        with open_work_folder(tmp_path / f"{n_tasks}", {}) as folder:
            carry_out([Task(f"{i:02x}", "", None, 2) for i in range(n_tasks)], work, folder, Serial())
    assert asked.count(".30.work") == asked.count(".3.work") < 10


# ---------------------------------------------------------------------------------------------- kills, and a cluster

SCRIPT = """
import sys
from pathlib import Path
sys.path[:0] = [{root!r}, {here!r}]
import conftest, tiny_market
from sim.experiment import reporting
from sim.experiment.run import run_scenario
from sim.parameters.replication import Replication
from sim.parameters.scenario import Scenario

reporting.summarise = lambda results: conftest.TinySummary(float(results.tables["weekly"]["new_needs"].sum()))
if __name__ == "__main__":
    asked = Scenario(name="tiny", replication=Replication(n_replications=8, n_twins=2))
    run_scenario(asked, 5, None, Path(sys.argv[1]), workers=2, simulate=tiny_market.slow, draw=False)
"""


def start(tmp_path, out):
    script = tmp_path / "run.py"
    script.write_text(SCRIPT.format(root=str(ROOT), here=str(Path(__file__).parent)))
    return subprocess.Popen([sys.executable, str(script), str(out)], start_new_session=True, stderr=subprocess.PIPE)


def group_of(process):
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == process.pid and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


@pytest.mark.parametrize("whole_group", [True, False], ids=["group", "parent"])
def test_a_killed_run_goes_on_and_ends_with_the_same_bytes(tmp_path, scratch, run, whole_group):
    asked = Scenario(name="tiny", replication=Replication(n_replications=8, n_twins=2))
    expected = bytes_of(run(tiny_market.slow, asked=asked, out=tmp_path / "whole", draw=False).folder)
    simulated(scratch)
    out = tmp_path / "out"
    process = start(tmp_path, out)
    deadline = time.monotonic() + 60
    while len(list(out.glob("tiny/.*.work/*.output"))) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL) if whole_group else process.kill()
    process.communicate()
    assert process.returncode == -9
    deadline = time.monotonic() + 2
    while group_of(process) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert group_of(process) == []
    kept = len(list(out.glob("tiny/.*.work/*.output")))
    assert 3 <= kept < 10, "the kill did not land in the middle"
    simulated(scratch)
    again = start(tmp_path, out)
    _, said = again.communicate(timeout=120)
    assert again.returncode == 0, said.decode()
    assert len(simulated(scratch)) == 10 - kept
    folder = next(out.glob("tiny/*-s5"))
    assert bytes_of(folder) == expected
    assert [path for path in out.rglob("*") if path.name.startswith(".")] == []


def test_a_cluster_gives_the_same_bytes(run, tmp_path, scratch):
    alone = run(out=tmp_path / "alone").folder
    cluster = LoopbackCluster(2)
    try:
        there = run(out=tmp_path / "there", workers=None, executor=executor_for(cluster.address)).folder
    finally:
        cluster.close()
    assert bytes_of(there) == bytes_of(alone)


def test_own_simulators_are_other_code():
    assert code_of(tiny_market.simulate) != code_of(tiny_market.counted)
