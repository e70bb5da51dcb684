"""How many processes and threads there may be: the cores of this machine, shared and not oversubscribed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sim.parameters.errors import InputError

THREADS: Final = "MARKET_THREADS"
"""Environment variable: threads that one process may use for its market."""
_ONE_THREAD: Final = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def usable_cores() -> int:
    """Return the number of processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def number_of_workers(n_tasks: int, workers: int | None) -> int:
    """Return the number of processes: as many as asked for, by default one a core, never more than tasks.

    Raises
    ------
    InputError
        If fewer than one are asked for.
    """
    return min(processes(workers), n_tasks)


def processes(workers: int | None) -> int:
    """Return the number of processes asked for, by default one a core.

    Raises
    ------
    InputError
        If fewer than one are asked for.
    """
    if workers is not None and workers < 1:
        raise InputError(f"workers: {workers} is not 1 or more")
    return workers or usable_cores()


def market_threads() -> int:
    """Return the number of threads that a market in this process may use: all cores, or what its parent has left it."""
    given = os.environ.get(THREADS, "")
    return int(given) if given.isdecimal() and int(given) > 0 else usable_cores()


@contextmanager
def threads_each(n_threads: int) -> Iterator[None]:
    """Let processes started in this block use one thread each for libraries, and some for the market."""
    before = {name: os.environ.get(name) for name in (*_ONE_THREAD, THREADS)}
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    os.environ[THREADS] = str(n_threads)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
