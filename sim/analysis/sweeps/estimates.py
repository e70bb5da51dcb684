"""The estimates of a stored sweep, kept as they lie in the file: as rows of Python they take ten times the memory."""

from __future__ import annotations

import math
from collections.abc import KeysView
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sim.analysis.estimate import Estimate
from sim.analysis.sweeps.parts import parts_in

Key = tuple[str, str, str]
"""Arm, work category ('' for all work), outcome."""
_KEYS: Final = ("arm", "category", "outcome")
_COLUMNS: Final = ("point", "unit", "value", "standard_error", "degrees", "reason", "left_out", "single")


@dataclass(frozen=True, eq=False)
class Estimates:
    """Estimates by arm, category, outcome and point.

    Attributes
    ----------
    table : pyarrow.Table
        In the order of the file.
    places : dict of Key to (n,) int64
        Rows of each key, in the order of the file: by point.
    """

    table: pa.Table
    places: dict[Key, NDArray[np.int64]]

    @classmethod
    def read(cls, folder: Path) -> Estimates:
        """Return those of a sweep's folder, every page checked against its checksum."""
        parts = parts_in(folder)
        columns = {name: _column(parts, name) for name in _COLUMNS}
        return cls(pa.table(columns), _places([_column(parts, name) for name in _KEYS]))

    @property
    def keys(self) -> KeysView[Key]:
        """All keys."""
        return self.places.keys()

    def unit(self, *key: str) -> str:
        """Return the unit of a key.

        Raises
        ------
        KeyError
            If there is no such key.
        """
        arm, category, outcome = key
        return str(self.table["unit"][int(self.places[arm, category, outcome][0])])

    def by_point(self, *key: str) -> dict[int, Estimate]:
        """Return the estimates of a key by point; none if there is no such key."""
        arm, category, outcome = key
        places = self.places.get((arm, category, outcome))
        rows = [] if places is None else self.table.take(places).to_pylist()
        return {row["point"]: _estimate(row) for row in rows}


def _column(parts: list[Path], name: str) -> pa.Array:
    """Return a column in one piece; one at a time, so that only one lies in memory twice."""
    read = [pq.read_table(str(part), columns=[name], page_checksum_verification=True) for part in parts]
    column = pa.concat_tables(read).unify_dictionaries()[name].combine_chunks()
    return column.chunk(0) if isinstance(column, pa.ChunkedArray) else column


def _places(keys: list[pa.DictionaryArray]) -> dict[Key, NDArray[np.int64]]:
    """Return the rows of each combination of labels."""
    shape = tuple(max(len(one.dictionary), 1) for one in keys)
    labels = [one.dictionary.to_pylist() for one in keys]
    codes = np.ravel_multi_index([one.indices.to_numpy(zero_copy_only=False) for one in keys], shape)
    order = np.argsort(codes, kind="stable")
    found, starts = np.unique(codes[order], return_index=True)
    parts = np.split(order, starts[1:])
    places: dict[Key, NDArray[np.int64]] = {}
    for code, part in zip(found.tolist(), parts, strict=True):
        arm, category, outcome = (name[int(at)] for name, at in zip(labels, np.unravel_index(code, shape), strict=True))
        places[arm, category, outcome] = part
    return places


def _estimate(row: dict[str, Any]) -> Estimate:
    left, single = row["left_out"], row["single"]
    return Estimate(
        _number(row["value"]),
        _number(row["standard_error"]),
        None,
        row["degrees"],
        row["reason"],
        None if left is None else tuple(left),
        None if single is None else tuple(single),
    )


def _number(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
