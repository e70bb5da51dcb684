"""How work turns out."""

from __future__ import annotations

from sim.parameters.declaration import Group, parameter


class Delivery(Group):
    """Item response theory: ability against difficulty."""

    success_offset: float = parameter(
        2.4,
        unit="logits",
        low=-10.0,
        high=10.0,
        meaning="Logit of success when ability matches difficulty.",
        source="job success near 90% is usual on platforms",
        role="set",
    )

    discrimination: float = parameter(
        0.9,
        unit="logits per standard deviation",
        low=0.0,
        high=5.0,
        meaning="Slope of success in ability over difficulty.",
        source="usual range of item response models, 0.8-1.5",
        role="set",
    )

    level_difficulty_step: float = parameter(
        0.8,
        unit="standard deviations",
        low=0.0,
        high=5.0,
        meaning="Difficulty from entry to intermediate to expert work.",
        source="by hand: levels are about a standard deviation of ability apart",
        role="set",
    )

    complexity_difficulty: float = parameter(
        0.08,
        unit="standard deviations per log2 minute",
        low=0.0,
        high=2.0,
        meaning="Difficulty of work twice as long.",
        source="by hand",
        role="set",
    )
