"""The parent's side of `local`: who has which task, who has died, who takes too long or too much."""

from __future__ import annotations

import math
import time
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import Final

from sim.experiment.executors.contract import OnTaskWeek
from sim.experiment.executors.doing import failure_of
from sim.experiment.executors.worker import Worker
from sim.experiment.signals import signals_held
from sim.experiment.task import Failure, Outcome, Status, Task, Work
from sim.parameters.errors import RunFailed

GIB: Final = 2.0**30
_TICK: Final = 0.2  # s between looks at clocks and memory
_TO_BEGIN: Final = 300.0  # s that a worker may take to come up and begin
_FALSE_STARTS: Final = 3  # workers that end before they are ready, in a row, or before they begin a task, in all


@dataclass(frozen=True, slots=True)
class Limits:
    """What a task may take.

    Attributes
    ----------
    timeout_s : float or None
        Seconds for one attempt, the start of its process left out.
    memory_bytes : int or None
        Bytes of memory for its process.
    attempts : int
        Processes it may cost.
    shared_bytes : int or None
        Bytes of memory for all processes that work together; each may hold an equal part.
    """

    timeout_s: float | None = None
    memory_bytes: int | None = None
    attempts: int = 2
    shared_bytes: int | None = None

    def memory_of_one(self, n_workers: int) -> float:
        """Return the bytes that each of so many processes may hold."""
        alone = math.inf if self.memory_bytes is None else self.memory_bytes
        return alone if self.shared_bytes is None else min(alone, self.shared_bytes / max(n_workers, 1))


class Supervisor:
    """Hands tasks to workers until all have an outcome.

    Parameters
    ----------
    work : Work
        Done by the workers.
    on_week : callable or None
        Told of weeks.
    limits : Limits
        For each task.
    n_threads : int
        Threads of each worker's market.
    """

    def __init__(self, work: Work, on_week: OnTaskWeek | None, limits: Limits, n_threads: int) -> None:
        self._work = work
        self._on_week = on_week
        self._limits = limits
        self._n_threads = n_threads
        self._tasks: Iterator[Task] = iter(())
        self._again: deque[Task] = deque()
        self._deaths: Counter[str] = Counter()
        self._unbegun: Counter[str] = Counter()
        self._workers: list[Worker] = []
        self._false_starts = 0

    def outcomes(self, tasks: Iterator[Task], n_workers: int) -> Iterator[Outcome]:
        """Yield the outcome of each task.

        Raises
        ------
        RunFailed
            If worker processes do not start.
        """
        self._tasks = tasks
        for _ in range(n_workers):
            yield from self._start()
        while self._workers:
            sources = {source: worker for worker in self._workers for source in worker.sources}
            ready = {id(sources[source]): sources[source] for source in wait(list(sources), _TICK)}
            for worker in ready.values():
                yield from self._attend(worker)
            for worker in [one for one in self._workers if one.task is not None]:
                yield from self._watch(worker)

    def end(self) -> None:
        """End all workers; they have ended when this returns."""
        with signals_held():
            for worker in self._workers:
                worker.kill()
            for worker in self._workers:
                worker.close()
            self._workers.clear()

    def _start(self) -> Iterator[Outcome]:
        """Start a worker with a task in its hand, if there is one."""
        task = self._next()
        if task is not None:
            worker = Worker(self._work, self._n_threads)
            self._workers.append(worker)
            yield from self._give(worker, task)

    def _next(self) -> Task | None:
        return self._again.popleft() if self._again else next(self._tasks, None)

    def _give(self, worker: Worker, task: Task | None) -> Iterator[Outcome]:
        """Give a worker a task, or let it go when none is left; a task that cannot be sent has failed."""
        while task is not None:
            try:
                worker.give(task)
            except Exception as error:  # noqa: BLE001 - whatever pickling raises
                yield Outcome(task.key, None, failure_of(error, "instantiating"), 1, 0.0)
                task = self._next()
            else:
                return
        self._workers.remove(worker)
        worker.close()

    def _attend(self, worker: Worker) -> Iterator[Outcome]:
        """Take what a worker has said; if it has died, see to its task."""
        for event in worker.events():
            task = worker.task
            if event[0] == "ready":
                self._false_starts = 0
            elif event[0] == "week" and self._on_week is not None and task is not None:
                self._on_week(task.key, event[1], event[2])
            elif event[0] == "done" and task is not None:
                worker.task = None
                yield self._outcome(task, event[1], event[2])  # kept before the next: a kill costs a task a worker
                yield from self._give(worker, self._next())
        if worker.dead and worker in self._workers:
            yield from self._replace(worker)

    def _outcome(self, task: Task, came: bytes | Failure, seconds: float) -> Outcome:
        attempts = self._deaths.pop(task.key, 0) + 1
        self._unbegun.pop(task.key, None)
        if isinstance(came, Failure):
            return Outcome(task.key, None, came, attempts, seconds)
        return Outcome(task.key, came, None, attempts, seconds)

    def _watch(self, worker: Worker) -> Iterator[Outcome]:
        """End a worker whose task takes too long or too much memory."""
        limits, taken = self._limits, time.monotonic() - worker.since
        if not worker.begun:
            if taken > _TO_BEGIN:
                worker.kill()
                yield from self._replace(worker, "crashed", "NotBegun", f"did not begin within {_TO_BEGIN:g} s")
        elif limits.timeout_s is not None and taken > limits.timeout_s:
            worker.kill()
            cause = f"took longer than {limits.timeout_s:g} s"
            yield from self._replace(worker, "timeout", "TimeLimit", cause)
        elif (held := worker.memory()) > (most := limits.memory_of_one(len(self._workers))):
            worker.kill()
            cause = f"held {held / GIB:.2f} GiB of memory, {most / GIB:.2f} GiB are allowed"
            yield from self._replace(worker, "crashed", "MemoryLimit", cause)

    def _replace(
        self, worker: Worker, status: Status = "crashed", kind: str = "", cause: str = ""
    ) -> Iterator[Outcome]:
        """Close a worker that has ended, put its task back or give it up, and start another worker.

        Raises
        ------
        RunFailed
            If workers do not start.
        """
        self._workers.remove(worker)
        taken, stage, task = time.monotonic() - worker.since, worker.stage, worker.task
        ending = worker.close()
        told = cause or f"its worker process {ending}"
        self._false_starts += not worker.ready
        if self._false_starts >= _FALSE_STARTS:
            hint = "" if not cause and ending.startswith("was killed") else "; a script needs a main guard"
            raise RunFailed(f"worker processes do not start: the last {cause or ending}{hint}")
        if task is not None:
            (self._deaths if worker.begun else self._unbegun)[task.key] += 1
            if status == "timeout" or self._given_up(task):
                died = self._deaths.pop(task.key, 0) + self._unbegun.pop(task.key, 0)
                told += f", {died} times" if died > 1 else ""
                failure = Failure(status, stage, kind or ending.rpartition(" ")[2], told)
                yield Outcome(task.key, None, failure, died, taken)
            else:
                self._again.append(task)
        yield from self._start()

    def _given_up(self, task: Task) -> bool:
        """Return whether a task has cost as many processes as it may.

        One that ends before it begins a task may do so for reasons of its own, so more of those are borne; but not
        without end, because what is sent may be what ends it.
        """
        return self._deaths[task.key] >= self._limits.attempts or self._unbegun[task.key] >= _FALSE_STARTS
