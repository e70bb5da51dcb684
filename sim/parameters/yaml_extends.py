"""A scenario file and the files it extends, merged into one mapping whose values remember their file and line."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from sim.parameters.errors import ScenarioSyntaxError, ScenarioValueError
from sim.parameters.suggestions import nearest
from sim.parameters.yaml_guard import MAX_BYTES, Place
from sim.parameters.yaml_reader import Entry, Value, kind_of, read_mapping, shortened

EXTENDS: Final = "extends"
MAX_CHAIN: Final = 10
"""Most files in a row, each extending the next."""
OWN: Final = ("name", "description")
"""What a file says of itself only; it is not handed on to files that extend it."""


def read_layers(path: Path) -> Value:
    """Read a scenario file with everything it extends.

    Mappings are merged key by key; anything else replaces what the extended file says. ``name`` and ``description`` of
    an extended file are its own and not taken over.

    Parameters
    ----------
    path : pathlib.Path
        The scenario file.

    Returns
    -------
    Value
        A mapping without ``extends``; each value knows the file and line it comes from.

    Raises
    ------
    ScenarioSyntaxError
        If one of the files cannot be read; the text names the chain that led there.
    ScenarioValueError
        If ``extends`` is not a plain relative path, is circular, or the chain is too long.
    """
    chain: list[Path] = [path]
    layers: list[Value] = []
    while True:
        told = f" ({_told(chain)})" if len(chain) > 1 else ""
        layer = read_mapping(_bytes_of(chain[-1], told, layers), str(chain[-1]))
        layers.append(layer)
        parent = _parent(layer, chain)
        if parent is None:
            break
        chain.append(parent)
    merged = layers[-1]
    for layer in reversed(layers[:-1]):
        merged = merge(_without(merged, OWN), layer)
    return _without(merged, (EXTENDS,))


def merge(below: Value, above: Value) -> Value:
    """Return `above` laid over `below`: mappings key by key, anything else replaced.

    Parameters
    ----------
    below, above : Value
        What an extended file says, and what the file that extends it says.

    Returns
    -------
    Value
        The merged value; a merged mapping stands where `above` stands.
    """
    if not isinstance(below.content, dict) or not isinstance(above.content, dict):
        return above
    entries = dict(below.content)
    for key, entry in above.content.items():
        under = entries.get(key)
        value = entry.value if under is None else merge(under.value, entry.value)
        entries[key] = Entry(entry.key_place, value)
    return Value(above.place, entries)


def _mapping(value: Value) -> Mapping[str, Entry]:
    """Return the entries of a value that is known to be a mapping."""
    return value.content if isinstance(value.content, dict) else {}


def _without(value: Value, names: tuple[str, ...]) -> Value:
    return Value(value.place, {key: entry for key, entry in _mapping(value).items() if key not in names})


def _parent(layer: Value, chain: list[Path]) -> Path | None:
    """Return the file that the last of the chain extends, None if it extends none.

    Raises
    ------
    ScenarioValueError
        If ``extends`` is not a plain relative path, is circular, or the chain is too long.
    """
    entry = _mapping(layer).get(EXTENDS)
    if entry is None:
        return None
    place, written = entry.value.place, entry.value.content
    if not isinstance(written, str) or not written.strip():
        raise ScenarioValueError(f"{place}: {EXTENDS}: expected the name of a file, got {kind_of(written)}")
    if re.match(r"[/\\~]|[A-Za-z][A-Za-z0-9+.-]*:", written) or "\\" in written:
        raise ScenarioValueError(
            f"{place}: {EXTENDS}: {shortened(written)} is not a plain path, relative to this file, with / between names"
        )
    parent = Path(os.path.normpath(chain[-1].parent / written))
    if any(_same(parent, earlier) for earlier in chain):
        raise ScenarioValueError(
            f"{place}: {EXTENDS}: the files extend one another in a circle: {_told([*chain, parent])}"
        )
    if len(chain) >= MAX_CHAIN:
        raise ScenarioValueError(f"{place}: {EXTENDS}: more than {MAX_CHAIN} files in a row: {_told([*chain, parent])}")
    return parent


def _same(one: Path, other: Path) -> bool:
    """Return whether two paths lead to the same file, links followed."""
    return os.path.realpath(one) == os.path.realpath(other)


def _told(chain: list[Path]) -> str:
    return " extends ".join(str(path) for path in chain)


def _bytes_of(path: Path, told: str, layers: list[Value]) -> bytes:
    """Return the content of a regular file, one byte more than allowed at most.

    The error stands where ``extends`` was written, or names the file itself if it is the first.

    Raises
    ------
    ScenarioSyntaxError
        If it is not there, not a regular file, or cannot be read.
    """
    entry = _mapping(layers[-1]).get(EXTENDS) if layers else None
    where = f"{entry.value.place}: {EXTENDS}: {path}" if entry is not None else str(Place(str(path)))
    try:
        if path.is_dir():
            raise ScenarioSyntaxError(f"{where}: is a folder, not a scenario file{told}")
        if not path.exists():
            raise ScenarioSyntaxError(f"{where}: there is no such file{_did_you_mean(path)}{told}")
        if not path.is_file():
            raise ScenarioSyntaxError(f"{where}: is not a regular file{told}")
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ScenarioSyntaxError(f"{where}: cannot be read: {why}{told}") from None


def _did_you_mean(path: Path) -> str:
    """Return a hint at a scenario of nearly this name in the same folder, empty if there is none."""
    try:
        beside = {other.stem: other for other in path.parent.glob("*.yaml")}
    except (OSError, ValueError):
        return ""
    found = nearest(path.stem, beside)
    return f"; did you mean {beside[found]}?" if found else ""
