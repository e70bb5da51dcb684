"""How a parameter is declared: once, with its unit, bounds, meaning, source and role.

From this one line come validation, the JSON Schema, ``--set``, the table in ``docs/parameters.md`` and the unit written
into every result.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Role = Literal["set", "calibrated", "lever", "run"]


class Group(BaseModel):
    """A frozen, closed group of parameters: unknown names, wrong types and non-finite numbers are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, validate_default=True)


def parameter(  # noqa: PLR0913 - a declaration is a list of facts
    default: Any,
    *,
    unit: str,
    meaning: str,
    source: str,
    role: Role,
    low: float | None = None,
    high: float | None = None,
) -> Any:
    """Declare one parameter of a `Group`.

    Parameters
    ----------
    default : Any
        Value when a scenario says nothing.
    unit : str
        Unit of the value, ``"1"`` for pure numbers and shares.
    meaning : str
        One sentence an economist can read.
    source : str
        Where the default comes from: a citation, a target it was set against, or the reason.
    role : {"set", "calibrated", "lever", "run"}
        ``set`` from a source, ``calibrated`` against targets, ``lever`` a scenario changes it, ``run`` how it is run.
    low, high : float, optional
        Closed bounds of the allowed range.

    Returns
    -------
    Any
        A pydantic field.
    """
    extra: dict[str, Any] = {"unit": unit, "source": source, "role": role}
    return Field(default, ge=low, le=high, description=meaning, json_schema_extra=extra)


def _iso_date(value: Any) -> Any:
    """Read an ISO date; anything but a date or a ``YYYY-MM-DD`` text is refused by pydantic's own check.

    Raises
    ------
    ValueError
        For a text that is not such a date.
    """
    if isinstance(value, str):
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):  # fromisoformat also reads 2022-W48-3
            raise ValueError("expected a date written as YYYY-MM-DD")
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError("expected a date written as YYYY-MM-DD") from None
    return value


IsoDate = Annotated[date, BeforeValidator(_iso_date)]
"""A calendar date, written ``YYYY-MM-DD`` in YAML."""
