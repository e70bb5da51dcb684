"""Tasks, an executor and a work folder: everything done and kept, or told why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import cast

from sim.experiment.executors.contract import Executor
from sim.experiment.fingerprint import code_version
from sim.experiment.same_code import Version, by_same_code
from sim.experiment.task import Failure, Task, Work
from sim.experiment.work_folder import WorkFolder
from sim.parameters.errors import RunFailed

OnProgress = Callable[[int, int], None]
"""Called with (weeks simulated, weeks in all), over all tasks together; the first never goes back."""


class Progress:
    """Adds up the weeks of all tasks; a task that starts anew counts from where it had been."""

    def __init__(self, tasks: Iterable[Task], done: set[str], on_progress: OnProgress | None) -> None:
        self._totals = {task.key: task.n_weeks for task in tasks}
        self._done = {key: total if key in done else 0 for key, total in self._totals.items()}
        self._sum = sum(self._done.values())
        self._all = sum(self._totals.values())
        self._on_progress = on_progress

    def week(self, key: str, done: int, total: int) -> None:
        """Note that a task has done `done` of `total` weeks."""
        self._all += total - self._totals[key]
        self._totals[key] = total
        if done > self._done[key]:
            self._sum += done - self._done[key]
            self._done[key] = done
            if self._on_progress is not None:
                self._on_progress(self._sum, self._all)


@contextmanager
def telling_what_is_kept(folder: WorkFolder, tasks: Sequence[Task], what: str = "points") -> Iterator[None]:
    """Add to an interruption how many of these tasks are kept; the folder may hold others.

    Raises
    ------
    KeyboardInterrupt
        The one that came.
    """
    try:
        yield
    except KeyboardInterrupt as stopped:
        n_kept = len({task.key for task in tasks} & folder.done())
        if folder.done():
            stopped.add_note(f"{n_kept} of {len(tasks)} {what} are kept; the same command goes on from there")
        raise


def carry_out(  # noqa: PLR0913 - everything meets here
    tasks: Iterable[Task],
    work: Work,
    folder: WorkFolder,
    executor: Executor,
    *,
    on_progress: OnProgress | None = None,
    fail_fast: bool = False,
    version: Version = code_version,
) -> dict[str, Failure]:
    """Do every task whose output is not kept yet, and keep each output or failure as it comes.

    Ctrl-C, a lost scheduler or a full disk leave everything that came before in the folder; the same call goes on from
    there, and tries what failed again.

    Parameters
    ----------
    tasks : iterable of Task
        Keys are distinct.
    work : Work
        Does one.
    folder : WorkFolder
        Keeps what comes.
    executor : Executor
        Where they are done.
    on_progress : callable, optional
        Called with (weeks done, weeks in all), over all tasks; those kept before count as done.
    fail_fast : bool
        Stop at the first failure.
    version : callable
        Version of the code that an output depends on; a worker with another one refuses its task.

    Returns
    -------
    dict of str to Failure
        By key, in the order of the tasks; empty when all is done.

    Raises
    ------
    RunFailed
        If the executor cannot go on or loses a task, or an output cannot be kept.
    InputError
        If the work cannot be sent to another process, or a cluster does not answer.
    KeyboardInterrupt
        On Ctrl-C, after all workers have ended.
    """
    asked = list(tasks)
    kept = folder.done()
    open_tasks = [task for task in asked if task.key not in kept]
    labels = {task.key: task.label for task in open_tasks}
    failures: dict[str, Failure] = {}
    progress = Progress(asked, kept, on_progress)
    if not open_tasks:
        return failures
    with closing(executor.outcomes(open_tasks, by_same_code(work, version), progress.week)) as outcomes:
        for outcome in outcomes:
            if outcome.output is not None:
                folder.put(outcome.key, outcome.output, outcome.attempts, outcome.seconds)
                continue
            failure = cast("Failure", outcome.failure)
            failures[outcome.key] = failure
            folder.fail(outcome.key, labels[outcome.key], failure, outcome.attempts)
            if fail_fast:
                break
    told = failures.keys() | folder.done()
    untold = [task.label for task in open_tasks if task.key not in told]
    if untold and not (fail_fast and failures):
        raise RunFailed(f"{len(untold)} tasks came to no end, {untold[0]} first: the executor lost them")
    return {task.key: failures[task.key] for task in open_tasks if task.key in failures}
