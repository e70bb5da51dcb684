"""What is measured: the market of every contestant, the sizes, and how long each is walked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.parameters.scenario import Scenario

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"
BASELINE = ROOT / "scenarios" / "baseline.yaml"
START = "2023-10-02"
"""Monday on which recorded weeks begin: AI is public, about a year into its adoption."""
WARM_UP_WEEKS = 104
SEED = 0
LEAST, MIDDLE, LARGE, WHOLE = 10_000, 100_000, 1_000_000, 18_000_000
"""Sizes at which goals are set, registered freelancers; the largest is the platform itself."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How long the contestants of one size are walked.

    Attributes
    ----------
    size : int
        Registered freelancers at the start of the recorded weeks.
    weeks_a_turn : int
        Timed weeks of each contestant before it is the next one's turn; one that is not timed comes before them.
    rounds : int
        Turns of each contestant.
    warm_up_weeks : int
        Weeks that everybody walks first, untimed.
    """

    size: int
    weeks_a_turn: int
    rounds: int
    warm_up_weeks: int = WARM_UP_WEEKS


PLANS = (Plan(1_000, 8, 9), Plan(LEAST, 8, 9), Plan(MIDDLE, 8, 7), Plan(LARGE, 8, 7))
FULL_PLANS = (*PLANS, Plan(WHOLE, 2, 5))


def scenario_at(size: int, engine: str = "compiled", warm_up_weeks: int = WARM_UP_WEEKS) -> Scenario:
    """Return the baseline at a size, with recorded weeks from `START` on."""
    from sim.parameters.resolve import load_scenario  # noqa: PLC0415 - the parent process stays small

    changes = [
        f"population.n_freelancers={size}",
        f"engine={engine}",
        f"horizon.start={START}",
        f"horizon.warm_up_weeks={warm_up_weeks}",
    ]
    return load_scenario(BASELINE, changes)
