"""What a point of a sweep asks for: runs, weeks, memory and time; so little that a plan can hold it for every point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sim.experiment.memory import WRITTEN, memory_needed
from sim.experiment.replication import worlds_of
from sim.parameters.scenario import Scenario

FIXED: Final = 0.6
"""Seconds of a run that do not depend on its size, on one core of the machine it was measured on."""
EACH: Final = {"compiled": 2.5e-5, "agents": 2.5e-3}
"""Seconds for each registered freelancer over the whole reference period, warm-up included."""
PERIOD: Final = 768
"""Weeks of that period."""


@dataclass(frozen=True, slots=True)
class Extent:
    """What a point asks for.

    Attributes
    ----------
    n_runs : int
        Replications and twin worlds.
    n_weeks : int
        Of all its runs together, warm-up included.
    memory : float
        Bytes that its process needs at its peak, roughly.
    seconds : float
        On one core, roughly.
    """

    n_runs: int
    n_weeks: int
    memory: float
    seconds: float


def extent_of(scenario: Scenario) -> Extent:
    """Return what a point of this scenario, resolved, asks for."""
    weeks = scenario.horizon.warm_up_weeks + scenario.horizon.weeks
    n_runs = len(worlds_of(scenario, 0))
    a_run = FIXED + EACH[scenario.engine] * scenario.population.n_freelancers
    return Extent(n_runs, n_runs * weeks, memory_of_point(scenario), n_runs * a_run * weeks / PERIOD)


def memory_of_point(scenario: Scenario) -> float:
    """Bytes that the process of one point needs at its peak, roughly: one market and the tables of all replications."""
    others = scenario.replication.n_replications - 1
    people = scenario.population.n_freelancers * scenario.record.people_share
    return memory_needed(scenario, 1) + others * WRITTEN * people
