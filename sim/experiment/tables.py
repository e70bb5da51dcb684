"""Recorded tables as Arrow tables and Parquet files; the same rows give the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from sim.outcomes.column import Column
from sim.outcomes.columns import ALWAYS_RECORDED, TABLES

TWINS: Final = "twins"
REPLICATION: Final = Column("replication", "int32", "1", "number of the replication, from 0")

_ARROW_TYPES: Final = {
    "str": pa.dictionary(pa.int32(), pa.string()),
    "int64": pa.int64(),
    "int32": pa.int32(),
    "float64": pa.float64(),
    "bool": pa.bool_(),
}
PARQUET_OPTIONS: Final = {
    "version": "2.6",
    "data_page_version": "1.0",
    "compression": "zstd",
    "compression_level": 3,
    "use_dictionary": True,
    "write_statistics": True,
    "write_page_checksum": True,
    "store_schema": True,
}
_ROW_GROUP: Final = 1_048_576  # rows


def declared_columns(table: str) -> tuple[Column, ...]:
    """Return the columns of a stored table: ``replication`` first, then those declared in `sim.outcomes`."""
    return (REPLICATION, *TABLES["freelancers" if table == TWINS else table])


def arrow_schema(table: str) -> pa.Schema:
    """Return the schema of a stored table, with unit and meaning in the metadata of each column."""
    fields = [
        pa.field(
            column.name,
            _ARROW_TYPES[column.dtype],
            nullable=False,
            metadata={"unit": column.unit, "meaning": column.meaning},
        )
        for column in declared_columns(table)
    ]
    return pa.schema(fields, metadata={"table": table})


def arrow_table(table: str, columns: Mapping[str, Any], replication: int) -> pa.Table:
    """Return one recorded table of one replication as Arrow.

    Parameters
    ----------
    table : str
        Name of a recorded table.
    columns : mapping of str to numpy.ndarray
        Arrays of equal length under the declared names, in declared order.
    replication : int
        Number of the replication, written into the leading column.

    Raises
    ------
    ValueError
        If the columns are not the declared ones, or an array does not hold the declared type.
    """
    schema = arrow_schema(table)
    expected = schema.names[1:]
    if list(columns) != expected:
        missing, unknown = sorted(set(expected) - set(columns)), sorted(set(columns) - set(expected))
        raise ValueError(f"table {table!r}: not the declared columns; missing {missing}, unknown {unknown}")
    lengths = {name: len(values) for name, values in columns.items()}
    n_rows = lengths[expected[0]]
    arrays = [pa.array([replication], pa.int32()).take(pa.repeat(0, n_rows))]
    for column in declared_columns(table)[1:]:
        if lengths[column.name] != n_rows:
            raise ValueError(f"table {table!r}: {column.name} has {lengths[column.name]} rows, not {n_rows}")
        arrays.append(_arrow_array(table, column, columns[column.name]))
    return pa.Table.from_arrays(arrays, schema=schema)


def _arrow_array(table: str, column: Column, values: Any) -> Any:
    """Return a column as Arrow, refusing values of another kind and blanks that Arrow would call null.

    Raises
    ------
    ValueError
        If it refuses.
    """
    try:
        if column.dtype == "str":
            array = pa.array(values, pa.string()).dictionary_encode()
        else:
            array = pa.array(values, _ARROW_TYPES[column.dtype], from_pandas=False)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
        raise ValueError(f"table {table!r}: {column.name} does not hold {column.dtype}: {error}") from error
    if array.null_count:
        raise ValueError(f"table {table!r}: {column.name} has {array.null_count} empty entries")
    return array


def write_shard(table: pa.Table, path: Path) -> None:
    """Write one table of one replication to an Arrow file, for `merge_shards`."""
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)


def shard_path(folder: Path, table: str, replication: int) -> Path:
    """Return where a replication's part of a table waits to be merged."""
    return folder / f"{table}-{replication:06d}.arrow"


def merge_shards(shards: Path, table: str, replications: Sequence[int], path: Path) -> None:
    """Write the parts of a table as one Parquet file, in the order given, and delete them.

    One part is in memory at a time, so memory does not grow with the number of replications.

    Raises
    ------
    OSError
        If a part is missing or the file cannot be written.
    """
    with pq.ParquetWriter(str(path), arrow_schema(table), **PARQUET_OPTIONS) as writer:
        for replication in replications:
            shard = shard_path(shards, table, replication)
            with pa.OSFile(str(shard), "rb") as source, pa.ipc.open_file(source) as reader:
                writer.write_table(reader.read_all(), row_group_size=_ROW_GROUP)
            shard.unlink()


def shard_tables(shards: Path) -> list[str]:
    """Return the names of the tables that wait to be merged, in the order of their declaration."""
    waiting = {path.name.rpartition("-")[0] for path in shards.iterdir()}
    return [name for name in (*TABLES, TWINS) if name in waiting]


def read_parquet(path: Path) -> pa.Table:
    """Return a stored table, every page checked against its checksum.

    Raises
    ------
    OSError, pyarrow.ArrowException
        If the file cannot be read or a page is not what was written.
    """
    return pq.read_table(str(path), page_checksum_verification=True)


def pandas_frame(table: pa.Table) -> Any:
    """Return a stored table for the analysis: strings as categories in alphabetical order (a few bytes a row)."""
    frame = table.to_pandas()
    for name in frame.columns[frame.dtypes == "category"]:
        values = frame[name].cat
        frame[name] = values.reorder_categories(sorted(values.categories))
    return frame


def stored_tables(folder: Path) -> Iterator[str]:
    """Yield the names of the tables that lie in a folder, in the order of their declaration."""
    for name in (*TABLES, TWINS):
        if (folder / f"{name}.parquet").is_file() or name in ALWAYS_RECORDED:
            yield name
