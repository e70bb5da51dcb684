"""One suite for all executors: what `sim.experiment.executors.contract` promises."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import types
from pathlib import Path

import pytest
import tiny_work
from loopback import LoopbackCluster

from sim.experiment.executors.choice import executor_for
from sim.experiment.executors.local import Local
from sim.experiment.executors.serial import Serial
from sim.experiment.executors.supervisor import Limits
from sim.experiment.executors.worker import Worker
from sim.experiment.task import Task
from sim.parameters.errors import InputError, RunFailed

MIB = 1 << 20


@pytest.fixture(scope="module")
def cluster():
    one = LoopbackCluster(2)
    yield one
    one.close()


def executor(name, request, **options):
    if name == "serial":
        return executor_for("serial")
    if name == "local":
        return executor_for("local", workers=2, **options)
    return executor_for(request.getfixturevalue("cluster").address, **options)


EVERY = pytest.mark.parametrize("name", ["serial", "local", "dask"])
PROCESSES = pytest.mark.parametrize("name", ["local", "dask"])


def tasks_of(*payloads):
    return [
        Task(f"{number:02x}", f"task {number}", payload, tiny_work.WEEKS) for number, payload in enumerate(payloads)
    ]


def done(one, tasks, on_week=None):
    came = list(one.outcomes(tasks, tiny_work.work, on_week))
    assert sorted(outcome.key for outcome in came) == sorted(task.key for task in tasks), "not each task once"
    return {outcome.key: outcome for outcome in came}


def expected(key):
    return f"output of {key}".encode()


def alive(process_id):
    try:
        status = Path(f"/proc/{process_id}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def test_a_worker_gets_its_next_task_when_its_outcome_has_been_taken(tmp_path):
    """So that a kill costs what is in the hands of workers, and nothing that came and is being kept."""
    tasks = tasks_of(*[("touch", str(tmp_path / f"{number}")) for number in range(5)])
    for n_taken, _ in enumerate(Local(1).outcomes(tasks, tiny_work.work), 1):
        time.sleep(0.2)
        assert len(list(tmp_path.iterdir())) == n_taken


@EVERY
def test_each_task_has_one_outcome_and_its_weeks_are_told(name, request):
    said = []
    tasks = tasks_of(*[("fine",)] * 30)
    came = done(executor(name, request), tasks, lambda key, week, total: said.append((key, week, total)))
    for key, outcome in came.items():
        assert outcome.output == expected(key)
        assert (outcome.failure, outcome.attempts) == (None, 1)
        assert outcome.seconds >= 0
        assert (key, tiny_work.WEEKS, tiny_work.WEEKS) in said
    assert {total for _, _, total in said} == {tiny_work.WEEKS}


def test_serial_keeps_the_order():
    tasks = tasks_of(*[("fine",)] * 5)
    assert [outcome.key for outcome in Serial().outcomes(tasks, tiny_work.work)] == [task.key for task in tasks]


@EVERY
def test_no_tasks_no_outcomes(name, request):
    assert list(executor(name, request).outcomes([], tiny_work.work)) == []


@EVERY
def test_tasks_are_taken_as_they_are_needed(name, request):
    taken = []

    def endless():
        number = 0
        while True:
            taken.append(number)
            yield Task(f"{number:06x}", f"task {number}", ("fine",))
            number += 1

    outcomes = executor(name, request).outcomes(endless(), tiny_work.work)
    for _ in range(6):
        assert next(outcomes).output is not None
    outcomes.close()
    assert len(taken) <= 6 + 8


@EVERY
def test_errors_are_outcomes_and_the_others_go_on(name, request):
    deeds = [
        ("fine",), ("early",), ("fail", "it\nbroke"), ("late",), ("not bytes",), ("mute",), ("odd",), ("leave",),
        ("refuse",), ("fine",),
    ]  # fmt: skip
    came = done(executor(name, request), tasks_of(*deeds))
    found = {
        int(key, 16): (outcome.failure.status, outcome.failure.stage, outcome.failure.kind, outcome.failure.cause)
        for key, outcome in came.items()
        if outcome.failure
    }
    assert found == {
        1: ("error", "instantiating", "ValueError", "before the market stands"),
        2: ("error", "running", "ZeroDivisionError", "it broke"),
        3: ("error", "extracting", "ValueError", "all weeks are walked"),
        4: ("error", "extracting", "TypeError", "the work gave back int, not bytes"),
        5: ("error", "running", "MuteError", "(its text raised ValueError)"),
        6: ("error", "running", "UnpicklableError", "a b?? ?[31m"),
        7: ("error", "running", "SystemExit", "3"),
        8: ("error", "running", "InputError", "horizon.weeks: these weeks cannot be run"),
    }
    assert came["00"].output == expected("00")
    assert came["09"].output == expected("09")
    assert "in fail" in came["02"].failure.trace
    for outcome in came.values():
        if outcome.failure:
            outcome.failure.trace.encode()
            assert "\0" not in outcome.failure.trace


@EVERY
def test_a_payload_that_cannot_travel_fails_alone(name, request):
    came = done(executor(name, request), tasks_of(("fine", lambda: 0), ("fine",), ("fine", lambda: 0)))
    assert came["01"].output == expected("01")
    if name == "local":
        assert [came[key].failure.stage for key in ("00", "02")] == ["instantiating"] * 2


@pytest.fixture
def few_workers(monkeypatch):
    """Let no more than eight be started, so that what would go on without end is an error."""
    started = []

    class Counted(Worker):
        def __init__(self, *facts):
            started.append(self)
            assert len(started) <= 8, "workers are started without end"
            super().__init__(*facts)

    monkeypatch.setattr("sim.experiment.executors.supervisor.Worker", Counted)
    return Counted


@PROCESSES
def test_a_payload_that_cannot_be_unpacked_fails_alone_and_says_why(name, request, few_workers):
    came = done(executor(name, request), tasks_of(tiny_work.Loading(tiny_work.lack), ("fine",)))
    failure = came["00"].failure
    assert (failure.status, failure.stage) == ("error", "instantiating")
    if name == "local":
        assert (failure.kind, failure.cause, came["00"].attempts) == ("AttributeError", "it is not here", 1)
    assert came["01"].output == expected("01")


def test_a_payload_that_kills_who_unpacks_it_is_given_up_after_two(few_workers):
    came = done(Local(1), tasks_of(tiny_work.Loading(tiny_work.end_by, signal.SIGKILL), ("fine",)))
    failure = came["00"].failure
    assert (failure.status, failure.kind, came["00"].attempts) == ("crashed", "SIGKILL", 2)
    assert came["01"].output == expected("01")


def test_a_task_whose_workers_die_before_they_begin_it_is_given_up(few_workers, monkeypatch):
    class Stillborn(few_workers):
        def give(self, task):
            if task.payload == ("doomed",):
                while not self.ready:
                    list(self.events())
                self.kill()
                self._process.join()
            super().give(task)

    monkeypatch.setattr("sim.experiment.executors.supervisor.Worker", Stillborn)
    came = done(Local(1), tasks_of(("doomed",), ("fine",)))
    assert (came["00"].failure.status, came["00"].failure.kind) == ("crashed", "SIGKILL")
    assert came["00"].failure.cause == "its worker process was killed by SIGKILL, 3 times"
    assert came["01"].output == expected("01")


@EVERY
def test_a_large_output_arrives_whole(name, request):
    tasks = tasks_of(("large", 20 * MIB + 1, 3), ("large", 20 * MIB, 200), ("large", 0, 0))
    came = done(executor(name, request), tasks)
    assert came["00"].output == b"\3" * (20 * MIB + 1)
    assert came["01"].output == b"\xc8" * (20 * MIB)
    assert came["02"].output == b""


@PROCESSES
@pytest.mark.parametrize("deed", [("exit", 7), ("exit", 0), ("segfault",)], ids=str)
def test_a_task_that_ends_its_process_is_given_up_after_two(name, request, deed):
    came = done(executor(name, request), tasks_of(("fine",), deed, *[("fine",)] * 4))
    failure = came["01"].failure
    assert (failure.status, failure.stage, came["01"].attempts) == ("crashed", "running", 2)
    assert "2 times" in failure.cause
    if name == "local":
        assert failure.kind == ("SIGSEGV" if deed[0] == "segfault" else str(deed[1]))
    assert all(outcome.output == expected(key) for key, outcome in came.items() if key != "01")


def test_a_signal_without_a_name_is_told_by_its_number():
    came = done(Local(1), tasks_of(("end by", 40), ("fine",)))
    assert (came["00"].failure.kind, came["00"].attempts) == ("SIG40", 2)
    assert came["00"].failure.cause == "its worker process was killed by SIG40, 2 times"
    assert came["01"].output == expected("01")


@PROCESSES
def test_a_process_that_dies_once_costs_an_attempt(name, request, tmp_path):
    word = tmp_path / "died"
    came = done(executor(name, request), tasks_of(("die once", str(word)), ("fine",)))
    assert word.exists(), "no worker was killed, so this test proves nothing"
    assert came["00"].output == expected("00")
    if name == "local":
        assert came["00"].attempts == 2


@PROCESSES
def test_a_task_that_takes_too_long_is_ended(name, request):
    begun = time.monotonic()
    came = done(executor(name, request, timeout_s=1.5), tasks_of(("fine",), ("hang",), ("fine",)))
    failure = came["01"].failure
    assert (failure.status, failure.stage, failure.kind) == ("timeout", "running", "TimeLimit")
    assert failure.cause == "took longer than 1.5 s"
    assert came["01"].attempts == 1
    assert came["01"].seconds < 1.5 + 1.0
    assert came["00"].output == expected("00")
    assert came["02"].output == expected("02")
    assert time.monotonic() - begun < 40


@PROCESSES
def test_a_thousand_prints_do_not_hold_a_task_up(name, request):
    came = done(executor(name, request), tasks_of(("shout", 120 * MIB if name == "local" else 4 * MIB), ("fine",)))
    assert came["00"].output == expected("00")


def test_processes_share_the_memory_that_is_free(monkeypatch):
    monkeypatch.setattr("sim.experiment.executors.choice.memory_available", lambda: 1000.0 * MIB)
    limits = executor_for("local", workers=4).limits
    assert limits.memory_of_one(4) == pytest.approx(950 * MIB / 4, rel=0.001)
    assert limits.memory_of_one(1) == pytest.approx(950 * MIB, rel=0.001)
    asked = executor_for("local", workers=4, memory_limit_bytes=300 * MIB).limits
    assert asked.memory_of_one(4) == asked.memory_of_one(1) == 300 * MIB


def test_a_task_that_takes_more_than_its_part_of_the_memory_is_ended():
    one = Local(2, Limits(shared_bytes=800 * MIB))
    came = done(one, tasks_of(("hog", 2_000 * MIB), ("fine",), ("fine",)))
    assert came["00"].failure.kind == "MemoryLimit"
    assert came["02"].output == expected("02")


def test_a_task_that_takes_all_memory_is_ended():
    one = Local(2, Limits(memory_bytes=400 * MIB))
    came = done(one, tasks_of(("hog", 2_000 * MIB), ("fine",), ("fine",)))
    failure = came["00"].failure
    assert (failure.status, failure.kind, came["00"].attempts) == ("crashed", "MemoryLimit", 2)
    assert "0.39 GiB are allowed" in failure.cause
    assert came["02"].output == expected("02")


@PROCESSES
def test_closing_early_leaves_no_task_running(name, request, tmp_path):
    one = executor(name, request)
    outcomes = one.outcomes(tasks_of(("fine",), *[("rest", str(tmp_path), 30.0)] * 2), tiny_work.work)
    next(outcomes)
    deadline = time.monotonic() + 20
    while not list(tmp_path.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.02)
    working = [int(path.name) for path in tmp_path.iterdir()]
    assert working
    outcomes.close()
    if name == "local":
        assert not any(alive(process_id) for process_id in working)
    assert list(one.outcomes([], tiny_work.work)) == []


def test_a_consumer_that_fails_leaves_no_process(tmp_path):
    def consume():
        for _ in Local(2).outcomes(
            tasks_of(("note pid", str(tmp_path)), ("rest", str(tmp_path), 30.0)), tiny_work.work
        ):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        consume()
    assert list(tmp_path.iterdir())
    assert not any(alive(int(path.name)) for path in tmp_path.iterdir())


def test_workers_may_be_started_by_a_thread():
    came = []
    thread = threading.Thread(target=lambda: came.extend(Local(2).outcomes(tasks_of(("fine",)), tiny_work.work)))
    thread.start()
    thread.join(30)
    assert [outcome.output for outcome in came] == [expected("00")]


HANGING = """
import sys
sys.path[:0] = [{root!r}, {here!r}]
import tiny_work
from sim.experiment.executors.local import Local
from sim.experiment.task import Task
if __name__ == "__main__":
    tasks = [Task(str(number), "", (deed, sys.argv[1])) for number, deed in enumerate(("kernel hang", "kernel hang"))]
    list(Local(2).outcomes(tasks, tiny_work.work))
