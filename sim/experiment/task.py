"""What an executor hands out and gets back: a task, the work done on it, its outcome.

A task is a pure function of its key: the same key is the same output, byte for byte, wherever and however often it is
computed. So a task that was lost may be done again, and an output that is there already need not be.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

OnWeek = Callable[[int, int], None]
"""Called by the work with (weeks simulated, weeks in all) of its task."""
Status = Literal["error", "timeout", "crashed"]
Stage = Literal["instantiating", "running", "extracting", "writing"]


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work, done in one process.

    Attributes
    ----------
    key : str
        Hexadecimal; says what is computed (code, resolved scenario, seed, replications).
    label : str
        For people: ``replication 3 (twin world)``, ``point 12``.
    payload : Any
        What the work needs; picklable.
    n_weeks : int
        Weeks that it will simulate, for the progress line.
    """

    key: str
    label: str
    payload: Any
    n_weeks: int = 1


class Work(Protocol):
    """Does a task; importable by name, because worker processes find it by name."""

    def __call__(self, task: Task, on_week: OnWeek, /) -> bytes:
        """Return the output; nothing is read from or written to a disk."""
        ...


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a task has no output.

    Attributes
    ----------
    status : {"error", "timeout", "crashed"}
        It raised an error; it took longer than it may; its process died, as often as it may be tried.
    stage : {"instantiating", "running", "extracting", "writing"}
        Where: making the market, walking its weeks, bringing its tables into form, keeping the output.
    kind : str
        Class of the error, or how the process ended.
    cause : str
        One line.
    trace : str
        Of the error; empty where there is none.
    """

    status: Status
    stage: Stage
    kind: str
    cause: str
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a task.

    Attributes
    ----------
    key : str
        Of the task.
    output : bytes or None
        None where it failed.
    failure : Failure or None
        None where it did not.
    attempts : int
        How often it was begun.
    seconds : float
        Wall time of the last attempt, in the worker.
    """

    key: str
    output: bytes | None
    failure: Failure | None
    attempts: int
    seconds: float
