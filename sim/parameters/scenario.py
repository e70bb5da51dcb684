"""A scenario: every parameter of one run, put together from the groups."""

from __future__ import annotations

from typing import Literal

from sim.parameters.ai import ArtificialIntelligence
from sim.parameters.clients import Clients
from sim.parameters.declaration import Group, parameter
from sim.parameters.delivery import Delivery
from sim.parameters.fees import Fees
from sim.parameters.hiring import Hiring
from sim.parameters.horizon import Horizon
from sim.parameters.learning import Learning
from sim.parameters.needs import Needs
from sim.parameters.participation import Participation
from sim.parameters.population import Population
from sim.parameters.record import Record
from sim.parameters.replication import Replication
from sim.parameters.reskilling import Reskilling
from sim.parameters.search import Search


class Scenario(Group):
    """All parameters of a run; a YAML scenario says only what differs from these defaults."""

    name: str = parameter(
        "unnamed", unit="text", meaning="Name of the scenario, and of its folder of results.", source="run", role="run"
    )
    description: str = parameter(
        "", unit="text", meaning="The question the scenario asks, in a sentence.", source="run", role="run"
    )
    engine: Literal["agents", "compiled"] = parameter(
        "compiled",
        unit="mode",
        meaning="How the week is walked: by compiled loops, or agent by agent; the numbers are the same.",
        source="run",
        role="run",
    )
    horizon: Horizon = Horizon()
    population: Population = Population()
    participation: Participation = Participation()
    ai: ArtificialIntelligence = ArtificialIntelligence()
    needs: Needs = Needs()
    clients: Clients = Clients()
    search: Search = Search()
    hiring: Hiring = Hiring()
    delivery: Delivery = Delivery()
    fees: Fees = Fees()
    learning: Learning = Learning()
    reskilling: Reskilling = Reskilling()
    record: Record = Record()
    replication: Replication = Replication()
