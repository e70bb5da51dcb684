"""Where a sweep stands: what is done, what failed, what is missing, and how long the rest may take."""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.experiment.carry_out import OnProgress
from sim.experiment.executors.contract import Executor, OnTaskWeek
from sim.experiment.ledger import NAME
from sim.experiment.lock import lock_path
from sim.experiment.store import SUMMARY, verify
from sim.experiment.sweep.earlier import stored_points
from sim.experiment.sweep.plan import Plan
from sim.experiment.task import Outcome, Task, Work
from sim.experiment.work_folder import work_path


@dataclass(frozen=True, slots=True)
class Standing:
    """Counts of distinct points.

    Attributes
    ----------
    points, done, failed : int
    share : float
        Part of the simulated weeks that is done.
    runs : int
        Runs in all, those of points that are there already included.
    in_work : int
        Points being run at this moment.
    holder : str
        The process that runs it; empty if none does.
    """

    points: int
    done: int
    failed: int
    share: float
    runs: int
    in_work: int = 0
    holder: str = ""

    @property
    def missing(self) -> int:
        """Points that are neither done nor failed nor in work."""
        return self.points - self.done - self.failed - self.in_work


OnStanding = Callable[[Standing], None]
StoredOutputs = Callable[[Path, set[str]], Iterator[tuple[str, bytes]]]


class Watched:
    """An executor that tells how the sweep stands while it works.

    Parameters
    ----------
    executor : Executor
        Does the work.
    plan : Plan
    n_points : int
        Distinct points of the sweep.
    tell : callable
        Told after each outcome and as weeks go by.
    """

    def __init__(self, executor: Executor, plan: Plan, n_points: int, tell: OnStanding) -> None:
        self._executor, self._tell = executor, tell
        self._points, self._runs = n_points, plan.n_runs
        self._done, self._failed, self._share = 0, 0, 0.0

    @property
    def name(self) -> str:
        """Where it runs."""
        return self._executor.name

    @property
    def n_workers(self) -> int:
        """Tasks done side by side."""
        return self._executor.n_workers

    def outcomes(
        self, tasks: Iterable[Task], work: Work, on_week: OnTaskWeek | None = None
    ) -> Generator[Outcome, None, None]:
        """Yield the outcome of every task, as the executor does."""
        asked = list(tasks)
        self._done = self._points - len(asked)
        with closing(self._executor.outcomes(asked, work, on_week)) as outcomes:
            for outcome in outcomes:
                if outcome.failure is None:
                    self._done += 1
                else:
                    self._failed += 1
                self._now()
                yield outcome

    @property
    def on_progress(self) -> OnProgress:
        """Takes (weeks done, weeks in all)."""

        def weeks(done: int, total: int) -> None:
            self._share = done / max(total, 1)
            self._now()

        return weeks

    def _now(self) -> None:
        self._tell(Standing(self._points, self._done, self._failed, self._share, self._runs))


def standing_of(plan: Plan, target: Path) -> Standing:
    """Return where a sweep stands, stored, interrupted, running or not begun; nothing is written or locked.

    Points that other sweeps of its name hold are done: they will be taken over.

    Parameters
    ----------
    plan : Plan
    target : Path
        Its folder, which need not exist.
    """
    keys = {entry.key for entry in plan.entries}
    status, meta = status_in_ledger(work_path(target) / NAME)
    if not status and target.is_dir() and not verify(target):
        summary: dict[str, Any] = json.loads((target / SUMMARY).read_bytes())
        failed = int(summary["points_failed"])
        return Standing(len(keys), len(keys) - failed, failed, 1.0, plan.n_runs)
    kept = {key for key, one in status.items() if one == "done"}
    kept = (kept | {key for key, _ in stored_points(target.parent, keys - kept)}) & keys
    done, failed = len(kept), len(keys & status.keys() - kept)
    holder = _holder(target)
    in_work = min(int(meta.get("n_workers", 1)), len(keys) - done - failed) if holder else 0
    return Standing(len(keys), done, failed, done / max(len(keys), 1), plan.n_runs, in_work, holder)


def n_done(keys: Iterable[str], target: Path, stored_outputs: StoredOutputs) -> tuple[int, int]:
    """Return how many tasks of a result are there, and how many there are; nothing is written or locked.

    Parameters
    ----------
    keys : iterable of str
        Of all its tasks.
    target : Path
        The result, there or not.
    stored_outputs : callable
        Gives key and output of each wanted task that results in a folder hold.
    """
    wanted = set(keys)
    if target.is_dir() and not verify(target):
        return len(wanted), len(wanted)
    status, _ = status_in_ledger(work_path(target) / NAME)
    done = {key for key, one in status.items() if one == "done"}
    done |= {key for key, _ in stored_outputs(target.parent, wanted - done)}
    return len(done & wanted), len(wanted)


def seconds_for(plan: Plan, n_workers: int) -> float:
    """Return roughly how many seconds all points of a plan take on so many cores."""
    return sum(one.seconds for one in plan.extents) / n_workers


def status_in_ledger(path: Path) -> tuple[dict[str, str], dict[str, Any]]:
    """Return the status of each task in a ledger and its identity, without writing; empty if it cannot be read."""
    if not path.is_file():
        return {}, {}
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=1.0)) as database:
            status = dict(database.execute("SELECT key, status FROM tasks").fetchall())
            meta = dict(database.execute("SELECT name, value FROM meta").fetchall())
    except sqlite3.Error:
        return {}, {}
    return status, json.loads(meta.get("identity", "{}"))


def _holder(target: Path) -> str:
    """Return who is writing a folder now, empty if nobody is."""
    try:
        descriptor = os.open(lock_path(target), os.O_RDONLY)
    except OSError:
        return ""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return os.pread(descriptor, 1000, 0).decode(errors="replace") or "another process"
    finally:
        os.close(descriptor)
    return ""
