"""From a sweep file to a sweep: its scenario read, its parameters known by name, each with the place it was written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sim.experiment.sweep.sweep_file import Range, SweepFile
from sim.parameters.errors import InputError, ScenarioValueError
from sim.parameters.resolve import apply_overrides, load_scenario, read_named, validated
from sim.parameters.scenario import Scenario
from sim.parameters.schema import ParameterRow, parameter_rows
from sim.parameters.suggestions import nearest_path
from sim.parameters.yaml_guard import Place
from sim.parameters.yaml_reader import Entry, Value, kind_of, read_value

ROWS: Final[Mapping[str, ParameterRow]] = {row.path: row for row in parameter_rows(Scenario)}
_SETTINGS: Final = ("set", "reference", "what_if")
_NOT_VARIED: Final = {
    "name": "names nothing that a run depends on",
    "description": "says nothing that a run depends on",
    "replication.n_replications": "is written as `replications` in a sweep",
}
_OWN: Final = frozenset({"scenario", "replications", "design", "set", "reference", "what_if"})


@dataclass(frozen=True, slots=True, eq=False)
class Sweep:
    """A sweep file with the scenario it varies.

    Attributes
    ----------
    file : SweepFile
    base : Scenario
        Its scenario, with what ``set`` and the command line change, and its number of replications.
    places : mapping of str to str
        Where each part of the file was written: ``set.fees.client_fee_rate`` to ``s.yaml:9:5``.
    """

    file: SweepFile
    base: Scenario
    places: Mapping[str, str] = field(default_factory=dict)

    def place(self, *parts: str) -> str:
        """Return where a part of the file was written; its path where the sweep was not read from a file."""
        path = ".".join(parts)
        return f"{self.places[path]}: {path}" if path in self.places else path


def load_sweep(path: Path, overrides: Iterable[str] = (), replications: int | None = None) -> Sweep:
    """Read a sweep file.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    overrides : iterable of str
        Each ``path=value``: a parameter of the scenario at every point, or a part of the file (``design.n=64``).
    replications : int, optional
        Instead of those the file says.

    Returns
    -------
    Sweep

    Raises
    ------
    InputError
        If a file cannot be read, or a name, a type or a value is not allowed; says where.
    """
    given = list(overrides)
    own = [one for one in given if one.partition("=")[0].strip().partition(".")[0] in _OWN]
    if replications is not None:
        own.append(f"replications={replications}")
    value = _flattened(read_named(SweepFile, path, own))
    _check_ranges(value)
    file = validated(SweepFile, value)
    places = dict(places_of(value))
    source = Path(content_of(value)["scenario"].value.place.source)
    folder = source.parent if source.suffix else path.parent
    return _sweep(file, load_scenario(folder / file.scenario), places, [one for one in given if one not in own])


def sweep_of(file: SweepFile, folder: Path = Path(), overrides: Iterable[str] = ()) -> Sweep:
    """Return the sweep of a file made in Python; its scenario is named relative to `folder`.

    Raises
    ------
    InputError
        If its scenario cannot be read, or a parameter is not one.
    """
    return _sweep(file, load_scenario(folder / file.scenario), {}, list(overrides))


def _sweep(file: SweepFile, scenario: Scenario, places: Mapping[str, str], overrides: list[str]) -> Sweep:
    """Return the sweep, every parameter it names looked up, its scenario changed as it says.

    Raises
    ------
    ScenarioValueError
        If a parameter is not one, or a value is not allowed.
    """
    found = Sweep(file, scenario, places)
    for part, paths in _named_parameters(file).items():
        for name in paths:
            _check_parameter(found, part, name)
    for name, setting in file.set.items():
        scenario = changed(scenario, {name: setting}, found.place("set", name))
    for override in overrides:
        name, _, text = override.partition("=")
        if name.strip() in _NOT_VARIED:
            raise ScenarioValueError(f"--set: {name.strip()}: {_NOT_VARIED[name.strip()]}")
        scenario = changed(scenario, {name.strip(): read_value(text, "--set").plain()}, f"--set: {name.strip()}")
    if file.replications is not None:
        scenario = changed(scenario, {"replication.n_replications": file.replications}, found.place("replications"))
    return Sweep(file, scenario, places)


def changed(scenario: Scenario, settings: Mapping[str, Any], where: str) -> Scenario:
    """Return a scenario with other values.

    Parameters
    ----------
    scenario : Scenario
    settings : mapping
        Value for each dotted path.
    where : str
        What the message begins with if a value is not allowed.

    Raises
    ------
    ScenarioValueError
        If one is not.
    """
    try:
        return apply_overrides(scenario, settings)
    except InputError as error:
        told = re.sub(r"^overrides: ", "", str(error).splitlines()[0])
        for name in settings:  # said in `where` already
            told = told.removeprefix(f"{name}: ") if where.endswith(name) else told
        raise ScenarioValueError(f"{where}: {told}") from None


def _named_parameters(file: SweepFile) -> dict[str, Iterable[str]]:
    return {
        "design.parameters": file.design.parameters,
        **{f"design.points[{number}]": point for number, point in enumerate(file.design.points)},
        **{part: getattr(file, part) for part in _SETTINGS},
    }


def _check_parameter(sweep: Sweep, part: str, name: str) -> None:
    """Refuse what is not a parameter that a sweep can change.

    Raises
    ------
    ScenarioValueError
        With the nearest valid name.
    """
    if name in _NOT_VARIED:
        raise ScenarioValueError(f"{sweep.place(part, name)}: {_NOT_VARIED[name]}")
    refuse_unknown(name, sweep.place(part, name))


def refuse_unknown(name: str, where: str) -> None:
    """Refuse what is not a parameter.

    Raises
    ------
    ScenarioValueError
        With the nearest valid name.
    """
    if name not in ROWS:
        similar = nearest_path(name, ROWS)
        hint = f"did you mean `{similar}`?" if similar else "`describe parameters` lists the valid ones"
        raise ScenarioValueError(f"{where}: there is no parameter of this name; {hint}")


def content_of(value: Value) -> dict[str, Entry]:
    """Return the entries of a mapping, none of anything else."""
    return value.content if isinstance(value.content, dict) else {}


def _flattened(value: Value) -> Value:
    """Return the file with settings by dotted path, also where they were written as nested groups."""
    entries = dict(content_of(value))
    for part in _SETTINGS:
        if part in entries and isinstance(entries[part].value.content, dict):
            flat = Value(entries[part].value.place, dict(leaves_of(entries[part].value, part)))
            entries[part] = Entry(entries[part].key_place, flat)
    return Value(value.place, entries)


def leaves_of(value: Value, part: str, prefix: str = "") -> Iterable[tuple[str, Entry]]:
    """Yield each value of nested groups with its dotted path.

    Raises
    ------
    ScenarioValueError
        If one is a list or nothing.
    """
    for name, entry in content_of(value).items():
        path = f"{prefix}{name}"
        if isinstance(entry.value.content, dict):
            yield from leaves_of(entry.value, part, f"{path}.")
        elif entry.value.content is None or isinstance(entry.value.content, list):
            raise ScenarioValueError(
                f"{entry.value.place}: {part}.{path}: expected one value, got {kind_of(entry.value.content)}"
            )
        else:
            yield path, entry


def _check_ranges(value: Value) -> None:
    """Check each range by itself, so that the nearest name is told.

    Raises
    ------
    ScenarioValueError
        If one is not as it should be.
    """
    design = content_of(value).get("design")
    parameters = content_of(design.value).get("parameters") if design else None
    for name, entry in content_of(parameters.value).items() if parameters else ():
        if not isinstance(entry.value.content, dict):
            raise ScenarioValueError(
                f"{entry.value.place}: design.parameters.{name}: expected {{values: [...]}} or {{low: , high: }}, "
                f"got {kind_of(entry.value.content)}"
            )
        try:
            validated(Range, entry.value)
        except ScenarioValueError as error:
            place = re.match(r".*?:\d+:\d+: |--set: ", str(error))
            head = place.group() if place else ""
            said = str(error).removeprefix(head).removeprefix("the file: ")
            raise ScenarioValueError(f"{head}design.parameters.{name}: {said}") from None


def places_of(value: Value, prefix: str = "") -> Iterable[tuple[str, str]]:
    """Yield where every part of a file was written, by its path."""
    for name, entry in content_of(value).items():
        path = f"{prefix}{name}"
        yield path, _told(entry.key_place)
        yield from places_of(entry.value, f"{path}.")
        for number, item in enumerate(entry.value.content if isinstance(entry.value.content, list) else ()):
            yield f"{path}[{number}]", _told(item.place)
            yield from places_of(item, f"{path}[{number}].")


def _told(place: Place) -> str:
    return str(place)
