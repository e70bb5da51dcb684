"""Points that an earlier sweep of the same name has stored: read back instead of run again.

An edited or enlarged sweep has another fingerprint and so another folder, but equal points have equal keys. Each point
is a row group of its own in a file of some points, and every page carries a checksum, so that a flipped bit loses one
point and a cut those of one file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sim.experiment.same_packages import made_by_same_packages
from sim.experiment.sweep.dataset import POINTS
from sim.experiment.sweep.estimates import LABEL, SCHEMA, LostRun, PointSummary

_DAMAGED = (OSError, pa.ArrowException, KeyError, IndexError, ValueError, TypeError)
"""What reading a damaged file may raise: its directory has no checksum, so that names and types may be others."""


def points_kept(folder: Path) -> list[dict[str, Any]]:
    """Return the rows of the points that a stored sweep holds, all their runs done; none if its list cannot be read."""
    return [row for row in points_summarised(folder) if not row["n_lost"]]


def points_summarised(folder: Path) -> list[dict[str, Any]]:
    """Return the rows of the points that a stored sweep has estimates of, none if its list of points cannot be read."""
    try:
        rows: list[dict[str, Any]] = pq.read_table(
            str(folder / POINTS),
            columns=["key", "status", "part", "row_group", "replications", "n_lost"],
            page_checksum_verification=True,
        ).to_pylist()
    except _DAMAGED:
        return []
    return [row for row in rows if row["status"] == "done"]


def stored_points(
    neighbours: Path, wanted: set[str], tell: Callable[[str], None] | None = None
) -> Iterator[tuple[str, bytes]]:
    """Yield the key and the output of each wanted point that a sweep holds which these versions of libraries made.

    Parameters
    ----------
    neighbours : Path
        Folder of all sweeps of one name.
    wanted : set of str
        Keys.
    tell : callable, optional
        Told of sweeps that other versions made.
    """
    missing = set(wanted)
    folders = [path for path in sorted(neighbours.glob("*")) if path.is_dir() and not path.name.startswith(".")]
    for folder in folders:
        held = [row for row in points_kept(folder) if row["key"] in missing]
        if not held or not made_by_same_packages(folder, tell):
            continue
        for row in held:
            summary = summary_in(folder, row) if row["key"] in missing else None  # two points may be one
            if summary is not None:
                missing.discard(row["key"])
                yield row["key"], summary.to_bytes()


def summary_in(folder: Path, row: dict[str, Any], lost: tuple[LostRun, ...] = ()) -> PointSummary | None:
    """Return a point of a stored sweep as its worker gave it, None if it is not what was written.

    Parameters
    ----------
    folder : Path
        The sweep.
    row : dict
        Of `points_summarised`.
    lost : tuple of LostRun
        Runs of it that failed, which are listed elsewhere.
    """
    try:
        with pq.ParquetFile(str(folder / row["part"]), page_checksum_verification=True) as file:
            table = file.read_row_group(row["row_group"], columns=SCHEMA.names)
        arrays = []
        for field in SCHEMA:
            column = table.column(field.name)
            if field.type == LABEL:
                arrays.append(pa.array(column.to_pylist(), pa.string()).dictionary_encode())
            else:
                arrays.append(column.combine_chunks().cast(field.type))
        return PointSummary(pa.Table.from_arrays(arrays, schema=SCHEMA), tuple(row["replications"]), lost)
    except _DAMAGED:
        return None
