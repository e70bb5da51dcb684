"""Whom a client considers and hires."""

from __future__ import annotations

from sim.parameters.declaration import Group, parameter


class Hiring(Group):
    """Consideration and random utility."""

    n_considered: int = parameter(
        8,
        unit="proposals",
        low=1,
        high=50,
        meaning="Size of the consideration set.",
        source="by hand; clients read a handful of 24",
        role="set",
    )

    visibility_weight: float = parameter(
        0.45,
        unit="utility per ln contract",
        low=0.0,
        high=5.0,
        meaning="Weight of ln(1 + contracts done) in being considered.",
        source="by hand; no table at hand holds the share of newcomers among hires",
        role="set",
    )

    open_weeks: int = parameter(
        3,
        unit="weeks",
        low=1,
        high=26,
        meaning="Weeks after which a post without a hire closes.",
        source="by hand; most hires happen within days",
        role="set",
    )

    nobody_utility: float = parameter(
        4.86,
        unit="utility",
        low=-20.0,
        high=30.0,
        meaning="Utility of hiring nobody this week.",
        source="target C5: fill rate 0.38",
        role="calibrated",
    )

    quality_weight: float = parameter(
        0.8,
        unit="utility per standard deviation",
        low=0.0,
        high=10.0,
        meaning="Weight of the ability the client perceives.",
        source="by hand",
        role="set",
    )

    quality_noise: float = parameter(
        0.8,
        unit="standard deviations",
        low=0.0,
        high=5.0,
        meaning="Noise of the perceived ability.",
        source="by hand",
        role="set",
    )

    reputation_weight: float = parameter(
        1.2,
        unit="utility per rating point",
        low=0.0,
        high=20.0,
        meaning="Weight of reputation over the mean.",
        source="by hand; ratings differ by tenths (Filippas, Horton, Golden 2022)",
        role="set",
    )

    experience_weight: float = parameter(
        0.5,
        unit="utility per ln contract",
        low=0.0,
        high=5.0,
        meaning="Weight of ln(1 + contracts done).",
        source="by hand; premium of a first job (Pallais 2014)",
        role="set",
    )

    history_weight: float = parameter(
        2.0,
        unit="utility",
        low=0.0,
        high=20.0,
        meaning="Weight of having worked together with success.",
        source="by hand; repeated hiring",
        role="set",
    )

    augmentation_weight: float = parameter(
        2.0,
        unit="utility per budget",
        low=0.0,
        high=50.0,
        meaning="Weight of the client's augmentation preference for proposals that show AI use.",
        source="by hand",
        role="set",
    )

    specialty_penalty: float = parameter(
        0.5,
        unit="utility",
        low=0.0,
        high=10.0,
        meaning="Loss of utility for a proposal from another specialty (twice for another subcategory).",
        source="by hand",
        role="set",
    )

    ai_visible_share: float = parameter(
        0.8,
        unit="1",
        low=0.0,
        high=1.0,
        meaning="Share of freelancers who use AI and show it.",
        source="by hand",
        role="set",
    )
