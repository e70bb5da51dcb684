"""From a scenario file to a `Scenario`: what it extends, what ``--set`` changes, one readable error if it is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from sim.parameters.declaration import Group
from sim.parameters.errors import ScenarioSyntaxError, ScenarioValueError
from sim.parameters.names import ALLOWED, LONGEST_NAME, names_a_folder
from sim.parameters.scenario import Scenario
from sim.parameters.yaml_extends import EXTENDS, merge, read_layers
from sim.parameters.yaml_guard import Place, hidden_character
from sim.parameters.yaml_problems import problems
from sim.parameters.yaml_reader import Entry, Value, kind_of, read_value, shortened
from sim.parameters.yaml_writer import written

Root = TypeVar("Root", bound=Group)

SET: Final = Place("--set")


def load_scenario(path: str | Path, overrides: Iterable[str] = ()) -> Scenario:
    """Read a scenario file, with what it extends and what the command line changes.

    Parameters
    ----------
    path : str or pathlib.Path
        The file. Without ``name`` in it, the scenario is named after the file.
    overrides : iterable of str
        Each ``path=value``, such as ``ai.client_adoption.share=0.4``; later ones win.

    Returns
    -------
    Scenario
        Validated and complete.

    Raises
    ------
    ScenarioSyntaxError
        If a file cannot be read, or is not the YAML that is read here.
    ScenarioValueError
        If a name, a type or a value is not allowed; the text gives file, line and column (or ``--set``), the path of
        the parameter, the allowed range with its unit, and the nearest valid name.
    """
    return load_group(Scenario, Path(path), overrides)


def load_group(root: type[Root], path: Path, overrides: Iterable[str] = ()) -> Root:
    """Read a file as `load_scenario` does, for any root group.

    Parameters
    ----------
    root : type of Group
        The group that stands at the top of the file.
    path : pathlib.Path
        The file.
    overrides : iterable of str
        Each ``path=value``.

    Returns
    -------
    Group
        An instance of `root`.

    Raises
    ------
    ScenarioSyntaxError
        If a file cannot be read, or is not the YAML that is read here.
    ScenarioValueError
        If a name, a type or a value is not allowed.
    """
    return validated(root, read_named(root, path, overrides))


def read_named(root: type[Group], path: Path, overrides: Iterable[str] = ()) -> Value:
    """Read a file as `load_group` does, up to where its values are checked: what it says, and where it says so.

    Raises
    ------
    ScenarioSyntaxError
        If a file cannot be read, or is not the YAML that is read here.
    ScenarioValueError
        If ``extends`` cannot be followed.
    """
    value = read_layers(path)
    for override in overrides:
        value = merge(value, _override(override))
    return _named(value, path) if "name" in root.model_fields else value


def apply_overrides(scenario: Root, overrides: Mapping[str, object]) -> Root:
    """Return a scenario in which some parameters have other values.

    Parameters
    ----------
    scenario : Group
        The scenario, left as it is.
    overrides : mapping of str to object
        Value for each dotted path, such as ``{"ai.client_adoption.share": 0.4}``; dates as dates or as ``YYYY-MM-DD``.

    Returns
    -------
    Group
        Of the same class, validated.

    Raises
    ------
    ScenarioValueError
        If a path, a type or a value is not allowed.
    """
    place = Place("overrides")
    value = _wrapped(scenario.model_dump(), place)
    for path, new in overrides.items():
        value = merge(value, _nested(path, _wrapped(new, place)))
    return validated(type(scenario), value)


def dump_scenario(scenario: Group) -> str:
    """Return a scenario as YAML with every parameter in it, which loads back to an equal scenario.

    Parameters
    ----------
    scenario : Group
        The scenario.

    Returns
    -------
    str
        YAML, in the order of declaration.

    Raises
    ------
    ScenarioValueError
        If a text holds a control character, which no scenario file may hold.
    """
    return written(scenario.model_dump())


def validated(root: type[Root], value: Value) -> Root:
    """Return the group that these values make.

    Raises
    ------
    ScenarioValueError
        If a name, a type or a value is not allowed.
    """
    _check_name(root, value)
    try:
        return root.model_validate(_frozen(value.plain()))
    except ValidationError as error:
        raise ScenarioValueError(problems(error, root, value)) from None


def _frozen(plain: object) -> object:
    """Return plain values with tuples for lists: groups are frozen, and so is what they hold."""
    if isinstance(plain, dict):
        return {key: _frozen(item) for key, item in plain.items()}
    return tuple(_frozen(item) for item in plain) if isinstance(plain, list) else plain


def _override(override: str) -> Value:
    """Return ``path=value`` as a mapping of mappings.

    Raises
    ------
    ScenarioSyntaxError
        If it has no such form.
    """
    path, equals, text = override.partition("=")
    if not equals:
        raise ScenarioSyntaxError(f"{SET}: expected path=value, got {shortened(override)!r}")
    if path.partition(".")[0].strip() == EXTENDS:
        raise ScenarioSyntaxError(f"{SET}: {EXTENDS} can only be written in a file")
    _check_path(path.strip(), SET)
    try:
        return _nested(path.strip(), read_value(text, str(SET)))
    except ScenarioSyntaxError as error:
        said = re.sub(rf"^{SET}(:\d+:\d+)?: ", "", str(error))
        raise ScenarioSyntaxError(f"{SET}: {shortened(path)}: {said}") from None


def _nested(path: str, value: Value) -> Value:
    """Return the value at the end of a dotted path, as a mapping of mappings."""
    _check_path(path, value.place)
    for name in reversed(path.split(".")):
        value = Value(value.place, {name: Entry(value.place, value)})
    return value


def _check_path(path: str, place: Place) -> None:
    """Refuse a path with nothing between two dots, or with characters that cannot be seen.

    Raises
    ------
    ScenarioSyntaxError
        If it is such a path.
    """
    if not all(path.split(".")) or hidden_character(path) is not None:
        raise ScenarioSyntaxError(f"{place}: {shortened(path)!r} is not a path of names with dots between them")


def _wrapped(plain: Any, place: Place) -> Value:
    """Return plain values as a `Value`, all at one place."""
    if isinstance(plain, Mapping):
        return Value(place, {str(key): Entry(place, _wrapped(item, place)) for key, item in plain.items()})
    if isinstance(plain, list | tuple):
        return Value(place, [_wrapped(item, place) for item in plain])
    if hasattr(plain, "dtype") and getattr(plain, "ndim", 1) == 0:  # a number of NumPy
        return Value(place, plain.item())
    return Value(place, plain)


def _named(value: Value, path: Path) -> Value:
    """Return the value with a ``name``: its own, or one made from the name of the file."""
    if isinstance(value.content, dict) and "name" in value.content:
        return value
    stem = (
        re.sub(r"[^A-Za-z0-9._-]", "_", path.stem, flags=re.ASCII).lstrip("._-")[:LONGEST_NAME].rstrip(".")
        or "scenario"
    )
    return merge(_nested("name", Value(Place(str(path), 1, 1), stem)), value)


def _check_name(root: type[Group], value: Value) -> None:
    """Refuse a name that would not do as the name of a folder.

    Raises
    ------
    ScenarioValueError
        If it would not.
    """
    entry = value.content.get("name") if isinstance(value.content, dict) else None
    if entry is None or "name" not in root.model_fields or not isinstance(entry.value.content, str):
        return
    if not names_a_folder(entry.value.content):
        raise ScenarioValueError(
            f"{entry.value.place}: name: expected a name for a folder, {ALLOWED}, got {kind_of(entry.value.content)}"
        )
