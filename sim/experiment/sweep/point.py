"""A point of a sweep as one task: all its replications, summarised where they were run.

The numbers are those of ``run`` on the point's scenario: the same tables, the same functions. Only the summary leaves
the worker, so that a sweep holds neither in memory nor on disk what its runs recorded.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from sim.experiment.replication import Simulate, World, simulate, worlds_of
from sim.experiment.sweep.estimates import LostRun, PointSummary, estimate_table
from sim.experiment.sweep.plan import Entry, Plan
from sim.experiment.tables import TWINS, pandas_frame
from sim.experiment.task import OnWeek, Task
from sim.parameters.errors import InputError, SimulatorError
from sim.parameters.scenario import Scenario

if TYPE_CHECKING:
    from sim.analysis.results import Results


@dataclass(frozen=True, slots=True)
class PointPayload:
    """What the work on a point needs.

    Attributes
    ----------
    point : Entry or Scenario
        A scenario, or a point of a plan, whose scenario is resolved where it is run.
    seed : int
    simulate : callable
        Runs one replication; found by its name in worker processes.
    """

    point: Entry | Scenario
    seed: int
    simulate: Simulate = simulate

    @property
    def scenario(self) -> Scenario:
        """The scenario, resolved."""
        return self.point.scenario if isinstance(self.point, Entry) else self.point


class EveryRunFailed(SimulatorError):  # noqa: N818 - read as a sentence
    """No replication of a point could be summarised."""


def tasks_of(plan: Plan, simulator: Simulate = simulate) -> list[Task]:
    """Return one task for each distinct point of a plan, in its order."""
    entries: dict[str, Entry] = {}
    for entry in plan.entries:
        entries.setdefault(entry.key, entry)
    return [
        Task(key, entry.label, PointPayload(entry, plan.seed, simulator), entry.extent.n_weeks)
        for key, entry in entries.items()
    ]


def point_work(task: Task, on_week: OnWeek) -> bytes:
    """Run all replications of a point and return their summary.

    A replication that raises an error is noted and left out; the others are summarised.

    Raises
    ------
    EveryRunFailed
        If no replication is left.
    InputError
        If the model refuses the point.
    """
    payload: PointPayload = task.payload
    tables, done, lost = run_worlds(payload, on_week)
    if not done:
        first = lost[0]
        raise EveryRunFailed(f"every replication failed; the first {first.stage}: {first.kind}: {first.cause}")
    output = summary_of(payload.scenario, tables, done, lost).to_bytes()
    tables.clear()
    give_memory_back()
    return output


def run_worlds(payload: PointPayload, on_week: OnWeek) -> tuple[dict[str, list[pa.Table]], list[int], list[LostRun]]:
    """Run every world of a point.

    Returns
    -------
    tables : dict of str to list of pyarrow.Table
        By name, one a replication.
    done : list of int
        Replications whose main world was run.
    lost : list of LostRun
        Worlds that raised an error.

    Raises
    ------
    InputError
        If the model refuses the point: it would refuse every replication, whenever it is tried.
    """
    worlds = worlds_of(payload.scenario, payload.seed, payload.simulate)
    tables: dict[str, list[pa.Table]] = {}
    done: list[int] = []
    lost: list[LostRun] = []
    for number, world in enumerate(worlds):
        if world.kind == "twin" and world.replication not in done:
            continue  # its main world was lost
        weeks = _Weeks(on_week, number, len(worlds))
        try:
            found = _tables(world, weeks)
        except InputError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it is recorded
            cause = " ".join(str(error).split())
            lost.append(LostRun(world.replication, world.kind, weeks.stage, type(error).__name__, cause, world.seed))
            continue
        if world.kind == "main":
            done.append(world.replication)
        for name, table in found.items():
            tables.setdefault(name, []).append(table)
    return tables, done, lost


def summary_of(
    scenario: Scenario, tables: dict[str, list[pa.Table]], done: Iterable[int], lost: Iterable[LostRun]
) -> PointSummary:
    """Return the summary of recorded tables, by name one table a replication."""
    from sim.analysis.summary import estimates

    outcomes, categories = estimates(results_of(scenario, tables))
    return PointSummary(estimate_table(outcomes, categories), tuple(done), tuple(lost))


def results_of(scenario: Scenario, tables: dict[str, list[pa.Table]]) -> Results:
    """Return recorded tables, by name one table a replication, as the analysis takes them."""
    from sim.analysis.results import Results

    frames = {name: pandas_frame(pa.concat_tables(parts).unify_dictionaries()) for name, parts in tables.items()}
    return Results(tables=frames, scenario=scenario)


class _Weeks:
    """Passes the weeks of one world on as weeks of the point, and remembers how far the world came."""

    def __init__(self, on_week: OnWeek, number: int, n_worlds: int) -> None:
        self._on_week, self._number, self._n_worlds = on_week, number, n_worlds
        self.stage = "instantiating"

    def __call__(self, done: int, total: int) -> None:
        self.stage = "running" if done < total else "extracting"
        self._on_week(self._number * total + done, self._n_worlds * total)


def _tables(world: World, weeks: _Weeks) -> dict[str, pa.Table]:
    """Return the tables of one world; of a twin world only the freelancers."""
    tables = world.simulate(world.own_scenario, world.seed, world.replication, weeks)
    return {TWINS: tables["freelancers"]} if world.kind == "twin" else tables


def give_memory_back() -> None:
    """Hand freed memory back to the system, which the C library else keeps: measured, 20 MB more after each point."""
    pa.default_memory_pool().release_unused()
    with suppress(OSError, AttributeError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)
