"""What can be written in a list of ablations, and how it is read: each name known, each mistake with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self

from pydantic import model_validator

from sim.analysis.ablation.conclusions import SURVIVAL_COLUMNS
from sim.experiment.place import safe_name
from sim.experiment.sweep.reading import changed, content_of, leaves_of, places_of, refuse_unknown
from sim.experiment.sweep.sweep_file import Setting
from sim.parameters.declaration import Group, parameter
from sim.parameters.errors import InputError, ScenarioValueError
from sim.parameters.resolve import load_scenario, read_named, validated
from sim.parameters.scenario import Scenario
from sim.parameters.yaml_reader import Entry, Value, kind_of

PARTS: Final = ("mechanisms", "variants")
BASELINE: Final = "baseline"
"""Name of the entry that every list begins with: the scenario as it is."""
FIXED: Final[Mapping[str, str]] = {
    "name": "names nothing that a run depends on",
    "description": "says nothing that a run depends on",
    "replication": "is the same for all entries: write `replications`, or `set`",
    "horizon": "must be the same for all entries, or they do not pair: write it in `set`",
    "population.n_freelancers": "must be the same for all entries, or they do not pair: write it in `set`",
    "population.platform_freelancers": "must be the same for all entries, or they do not pair: write it in `set`",
    "record": "must be the same for all entries, or they do not pair: write it in `set`",
    "ai.capability.mode": "is what the arm without AI changes",
}
"""Parameters, or groups of them, that an entry cannot change, and why."""
_REPLICATIONS: Final = "replication.n_replications"
_OWN: Final = frozenset({"scenario", "replications", "mechanisms", "variants", "not_switched"})


class Switch(Group):
    """One entry: what it says, the parameters it changes, those of them that were tuned for it."""

    says: str = parameter("", unit="text", meaning="What is different, in a sentence.", source="run", role="run")
    set: dict[str, Setting] = parameter(
        {}, unit="group", meaning="Parameters that it changes, by dotted path.", source="run", role="run"
    )
    tuned: tuple[str, ...] = parameter(
        (), unit="list", meaning="Those of them that were tuned for it.", source="run", role="run"
    )

    @model_validator(mode="after")
    def _says_and_changes_something(self) -> Self:
        """A sentence and at least one parameter; what is tuned is set.

        Raises
        ------
        ValueError
            If it is not so.
        """
        if not self.says or not self.set:
            raise ValueError("an entry needs `says: SENTENCE` and `set: {path: value}`")
        missing = [path for path in self.tuned if path not in self.set]
        if missing:
            raise ValueError(f"tuned: {', '.join(missing)} is not among what the entry sets")
        return self


class AblationFile(Group):
    """A list of ablations: a scenario, mechanisms switched off in turn, variants of its structure."""

    name: str = parameter("unnamed", unit="text", meaning="Name of the list.", source="run", role="run")
    description: str = parameter("", unit="text", meaning="The question it asks.", source="run", role="run")
    scenario: str = parameter("", unit="file", meaning="Scenario, relative to this file.", source="run", role="run")
    set: dict[str, Setting] = parameter(
        {}, unit="group", meaning="Parameters changed in every run, by dotted path.", source="run", role="run"
    )
    replications: int | None = parameter(
        None,
        unit="runs",
        low=2,
        high=100_000,
        meaning="Replications of each entry; by default as the scenario says.",
        source="run",
        role="run",
    )
    mechanisms: dict[str, Switch] = parameter(
        {}, unit="group", meaning="Each mechanism with what switches it off.", source="run", role="run"
    )
    variants: dict[str, Switch] = parameter(
        {}, unit="group", meaning="Each variant of the structure.", source="run", role="run"
    )
    not_switched: dict[str, str] = parameter(
        {}, unit="group", meaning="Mechanisms that no parameter switches off, and why.", source="run", role="run"
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        """A scenario and at least one entry, each with a name of its own.

        Raises
        ------
        ValueError
            If it is not so.
        """
        if not self.scenario or not (self.mechanisms or self.variants):
            raise ValueError("a list of ablations needs `scenario: FILE.yaml` and `mechanisms` or `variants`")
        both = sorted(self.mechanisms.keys() & self.variants.keys())
        if both:
            raise ValueError(f"mechanisms and variants both hold {', '.join(both)}")
        if BASELINE in self.mechanisms or BASELINE in self.variants:
            raise ValueError(f"`{BASELINE}` is the scenario as it is in every table; give the entry another name")
        columns = sorted(self.variants.keys() & set(SURVIVAL_COLUMNS))
        if columns:
            raise ValueError(f"variants: {', '.join(columns)}: is a column of the tables; give it another name")
        return self


@dataclass(frozen=True, slots=True, eq=False)
class Ablations:
    """A list with the scenario it takes apart.

    Attributes
    ----------
    file : AblationFile
    base : Scenario
        Its scenario, with what ``set`` and the command line change, and its number of replications.
    places : mapping of str to str
        Where each part of the file was written.
    """

    file: AblationFile
    base: Scenario
    places: Mapping[str, str] = field(default_factory=dict)

    def place(self, path: str) -> str:
        """Return where a part of the file was written, then its path."""
        return f"{self.places[path]}: {path}" if path in self.places else path


def load_ablations(path: Path, overrides: Iterable[str] = (), replications: int | None = None) -> Ablations:
    """Read a list of ablations.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    overrides : iterable of str
        Each ``path=value``: a parameter of the scenario, in every run.
    replications : int, optional
        Instead of those the file says.

    Returns
    -------
    Ablations

    Raises
    ------
    InputError
        If a file cannot be read, or a name, a type or a value is not allowed; says where.
    """
    given = list(overrides)
    _refuse_overrides([one.partition("=")[0].strip() for one in given], path)
    said = [] if replications is None else [f"replications={replications}"]
    value = _flattened(read_named(AblationFile, path, said))
    _check_entries(value)
    file = validated(AblationFile, value)
    safe_name(file.name)
    source = Path(content_of(value)["scenario"].value.place.source)
    scenario = load_scenario((source.parent if source.suffix else path.parent) / file.scenario, given)
    found = Ablations(file, scenario, dict(places_of(value)))
    changes: dict[str, Any] = dict(file.set)
    for name, setting in changes.items():
        refuse_unknown(name, found.place(f"set.{name}"))
        if name not in {one.partition("=")[0].strip() for one in given}:
            scenario = changed(scenario, {name: setting}, found.place(f"set.{name}"))
    if file.replications is not None:
        scenario = changed(scenario, {_REPLICATIONS: file.replications}, found.place("replications"))
    if scenario.replication.n_replications < 2:
        raise InputError(f"{path}: replications: 1 is too few; an effect is told from luck by two at least")
    return Ablations(file, scenario, found.places)


def _refuse_overrides(names: Iterable[str], path: Path) -> None:
    """Refuse what the command line cannot change, or changes otherwise.

    Raises
    ------
    InputError
        Saying where it is changed.
    """
    for name in names:
        if name.partition(".")[0] in _OWN:
            raise InputError(f"--set: {name}: is a part of the list; change it in {path}")
        if name == _REPLICATIONS:
            raise InputError(f"--set: {name}: is written as `replications` in a list; write --replications N instead")


def _flattened(value: Value) -> Value:
    """Return the file with settings by dotted path, also where they were written as nested groups."""
    entries = dict(content_of(value))
    for part in ("set", *PARTS):
        if part not in entries or not isinstance(entries[part].value.content, dict):
            continue
        if part == "set":
            entries[part] = _flat(entries[part], part)
            continue
        inside = {name: _entry(one, f"{part}.{name}") for name, one in content_of(entries[part].value).items()}
        entries[part] = Entry(entries[part].key_place, Value(entries[part].value.place, inside))
    return Value(value.place, entries)


def _entry(entry: Entry, path: str) -> Entry:
    own = dict(content_of(entry.value))
    if "set" not in own or not isinstance(own["set"].value.content, dict):
        return entry
    own["set"] = _flat(own["set"], f"{path}.set")
    return Entry(entry.key_place, Value(entry.value.place, own))


def _flat(entry: Entry, part: str) -> Entry:
    return Entry(entry.key_place, Value(entry.value.place, dict(leaves_of(entry.value, part))))


def _check_entries(value: Value) -> None:
    """Check each entry by itself, so that place and nearest name are told, then the parameters it names.

    Raises
    ------
    ScenarioValueError
        If one is not as it should be.
    """
    parts = content_of(value)
    for part in PARTS:
        for name, entry in content_of(parts[part].value).items() if part in parts else ():
            where = f"{part}.{name}"
            if not isinstance(entry.value.content, dict):
                got = kind_of(entry.value.content)
                raise ScenarioValueError(f"{entry.value.place}: {where}: expected {{says: , set: }}, got {got}")
            try:
                validated(Switch, entry.value)
            except ScenarioValueError as error:
                place = re.match(r".*?:\d+:\d+: ", str(error))
                head = place.group() if place else ""
                said = str(error).removeprefix(head).removeprefix("the file: ")
                raise ScenarioValueError(f"{head}{where}: {said}") from None
            for path, setting in content_of(content_of(entry.value)["set"].value).items():
                told = f"{setting.key_place}: {where}.set.{path}"
                refuse_unknown(path, told)
                _refuse_fixed(path, told)


def _refuse_fixed(path: str, where: str) -> None:
    """Refuse a parameter that all entries must share.

    Raises
    ------
    ScenarioValueError
        Saying why.
    """
    for fixed, why in FIXED.items():
        if path == fixed or path.startswith(f"{fixed}."):
            raise ScenarioValueError(f"{where}: {why}")
