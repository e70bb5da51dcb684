"""What a list of ablations runs: the baseline and every entry, each with AI and without, all under the same luck."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from sim.experiment.ablation.ablation_file import BASELINE, Ablations
from sim.experiment.fingerprint import LENGTH, canonical_json, hash_of_files
from sim.experiment.pairing import differences
from sim.experiment.replication import Simulate, simulate, worlds_of
from sim.experiment.sweep.dimensions import typed
from sim.experiment.sweep.keys import KEY_LENGTH, point_key, versions
from sim.experiment.sweep.point import PointPayload
from sim.experiment.sweep.reading import changed
from sim.experiment.sweep.sweep_file import Setting
from sim.experiment.task import Task
from sim.parameters.errors import ScenarioValueError
from sim.parameters.resolve import apply_overrides
from sim.parameters.scenario import Scenario

MECHANISM: Final = "mechanism"
VARIANT: Final = "variant"
NO_AI: Final[Mapping[str, object]] = {"ai.capability.mode": "none", "replication.n_twins": 0}
"""The arm without AI: the same market, in which there is no AI to adopt."""
TABLES_MADE_BY: Final = (
    "analysis/ablation/conclusions.py",
    "analysis/ablation/measured.py",
    "analysis/ablation/rows.py",
    "analysis/paired/effect.py",
    "analysis/paired/outcomes.py",
    "analysis/paired/table.py",
)
"""What makes tables of the points, and is not in their keys as the files of `sim.analysis` itself are."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The baseline, a mechanism switched off, or a variant.

    Attributes
    ----------
    name : str
    kind : {"baseline", "mechanism", "variant"}
    says : str
        What is different, in a sentence.
    settings : mapping
        Parameters that it changes.
    tuned : tuple of str
        Those of them that were tuned for it.
    with_ai, without_ai : Task
        Its two arms.
    """

    name: str
    kind: str
    says: str
    settings: Mapping[str, Setting]
    tuned: tuple[str, ...]
    with_ai: Task
    without_ai: Task


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Everything a list of ablations runs.

    Attributes
    ----------
    ablations : Ablations
    seed : int
    entries : tuple of Entry
        The baseline first.
    """

    ablations: Ablations
    seed: int
    entries: tuple[Entry, ...]

    @property
    def tasks(self) -> list[Task]:
        """Each distinct task once, in the order of the entries."""
        found = {task.key: task for entry in self.entries for task in (entry.with_ai, entry.without_ai)}
        return list(found.values())

    @property
    def fingerprint(self) -> str:
        """Identity but for the seed: what is run, under which names, and what makes tables of it.

        Where only the last has changed, the tables are made anew from the points that are stored, without a run.
        """
        said = [
            [one.name, one.kind, one.says, list(one.tuned), one.with_ai.key, one.without_ai.key] for one in self.entries
        ]
        switched = {"entries": said, "not_switched": dict(self.ablations.file.not_switched)}
        content = {**switched, "made_by": hash_of_files(TABLES_MADE_BY)}
        return hashlib.sha256(canonical_json(content)).hexdigest()[:LENGTH]


def plan_of(ablations: Ablations, seed: int, simulator: Simulate = simulate) -> Plan:
    """Resolve every entry.

    Parameters
    ----------
    ablations : Ablations
    seed : int
        The same for all: the same luck in every entry.
    simulator : callable
        Runs one replication.

    Raises
    ------
    ScenarioValueError
        If a value is not allowed, or an entry changes nothing; says where.
    """
    base, file = ablations.base, ablations.file
    entries = [_entry(BASELINE, BASELINE, f"The scenario as it is: {base.name}.", {}, (), base, seed, simulator)]
    for part, kind in (("mechanisms", MECHANISM), ("variants", VARIANT)):
        for name, switch in getattr(file, part).items():
            scenario = base
            for path, setting in switch.set.items():
                where = ablations.place(f"{part}.{name}.set.{path}")
                scenario = changed(scenario, {path: typed(path, setting)}, where)
            if not differences(base, scenario):
                raise ScenarioValueError(f"{ablations.place(f'{part}.{name}')}: changes nothing in {base.name}")
            entries.append(_entry(name, kind, switch.says, switch.set, switch.tuned, scenario, seed, simulator))
    return Plan(ablations, seed, tuple(entries))


def _entry(  # noqa: PLR0913, PLR0917 - the facts of an entry, one by one
    name: str,
    kind: str,
    says: str,
    settings: Mapping[str, Setting],
    tuned: tuple[str, ...],
    scenario: Scenario,
    seed: int,
    simulator: Simulate,
) -> Entry:
    without = without_ai(scenario)
    labels = (name, f"{name} (without AI)")
    tasks = [_task(label, one, seed, simulator) for label, one in zip(labels, (scenario, without), strict=True)]
    return Entry(name, kind, says, settings, tuned, *tasks)


def without_ai(scenario: Scenario) -> Scenario:
    """Return the arm without AI; what stands under ``ai`` acts on nobody there and takes its defaults.

    So entries that differ in nothing else share the arm.
    """
    bare: Scenario = scenario.model_copy(update={"ai": type(scenario.ai)()})
    return apply_overrides(bare, NO_AI)


def ablation_version() -> str:
    """Return the versions of all code that a point depends on."""
    return f"{versions()}-{_made_by()}"


@cache
def _made_by() -> str:
    return hash_of_files(["experiment/ablation/point.py"])


def _task(label: str, scenario: Scenario, seed: int, simulator: Simulate) -> Task:
    weeks = (scenario.horizon.warm_up_weeks + scenario.horizon.weeks) * len(worlds_of(scenario, seed, simulator))
    content = {"point": point_key(scenario, seed, simulator), "ablation": _made_by()}
    key = hashlib.sha256(canonical_json(content)).hexdigest()[:KEY_LENGTH]
    return Task(key, label, PointPayload(scenario, seed, simulator), weeks)
