"""Memory that a run needs, told before it starts: a run that would die is refused instead."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from sim.parameters.errors import InputError
from sim.parameters.scenario import Scenario

GIB: Final = 2.0**30
PROCESS: Final = 0.45 * GIB
"""Interpreter, libraries, compiled code."""
LIVE: Final = {"compiled": 120.0, "agents": 1_900.0}
"""Bytes a registered freelancer: tables, clients, proposals; measured, with a fifth to spare. Of the compiled engine on
the whole platform: 99 (`benchmarks/results/whole_platform.md`)."""
QUIET: Final = 100.0
"""Bytes more for each that a short warm-up enters at once, measured likewise: they stand in the tables together."""
WRITTEN: Final = 420.0
"""Bytes for each registered freelancer that is written to the census, with its share of clients."""
OF_AVAILABLE: Final = 0.95
_MACHINE: Final = Path("/proc/meminfo")
_GROUP: Final = Path("/sys/fs/cgroup")


def memory_needed(scenario: Scenario, n_processes: int) -> float:
    """Bytes that the processes of a run need at their peak, roughly.

    Parameters
    ----------
    scenario : Scenario
        Resolved.
    n_processes : int
        Replications that run side by side.
    """
    entry = scenario.participation
    still_to_come = entry.founding_share + entry.registration_rate * scenario.horizon.warm_up_weeks
    agent = LIVE[scenario.engine] + WRITTEN * scenario.record.people_share + QUIET * max(1.0 - still_to_come, 0.0)
    return n_processes * (PROCESS + agent * scenario.population.n_freelancers)


def memory_available() -> float:
    """Bytes that are free, for the machine and for the control group of this process; infinite where nobody says.

    A group is charged for the files it has read. Those that nobody has used lately go when memory is asked for, so they
    count as free, as they do for the machine.
    """
    free = float("inf")
    with contextlib.suppress(OSError, ValueError, IndexError, StopIteration):
        lines = _MACHINE.read_text(encoding="ascii").splitlines()
        free = 1024.0 * next(float(line.split()[1]) for line in lines if line.startswith("MemAvailable"))
    with contextlib.suppress(OSError, ValueError):
        limit = float((_GROUP / "memory.max").read_text(encoding="ascii"))
        used = float((_GROUP / "memory.current").read_text(encoding="ascii"))
        free = min(free, max(limit - max(used - _files_unused(), 0.0), 0.0))
    return free


def _files_unused() -> float:
    """Bytes of files that the control group holds and has not used lately; 0 where it does not say."""
    with contextlib.suppress(OSError, ValueError, IndexError, StopIteration):
        lines = (_GROUP / "memory.stat").read_text(encoding="ascii").splitlines()
        return next(float(line.split()[1]) for line in lines if line.startswith("inactive_file "))
    return 0.0


def refuse_what_does_not_fit(scenario: Scenario, n_processes: int) -> None:
    """Refuse a run that needs more memory than there is.

    Raises
    ------
    InputError
        Saying what is needed, what there is, and what to change.
    """
    needed, available = memory_needed(scenario, n_processes), memory_available()
    if needed > OF_AVAILABLE * available:
        raise InputError(
            f"{scenario.name}: {n_processes} processes of {scenario.population.n_freelancers:,} freelancers need about "
            f"{needed / GIB:.1f} GiB, {available / GIB:.1f} GiB are free: "
            "lower population.n_freelancers, record.people_share or --workers"
        )


def refuse_points_that_do_not_fit(name: str, needs: Iterable[float], n_processes: int) -> None:
    """Refuse points, each with all its replications in one process, that need more memory than there is.

    Parameters
    ----------
    name : str
        Of what they belong to.
    needs : iterable of float
        Bytes of each point at its peak, as `memory_of_point` says.
    n_processes : int
        Processes at most; there are no more of them than points.

    Raises
    ------
    InputError
        Saying what is needed, what there is, and what to change.
    """
    each = list(needs)
    n_at_once = min(n_processes, len(each))
    needed, available = n_at_once * max(each, default=0.0), memory_available()
    if needed > OF_AVAILABLE * available:
        raise InputError(
            f"{name}: {n_at_once} points side by side need about {needed / GIB:.1f} GiB, {available / GIB:.1f} GiB are "
            "free: lower population.n_freelancers, record.people_share, replications or --workers"
        )
