"""What can be written in a scenario: rows for tables, and a JSON Schema for editors, both read off the declarations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from sim.parameters.declaration import Group

DRAFT: Final = "http://json-schema.org/draft-07/schema#"


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """One parameter as it is declared.

    Attributes
    ----------
    path : str
        Dotted path in a scenario, as ``--set`` takes it.
    default : object
        Value when a scenario says nothing.
    unit : str
        Unit of the value, ``1`` for pure numbers.
    low, high : float or None
        Closed bounds, None where there are none.
    role : str
        ``set``, ``calibrated``, ``lever`` or ``run``.
    meaning, source : str
        One sentence each.
    choices : tuple of str
        Words allowed, empty unless the parameter is a choice.
    """

    path: str
    default: object
    unit: str
    low: float | None
    high: float | None
    role: str
    meaning: str
    source: str
    choices: tuple[str, ...] = ()

    @property
    def bounded(self) -> bool:
        """Whether there is a bound on both sides."""
        return self.low is not None and self.high is not None

    @property
    def written_default(self) -> str:
        """The default as it is written in YAML."""
        if isinstance(self.default, bool):
            return str(self.default).lower()
        return self.default.isoformat() if isinstance(self.default, date) else str(self.default)

    @property
    def allowed(self) -> str:
        """The allowed range or choices in words, empty if anything of the type is allowed."""
        if self.choices:
            return " | ".join(self.choices)
        if isinstance(self.default, bool):
            return "true | false"
        if self.bounded:
            return f"{self.low:.15g} to {self.high:.15g}"
        if self.low is not None:
            return f"at least {self.low:.15g}"
        return "" if self.high is None else f"at most {self.high:.15g}"


def parameter_rows(root: type[Group]) -> list[ParameterRow]:
    """Return every parameter under a root group, in the order of declaration.

    Parameters
    ----------
    root : type of Group
        The group that stands at the top of a file.

    Returns
    -------
    list of ParameterRow
    """
    return [_row(path, field) for path, field in _fields(root) if _group_of(field) is None]


def groups_of(root: type[Group]) -> dict[str, type[Group]]:
    """Return every group under a root group by its dotted path, the root left out."""
    found = ((path, _group_of(field)) for path, field in _fields(root))
    return {path: group for path, group in found if group is not None}


def scenario_schema(root: type[Group], title: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 7) of a scenario file: every name optional, ``extends`` beside them.

    Parameters
    ----------
    root : type of Group
        The group that stands at the top of a file.
    title : str
        Title of the schema.

    Returns
    -------
    dict
        Ready for `json.dumps`.
    """
    schema = _object_schema(root)
    extends = {"type": "string", "description": "Another scenario, relative to this file; this one says what differs."}
    return {
        "$schema": DRAFT,
        "title": title,
        **schema,
        "properties": {"extends": extends, **schema["properties"]},
    }


def _fields(group: type[Group], prefix: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Yield the dotted path of each field, groups before what is in them."""
    for name, field in group.model_fields.items():
        yield prefix + name, field
        inner = _group_of(field)
        if inner is not None:
            yield from _fields(inner, f"{prefix}{name}.")


def _group_of(field: FieldInfo) -> type[Group] | None:
    kind = field.annotation
    return kind if isinstance(kind, type) and issubclass(kind, Group) else None


def _row(path: str, field: FieldInfo) -> ParameterRow:
    extra = field.json_schema_extra
    facts: dict[str, Any] = dict(extra) if isinstance(extra, dict) else {}
    choices = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
    return ParameterRow(
        path=path,
        default=field.default,
        unit=str(facts.get("unit", "")),
        low=_bound(field, "ge"),
        high=_bound(field, "le"),
        role=str(facts.get("role", "")),
        meaning=field.description or "",
        source=str(facts.get("source", "")),
        choices=tuple(str(choice) for choice in choices),
    )


def _bound(field: FieldInfo, side: str) -> float | None:
    """Return the bound that a field's annotations carry on one side."""
    bounds = [getattr(item, side) for item in field.metadata if getattr(item, side, None) is not None]
    return float(bounds[0]) if bounds else None


def _object_schema(group: type[Group]) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for name, field in group.model_fields.items():
        inner = _group_of(field)
        properties[name] = _value_schema(_row(name, field), field) if inner is None else _object_schema(inner)
    meaning = " ".join((group.__doc__ or "").split()).replace("``", "`")
    return {"type": "object", "description": meaning, "additionalProperties": False, "properties": properties}


def _value_schema(row: ParameterRow, field: FieldInfo) -> dict[str, Any]:
    kinds: dict[object, dict[str, Any]] = {
        bool: {"type": "boolean"},
        int: {"type": "integer"},
        float: {"type": "number"},
        str: {"type": "string"},
        date: {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    }
    schema: dict[str, Any] = {"enum": list(row.choices)} if row.choices else dict(kinds[field.annotation])
    for keyword, bound in (("minimum", row.low), ("maximum", row.high)):
        if bound is not None:
            schema[keyword] = int(bound) if bound.is_integer() else bound
    default = row.default.isoformat() if isinstance(row.default, date) else row.default
    said = f"{row.meaning} Unit: {row.unit}. Source: {row.source}. Role: {row.role}."
    return {**schema, "default": default, "description": said}
