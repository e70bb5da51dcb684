"""Doing one task in this process: its output, or what went wrong as data."""

from __future__ import annotations

import time
import traceback
from dataclasses import dataclass, field
from multiprocessing.reduction import ForkingPickler
from typing import Final

from sim.experiment.task import Failure, OnWeek, Stage, Task, Work
from sim.parameters.errors import SimulatorError

_LONGEST_CAUSE: Final = 2_000  # characters
_LONGEST_TRACE: Final = 20_000


@dataclass(slots=True)
class Doing:
    """A task being done: how far it is.

    Attributes
    ----------
    on_week : callable
        Told of each week.
    weeks : tuple of int or None
        (done, in all), None before the market stands.
    """

    on_week: OnWeek
    weeks: tuple[int, int] | None = field(default=None, init=False)

    def week(self, done: int, total: int) -> None:
        """Note a week and pass it on."""
        self.weeks = done, total
        self.on_week(done, total)


def do(task: Task | bytes, work: Work, on_week: OnWeek) -> tuple[bytes | Failure, float]:
    """Do a task.

    Parameters
    ----------
    task : Task or bytes
        As it came through a pipe: unpacked here, so that one which cannot be is a failure with its cause.
    work : Work
    on_week : callable
        Told of each week.

    Returns
    -------
    bytes or Failure
        What came of it; only Ctrl-C is raised.
    float
        Seconds it took.
    """
    doing = Doing(on_week)
    begun = time.perf_counter()
    came: bytes | Failure
    try:
        unpacked = ForkingPickler.loads(task) if isinstance(task, bytes) else task
        came = _bytes(work(unpacked, doing.week))
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever it is, it is told and the others go on
        came = failure_of(error, stage_of(doing.weeks))
    return came, time.perf_counter() - begun


def stage_of(weeks: tuple[int, int] | None) -> Stage:
    """Return where a task is that has told of these weeks (done, in all), or of none."""
    if weeks is None:
        return "instantiating"
    return "running" if weeks[0] < weeks[1] else "extracting"


def failure_of(error: BaseException, stage: Stage) -> Failure:
    """Return an error as data; its text is kept to what any file and terminal can hold."""
    try:
        said = str(error)
    except Exception as worse:  # noqa: BLE001 - an error that cannot say what it is
        said = f"(its text raised {type(worse).__name__})"
    try:
        trace = "".join(traceback.format_exception(error))
    except Exception:  # noqa: BLE001 - as above
        trace = ""
    trace = "\n".join(readable(line) for line in trace.splitlines())
    if not isinstance(error, SimulatorError):
        said = " ".join(said.split())
    cause = "\n".join(readable(line) for line in said.splitlines())
    return Failure("error", stage, type(error).__name__, cause[:_LONGEST_CAUSE], trace[-_LONGEST_TRACE:])


def readable(text: str) -> str:
    """Return a line with everything that cannot be printed or stored replaced by a question mark."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _bytes(output: object) -> bytes:
    """Return an output that is what it should be.

    Raises
    ------
    TypeError
        If it is anything but bytes.
    """
    if not isinstance(output, bytes):
        raise TypeError(f"the work gave back {type(output).__name__}, not bytes")
    return output
