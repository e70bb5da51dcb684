"""Write the estimates of a sweep point by point; memory holds the directory of one file, however many there are."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from sim.analysis.sweeps.parts import OUTCOMES, part_of
from sim.experiment.tables import PARQUET_OPTIONS


class OutcomeParts:
    """A context in which points are written; a sweep without any has one file without rows.

    Parameters
    ----------
    folder : Path
        Of the sweep; it exists.
    schema : pyarrow.Schema

    Attributes
    ----------
    n_points : int
        Written so far: the number of the next one.
    """

    def __init__(self, folder: Path, schema: pa.Schema) -> None:
        (folder / OUTCOMES).mkdir()
        self._folder, self._schema = folder, schema
        self.n_points = 0
        self._writer = self._opened()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._writer.close()

    def write(self, table: pa.Table) -> None:
        """Write the rows of one point as a row group.

        Raises
        ------
        OSError
            If the disk refuses.
        """
        if self.n_points and part_of(self.n_points)[1] == 0:
            self._writer.close()
            self._writer = self._opened()
        self._writer.write_table(table)
        self.n_points += 1

    def _opened(self) -> pq.ParquetWriter:
        return pq.ParquetWriter(str(self._folder / part_of(self.n_points)[0]), self._schema, **PARQUET_OPTIONS)
