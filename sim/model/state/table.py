"""State as tables of columns: declared dtype, unit, meaning and blank value; rows are appended, never removed.

A column is read and written through a ``memoryview``: one cell is a plain Python number (27 ns, against 337 ns for a
NumPy scalar), while `Table.array` gives the live rows as a NumPy array without a copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, cast

import numpy as np
import numpy.typing as npt

Number = TypeVar("Number", int, float, bool)
FIRST_CAPACITY = 1024


class Cells(Protocol[Number]):
    """One column: a number for each row."""

    def __getitem__(self, row: int, /) -> Number: ...
    def __setitem__(self, row: int, value: Number, /) -> None: ...


Floats = Cells[float]
Ints = Cells[int]
Bools = Cells[bool]


@dataclass(frozen=True)
class StateColumn:
    """Declaration of a column of the state."""

    dtype: str
    unit: str
    meaning: str
    blank: float | bool


def column(dtype: str, *, unit: str, meaning: str, blank: float | bool) -> Any:
    """Declare a column in the body of a `Table` class; `blank` fills rows that nobody has written yet."""
    return StateColumn(dtype, unit, meaning, blank)


class Table:
    """A growing table; the class body declares the columns.

    Parameters
    ----------
    capacity : int, optional
        Rows to make room for at first.
    """

    def __init__(self, capacity: int = FIRST_CAPACITY) -> None:
        self.n_rows = 0
        self._arrays: dict[str, npt.NDArray[Any]] = {}
        self._capacity = max(capacity, 1)
        for name, declared in self.columns().items():
            self._arrays[name] = np.full(self._capacity, declared.blank, dtype=declared.dtype)
            setattr(self, name, memoryview(cast("Any", self._arrays[name])))

    @classmethod
    def columns(cls) -> dict[str, StateColumn]:
        """Declared columns in order, by name."""
        return {name: value for name, value in vars(cls).items() if isinstance(value, StateColumn)}

    def append(self, **values: float) -> int:
        """Add a row; columns that are not named keep their blank value.

        Returns
        -------
        int
            The new row.
        """
        row = self.n_rows
        if row == self._capacity:
            self._grow()
        self.n_rows = row + 1
        for name, value in values.items():
            getattr(self, name)[row] = value
        return row

    def reserve(self, extra: int) -> bool:
        """Make room for `extra` rows to be written by number; whether the columns have moved."""
        moved = False
        while self.n_rows + extra > self._capacity:
            self._grow()
            moved = True
        return moved

    def with_room(self, name: str) -> npt.NDArray[Any]:
        """A column with its room for rows to come (blank), as a view: it becomes stale when the table grows."""
        return self._arrays[name]

    def array(self, name: str) -> npt.NDArray[Any]:
        """Live rows of a column, shape (n_rows,), as a view: it becomes stale when the table grows."""
        return self._arrays[name][: self.n_rows]

    def _grow(self) -> None:
        """Double the room; new rows are blank."""
        extra = self._capacity
        self._capacity += extra
        for name, declared in self.columns().items():
            blank = np.full(extra, declared.blank, dtype=declared.dtype)
            self._arrays[name] = np.concatenate((self._arrays[name], blank))
            setattr(self, name, memoryview(cast("Any", self._arrays[name])))
