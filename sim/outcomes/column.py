"""What a column of a recorded table is: a name, a dtype, a unit, a meaning, declared once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

DTYPES: Final = frozenset({"str", "int64", "int32", "float64", "bool"})
NEVER: Final = -999_999
"""Week written where something has not happened (never adopted, never left, still running)."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a recorded table.

    Attributes
    ----------
    name : str
        Name in the table and in the Parquet file.
    dtype : str
        One of ``str`` (object array of str), ``int64``, ``int32``, ``float64``, ``bool``.
    unit : str
        Unit of one entry; ``1`` for counts and shares, ``USD``, ``h``, ``week``, ``USD/h`` and so on.
    meaning : str
        One sentence.

    Raises
    ------
    ValueError
        If the name or the meaning is empty, or the dtype is not a declared one.
    """

    name: str
    dtype: str
    unit: str
    meaning: str

    def __post_init__(self) -> None:
        if not self.name or not self.meaning:
            raise ValueError(f"a column needs a name and a meaning, got {self.name!r}, {self.meaning!r}")
        if self.dtype not in DTYPES:
            raise ValueError(f"column {self.name}: dtype {self.dtype!r} is not one of {sorted(DTYPES)}")


def count(name: str, meaning: str) -> Column:
    """Return an int64 count column (unit 1)."""
    return Column(name, "int64", "1", meaning)


def real(name: str, unit: str, meaning: str) -> Column:
    """Return a float64 column."""
    return Column(name, "float64", unit, meaning)


def usd(name: str, meaning: str) -> Column:
    """Return a float64 column of US dollars."""
    return Column(name, "float64", "USD", meaning)


def text(name: str, meaning: str) -> Column:
    """Return a column of strings (unit: none)."""
    return Column(name, "str", "", meaning)


def week(name: str, meaning: str) -> Column:
    """Return an int32 column holding a week counted from 0 at ``horizon.start``."""
    return Column(name, "int32", "week", meaning)


def flag(name: str, meaning: str) -> Column:
    """Return a boolean column."""
    return Column(name, "bool", "1", meaning)


def identifier(name: str, meaning: str) -> Column:
    """Return an int64 column of identifiers."""
    return Column(name, "int64", "id", meaning)
