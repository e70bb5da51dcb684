"""AI adoption: who takes up AI, and how soon."""

from __future__ import annotations

from typing import Literal

from sim.parameters.declaration import Group, parameter


class FreelancerAdoption(Group):
    """Weekly hazard with which a freelancer takes up AI."""

    mode: Literal["endogenous", "pinned", "none"] = parameter(
        "endogenous",
        unit="mode",
        meaning=(
            "`endogenous` by the hazard; `pinned` so until AI is public, then exactly the most open `share`; "
            "`none` nobody adopts."
        ),
        source="lever",
        role="lever",
    )
    share: float = parameter(
        0.5,
        unit="1",
        low=0.0,
        high=1.0,
        meaning="Share of freelancers who use AI from its public release on, in mode `pinned`.",
        source="lever",
        role="lever",
    )
    max_hazard: float = parameter(
        0.045,
        unit="per week",
        low=0.0,
        high=1.0,
        meaning="Hazard of a freelancer for whom everything speaks for AI.",
        source="target C7: adoption at the end of 2023 and in early 2025",
        role="set",
    )
    cost: float = parameter(
        4.3,
        unit="index",
        low=-20.0,
        high=20.0,
        meaning="Index of benefit at which the hazard is half of its maximum.",
        source="target C7",
        role="calibrated",
    )
    capability_weight: float = parameter(
        0.75,
        unit="index per ln minute",
        low=0.0,
        high=10.0,
        meaning="Weight of ln(1 + horizon in minutes) in the benefit.",
        source="target C7",
        role="calibrated",
    )
    exposure_weight: float = parameter(
        2.0,
        unit="index",
        low=0.0,
        high=20.0,
        meaning="Weight of the specialty's augmentation exposure in the benefit.",
        source="by hand: a standard deviation of exposure (0.13) weighs about a sixth of one of openness",
        role="set",
    )
    peer_weight: float = parameter(
        1.5,
        unit="index",
        low=0.0,
        high=20.0,
        meaning="Weight of the share of AI users among the active of the same subcategory.",
        source="by hand: diffusion by imitation (Bass 1969), second to own benefit",
        role="set",
    )
    gain_weight: float = parameter(
        1.0,
        unit="index per ln ratio",
        low=0.0,
        high=20.0,
        meaning="Weight of the log ratio of what AI users and others of the specialty (pooled upwards) earn a week.",
        source="by hand: learning from the earnings of others",
        role="set",
    )
    before_public: float = parameter(
        0.4,
        unit="1",
        low=0.0,
        high=1.0,
        meaning="Factor on the hazard before AI is public: specialists of machine learning and their clients.",
        source=(
            "by hand: AI-labelled posts were 0.9% of posts in Jan 2023, so they had freelancers; how many is not known"
        ),
        role="set",
    )
    openness_mean: float = parameter(
        0.0,
        unit="standard deviations",
        low=-5.0,
        high=5.0,
        meaning="Mean attitude towards AI; lower is resistance.",
        source="normalised; 31% of employees admit to undermining AI strategy (Writer 2025): the low end",
        role="lever",
    )
    openness_weight: float = parameter(
        1.5,
        unit="index per standard deviation",
        low=0.0,
        high=20.0,
        meaning="Weight of the attitude in the benefit.",
        source="target C7 (how far adoption is spread over time)",
        role="set",
    )
    newcomers_as_peers: bool = parameter(
        True,
        unit="1",
        meaning="Whether who registers once AI is public uses it as often as peers alike in openness; else none does.",
        source="by argument: no survey tells newcomers to a platform from others",
        role="lever",
    )
    withheld_share: float = parameter(
        0.0,
        unit="1",
        low=0.0,
        high=1.0,
        meaning="Share of freelancers, drawn at random by id, who may not use AI: the twin world of the causal effect.",
        source="design of the twin runs",
        role="lever",
    )


class ClientAdoption(Group):
    """Weekly hazard with which a client takes up AI."""

    mode: Literal["endogenous", "pinned", "none"] = parameter(
        "endogenous",
        unit="mode",
        meaning=(
            "`endogenous` by the hazard; `pinned` so until AI is public, then exactly the most open `share`; "
            "`none` nobody adopts."
        ),
        source="lever",
        role="lever",
    )
    share: float = parameter(
        0.5,
        unit="1",
        low=0.0,
        high=1.0,
        meaning="Share of clients who use AI from its public release on, in mode `pinned`.",
        source="lever",
        role="lever",
    )
    max_hazard: float = parameter(
        0.45,
        unit="per week",
        low=0.0,
        high=1.0,
        meaning="Hazard of a client for whom everything speaks for AI.",
        source="targets C8 and C9: early fall of posts, growth of AI-related work",
        role="set",
    )
    cost: float = parameter(
        3.9,
        unit="index",
        low=-20.0,
        high=20.0,
        meaning="Index of benefit at which the hazard is half of its maximum.",
        source="targets C8 and C9",
        role="calibrated",
    )
    capability_weight: float = parameter(
        0.1,
        unit="index per ln minute",
        low=0.0,
        high=10.0,
        meaning="Weight of ln(1 + horizon in minutes) in the benefit.",
        source="target C9",
        role="set",
    )
    exposure_weight: float = parameter(
        6.0,
        unit="index",
        low=0.0,
        high=20.0,
        meaning="Weight of the usual subcategory's automation exposure in the benefit.",
        source="by hand: the benefit of AI alone",
        role="set",
    )
    peer_weight: float = parameter(
        1.0,
        unit="index",
        low=0.0,
        high=20.0,
        meaning="Weight of the share of AI users among clients of the same subcategory.",
        source="by hand: diffusion by imitation (Bass 1969)",
        role="set",
    )
    before_public: float = parameter(
        0.025,
        unit="1",
        low=0.0,
        high=1.0,
        meaning="Factor on the hazard before AI is public: specialists of machine learning and their clients.",
        source=(
            "target C9: the base that AI-related money grows from; AI-labelled posts were 0.9% of posts in Jan 2023, "
            "so some clients had AI"
        ),
        role="calibrated",
    )
    openness_mean: float = parameter(
        0.0,
        unit="standard deviations",
        low=-5.0,
        high=5.0,
        meaning="Mean attitude towards AI.",
        source="normalised; 96% of executives expect gains (Upwork 2024)",
        role="lever",
    )
    openness_weight: float = parameter(
        2.5,
        unit="index per standard deviation",
        low=0.0,
        high=20.0,
        meaning="Weight of the attitude in the benefit: how unequal clients are in what they need to be convinced.",
        source="target C9",
        role="set",
    )
    newcomers_as_peers: bool = parameter(
        True,
        unit="1",
        meaning="Whether who registers once AI is public uses it as often as peers alike in openness; else none does.",
        source="by argument: no survey tells newcomers to a platform from others",
        role="lever",
    )
