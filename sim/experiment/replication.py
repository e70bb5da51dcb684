"""One replication: run the market, turn what it recorded into Arrow tables; and the same in a twin world."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

import pyarrow as pa

from sim.experiment.parallel import market_threads
from sim.experiment.tables import TWINS, arrow_table, shard_path, write_shard
from sim.outcomes.columns import ALWAYS_RECORDED, ON_REQUEST
from sim.parameters.record import Record
from sim.parameters.scenario import Scenario

OnWeek = Callable[[int, int], None]
"""Called after each simulated week with (weeks done, weeks in all)."""


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
        Called after each week with (weeks done, weeks in all).

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
    marketplace.run(on_week)
    recorded = marketplace.record.tables()
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
class Job:
    """One world to simulate.

    Attributes
    ----------
    replication : int
        From 0.
    world : {"main", "twin"}
        The scenario as it is, or its twin world.
    """

    replication: int
    world: Literal["main", "twin"] = "main"

    def __str__(self) -> str:
        return f"replication {self.replication}" + (" (twin world)" if self.world == "twin" else "")


def jobs_of(scenario: Scenario) -> list[Job]:
    """Return the worlds a scenario asks for: all replications, then the twins of the first ``n_twins`` of them."""
    n_replications = scenario.replication.n_replications
    n_twins = min(scenario.replication.n_twins, n_replications)
    return [Job(number) for number in range(n_replications)] + [Job(number, "twin") for number in range(n_twins)]


@dataclass(frozen=True, slots=True)
class ReplicationWork:
    """What a worker does with a job: simulate the world, leave its tables as shards in a folder.

    Attributes
    ----------
    scenario : Scenario
        Resolved.
    seed : int
        Seed of the run.
    shards : Path
        Folder that takes one Arrow file a table.
    simulate : Simulate
        Runs one replication.
    """

    scenario: Scenario
    seed: int
    shards: Path
    simulate: Simulate

    def __call__(self, job: Job, on_week: OnWeek) -> None:
        """Simulate one world and write its shards; doing it again writes the same files again."""
        if job.world == "twin":
            tables = self.simulate(twin_world(self.scenario), self.seed, job.replication, on_week)
            tables = {TWINS: tables["freelancers"]}
        else:
            tables = self.simulate(self.scenario, self.seed, job.replication, on_week)
        for name, table in tables.items():
            write_shard(table, shard_path(self.shards, name, job.replication))
