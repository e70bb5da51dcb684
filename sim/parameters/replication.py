"""How often the market is run."""

from __future__ import annotations

from sim.parameters.declaration import Group, parameter


class Replication(Group):
    """Replications of the same scenario under different luck."""

    n_replications: int = parameter(
        1,
        unit="runs",
        low=1,
        high=100000,
        meaning="Number of replications.",
        source="run option",
        role="run",
    )

    n_twins: int = parameter(
        0,
        unit="runs",
        low=0,
        high=100000,
        meaning=(
            "Replications that are run once more as a twin world, in which a random set of freelancers may not use AI."
        ),
        source="run option: causal effect of adoption",
        role="run",
    )

    twin_withheld_share: float = parameter(
        0.2,
        unit="1",
        low=0.0,
        high=1.0,
        meaning="Share of freelancers who may not use AI in the twin world.",
        source="small enough to leave the market as it was, large enough to measure",
        role="run",
    )