"""


def test_workers_end_with_a_killed_parent_even_where_compiled_code_holds_them(tmp_path):
    here = Path(__file__).resolve().parent
    script = tmp_path / "hanging.py"
    script.write_text(HANGING.format(root=str(here.parents[1]), here=str(here)))
    pids = tmp_path / "pids"
    pids.mkdir()
    parent = subprocess.Popen([sys.executable, str(script), str(pids)])
    deadline = time.monotonic() + 60
    while len(list(pids.iterdir())) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    working = [int(path.name) for path in pids.iterdir()]
    assert len(working) == 2
    assert all(alive(process_id) for process_id in working)
    time.sleep(0.2)  # into the compiled code
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 2
    while any(alive(process_id) for process_id in working) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(alive(process_id) for process_id in working)


def no_module(task, on_week):
    return b""


def test_workers_that_do_not_start_are_told(monkeypatch):
    monkeypatch.setattr(no_module, "__module__", "tiny_module_that_is_nowhere")
    monkeypatch.setattr("sim.experiment.executors.local.refuse_what_cannot_travel", lambda _: None)
    nowhere = types.ModuleType("tiny_module_that_is_nowhere")
    nowhere.no_module = no_module
    monkeypatch.setitem(sys.modules, nowhere.__name__, nowhere)
    with pytest.raises(RunFailed, match="worker processes do not start: the last ended with exit code 1"):
        list(Local(2).outcomes(tasks_of(*[("fine",)] * 4), no_module))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_workers_that_are_killed_as_they_come_up_are_told(few_workers, number):
    with pytest.raises(RunFailed, match=f"worker processes do not start: the last was killed by {number.name}$"):
        list(Local(2).outcomes(tasks_of(*[("fine",)] * 4), tiny_work.Loading(tiny_work.end_by, number)))


def test_workers_that_take_too_long_to_come_up_are_told(few_workers, monkeypatch):
    monkeypatch.setattr("sim.experiment.executors.supervisor._TO_BEGIN", 0.5)
    with pytest.raises(RunFailed, match=r"do not start: the last did not begin within 0\.5 s; a script needs"):
        list(Local(1).outcomes(tasks_of(("fine",)), tiny_work.Loading(time.sleep, 60.0)))


def test_work_that_cannot_travel_is_bad_input():
    with pytest.raises(InputError, match="define it at the top of a module"):
        list(Local(2).outcomes(tasks_of(("fine",)), lambda *_: b""))


@pytest.mark.parametrize(
    ("on", "options", "told"),
    [
        ("slurm", {}, r"--on: 'slurm' is not local, serial or dask://host:port"),
        ("dask:", {}, r"is not local"),
        ("serial", {"timeout_s": 1.0}, r"serial has one process"),
        ("serial", {"workers": 2}, r"serial has one process"),
        ("dask://127.0.0.1:1", {"workers": 2}, r"leave --workers out"),
        ("dask://nonsense", {}, r"'dask://nonsense' is not dask://host:port"),
        ("dask://", {}, r"is not dask://host:port"),
        ("local", {"workers": -1}, r"workers: -1 is not 1 or more"),
        ("local", {"workers": 0}, r"workers: 0 is not 1 or more"),
        ("local", {"timeout_s": float("nan")}, r"timeout: nan is not a number of seconds above 0"),
    ],
)
def test_what_cannot_be_chosen_is_bad_input(on, options, told):
    with pytest.raises(InputError, match=told):
        executor_for(on, **options)


def test_dask_that_is_not_installed_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"\[dask\]"):
        executor_for("dask://127.0.0.1:1")


def test_nobody_at_the_address_is_bad_input(monkeypatch):
    monkeypatch.setattr("sim.experiment.executors.dask._TO_CONNECT", 1.0)
    with pytest.raises(InputError, match=r"dask://127.0.0.1:1: no Dask scheduler answers there"):
        list(executor_for("dask://127.0.0.1:1").outcomes(tasks_of(("fine",)), tiny_work.work))


def test_a_cluster_on_loopback_is_heard_nowhere_else(cluster):
    inodes = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            group = int((process / "stat").read_text().rpartition(")")[2].split()[2])
            if group in {cluster.scheduler.pid, *(worker.pid for worker in cluster.workers)}:
                inodes |= {str(link.readlink()) for link in (process / "fd").iterdir()}
        except OSError:
            continue
    lines = [line.split() for name in ("tcp", "tcp6") for line in Path("/proc/net", name).read_text().splitlines()[1:]]
    heard = {fields[1].partition(":")[0] for fields in lines if fields[3] == "0A" and f"socket:[{fields[9]}]" in inodes}
    assert heard == {"0100007F"}


def test_a_lost_scheduler_fails_the_run_and_keeps_what_came():
    cluster = LoopbackCluster(1)
    try:
        outcomes = executor_for(cluster.address).outcomes(tasks_of(("fine",), ("hang",)), tiny_work.work)
        assert next(outcomes).output == expected("00")
        cluster.scheduler.kill()
        with pytest.raises(RunFailed, match="the Dask scheduler is lost"):
            list(outcomes)
    finally:
        cluster.close()


def test_a_lost_worker_loses_nothing(tmp_path):
    cluster = LoopbackCluster(2)
    try:
        tasks = tasks_of(*[("rest", str(tmp_path), 0.1)] * 30)
        came = []
        for number, outcome in enumerate(executor_for(cluster.address).outcomes(tasks, tiny_work.work)):
            came.append(outcome)
            if number == 5:
                os.killpg(cluster.workers[0].pid, 9)
        assert sorted(outcome.key for outcome in came) == sorted(task.key for task in tasks)
        assert all(outcome.output == expected(outcome.key) for outcome in came)
    finally:
        cluster.close()
