"""Work that is done only by the code that asked for it: a worker may have another checkout, or younger sources.

Keys are made where a result is asked for, from the code that is there. What other code gives under such a key would be
stored as if it were the same, so whoever does a task looks at its own sources first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sim.experiment.task import OnWeek, Task, Work
from sim.parameters.errors import SimulatorError

Version = Callable[[], str]
"""Returns the version of all code that an output depends on; found by its name in worker processes."""


class OtherCode(SimulatorError):  # noqa: N818 - read as a sentence
    """A worker runs other code than the process that asks."""


@dataclass(frozen=True, slots=True)
class SameCode:
    """Work that is refused by other code.

    Attributes
    ----------
    work : Work
        What is done.
    version : callable
        Called where it is done.
    asked : str
        What it returned where the work was asked for.
    """

    work: Work
    version: Version
    asked: str

    def __call__(self, task: Task, on_week: OnWeek, /) -> bytes:
        """Do a task.

        Raises
        ------
        OtherCode
            If this process has other code.
        """
        own = self.version()
        if own != self.asked:
            raise OtherCode(
                f"this worker runs other code ({own}) than the process that asks ({self.asked}): "
                "give both the same sources and start the workers, or the command, again"
            )
        return self.work(task, on_week)


def by_same_code(work: Work, version: Version) -> SameCode:
    """Return work that is done only where the code is that of this process."""
    return SameCode(work, version, version())
