"""What a run says when some of its worlds failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sim.experiment.task import Failure, Task
from sim.parameters import errors
from sim.parameters.errors import InputError, RunFailed, SimulatorError

_BAD_INPUT: Final = {
    name: kind for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, InputError)
}


def bad_input(failures: Mapping[str, Failure]) -> InputError | None:
    """Return what the model has refused as bad input, if that is why a task failed: it would refuse it every time."""
    for failure in failures.values():
        if failure.status == "error" and failure.kind in _BAD_INPUT:
            return _BAD_INPUT[failure.kind](failure.cause)
    return None


def run_failed(tasks: Sequence[Task], failures: Mapping[str, Failure], n_kept: int, seed: int) -> SimulatorError:
    """Return an error that lists each failed world with seed, stage and cause, in the order of the tasks.

    Parameters
    ----------
    tasks : sequence of Task
        Of the run.
    failures : mapping of str to Failure
        By key.
    n_kept : int
        Worlds whose tables are kept.
    seed : int
        Of the run.
    """
    lines = [f"{task.label} failed: {told(failures[task.key], seed)}" for task in tasks if task.key in failures]
    kept = f"{n_kept} of {len(tasks)} are kept; the same command tries the others again"
    error = RunFailed("\n".join([*lines, kept] if n_kept else lines))
    for task in tasks:
        if task.key in failures and failures[task.key].trace:
            error.add_note(f"{task.label}, where it was simulated:\n{failures[task.key].trace}")
    return error


def told(failure: Failure, seed: int) -> str:
    """Return a failure in one line."""
    head = f"{failure.kind}: " if failure.status == "error" else ""
    return f"{head}{failure.cause.splitlines()[0] if failure.cause else ''} (seed {seed}, {failure.stage})"
