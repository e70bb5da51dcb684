"""Tasks over the cores of this machine: a small supervisor with one pipe a worker and nothing shared.

Ready-made pools hang or lose tasks when a worker is killed, and leave workers behind when the parent is killed. Here
the parent waits on pipes and on the workers' sentinels at once; the task of a worker that died is given to a new one,
once. Workers share the cores among their threads and leave Ctrl-C to the parent, which ends them before passing it on.

Processes are spawned, so a script that runs scenarios with more than one worker needs ``if __name__ == "__main__":``.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from multiprocessing.reduction import ForkingPickler
from pickle import PicklingError
from typing import Any, Final

from sim.experiment.cores import usable_cores
from sim.experiment.executors.contract import OnTaskWeek
from sim.experiment.executors.supervisor import Limits, Supervisor
from sim.experiment.task import Outcome, Task, Work
from sim.parameters.errors import InputError


@dataclass(frozen=True, slots=True)
class Local:
    """Does tasks in worker processes of this machine.

    Parameters
    ----------
    n_workers : int
        Processes; no more are started than there are tasks.
    limits : Limits, optional
        Time and memory that a task may take, and attempts.
    n_threads : int, optional
        Threads of each market; by default the cores are shared.
    """

    n_workers: int
    limits: Limits = field(default_factory=Limits)
    n_threads: int | None = None
    name: Final = "local"

    def outcomes(
        self, tasks: Iterable[Task], work: Work, on_week: OnTaskWeek | None = None
    ) -> Generator[Outcome, None, None]:
        """Yield the outcome of every task; see `Executor`.

        Raises
        ------
        InputError
            If the work cannot be sent to another process.
        RunFailed
            If worker processes do not start.
        """
        refuse_what_cannot_travel(work)
        threads = self.n_threads or max(usable_cores() // self.n_workers, 1)
        supervisor = Supervisor(work, on_week, self.limits, threads)
        try:
            yield from supervisor.outcomes(iter(tasks), self.n_workers)
        finally:
            supervisor.end()


def refuse_what_cannot_travel(work: Any) -> None:
    """Refuse what cannot be sent to another process.

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
