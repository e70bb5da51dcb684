"""One replication: run the market, turn what it recorded into Arrow tables; and the same in a twin world."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

import pyarrow as pa

from sim.experiment.cores import market_threads
from sim.experiment.fingerprint import task_key
from sim.experiment.tables import TWINS, arrow_table, pack
from sim.experiment.task import OnWeek, Task
from sim.outcomes.columns import ALWAYS_RECORDED, ON_REQUEST
from sim.parameters.record import Record
from sim.parameters.scenario import Scenario


class Simulate(Protocol):
    """A function that runs one replication; importable by name, because worker processes find it by name."""

    def __call__(
        self, scenario: Scenario, seed: int, replication: int, on_week: OnWeek | None = None, /
    ) -> dict[str, pa.Table]:
        """Return the recorded tables by name."""
        ...


def simulate(scenario: Scenario, seed: int, replication: int, on_week: OnWeek | None = None) -> dict[str, pa.Table]:
    """Run one replication of a scenario.

    Parameters
    ----------
    scenario : Scenario
        Resolved.
    seed : int
        Seed of the run, 0 to 2^63 - 1.
    replication : int
        From 0; each has its own luck, drawn from the seed.
    on_week : callable, optional
        Called with (weeks done, weeks in all) when the market stands, and after each week.

    Returns
    -------
    dict of str to pyarrow.Table
        The recorded tables, each with a leading column ``replication``, unit and meaning of every column in its schema.

    Raises
    ------
    ValueError
        If the model recorded other tables or columns than those declared in `sim.outcomes.columns`.
    """
    from sim.model.marketplace import Marketplace

    marketplace = Marketplace(scenario, seed, replication, n_threads=market_threads())
    if on_week is not None:
        on_week(0, scenario.horizon.warm_up_weeks + scenario.horizon.weeks)  # the market stands
    marketplace.run(on_week)
    recorded = marketplace.record.tables()
    # A market and its engine point at one another. The collector of cycles counts objects, not bytes, and would leave
    # the arrays of a dozen markets standing in a process that runs one after another.
    marketplace.__dict__.clear()
    expected = {*ALWAYS_RECORDED, *(name for name in ON_REQUEST if getattr(scenario.record, name))}
    if set(recorded) != expected:
        raise ValueError(f"the model recorded {sorted(recorded)}, declared and asked for are {sorted(expected)}")
    return {name: arrow_table(name, columns, replication) for name, columns in recorded.items()}


def twin_world(scenario: Scenario) -> Scenario:
    """Return the scenario in which a keyed random share of freelancers may not adopt AI, recording only the census.

    The share is ``replication.twin_withheld_share``. Seeds are the same, so the two worlds differ by nothing else.
    """
    adoption = scenario.ai.freelancer_adoption.model_copy(
        update={"withheld_share": scenario.replication.twin_withheld_share}
    )
    ai = scenario.ai.model_copy(update={"freelancer_adoption": adoption})
    return scenario.model_copy(update={"ai": ai, "record": Record()})


@dataclass(frozen=True, slots=True)
class World:
    """One world to simulate.

    Attributes
    ----------
    scenario : Scenario
        Resolved, of the run.
    seed : int
        Of the run.
    replication : int
        From 0.
    simulate : Simulate
        Runs one replication.
    kind : {"main", "twin"}
        The scenario as it is, or its twin world.
    """

    scenario: Scenario
    seed: int
    replication: int
    simulate: Simulate
    kind: Literal["main", "twin"] = "main"

    def __str__(self) -> str:
        return f"replication {self.replication}" + (" (twin world)" if self.kind == "twin" else "")

    @property
    def own_scenario(self) -> Scenario:
        """The scenario of this very world."""
        return twin_world(self.scenario) if self.kind == "twin" else self.scenario

    def key(self, code: str) -> str:
        """Return what says, with the version of the code, which tables this world has."""
        return task_key(self.own_scenario, code, self.seed, self.replication, self.kind)


def worlds_of(scenario: Scenario, seed: int, simulate: Simulate = simulate) -> list[World]:
    """Return the worlds a scenario asks for: all replications, then the twins of the first ``n_twins`` of them."""
    n_replications = scenario.replication.n_replications
    n_twins = min(scenario.replication.n_twins, n_replications)
    main = [World(scenario, seed, number, simulate) for number in range(n_replications)]
    return main + [World(scenario, seed, number, simulate, "twin") for number in range(n_twins)]


def tasks_of(worlds: Iterable[World], code: str) -> list[Task]:
    """Return a task for each world."""
    return [
        Task(world.key(code), str(world), world, world.scenario.horizon.warm_up_weeks + world.scenario.horizon.weeks)
        for world in worlds
    ]


def simulate_world(task: Task, on_week: OnWeek) -> bytes:
    """Simulate the world of a task; return its tables, packed. Of a twin world only the freelancers are kept."""
    world: World = task.payload
    tables = world.simulate(world.own_scenario, world.seed, world.replication, on_week)
    return pack({TWINS: tables["freelancers"]} if world.kind == "twin" else tables)
