"""A group of parameters as YAML text that reads back to the same values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from sim.parameters.errors import ScenarioValueError
from sim.parameters.yaml_guard import hidden_character
from sim.parameters.yaml_scalar import plain_scalar

_BARE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*", re.ASCII)
_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def written(values: Mapping[str, object]) -> str:
    """Return nested values as YAML, one line a value.

    Parameters
    ----------
    values : mapping of str to object
        Mappings, truth values, numbers, texts and dates.

    Returns
    -------
    str
        YAML in block style; ends with a line feed.

    Raises
    ------
    ScenarioValueError
        If a text holds a control character, which no scenario file may hold.
    """
    return "".join(f"{line}\n" for line in _lines(values, ""))


def _lines(values: Mapping[str, object], indent: str) -> Iterator[str]:
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield f"{indent}{key}:" if value else f"{indent}{key}: {{}}"
            yield from _lines(value, indent + "  ")
        else:
            yield f"{indent}{key}: {_scalar(value)}"


def _scalar(value: object) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(_scalar(item) for item in value)}]"
    if isinstance(value, Mapping):  # in a list
        return f"{{{', '.join(f'{key}: {_scalar(item)}' for key, item in value.items())}}}"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date):
        return value.isoformat()
    return _text(str(value))


def _text(text: str) -> str:
    """Return a text, bare if it is read back as the same text, quoted otherwise.

    Raises
    ------
    ScenarioValueError
        If it holds a control character.
    """
    hidden = hidden_character(text)
    if hidden is not None:
        raise ScenarioValueError(f"the text {text[:60]!r} holds {hidden}, which cannot be written to a scenario")
    if _BARE.fullmatch(text) and isinstance(plain_scalar(text), str):
        return text
    return '"' + "".join(_ESCAPES.get(character, character) for character in text) + '"'
