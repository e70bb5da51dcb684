"""AI: what it can do (capability), alone (automation) and with a person (augmentation)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from sim.parameters.ai_adoption import ClientAdoption, FreelancerAdoption
from sim.parameters.declaration import Group, IsoDate, parameter


class Capability(Group):
    """The frontier: length of task, in minutes of an able person, that the best AI completes half of the time."""

    mode: Literal["measured", "frozen", "none"] = parameter(
        "measured",
        unit="mode",
        meaning="`measured` follows data/ai_capability.csv; `frozen` stops at `frozen_at`; `none` has no AI at all.",
        source="METR (Kwa et al. 2025, arXiv 2503.14499) and later reports",
        role="lever",
    )
    frozen_at: IsoDate = parameter(
        date(2024, 1, 1),
        unit="date",
        meaning="Date after which nothing better is released, in mode `frozen`.",
        source="lever",
        role="lever",
    )
    delay_weeks: int = parameter(
        0,
        unit="weeks",
        low=-104,
        high=1040,
        meaning="Every release after ChatGPT comes this much later (negative: earlier).",
        source="lever",
        role="lever",
    )
    speed: float = parameter(
        1.0,
        unit="1",
        low=0.0,
        high=4.0,
        meaning="Factor on the growth of log2 of the horizon after `speed_from`.",
        source="lever; 1 is the measured path",
        role="lever",
    )
    speed_from: IsoDate = parameter(
        date(2023, 3, 14),
        unit="date",
        meaning="Date after which `speed` counts.",
        source="release of GPT-4",
        role="lever",
    )
    doubling_months: float = parameter(
        7.0,
        unit="months",
        low=1.0,
        high=120.0,
        meaning="Doubling time of the horizon after the last measured release.",
        source="Kwa et al. 2025: doubling every 7 months, 2019-2025",
        role="lever",
    )
    slope: float = parameter(
        0.56,
        unit="per log2 minute",
        low=0.05,
        high=3.0,
        meaning="Slope of the success curve in log2 minutes.",
        source="Kwa et al. 2025, logistic fits: median of measured slopes",
        role="set",
    )
    public_from: IsoDate = parameter(
        date(2022, 11, 30),
        unit="date",
        meaning="Day from which anybody can adopt AI.",
        source="release of ChatGPT",
        role="set",
    )
    visual_from: IsoDate = parameter(
        date(2022, 8, 22),
        unit="date",
        meaning="Day from which image models are public: exposure and adoption in visual work count from here.",
        source="release of Stable Diffusion",
        role="set",
    )


class Automation(Group):
    """AI alone: probability that it meets a need."""

    gpt4_rating_weight: float = parameter(
        0.5,
        unit="1",
        low=0.0,
        high=1.0,
        meaning="Weight of the GPT-4 rating, against the human one, in a specialty's automation exposure.",
        source="Eloundou et al. 2024 rate by both and they disagree; half and half",
        role="set",
    )
    exposure_shift: float = parameter(
        16.0,
        unit="log2 minutes",
        low=0.0,
        high=24.0,
        meaning="How much longer a task AI completes in work rated fully exposed, against the unexposed.",
        source="target C8: fall of automation-prone posts",
        role="calibrated",
    )
    enabled: bool = parameter(
        True,
        unit="1",
        meaning="Whether clients may have AI do a need alone.",
        source="lever",
        role="lever",
    )


class Augmentation(Group):
    """AI with a person: speed and quality of a freelancer who uses it."""

    enabled: bool = parameter(
        True,
        unit="1",
        meaning="Whether AI changes speed and quality of the freelancers who use it.",
        source="lever",
        role="lever",
    )
    speed_gain_novice: float = parameter(
        0.34,
        unit="1",
        low=0.0,
        high=3.0,
        meaning="Gain in speed of the least able, inside the frontier, fully proficient, in work of mean exposure.",
        source="Brynjolfsson, Li, Raymond 2023 (NBER 31161): +34% novices, +14% mean, about 0 for the best",
        role="set",
    )
    reach_shift: float = parameter(
        7.0,
        unit="log2 minutes",
        low=0.0,
        high=20.0,
        meaning=(
            "How much longer work may be for AI to help a person, against doing it alone: a person cuts "
            "work into tasks."
        ),
        source="by hand: a job of some tens of hours consists of tasks of some minutes",
        role="set",
    )
    quality_inside: float = parameter(
        0.5,
        unit="logits",
        low=0.0,
        high=5.0,
        meaning="Gain in quality inside the frontier at full proficiency.",
        source="Dell'Acqua et al. 2023 (+40% quality inside); Noy, Zhang 2023 (+18%): about half a logit of success",
        role="set",
    )
    quality_outside: float = parameter(
        0.6,
        unit="logits",
        low=0.0,
        high=5.0,
        meaning="Loss in quality outside the frontier at no proficiency.",
        source=(
            "by hand, about half of the 1.05 logits of 19 points fewer correct outside the frontier (84.5 to 65.5%; "
            "Dell'Acqua et al. 2023), for freelancers choose what they use AI for"
        ),
        role="set",
    )


class ArtificialIntelligence(Group):
    """Everything about AI."""

    capability: Capability = Capability()
    automation: Automation = Automation()
    augmentation: Augmentation = Augmentation()
    freelancer_adoption: FreelancerAdoption = FreelancerAdoption()
    client_adoption: ClientAdoption = ClientAdoption()
