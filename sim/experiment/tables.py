"""Recorded tables as Arrow tables and Parquet files; the same rows give the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
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
_LENGTH: Final = 8  # bytes of the length of the list of names
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


def pack(tables: Mapping[str, pa.Table]) -> bytes:
    """Return tables as bytes that cross processes: a list of names and sizes, then an Arrow file (lz4) for each."""
    parts = {name: _arrow_file(table) for name, table in tables.items()}
    names = json.dumps([[name, part.size] for name, part in parts.items()]).encode()
    return b"".join([len(names).to_bytes(_LENGTH, "little"), names, *parts.values()])


def unpack(content: bytes) -> dict[str, pa.Table]:
    """Return the tables that `pack` has packed; they look into `content` where they can."""
    whole = pa.py_buffer(content)
    place = _LENGTH + int.from_bytes(content[:_LENGTH], "little")
    tables = {}
    for name, size in json.loads(content[_LENGTH:place]):
        with pa.ipc.open_file(pa.BufferReader(whole.slice(place, size))) as reader:
            tables[name] = reader.read_all()
        place += size
    return tables


def _arrow_file(table: pa.Table) -> pa.Buffer:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
        writer.write_table(table)
    return sink.getvalue()


def store_tables(outputs: Iterable[Mapping[str, pa.Table]], folder: Path) -> None:
    """Write tables that come world by world, in the order they come, as one Parquet file a table.

    One world is in memory at a time, so memory does not grow with the number of replications.

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    with ExitStack() as stack:
        writers: dict[str, pq.ParquetWriter] = {}
        for tables in outputs:
            for name, table in tables.items():
                if name not in writers:
                    path = str(folder / f"{name}.parquet")
                    writers[name] = stack.enter_context(pq.ParquetWriter(path, arrow_schema(name), **PARQUET_OPTIONS))
                writers[name].write_table(table, row_group_size=_ROW_GROUP)


def one_replication(path: Path, replication: int) -> pa.Table:
    """Return the rows of one replication of a stored table, as they were recorded; every page is checked.

    Raises
    ------
    OSError, pyarrow.ArrowException
        If the file cannot be read or a page is not what was written.
    """
    with pq.ParquetFile(str(path), page_checksum_verification=True) as file:
        wanted = [
            number
            for number in range(file.metadata.num_row_groups)
            if file.metadata.row_group(number).num_rows
            and file.metadata.row_group(number).column(0).statistics.min == replication
        ]
        table = file.read_row_groups(wanted)
    return table.cast(arrow_schema(path.stem))


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
