"""Validate: the rows that were never fitted, for the model and for simple rivals of it, stored as one folder.

The rivals that have to be simulated are the scenario itself with a part taken out, in a market of at most
`RIVAL_SIZE` registered freelancers. Size and chance move rows, so the scenario is run at that size and under the same
luck too, and each rival is compared with it on the rows that both speak about.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from sim.analysis.rivals import CATEGORY_TREND, MODEL, NO_CHANGE, RANDOM_MATCHING, SMALL_MODEL, WITHOUT_AI
from sim.experiment.fingerprint import LENGTH, analysis_version, canonical_json, plain
from sim.experiment.manifest import provenance, write_manifest
from sim.experiment.place import safe_name
from sim.experiment.run import run_scenario
from sim.experiment.store import commit, load_results, write_json, writing
from sim.parameters.names import LONGEST_NAME
from sim.parameters.resolve import apply_overrides
from sim.parameters.scenario import Scenario

if TYPE_CHECKING:
    from sim.analysis.rivals import Score

KIND: Final = "validation"
RIVAL_SIZE: Final = 100_000
RIVAL_REPLICATIONS: Final = 4
LONGEST_RIVAL: Final = 30
"""Characters of a name that are left to say which rival it is."""
RIVALS: Final[Mapping[str, Mapping[str, object]]] = MappingProxyType(
    {
        SMALL_MODEL: MappingProxyType({}),
        WITHOUT_AI: MappingProxyType({"ai.capability.mode": "none"}),
        RANDOM_MATCHING: MappingProxyType(
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
"""What each simulated rival changes; nothing, for the model itself at their size.

Without weights, luck alone decides between eight considered and nobody: at most 8 / (8 + exp(nobody_utility)) hire in a
week; 3.5 keeps the share of posts filled near that of the model.
"""

AGAINST: Final[Mapping[str, str]] = MappingProxyType(
    {
        NO_CHANGE: MODEL,
        CATEGORY_TREND: MODEL,
        SMALL_MODEL: MODEL,
        WITHOUT_AI: SMALL_MODEL,
        RANDOM_MATCHING: SMALL_MODEL,
    }
)
"""With which run of the model each is compared, in the order in which they are told."""


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
    runs = _runs(scenario, replications)
    for _, one, _ in runs:
        safe_name(one.name)
    for name, one, count in runs:
        if tell is not None:
            tell(f"{name}: {one.population.n_freelancers:,} freelancers")
        folders[name] = run_scenario(one, seed, count, out, draw=False, workers=workers, tell=tell).folder
    found = {name: validation(load_results(folder)) for name, folder in folders.items()}
    found[rivals.CATEGORY_TREND] = category_trend(load_results(folders[rivals.MODEL]), found[rivals.MODEL])
    found[rivals.NO_CHANGE] = rivals.no_change(found[rivals.MODEL])
    scores = [rivals.score(name, found[name]) for name in (rivals.MODEL, *AGAINST)]
    beside = {one.name: rivals.beside(one, found[AGAINST[one.name]]) for one in scores[1:]}
    content = {
        "scenario": scenario.name,
        "seed": seed,
        "runs": {name: f"{folder.parent.name}/{folder.name}" for name, folder in folders.items()},
        "simulated": {
            "n_freelancers": min(scenario.population.n_freelancers, RIVAL_SIZE),
            "n_replications": RIVAL_REPLICATIONS,
            "nobody_utility": RIVALS[RANDOM_MATCHING]["hiring.nobody_utility"],
        },
        "scores": [_written(one) for one in scores],
        "beside": {
            name: {"model": AGAINST[name], "passed": one.n_passed, "judged": one.n_judged, "distance": one.distance}
            for name, one in beside.items()
        },
    }
    return _stored(content, scenario.name, out)


def _runs(scenario: Scenario, replications: int | None) -> list[tuple[str, Scenario, int | None]]:
    """Return name, scenario and number of replications of what has to be simulated."""
    runs: list[tuple[str, Scenario, int | None]] = [("model", scenario, replications)]
    size = min(scenario.population.n_freelancers, RIVAL_SIZE)
    small = {"population.n_freelancers": size, "record.people_share": 1.0, "replication.n_twins": 0}
    for name, changes in RIVALS.items():
        rival = apply_overrides(scenario, {**changes, **small})
        label = f"{scenario.name[: LONGEST_NAME - LONGEST_RIVAL]}-{re.sub('[^a-z]+', '_', name.lower())}"
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
        write_manifest(partial, {"kind": KIND, **facts, **provenance(wall_time_s=0.0)})
        commit(partial, target)
    return Validation(target, plain(content))
