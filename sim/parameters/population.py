"""How many, and what one agent stands for."""

from __future__ import annotations

from sim.parameters.declaration import Group, parameter


class Population(Group):
    """Size of the sample. Posts, needs and clients follow the number of registered freelancers."""

    n_freelancers: int = parameter(
        10_000,
        unit="freelancers",
        low=200,
        high=20_000_000,
        meaning="Registered freelancers expected at week 0; clients, posts and needs scale with it.",
        source="run size; the platform has `platform_freelancers`",
        role="run",
    )
    platform_freelancers: float = parameter(
        18_000_000.0,
        unit="freelancers",
        low=1.0,
        high=1e9,
        meaning="Registered freelancers of the platform that is sampled: counts and money are reported at this scale.",
        source="company reports (about 18 million registered)",
        role="set",
    )
    clients_per_freelancer: float = parameter(
        0.13,
        unit="clients per registered freelancer",
        low=0.001,
        high=1.0,
        meaning="Participating clients when the warm-up begins; entry above exit makes them some 0.18 at week 0.",
        source="target C11: 827 thousand clients who spent within 12 months; nothing else moves their number by much",
        role="set",
    )
