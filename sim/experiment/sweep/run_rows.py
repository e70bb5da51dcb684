"""Rows of single runs, gathered until they are a row group: nine bytes a number, however many points there are.

A table of one point takes 100 KB of memory for a few numbers, and lists of Python floats four times the numbers.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa


class RunRows:
    """Rows that wait to be written.

    Parameters
    ----------
    names : iterable of str
        Columns of numbers.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._points: list[tuple[Mapping[str, Any], int]] = []
        self._replications = array("i")
        self._numbers = {name: array("d") for name in names}
        self._missing = {name: array("b") for name in self._numbers}

    def __len__(self) -> int:
        return len(self._replications)

    def add(
        self, point: Mapping[str, Any], replications: Sequence[int], found: Mapping[str, Sequence[float | None] | None]
    ) -> None:
        """Add the runs of a point.

        Parameters
        ----------
        point : mapping of str to Any
            Columns that are the same in all its runs.
        replications : sequence of int
            One a run.
        found : mapping of str to sequence of float or None
            One number a run for each column of numbers; a column that is None or not there has none.
        """
        self._points.append((point, len(replications)))
        self._replications.extend(replications)
        for name, numbers in self._numbers.items():
            values = found.get(name) or [None] * len(replications)
            numbers.extend(0.0 if one is None else one for one in values)
            self._missing[name].extend(one is None for one in values)

    def take(self) -> dict[str, Any]:
        """Return all columns, and forget them.

        Returns
        -------
        dict
            Lists for the columns of points and ``replication``; pyarrow arrays for numbers.
        """
        names = self._points[0][0] if self._points else {}
        columns: dict[str, Any] = {
            name: [value for point, n in self._points for value in [point[name]] * n] for name in names
        }
        columns["replication"] = self._replications.tolist()
        for name, numbers in self._numbers.items():
            columns[name] = pa.array(np.array(numbers), mask=np.array(self._missing[name], np.bool_))
        self._points.clear()
        columns_held: list[array[Any]] = [self._replications, *self._numbers.values(), *self._missing.values()]
        for held in columns_held:
            del held[:]
        return columns
