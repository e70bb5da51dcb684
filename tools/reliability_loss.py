"""R10, R11: parts of a cluster that are lost, and points that go wrong in every way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
import reliability_work as deeds
from reliability_found import (
    ROOT,
    Found,
    files_of,
    hidden_in,
    kill,
    left_after,
    outputs_in,
    said_of,
    start,
    write_sweep,
)
from reliability_kills import workers_here
from reliability_market import CALLS, PAUSE

from sim.experiment.executors.local import Local
from sim.experiment.executors.supervisor import Limits
from sim.experiment.task import Outcome, Task

sys.path.insert(0, str(ROOT / "tests" / "experiment"))
from loopback import LoopbackCluster

__all__ = ["LoopbackCluster", "r10_losses", "r11_bad_points"]
POINTS, REPLICATIONS = 24, 2
STOPPED = 4.0  # s that a worker sleeps; a minute in a release
LOSSES = ("worker", "stopped worker", "scheduler", "client")
HEARTBEAT, UNHEARD = "1s", 8.0
"""Silence after which a scheduler gives the tasks of a worker to others, ten heartbeats or 5 s at least, and how many
seconds a worker is silent."""
FEW, SLOW = 16, "0.5"
"""Points, and seconds that a run takes, while a worker is silent: enough is left to do when it is heard again."""


def r10_losses(found: Found, rounds: int, dice: np.random.Generator, scratch: Path) -> None:
    """Lose parts of a cluster, then let points be done twice."""
    os.environ["PYTHONPATH"] = str(ROOT / "tools")  # for workers, which find the market by its name
    try:
        r10_lost_cluster(found, rounds, dice, scratch)
        r10_done_twice(found, rounds, dice, scratch)
    finally:
        del os.environ["PYTHONPATH"]


def r10_lost_cluster(found: Found, rounds: int, dice: np.random.Generator, scratch: Path) -> None:
    """Kill a worker, stop one for a while, kill the scheduler, kill the client; nothing is lost."""
    path = write_sweep(scratch, POINTS, REPLICATIONS)
    whole = scratch / "whole"
    found.check(start(path, whole, "--on", "serial").wait() == 0, f"R10: failed in one go: {said_of(whole)[-500:]}")
    expected = files_of(whole)
    cluster = LoopbackCluster(2)
    try:
        for number in range(rounds):
            for loss in LOSSES:
                out = scratch / f"{loss.replace(' ', '-')}-{number}"
                process = start(path, out, "--on", cluster.address, RELIABILITY_PAUSE="0.1")
                wait_for_outputs(process, out, int(dice.integers(1, POINTS // 2)))
                code = lose(loss, cluster, process)
                if loss == "scheduler":
                    found.check(code == 3 and "scheduler is lost" in said_of(out), f"R10 {loss}: {said_of(out)[-300:]}")
                    cluster.close()
                    cluster = LoopbackCluster(2)
                if loss in {"scheduler", "client"}:
                    found.check(0 < len(outputs_in(out)) < POINTS, f"R10 {loss}: it was not lost in the middle")
                    code = start(path, out, "--on", cluster.address).wait()
                found.check(code == 0, f"R10 {loss}: exit code {code}: {said_of(out)[-500:]}")
                found.check(files_of(out) == expected, f"R10 {loss}: other bytes")
                found.check(not hidden_in(out) and not left_after(process.pid), f"R10 {loss}: something is left")
                found.counts.update(lost=1)
    finally:
        cluster.close()


def r10_done_twice(found: Found, rounds: int, dice: np.random.Generator, scratch: Path) -> None:
    """Stop a worker until another has been given its point, then let it go on: both do the point, it counts once."""
    path = write_sweep(scratch / "twice", FEW, REPLICATIONS)
    whole = scratch / "twice" / "whole"
    found.check(start(path, whole, "--on", "serial").wait() == 0, f"R10: failed in one go: {said_of(whole)[-500:]}")
    expected = files_of(whole)
    for number in range(rounds):
        out, calls = scratch / "twice" / f"{number}", scratch / "twice" / f"{number}.calls"
        with environment({CALLS: str(calls), PAUSE: SLOW}):
            cluster = LoopbackCluster(2, DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL=HEARTBEAT)
        try:
            process = start(path, out, "--on", cluster.address)
            wait_for_outputs(process, out, int(dice.integers(1, 4)))
            time.sleep(float(SLOW) / 2.0)  # into a run
            silent = cluster.workers[0].pid
            os.killpg(silent, signal.SIGSTOP)
            time.sleep(UNHEARD)
            os.killpg(silent, signal.SIGCONT)
            code = process.wait()
            twice = calls.stat().st_size - FEW * REPLICATIONS
        finally:
            cluster.close()
        found.check(twice >= REPLICATIONS, f"R10 twice: no point was done twice: {twice} runs more than points ask for")
        found.check(code == 0, f"R10 twice: exit code {code}: {said_of(out)[-500:]}")
        found.check(files_of(out) == expected and not hidden_in(out), "R10 twice: other bytes, or something is left")
        found.counts.update(twice=1)


@contextmanager
def environment(settings: dict[str, str]) -> Iterator[None]:
    """Set variables for processes that are started meanwhile."""
    os.environ.update(settings)
    try:
        yield
    finally:
        for name in settings:
            del os.environ[name]


def wait_for_outputs(process: subprocess.Popen[bytes], out: Path, n: int) -> None:
    """Wait until so many points are kept, or the sweep has ended."""
    while process.poll() is None and len(outputs_in(out)) < n:
        time.sleep(0.02)


def lose(what: str, cluster: LoopbackCluster, process: subprocess.Popen[bytes]) -> int:
    """Lose a part of a cluster; return the exit code of the sweep that was using it."""
    if what == "worker":
        os.killpg(cluster.workers.pop().pid, signal.SIGKILL)
        cluster.workers.append(cluster.add_worker())
    elif what == "stopped worker":
        os.killpg(cluster.workers[0].pid, signal.SIGSTOP)
        time.sleep(STOPPED)
        os.killpg(cluster.workers[0].pid, signal.SIGCONT)
    elif what == "scheduler":
        cluster.scheduler.kill()
    else:
        kill(process, group=True)
    return process.wait()


EXPECTED = {
    "error": ("error", 1), "exit": ("crashed", 2), "segfault": ("crashed", 2), "hang": ("timeout", 1),
    "20 GB": ("crashed", 2), "not bytes": ("error", 1),
}  # fmt: skip
"""Status and attempts of each deed."""
TIME, MEMORY = 6.0, 400  # s, MiB
SEED = 17
"""Not the one that a blank column would hold."""
BAD = {0.51: "error", 0.52: "crashed", 0.53: "crashed", 0.54: "timeout", 0.55: "crashed"}
"""Status of points, by the proposals a week that their scenario asks for; see `reliability_market.DEEDS`."""


def r11_bad_points(found: Found, rounds: int, dice: np.random.Generator, scratch: Path) -> None:
    """Let tasks raise, exit, crash, hang, take 20 GB, print 1 GB, give back no bytes; then points of a sweep."""
    for number in range(rounds):
        names = [*EXPECTED, "1 GB of prints", *["rest"] * 10]
        order = dice.permutation(len(names))
        tasks = [Task(f"{place:04x}", names[place], names[place]) for place in order]
        for outcome in Local(2, Limits(timeout_s=TIME, memory_bytes=MEMORY << 20)).outcomes(tasks, deeds.work):
            name = names[int(outcome.key, 16)]
            found.check(as_it_should(outcome, name), f"R11 {name}: {outcome.failure}, {outcome.seconds:.1f} s")
        found.check(not list(workers_here()), "R11: a worker is left")
        bad_sweep(found, scratch / f"r11-{number}")
        found.counts.update(rounds=1)


def as_it_should(outcome: Outcome, name: str) -> bool:
    """Return whether an outcome is that of its deed; a time limit may be overstepped by a second."""
    if name not in EXPECTED:
        return outcome.output == deeds.output_of(outcome.key)
    failure = outcome.failure
    return (
        failure is not None
        and (failure.status, outcome.attempts) == EXPECTED[name]
        and (name != "hang" or outcome.seconds < TIME + 1.0)
    )


def bad_sweep(found: Found, scratch: Path) -> None:
    """Run a sweep with points that go wrong: exit code 3, all of them named, the others stored."""
    path = write_sweep(scratch, 3, 1)
    levels = ", ".join(map(str, (0.5, *BAD, 0.56, 0.6)))
    path.write_text(path.read_text(encoding="utf-8").replace("low: 1.0, high: 2.0, n: 3", f"values: [{levels}]"))
    program = [sys.executable, "tools/reliability_sweep.py", "--memory-mb", str(MEMORY), "--"]
    command = [*program, "sweep", str(path), "--seed", str(SEED)]
    done = subprocess.run(
        [*command, "--out", str(scratch / "out"), "--no-figures"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    found.check(done.returncode == 3, f"R11 sweep: exit code {done.returncode}: {done.stderr[-500:]}")
    found.check("failures.parquet says why" in done.stderr, f"R11 sweep: said {done.stderr[-300:]}")
    (folder,) = (scratch / "out").glob(f"sweeps/s/*-s{SEED}")
    asked = "search.proposals_per_week"
    points = pd.read_parquet(folder / "points.parquet")
    failures = pd.read_parquet(folder / "failures.parquet").merge(points[["point", asked]], on="point")
    found.check(dict(zip(failures[asked], failures["status"], strict=True)) == BAD, f"R11 sweep: {failures.to_dict()}")
    named = failures[["stage", "kind", "cause"]].map(len).to_numpy().all() and (failures["seed"] == SEED).all()
    found.check(named, f"R11 sweep: {failures.to_dict()}")
    found.check((points["status"] == "done").sum() == 3, "R11 sweep: good points are not stored")
    found.check(not hidden_in(scratch / "out"), f"R11 sweep: left over: {hidden_in(scratch / 'out')}")
