"""What freelancers and the market learn."""

from __future__ import annotations

from sim.parameters.declaration import Group, parameter


class Learning(Group):
    """Ratings, reputation, experience, asking rates, proficiency, beliefs."""

    reputation_prior: float = parameter(
        4.6,
        unit="rating points",
        low=1.0,
        high=5.0,
        meaning="Reputation of somebody without ratings.",
        source="by hand; below the mean of 4.8 (Filippas, Horton, Golden 2022)",
        role="set",
    )

    reputation_prior_weight: float = parameter(
        2.0,
        unit="ratings",
        low=0.0,
        high=100.0,
        meaning="Ratings that the prior is worth.",
        source="by hand",
        role="set",
    )

    rating_leniency: float = parameter(
        0.5,
        unit="1",
        low=0.0,
        high=1.0,
        meaning="Share of failures that are rated kindly.",
        source="Filippas, Horton, Golden 2022: half of the rise in ratings is inflation; mean 4.8",
        role="set",
    )

    raise_after_success: float = parameter(
        0.015,
        unit="ln",
        low=0.0,
        high=1.0,
        meaning="Rise of the asking rate after a success.",
        source="by hand",
        role="set",
    )

    cut_per_idle_week: float = parameter(
        0.004,
        unit="ln per week",
        low=0.0,
        high=1.0,
        meaning="Fall of the asking rate in a week without work, down to the reservation wage.",
        source="by hand",
        role="set",
    )

    ability_per_100_hours: float = parameter(
        0.02,
        unit="standard deviations per 100 hours",
        low=0.0,
        high=1.0,
        meaning="Learning by doing, fading with experience.",
        source="by hand",
        role="set",
    )

    proficiency_hours: float = parameter(
        200.0,
        unit="hours",
        low=1.0,
        high=10000.0,
        meaning="Hours worked with AI after which the distance to full proficiency is down to a third.",
        source="by hand: some months of use",
        role="set",
    )

    proficiency_start: float = parameter(
        0.2,
        unit="1",
        low=0.0,
        high=1.0,
        meaning="Proficiency on adoption.",
        source="by hand",
        role="set",
    )

    belief_half_life: float = parameter(
        13.0,
        unit="weeks",
        low=1.0,
        high=520.0,
        meaning="Half-life of what the market remembers of recent contracts.",
        source="by hand: a quarter",
        role="set",
    )

    belief_prior_contracts: float = parameter(
        10.0,
        unit="contracts",
        low=0.1,
        high=10000.0,
        meaning="Contracts that the belief of the level above is worth (specialty, subcategory, category, platform).",
        source="the k of the partial pooling of the data",
        role="set",
    )
