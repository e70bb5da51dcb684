"""The estimates of a point as an Arrow table, and as the bytes that a worker gives back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import pyarrow as pa

from sim.analysis.estimate import Estimate
from sim.experiment.fingerprint import canonical_json
from sim.outcomes.catalogue import CATALOGUE, CATEGORY_CATALOGUE

LABEL: Final = pa.dictionary(pa.int32(), pa.string())
LIST: Final = pa.list_(pa.float64())
FIELDS: Final = (
    pa.field("category", LABEL, nullable=False, metadata={"unit": "", "meaning": "work category; '' for all work"}),
    pa.field("outcome", LABEL, nullable=False, metadata={"unit": "", "meaning": "name in docs/outcomes.md"}),
    pa.field("unit", LABEL, nullable=False, metadata={"unit": "", "meaning": "unit of value; 1 for shares and ratios"}),
    pa.field("value", pa.float64(), metadata={"unit": "as `unit`", "meaning": "estimate over all replications"}),
    pa.field("standard_error", pa.float64(), metadata={"unit": "as `unit`", "meaning": "Monte Carlo standard error"}),
    pa.field("degrees", pa.int32(), nullable=False, metadata={"unit": "1", "meaning": "degrees of freedom of it"}),
    pa.field("reason", LABEL, metadata={"unit": "", "meaning": "why there is no value"}),
    pa.field("left_out", LIST, metadata={"unit": "as `unit`", "meaning": "value with one replication left out"}),
    pa.field("single", LIST, metadata={"unit": "as `unit`", "meaning": "value of each replication alone"}),
)
SCHEMA: Final = pa.schema(FIELDS)
_META: Final = b"point"


@dataclass(frozen=True, slots=True)
class LostRun:
    """A replication of a point that raised an error; the others were summarised.

    Attributes
    ----------
    replication : int
    world : {"main", "twin"}
    stage : {"instantiating", "running", "extracting"}
        How far it had come.
    kind, cause : str
        Class of the error, and its text in one line.
    seed : int
    """

    replication: int
    world: str
    stage: str
    kind: str
    cause: str
    seed: int


@dataclass(frozen=True, slots=True)
class PointSummary:
    """What is known of a point.

    Attributes
    ----------
    table : pyarrow.Table
        Columns of `SCHEMA`, outcomes in the order of the catalogue, then those of each category.
    replications : tuple of int
        Those that were summarised.
    lost : tuple of LostRun
        Those that were not.
    """

    table: pa.Table
    replications: tuple[int, ...]
    lost: tuple[LostRun, ...] = ()

    def to_bytes(self) -> bytes:
        """Return it as an Arrow stream; the same summary gives the same bytes."""
        facts = {"replications": list(self.replications), "lost": [asdict(one) for one in self.lost]}
        table = self.table.replace_schema_metadata({_META: canonical_json(facts)})
        sink = pa.BufferOutputStream()
        options = pa.ipc.IpcWriteOptions(compression="lz4")
        with pa.ipc.new_stream(sink, table.schema, options=options) as writer:
            writer.write_table(table)
        content: bytes = sink.getvalue().to_pybytes()
        return content

    @classmethod
    def from_bytes(cls, content: bytes) -> PointSummary:
        """Return what `to_bytes` wrote."""
        with pa.ipc.open_stream(pa.BufferReader(content)) as reader:
            table = reader.read_all()
        facts: dict[str, Any] = json.loads(table.schema.metadata[_META])
        lost = tuple(LostRun(**one) for one in facts["lost"])
        return cls(table.replace_schema_metadata(None), tuple(facts["replications"]), lost)


def estimate_table(outcomes: dict[str, Estimate], categories: dict[str, dict[str, Estimate]]) -> pa.Table:
    """Return estimates as a table of `SCHEMA`.

    Parameters
    ----------
    outcomes : dict of str to Estimate
        By name in the catalogue.
    categories : dict of str to dict of str to Estimate
        By work category and name in the category catalogue.
    """
    rows = [("", name, CATALOGUE[name].unit, one) for name, one in outcomes.items()]
    rows += [
        (category, name, CATEGORY_CATALOGUE[name].unit, one)
        for category, row in categories.items()
        for name, one in row.items()
    ]
    found = [one for *_, one in rows]
    columns: Sequence[Sequence[Any]] = (
        [category for category, *_ in rows],
        [name for _, name, *_ in rows],
        [unit for _, _, unit, _ in rows],
        [one.value for one in found],
        [one.standard_error for one in found],
        [one.degrees for one in found],
        [one.reason for one in found],
        [one.left_out for one in found],
        [one.single for one in found],
    )
    arrays = [
        pa.array(values, pa.string()).dictionary_encode() if kind.type == LABEL else pa.array(values, kind.type)
        for values, kind in zip(columns, FIELDS, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=SCHEMA)
