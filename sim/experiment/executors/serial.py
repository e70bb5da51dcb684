"""One task after the other, in this process: nothing to start, nothing to protect from.

A task that ends its process ends the program, and nobody can end a task that takes too long: `local` with one worker
does both.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from typing import Final

from sim.experiment.executors.contract import OnTaskWeek
from sim.experiment.executors.doing import do
from sim.experiment.task import Outcome, Task, Work


@dataclass(frozen=True, slots=True)
class Serial:
    """Does tasks in this process; outcomes come in the order of the tasks."""

    name: Final = "serial"
    n_workers: Final = 1

    def outcomes(
        self, tasks: Iterable[Task], work: Work, on_week: OnTaskWeek | None = None
    ) -> Generator[Outcome, None, None]:
        """Yield the outcome of every task; see `Executor`."""
        for task in tasks:

            def tell(done: int, total: int, key: str = task.key) -> None:
                if on_week is not None:
                    on_week(key, done, total)

            came, seconds = do(task, work, tell)
            if isinstance(came, bytes):
                yield Outcome(task.key, came, None, 1, seconds)
            else:
                yield Outcome(task.key, None, came, 1, seconds)
