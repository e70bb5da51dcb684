"""Jobs over processes: a small supervisor with one pipe a worker and nothing shared.

Ready-made pools hang or lose jobs when a worker is killed, and leave workers behind when the parent is killed. Here a
worker lives as long as its pipe: it ends at end-of-file, and a guard thread ends it when the parent has died in the
middle of a job. The parent waits on pipes and on the workers' sentinels at once; the job of a worker that died is given
to a new one, once. Workers share the cores among their
threads and leave Ctrl-C to the parent, which ends them before it passes it on.

Processes are spawned, so a script that runs scenarios with more than one worker needs ``if __name__ == "__main__":``.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Sequence
from multiprocessing.connection import wait
from multiprocessing.reduction import ForkingPickler
from pickle import PicklingError
from typing import Any, Final

from sim.experiment.worker import THREADS, Worker, signals_held
from sim.parameters.errors import InputError, RunFailed, SimulatorError

OnProgress = Callable[[int, int], None]
"""Called with (weeks simulated, weeks in all), over all jobs together; never goes back."""

_ATTEMPTS: Final = 2


class Progress:
    """Adds up the weeks of all jobs; a job that starts anew counts from where it had been."""

    def __init__(self, n_jobs: int, on_progress: OnProgress | None) -> None:
        self._done = [0] * n_jobs
        self._on_progress = on_progress

    def week(self, index: int, done: int, total: int) -> None:
        """Note that job `index` has done `done` of `total` weeks (all jobs have as many)."""
        if done > self._done[index]:
            self._done[index] = done
            if self._on_progress is not None:
                self._on_progress(sum(self._done), total * len(self._done))


def usable_cores() -> int:
    """Return the number of processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def number_of_workers(n_jobs: int, workers: int | None) -> int:
    """Return the number of processes: as many as asked for, by default one a core, never more than jobs."""
    return min(workers or usable_cores(), n_jobs)


def market_threads() -> int:
    """Return the number of threads that a market in this process may use: all cores, or what its parent has left it."""
    given = os.environ.get(THREADS, "")
    return int(given) if given.isdecimal() and int(given) > 0 else usable_cores()


def run_jobs(
    jobs: Sequence[Any],
    work: Callable[[Any, Callable[[int, int], None]], None],
    *,
    workers: int | None = None,
    on_progress: OnProgress | None = None,
) -> None:
    """Do every job, in as many processes as there are workers.

    Parameters
    ----------
    jobs : sequence
        Picklable; ``str(job)`` names it in an error.
    work : callable
        ``work(job, on_week)``; picklable when there is more than one worker. It leaves its result on disk, and doing a
        job twice does no harm.
    workers : int, optional
        Processes; by default one a usable core, never more than jobs. With 1 the jobs run in this process.
    on_progress : callable, optional
        Called with (weeks done, weeks in all) over all jobs.

    Raises
    ------
    RunFailed
        If a job raised an error, or its worker died twice; names the job and the cause. Other jobs are ended.
    SimulatorError
        As raised by a job; `InputError` also if the work cannot be sent to another process.
    KeyboardInterrupt
        On Ctrl-C, after all workers have ended.
    """
    n_workers = number_of_workers(len(jobs), workers)
    progress = Progress(len(jobs), on_progress)
    if n_workers <= 1:
        _run_here(jobs, work, progress)
    else:
        _refuse_what_cannot_travel(work)
        _Supervisor(jobs, work, progress).run(n_workers)


def _refuse_what_cannot_travel(work: Any) -> None:
    """Refuse work that cannot be sent to another process.

    Raises
    ------
    InputError
        If it cannot, such as a function defined inside another.
    """
    try:
        ForkingPickler.dumps(work)
    except (AttributeError, TypeError, PicklingError) as error:
        raise InputError(
            f"this cannot be sent to worker processes: {error}; define it at the top of a module, or use one worker"
        ) from error


def _run_here(jobs: Sequence[Any], work: Callable[..., None], progress: Progress) -> None:
    for index, job in enumerate(jobs):
        try:
            work(job, lambda done, total, index=index: progress.week(index, done, total))
        except SimulatorError:
            raise
        except Exception as error:
            raise RunFailed(f"{job} failed: {type(error).__name__}: {error}") from error


class _Supervisor:
    """Hands jobs to workers until all are done."""

    def __init__(self, jobs: Sequence[Any], work: Callable[..., None], progress: Progress) -> None:
        self._jobs = jobs
        self._work = work
        self._progress = progress
        self._waiting = deque(range(len(jobs)))
        self._attempts = [0] * len(jobs)
        self._workers: list[Worker] = []
        self._n_threads = 1

    def run(self, n_workers: int) -> None:
        """Start the workers, attend to them until every job is done, end them whatever happens."""
        self._n_threads = max(usable_cores() // n_workers, 1)
        try:
            for _ in range(n_workers):
                self._start()
            while self._workers:
                sources = {source: worker for worker in self._workers for source in worker.sources}
                ready = {id(sources[source]): sources[source] for source in wait(list(sources))}
                for worker in ready.values():
                    self._attend(worker)
        finally:
            with signals_held():
                for worker in self._workers:
                    worker.kill()
                for worker in self._workers:
                    worker.close()

    def _start(self) -> None:
        worker = Worker(self._work, self._n_threads)
        self._workers.append(worker)
        self._give(worker)

    def _give(self, worker: Worker) -> None:
        """Give a worker its next job, or let it go when none is left."""
        if self._waiting:
            index = self._waiting.popleft()
            self._attempts[index] += 1
            worker.give(index, self._jobs[index])
        else:
            self._workers.remove(worker)
            worker.close()

    def _attend(self, worker: Worker) -> None:
        """Take what a worker has said; if it has died, see to its job."""
        for kind, *facts in worker.messages():
            if kind == "week":
                self._progress.week(*facts)
            elif kind == "failed":
                self._fail(*facts)
            else:
                worker.job = None
                self._give(worker)
        if worker.dead and worker in self._workers:
            self._replace(worker)

    def _replace(self, worker: Worker) -> None:
        self._workers.remove(worker)
        ending = worker.close()
        index = worker.job
        if index is not None:
            if self._attempts[index] >= _ATTEMPTS:
                raise RunFailed(f"{self._jobs[index]} failed: its worker process {ending}, {_ATTEMPTS} times")
            self._waiting.appendleft(index)
        if self._waiting:
            self._start()

    def _fail(self, index: int, kind: type[SimulatorError] | None, cause: str, trace: str) -> None:
        if kind is not None:
            raise kind(cause)
        failure = RunFailed(f"{self._jobs[index]} failed: {cause}")
        failure.add_note(f"In the worker process:\n{trace}")
        raise failure
