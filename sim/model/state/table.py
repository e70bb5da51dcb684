"""State as tables of columns: declared dtype, unit, meaning and blank value; rows are appended, in order of entry.

The agents engine keeps every row. The compiled engine lets go of rows that nobody needs any more (`Table.keep`): the
others move, and `Table.epoch` tells whoever remembers a row number to look again.

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
LEAST_GROWTH = 1024
"""Rows; beyond that a table grows by half of its room."""


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
    """A growing table; the class body declares the columns, the first of which says what a row is.

    Parameters
    ----------
    capacity : int, optional
        Rows to make room for at first.

    Attributes
    ----------
    n_rows : int
        Live rows.
    epoch : int
        How many times rows have moved.
    id_column : str
        Name of the first column.
    """

    def __init__(self, capacity: int = FIRST_CAPACITY) -> None:
        self.n_rows = 0
        self.epoch = 0
        self.id_column = next(iter(self.columns()))
        self._arrays: dict[str, npt.NDArray[Any]] = {}
        self._index: tuple[npt.NDArray[Any], npt.NDArray[np.int64]] | None = None
        self._capacity = max(capacity, 1)
        for name, declared in self.columns().items():
            self._put(name, np.full(self._capacity, declared.blank, dtype=declared.dtype))

    @classmethod
    def columns(cls) -> dict[str, StateColumn]:
        """Declared columns in order, by name."""
        return {name: value for name, value in vars(cls).items() if isinstance(value, StateColumn)}

    @property
    def nbytes(self) -> int:
        """Bytes of all columns, room for rows to come included."""
        return sum(array.nbytes for array in self._arrays.values())

    def append(self, **values: float) -> int:
        """Add a row; columns that are not named keep their blank value.

        Returns
        -------
        int
            The new row.
        """
        row = self.n_rows
        if row == self._capacity:
            self._grow(row + 1)
        self.n_rows = row + 1
        for name, value in values.items():
            getattr(self, name)[row] = value
        return row

    def reserve(self, extra: int) -> bool:
        """Make room for `extra` rows to be written by number; whether the columns have moved."""
        if self.n_rows + extra <= self._capacity:
            return False
        self._grow(self.n_rows + extra)
        return True

    def keep(self, rows: npt.NDArray[np.integer[Any]]) -> None:
        """Keep these rows, in the order given, as the first ones; the rows set free are blank again.

        Parameters
        ----------
        rows : ndarray of int, shape (n,)
            Live rows, each once.

        Notes
        -----
        Columns stay where they are in memory; rows at the beginning that do not move are not touched.
        """
        n, gaps = len(rows), np.flatnonzero(rows != np.arange(len(rows)))
        still = int(gaps[0]) if len(gaps) else n
        for name, declared in self.columns().items():
            array = self._arrays[name]
            array[still:n] = array[rows[still:]]
            array[n : self.n_rows] = declared.blank
        self.n_rows = n
        self.epoch += 1
        self._index = None

    def rows_of(self, ids: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Rows of those with these values of the first column, -1 where there is none.

        The index is made at the first call after rows have come or gone: O(n log n); a call then costs O(log n) each.
        """
        if self._index is None or len(self._index[0]) != self.n_rows:
            own = self.array(self.id_column)
            order = np.argsort(own, kind="stable")
            self._index = own[order], order
        known, order = self._index
        wanted = np.asarray(ids)
        if len(known) == 0:
            return np.full(wanted.shape, -1, dtype=np.int64)
        place = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
        return np.where(known[place] == wanted, order[place], -1)

    def with_room(self, name: str) -> npt.NDArray[Any]:
        """A column with its room for rows to come (blank), as a view: it becomes stale when the table grows."""
        return self._arrays[name]

    def array(self, name: str) -> npt.NDArray[Any]:
        """Live rows of a column, shape (n_rows,), as a view: stale when the table grows or lets rows go."""
        return self._arrays[name][: self.n_rows]

    def _grow(self, least: int) -> None:
        """Make room for `least` rows and some more, column by column; new rows are blank."""
        before = self._capacity
        self._capacity = max(least, before + max(LEAST_GROWTH, before // 2))
        for name, declared in self.columns().items():
            old = self._arrays[name]
            new = np.full(self._capacity, declared.blank, dtype=declared.dtype)
            new[:before] = old
            self._put(name, new)

    def _put(self, name: str, array: npt.NDArray[Any]) -> None:
        """Hold a column as an array, and under its name as cells over the same memory."""
        self._arrays[name] = array
        setattr(self, name, memoryview(cast("Any", array)))
