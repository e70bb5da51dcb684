"""What an executor promises: it does tasks somewhere and yields one outcome for each.

Every executor keeps these promises, and one suite of tests holds them all to it:

- **Each task once.** Every task has exactly one outcome, in any order. Keys are distinct; the caller sees to it.
- **A failure is an outcome.** Whatever a task raises, ``SystemExit`` included, becomes a `Failure`; the others go on.
- **Nothing is kept.** At most a window of tasks and outputs is in memory, so neither grows with the number of tasks.
  Tasks are taken from their iterable as workers become free.
- **Nothing is written**, and what a task prints is dropped, except in `serial`, which has no process of its own for it.
- **Closing ends it.** The outcomes are a generator. When it is closed or raises, Ctrl-C included, its worker processes
  have ended before control comes back; on a cluster of others, what was queued is cancelled.
- **Weeks.** ``on_week(key, done, total)`` is called in the thread that takes the outcomes, as often as the executor
  likes. A task that is tried again counts from the beginning again.

Where processes are involved (`local`, `dask`) also:

- **A death costs an attempt.** A task whose process dies is tried again in another, then given up as ``crashed``; so is
  one whose processes die before they begin it, after some more. Where no process comes up at all, the run ends.
- **Time.** A task that takes longer than its time is ended and given up as ``timeout``; it is not tried again.

The stage of a failure follows from the weeks: none told yet, ``instantiating``; not all, ``running``; all,
``extracting``. So work calls ``on_week(0, total)`` when its market stands.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import Protocol

from sim.experiment.task import Outcome, Task, Work

OnTaskWeek = Callable[[str, int, int], None]
"""Called with (key of the task, weeks simulated, weeks in all)."""


class Executor(Protocol):
    """Does tasks.

    Attributes
    ----------
    name : str
        ``serial``, ``local`` or the address of a cluster.
    n_workers : int
        Tasks that are done side by side.
    """

    @property
    def name(self) -> str:
        """Where it runs."""
        ...

    @property
    def n_workers(self) -> int:
        """Tasks done side by side."""
        ...

    def outcomes(
        self, tasks: Iterable[Task], work: Work, on_week: OnTaskWeek | None = None
    ) -> Generator[Outcome, None, None]:
        """Yield the outcome of every task.

        Parameters
        ----------
        tasks : iterable of Task
            Taken one by one.
        work : Work
            Importable by name unless everything happens in this process.
        on_week : callable, optional
            Told of simulated weeks.

        Raises
        ------
        InputError
            If the work cannot be sent to another process, or nobody answers at the address.
        RunFailed
            If the executor itself cannot go on: its workers do not start, its scheduler is lost.
        """
        ...
