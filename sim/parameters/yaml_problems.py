"""What is wrong with a scenario, in words: pydantic's findings with file, line, path, range, unit, nearest name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sim.parameters.declaration import Group
from sim.parameters.schema import ParameterRow, groups_of, parameter_rows
from sim.parameters.suggestions import nearest, nearest_path
from sim.parameters.yaml_guard import Place
from sim.parameters.yaml_reader import Value, kind_of, shortened

MOST_SHOWN: Final = 20
"""Problems shown in one error; more are counted."""
_EXPECTED: Final[Mapping[str, str]] = {
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "string": "a text",
    "date": "a date written as YYYY-MM-DD",
    "model": "a group of names",
    "tuple": "a list",
    "list": "a list",
}


def problems(error: ValidationError, root: type[Group], value: Value) -> str:
    """Return one text that tells everything pydantic found, in the order of the files, one problem a line.

    Parameters
    ----------
    error : pydantic.ValidationError
        What the root group refused.
    root : type of Group
        The root group, for units, ranges and valid names.
    value : Value
        What was validated, with places.

    Returns
    -------
    str
        Its first line tells the first problem completely.
    """
    rows = {row.path: row for row in parameter_rows(root)}
    names = [*rows, *groups_of(root)]
    found = [(_place(value, item), item) for item in error.errors(include_url=False)]
    found.sort(key=lambda pair: (pair[0].source, pair[0].line, pair[0].column))
    lines = [f"{place}: {_told(item, rows, names)}" for place, item in found[:MOST_SHOWN]]
    if len(found) > MOST_SHOWN:
        lines.append(f"... and {len(found) - MOST_SHOWN} more problems")
    return "\n".join(lines)


def dotted(location: Sequence[int | str]) -> str:
    """Return a location as a path: names joined by dots, positions in a list in brackets."""
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return path.removeprefix(".")


def _place(value: Value, item: ErrorDetails) -> Place:
    """Return where the finding was written: the key if the name is unknown, otherwise the value."""
    place = value.place
    for part in item["loc"]:
        if isinstance(value.content, dict) and part in value.content:
            entry = value.content[str(part)]
            value = entry.value
            place = entry.key_place if item["type"] == "extra_forbidden" else value.place
        elif isinstance(value.content, list) and isinstance(part, int) and part < len(value.content):
            value = value.content[part]
            place = value.place
    return place


def _told(item: ErrorDetails, rows: Mapping[str, ParameterRow], names: Sequence[str]) -> str:
    """Return one finding as a sentence after its path."""
    path = dotted(item["loc"])
    if item["type"] == "extra_forbidden":
        similar = nearest_path(path, names)
        hint = f"; did you mean `{similar}`?" if similar else "; `describe parameters` lists the valid ones"
        return f"{shortened(path, 160)}: there is no parameter of this name{hint}"
    row = rows.get(re.sub(r"(\[\d+\])+", "[]", path)) or rows.get(path)
    return f"{path or 'the file'}: {_why(item, row)}"


def _why(item: ErrorDetails, row: ParameterRow | None) -> str:
    """Return what is wrong with a value: its range, its choices, its type or what the parameter itself says."""
    kind, given = item["type"], item["input"]
    context: Mapping[str, Any] = item.get("ctx", {})
    unit = f" (unit: {row.unit})" if row is not None and row.unit else ""
    shown = shortened(repr(given))
    if kind == "greater_than_equal":
        return f"{shown} is below the lowest allowed value {_number(context['ge'])}{unit}"
    if kind == "less_than_equal":
        return f"{shown} is above the highest allowed value {_number(context['le'])}{unit}"
    if kind == "finite_number":
        return f"{shown} is not a finite number{unit}"
    if kind == "literal_error" and row is not None and row.choices:
        similar = nearest(given, row.choices) if isinstance(given, str) else None
        hint = f"; did you mean {similar}?" if similar else ""
        return f"expected one of {', '.join(row.choices)}, got {kind_of(given)}{hint}"
    expected = _EXPECTED.get(kind.partition("_")[0])
    if expected is not None:
        range_ = f" from {_number(row.low)} to {_number(row.high)}" if row is not None and row.bounded else ""
        return f"expected {expected}{range_}{unit}, got {_got(given)}{_hint(kind, given)}"
    reason = item["msg"].removeprefix("Value error, ")
    got = "" if isinstance(given, Mapping) else f", got {_got(given)}"  # a group is not at fault as a whole
    return f"{reason}{unit}{got}"


def _got(given: object) -> str:
    if isinstance(given, date):
        return f"the date {given.isoformat()}"
    return kind_of(given)


def _hint(kind: str, given: object) -> str:
    """Return what to write instead, where that is clear from what was written."""
    if kind.startswith("bool") and isinstance(given, str) and given.lower() in {"yes", "on", "no", "off"}:
        return f"; write {'true' if given.lower() in {'yes', 'on'} else 'false'}"
    if kind.startswith("int") and isinstance(given, float) and given.is_integer() and abs(given) < 1e15:
        return f"; write {int(given)}"
    if kind.startswith(("int", "float")) and isinstance(given, str):
        bare = given.replace("_", "").replace(",", "")
        if bare != given and re.fullmatch(r"[0-9]+", bare, re.ASCII):
            return f"; write {bare}"
    if kind.startswith("model") and given is None:
        return "; write what differs from the default, or leave the name out"
    return ""


def _number(bound: float | None) -> str:
    """Return a bound without needless decimals."""
    return "" if bound is None else f"{bound:.15g}"
