"""Validate: the rows that were never fitted, for the model and for simple rivals of it, stored as one folder.

The rivals that have to be simulated are the scenario itself with a part taken out, in a market of at most
`RIVAL_SIZE` registered freelancers, from which size on outcomes per head hardly depend on it (docs/scaling.md).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from sim.experiment.fingerprint import LENGTH, analysis_version, canonical_json, plain
from sim.experiment.manifest import provenance, write_manifest
from sim.experiment.run import run_scenario
from sim.experiment.store import commit, load_results, write_json, writing
from sim.parameters.resolve import apply_overrides
from sim.parameters.scenario import Scenario

if TYPE_CHECKING:
    from sim.analysis.rivals import Score

RIVAL_SIZE: Final = 100_000
RIVAL_REPLICATIONS: Final = 4
RIVALS: Final[Mapping[str, Mapping[str, object]]] = MappingProxyType(
    {
        "market without AI": MappingProxyType({"ai.capability.mode": "none"}),
        "random matching": MappingProxyType(
            {
                "hiring.nobody_utility": 3.5,
                "hiring.visibility_weight": 0.0,
                "hiring.quality_weight": 0.0,
                "hiring.reputation_weight": 0.0,
                "hiring.experience_weight": 0.0,
                "hiring.history_weight": 0.0,
                "hiring.augmentation_weight": 0.0,
                "hiring.specialty_penalty": 0.0,
                "clients.price_sensitivity": 0.0,
                "clients.n_remembered": 0,
            }
        ),
    }
)
"""What each simulated rival changes. Without weights, luck alone decides between eight considered and nobody: at most
8 / (8 + exp(nobody_utility)) hire in a week; 3.5 keeps the share of posts filled near that of the model."""


@dataclass(frozen=True, slots=True)
class Validation:
    """A stored validation.

    Attributes
    ----------
    folder : Path
    content : dict
        What ``validation.json`` holds.
    """

    folder: Path
    content: dict[str, Any]


def validate(
    scenario: Scenario,
    seed: int,
    replications: int | None,
    out: Path,
    *,
    workers: int | None = None,
    tell: Callable[[str], None] | None = None,
) -> Validation:
    """Run the scenario and its rivals, or find them stored, and store how each does on the validation rows.

    Parameters
    ----------
    scenario : Scenario
        Resolved.
    seed : int
        Of all runs.
    replications : int or None
        Of the scenario; None takes its own number.
    out : Path
        Folder of all results.
    workers : int, optional
        Processes.
    tell : callable, optional
        Called with a line before each run.

    Returns
    -------
    Validation

    Raises
    ------
    InputError, RunFailed, StoreDamaged, StoreLocked
        As `sim.experiment.run.run_scenario`.
    """
    from sim.analysis import rivals
    from sim.analysis.category_trend import category_trend
    from sim.analysis.validation import validation

    folders = {}
    for name, one, count in _runs(scenario, replications):
        if tell is not None:
            tell(f"{name}: {one.population.n_freelancers:,} freelancers")
        folders[name] = run_scenario(one, seed, count, out, draw=False, workers=workers, tell=tell).folder
    found = {name: validation(load_results(folder)) for name, folder in folders.items()}
    found[rivals.CATEGORY_TREND] = category_trend(load_results(folders[rivals.MODEL]), found[rivals.MODEL])
    found[rivals.NO_CHANGE] = rivals.no_change(found[rivals.MODEL])
    names = (rivals.MODEL, rivals.NO_CHANGE, rivals.CATEGORY_TREND, rivals.WITHOUT_AI, rivals.RANDOM_MATCHING)
    scores = [rivals.score(name, found[name]) for name in names]
    content = {
        "scenario": scenario.name,
        "seed": seed,
        "runs": {name: f"{folder.parent.name}/{folder.name}" for name, folder in folders.items()},
        "scores": [_written(one) for one in scores],
    }
    return _stored(content, scenario.name, out)


def _runs(scenario: Scenario, replications: int | None) -> list[tuple[str, Scenario, int | None]]:
    """Return name, scenario and number of replications of what has to be simulated."""
    runs: list[tuple[str, Scenario, int | None]] = [("model", scenario, replications)]
    size = min(scenario.population.n_freelancers, RIVAL_SIZE)
    small = {"population.n_freelancers": size, "record.people_share": 1.0, "replication.n_twins": 0}
    for name, changes in RIVALS.items():
        rival = apply_overrides(scenario, {**changes, **small})
        label = f"{scenario.name}-{name.replace(' ', '_').lower()}"
        runs.append((name, rival.model_copy(update={"name": label}), RIVAL_REPLICATIONS))
    return runs


def _written(score: Score) -> dict[str, Any]:
    """Return a score as plain values."""
    rows = []
    for check in score.checks:
        interval = check.estimate.interval()
        rows.append(
            {**check.to_dict(), "interval_low": interval and interval[0], "interval_high": interval and interval[1]}
        )
    return {
        "name": score.name,
        "passed": score.n_passed,
        "judged": score.n_judged,
        "distance": score.distance,
        "rows": rows,
    }


def _stored(content: dict[str, Any], name: str, out: Path) -> Validation:
    """Write the folder, whole or not at all; its name says what it is made from."""
    identity = {"runs": content["runs"], "analysis": analysis_version()}
    digest = hashlib.sha256(canonical_json(identity)).hexdigest()[:LENGTH]
    target = out / "validate" / name / f"{digest}-s{content['seed']}"
    facts = {"scenario": name, "fingerprint": digest, "seed": content["seed"], "analysis_version": analysis_version()}
    with writing(target) as partial:
        write_json(partial / "validation.json", content)
        write_manifest(partial, {**facts, **provenance(wall_time_s=0.0)})
        commit(partial, target)
    return Validation(target, plain(content))
