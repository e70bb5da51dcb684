"""Worlds to compare: the same people under the same luck, with AI, without AI, and with AI withheld from some."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sim.experiment.run import run_scenario
from sim.experiment.store import load_results
from sim.parameters.resolve import apply_overrides, load_scenario

if TYPE_CHECKING:
    from sim.analysis.results import Results

ROOT: Final = Path(__file__).resolve().parents[2]
WITHHELD_SHARE: Final = 0.2
NO_AI: Final = {"ai.capability.mode": "none"}
WITHHELD: Final = {"ai.freelancer_adoption.withheld_share": WITHHELD_SHARE}


@dataclass(frozen=True, slots=True)
class Worlds:
    """Results of three worlds, replication by replication under the same luck.

    Attributes
    ----------
    measured : Results
        AI as it was measured.
    no_ai : Results
        No AI at all.
    withheld : Results
        AI as it was measured, but a random fifth of freelancers may not use it.
    """

    measured: Results
    no_ai: Results
    withheld: Results


def make(size: int, replications: int, seed: int, out: Path) -> Worlds:
    """Run the three worlds, or find them stored.

    Parameters
    ----------
    size : int
        Registered freelancers.
    replications : int
    seed : int
    out : Path
        Folder of results.
    """
    base = load_scenario(ROOT / "scenarios" / "baseline.yaml")
    own = {
        "population.n_freelancers": size,
        "record.people_share": 1.0,
        "record.freelancer_months": True,
        "replication.n_twins": 0,
    }
    results = []
    for name, changes in (("measured", {}), ("no_ai", NO_AI), ("withheld", WITHHELD)):
        scenario = apply_overrides(base, {**own, **changes}).model_copy(update={"name": f"econometrics-{name}"})
        results.append(load_results(run_scenario(scenario, seed, replications, out, draw=False).folder))
    return Worlds(*results)
