"""The executor that a word asks for: ``local``, ``serial``, ``dask://host:port``."""

from __future__ import annotations

import math
import re
from typing import Final

from sim.experiment.cores import processes
from sim.experiment.executors.contract import Executor
from sim.experiment.executors.local import Local
from sim.experiment.executors.serial import Serial
from sim.experiment.executors.supervisor import Limits
from sim.experiment.memory import OF_AVAILABLE, memory_available
from sim.parameters.errors import InputError

_ADDRESS: Final = re.compile(r"dask(\+tls)?://[^\s:/\[\]]+:\d{1,5}|dask(\+tls)?://\[[0-9A-Fa-f:.%]+\]:\d{1,5}")


def asked_executor(on: str | None, *, workers: int | None = None, timeout_s: float | None = None) -> Executor | None:
    """Return the executor that was asked for, None where a command takes its own: processes as there are tasks.

    Parameters
    ----------
    on : str or None
        As for `executor_for`; None is ``local``.
    workers : int, optional
        As for `executor_for`.
    timeout_s : float, optional
        As for `executor_for`.

    Raises
    ------
    InputError
        As `executor_for`.
    """
    if on in {None, "local"} and timeout_s is None:
        return None
    return executor_for(on or "local", workers=workers, timeout_s=timeout_s)


def executor_for(
    on: str = "local",
    *,
    workers: int | None = None,
    timeout_s: float | None = None,
    memory_limit_bytes: int | None = None,
) -> Executor:
    """Return an executor.

    Parameters
    ----------
    on : str
        ``local``: processes of this machine; ``serial``: this process; ``dask://host:port``: a Dask cluster that runs
        already, ``dask+tls://host:port`` with the certificates that Dask's own configuration names.
    workers : int, optional
        Processes of ``local``; by default one a core.
    timeout_s : float, optional
        Seconds that one task may take.
    memory_limit_bytes : int, optional
        Memory that the process of one task may hold, only ``local``; by default an equal part, among the processes that
        work, of nearly all that is free now, so that tasks that grow without end are ended before the system ends
        something else.

    Raises
    ------
    InputError
        If the word is none of these, or an option does not go with it.
    """
    n_processes = processes(workers)
    if timeout_s is not None and not 0.0 < timeout_s < math.inf:
        raise InputError(f"timeout: {timeout_s} is not a number of seconds above 0")
    if on == "local":
        free = memory_available()
        shared = None if memory_limit_bytes or free == float("inf") else int(OF_AVAILABLE * free)
        return Local(n_processes, Limits(timeout_s, memory_limit_bytes, shared_bytes=shared))
    if on == "serial":
        if timeout_s is not None or memory_limit_bytes is not None or (workers or 1) > 1:
            raise InputError("serial has one process, this one, and no limits: use --on local")
        return Serial()
    if on.startswith(("dask://", "dask+tls://")):
        from sim.experiment.executors.dask import Dask

        if not _ADDRESS.fullmatch(on):
            raise InputError(f"--on: {on!r} is not dask://host:port")
        if workers is not None or memory_limit_bytes is not None:
            raise InputError(
                f"{on}: its workers and their memory are set where the cluster is started: leave --workers out"
            )
        return Dask(on, timeout_s)
    raise InputError(f"--on: {on!r} is not local, serial or dask://host:port")
