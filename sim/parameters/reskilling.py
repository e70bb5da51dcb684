"""Moving to a neighbouring specialty."""

from __future__ import annotations

from sim.parameters.declaration import Group, parameter


class Reskilling(Group):
    """A freelancer without work may move within the category."""

    hazard: float = parameter(
        0.004,
        unit="per week",
        low=0.0,
        high=1.0,
        meaning="Chance to think about moving, in a week, after `patience_weeks` without work.",
        source="by hand; no target",
        role="lever",
    )

    patience_weeks: int = parameter(
        13,
        unit="weeks",
        low=0,
        high=520,
        meaning="Weeks without work before a move is considered.",
        source="by hand: a quarter",
        role="set",
    )

    gain_needed: float = parameter(
        1.1,
        unit="1",
        low=0.0,
        high=10.0,
        meaning="Least ratio of earnings there over earnings here.",
        source="by hand",
        role="set",
    )

    standing_kept: float = parameter(
        0.5,
        unit="1",
        low=0.0,
        high=1.0,
        meaning="Share of the standing (reputation over prior, counted contracts) that is kept.",
        source="by hand",
        role="lever",
    )

    ability_loss: float = parameter(
        0.2,
        unit="standard deviations",
        low=0.0,
        high=3.0,
        meaning="Loss of ability in the new specialty.",
        source="by hand",
        role="lever",
    )
