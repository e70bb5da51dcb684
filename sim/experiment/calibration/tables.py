"""Points and their moments as two Parquet tables, and back: what another calibration can take over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from sim.analysis.calibration.priors import PRIORS
from sim.experiment.calibration.plan import Point
from sim.experiment.calibration.point import rows_of
from sim.experiment.fingerprint import canonical_json
from sim.experiment.same_packages import made_by_same_packages
from sim.experiment.tables import PARQUET_OPTIONS
from sim.parameters.scenario import Scenario
from sim.parameters.schema import parameter_rows

POINTS: Final = "points.parquet"
MOMENTS: Final = "moments.parquet"
_ROW: Final = ("id", "metric", "unit", "reference", "low", "high", "value", "standard_error", "single", "reason")
_TEXT: Final = ("id", "metric", "unit", "reason")


def write_points(folder: Path, points: Sequence[Point], outputs: Mapping[str, bytes]) -> None:
    """Write every point, and the moments of those that were run.

    Parameters
    ----------
    folder : Path
        An existing folder.
    points : sequence of Point
    outputs : mapping of str to bytes
        By key of the point; points that failed have none.
    """
    units = {row.path: row.unit for row in parameter_rows(Scenario)}
    columns: dict[str, pa.Array] = {
        "role": pa.array([one.role for one in points]),
        "number": pa.array([one.number for one in points], pa.int32()),
        "key": pa.array([one.task.key for one in points]),
        "status": pa.array(["done" if one.task.key in outputs else "failed" for one in points]),
        "replications": pa.array([len(one.task.payload.replications) for one in points], pa.int32()),
        "first_replication": pa.array([one.task.payload.replications[0] for one in points], pa.int64()),
    }
    for prior in PRIORS:
        columns[prior.path] = pa.array([one.settings[prior.path] for one in points], pa.float64())
    fields = [pa.field(name, one.type, metadata={"unit": units.get(name, "")}) for name, one in columns.items()]
    _write(pa.Table.from_arrays(list(columns.values()), schema=pa.schema(fields)), folder / POINTS)
    rows = [
        {"key": one.task.key, "role": one.role, "number": one.number, "place": place, **row}
        for one in points
        if one.task.key in outputs
        for place, row in enumerate(rows_of(outputs[one.task.key]))
    ]
    kinds: dict[str, pa.DataType] = {"key": pa.string(), "role": pa.string(), "number": pa.int32(), "place": pa.int32()}
    kinds |= {name: pa.string() if name in _TEXT else pa.float64() for name in _ROW}
    kinds["single"] = pa.list_(pa.float64())
    _write(pa.Table.from_pylist(rows, schema=pa.schema(list(kinds.items()))), folder / MOMENTS)


def stored_outputs(
    neighbours: Path, wanted: set[str], tell: Callable[[str], None] | None = None
) -> Iterator[tuple[str, bytes]]:
    """Yield the key and the output of each wanted point that a stored calibration holds; damaged files hold none.

    Nor does a calibration that was made with other versions of libraries.

    Parameters
    ----------
    neighbours : Path
        Folder of all calibrations of one scenario.
    wanted : set of str
        Keys.
    tell : callable, optional
        Told of a calibration that other versions made.
    """
    missing = set(wanted)
    for path in sorted(neighbours.glob(f"*/{MOMENTS}")):
        if path.parent.name.startswith(".") or not missing:
            continue
        try:
            table = pq.read_table(str(path), page_checksum_verification=True)
        except (OSError, pa.ArrowException):
            continue
        found: dict[str, list[dict[str, Any]]] = {}
        for row in table.to_pylist():
            if row["key"] in missing:
                found.setdefault(row["key"], []).append({name: row[name] for name in _ROW})
        if not found or not made_by_same_packages(path.parent, tell):
            continue
        for key, rows in found.items():
            missing.discard(key)
            yield key, canonical_json(rows)


def _write(table: pa.Table, path: Path) -> None:
    pq.write_table(table, str(path), **PARQUET_OPTIONS)
