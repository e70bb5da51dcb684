"""The dataset of a sweep: four Parquet tables, sorted, without times or hosts, so that equal sweeps are equal bytes.

The largest of them, the estimates, is a folder of files (`sim.analysis.sweeps.parts`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from sim.analysis.estimate import Estimate
from sim.analysis.sweeps.pairing import Effect, effect
from sim.analysis.sweeps.parts import part_of
from sim.experiment.fingerprint import canonical_json, plain
from sim.experiment.sweep.dimensions import kind_of_parameter
from sim.experiment.sweep.estimates import FIELDS, LABEL, PointSummary
from sim.experiment.sweep.outcome_parts import OutcomeParts
from sim.experiment.sweep.plan import MAIN, WITH, WITHOUT, Entry, Plan
from sim.experiment.sweep.reading import ROWS
from sim.experiment.sweep.run_rows import RunRows
from sim.experiment.tables import PARQUET_OPTIONS
from sim.experiment.task import Failure
from sim.outcomes.catalogue import CATALOGUE

RUNS: Final = "runs.parquet"
POINTS: Final = "points.parquet"
FAILURES: Final = "failures.parquet"

COUNTS: Final = ("points_done", "points_failed", "runs", "runs_failed")
"""What `write_dataset` counts."""

Found = Callable[[Entry], PointSummary | None]
"""Returns the summary of a point, None where it failed."""

_TYPES: Final = {"real": pa.float64(), "whole": pa.int64(), "date": pa.date32()}
_RUNS_A_GROUP: Final = 8_192  # rows
_EFFECT: Final = ("effect", "effect_standard_error", "effect_low", "effect_high")
_EFFECT_MEANINGS: Final = (
    "value less that of the reference (the reference point, or the same point without the what-if)",
    "Monte Carlo standard error of effect, paired by replication",
    "lower end of its 95% interval",
    "upper end of its 95% interval",
)
_FAILURE: Final = (
    ("point", pa.int32()), ("arm", LABEL), ("key", pa.string()), ("replication", pa.int32()), ("world", pa.string()),
    ("status", pa.string()), ("stage", pa.string()), ("kind", pa.string()), ("cause", pa.string()),
    ("attempts", pa.int32()), ("seed", pa.int64()),
)  # fmt: skip


def write_dataset(
    folder: Path, plan: Plan, found: Found, failures: Mapping[str, tuple[Failure, int]]
) -> dict[str, int]:
    """Write the four tables of a sweep.

    Parameters
    ----------
    folder : Path
        An existing folder.
    plan : Plan
    found : callable
        Summary of each entry; called once or twice for each, so that one point is in memory at a time.
    failures : mapping of str to (Failure, int)
        Why a point has none, by key, and how often it was tried.

    Returns
    -------
    dict
        By name in `COUNTS`.
    """
    counts = dict.fromkeys(COUNTS, 0)
    facts: list[dict[str, Any]] = []
    lost: list[dict[str, Any]] = []
    waiting = RunRows(CATALOGUE)
    with (
        OutcomeParts(folder, _outcome_schema(plan)) as outcomes,
        pq.ParquetWriter(str(folder / RUNS), _run_schema(plan), **PARQUET_OPTIONS) as runs,
    ):
        for entry, summary, other in _with_reference(plan, found):
            facts.append(_point_row(plan, entry, summary, outcomes.n_points))
            lost += _failure_rows(entry, summary, failures.get(entry.key), plan.seed)
            if summary is None:
                counts["points_failed"] += 1
                continue
            outcomes.write(_outcome_rows(plan, entry, summary, other))
            _add_runs(waiting, plan, entry, summary)
            if len(waiting) >= _RUNS_A_GROUP:
                runs.write_table(_from_columns(waiting.take(), runs.schema))
            counts["runs"] += len(summary.replications)
            counts["runs_failed"] += len(summary.lost)
        if waiting:
            runs.write_table(_from_columns(waiting.take(), runs.schema))
    counts["points_done"] = outcomes.n_points
    pq.write_table(_table(facts, _point_schema(plan)), str(folder / POINTS), **PARQUET_OPTIONS)
    pq.write_table(_table(lost, pa.schema(_FAILURE)), str(folder / FAILURES), **PARQUET_OPTIONS)
    return counts


def estimates_in(summary: PointSummary) -> list[tuple[tuple[str, str], Estimate]]:
    """Return the estimates of a summary with their category and outcome, in their order."""
    return [((row["category"], row["outcome"]), estimate_of(row)) for row in summary.table.to_pylist()]


def estimate_of(row: Mapping[str, Any]) -> Estimate:
    """Return a row of a table of estimates as an `Estimate`, without quantiles."""
    left, single = row["left_out"], row["single"]
    return Estimate(
        row["value"],
        row["standard_error"],
        None,
        row["degrees"],
        row["reason"],
        None if left is None else tuple(left),
        None if single is None else tuple(single),
    )


def _with_reference(plan: Plan, found: Found) -> Iterator[tuple[Entry, PointSummary | None, PointSummary | None]]:
    """Yield each entry with its summary and that of what it is compared with."""
    fixed = next((found(entry) for entry in plan.entries if entry.point == plan.reference), None)
    without: PointSummary | None = None
    for entry in plan.entries:
        summary = found(entry)
        other = None
        if entry.arm == WITHOUT:
            without = summary
        elif entry.arm == WITH:
            other = without
        elif entry.arm == MAIN and entry.point != plan.reference:
            other = fixed
        paired = summary is not None and other is not None and summary.replications == other.replications
        yield entry, summary, other if paired else None


def _outcome_rows(plan: Plan, entry: Entry, summary: PointSummary, other: PointSummary | None) -> pa.Table:
    n = summary.table.num_rows
    against = dict(estimates_in(other)) if other is not None else {}
    effects = [effect(one, against[name]) if name in against else Effect() for name, one in estimates_in(summary)]
    columns = {
        **_point_columns(plan, entry, n),
        **{name: _again(summary.table.column(name)) for name in summary.table.column_names},
        "n_replications": [len(summary.replications)] * n,
        "effect": [one.value for one in effects],
        "effect_standard_error": [one.standard_error for one in effects],
        "effect_low": [one.low for one in effects],
        "effect_high": [one.high for one in effects],
    }
    return _from_columns(columns, _outcome_schema(plan))


def _again(column: pa.ChunkedArray) -> Any:
    """Return the values of a column, labels decoded: how they were encoded must not show in the file."""
    return column.to_pylist() if pa.types.is_dictionary(column.type) else column


def _add_runs(waiting: RunRows, plan: Plan, entry: Entry, summary: PointSummary) -> None:
    """Add one row a replication: the value of each outcome in that run alone."""
    n = len(summary.replications)
    found: dict[str, Sequence[float | None]] = {}
    for (category, name), one in estimates_in(summary):
        if not category:
            single = one.single if one.single is not None else ((one.value,) if n == 1 else ())
            if len(single) == n:
                found[name] = single
    waiting.add({**_point_of(plan, entry), "seed": plan.seed}, summary.replications, found)


def _point_row(plan: Plan, entry: Entry, summary: PointSummary | None, number: int) -> dict[str, Any]:
    part, row_group = part_of(number) if summary is not None else (None, None)
    return {
        **_point_of(plan, entry),
        "role": "reference" if entry.point == plan.reference else "design",
        "varied": entry.varied,
        "unit_cube": entry.unit,
        "key": entry.key,
        "status": "failed" if summary is None else "done",
        "part": part,
        "row_group": row_group,
        "replications": None if summary is None else summary.replications,
        "n_lost": 0 if summary is None else len(summary.lost),
    }


def _failure_rows(
    entry: Entry, summary: PointSummary | None, failure: tuple[Failure, int] | None, seed: int
) -> list[dict[str, Any]]:
    head = {"point": entry.point, "arm": entry.arm, "key": entry.key, "seed": seed}
    if summary is not None:
        return [
            {**head, "replication": one.replication, "world": one.world, "status": "error", "stage": one.stage,
             "kind": one.kind, "cause": one.cause, "attempts": 1}
            for one in summary.lost
        ]  # fmt: skip
    if failure is None:
        return [{**head, "status": "missing", "stage": "", "kind": "", "cause": "it was not run", "attempts": 0}]
    why, attempts = failure
    return [
        {**head, "status": why.status, "stage": why.stage, "kind": why.kind, "cause": why.cause, "attempts": attempts}
    ]


def _point_columns(plan: Plan, entry: Entry, n: int) -> dict[str, Any]:
    return {name: [value] * n for name, value in _point_of(plan, entry).items()}


def _point_of(plan: Plan, entry: Entry) -> dict[str, Any]:
    return {"point": entry.point, "arm": entry.arm, **dict(zip(plan.paths, entry.settings, strict=True))}


def _head(plan: Plan) -> list[pa.Field]:
    """Return the columns that say which point a row is about."""
    fields = [
        pa.field("point", pa.int32(), nullable=False, metadata={"unit": "1", "meaning": "place in the design"}),
        pa.field("arm", LABEL, nullable=False, metadata={"unit": "", "meaning": "main, reference or what_if"}),
    ]
    for path in plan.paths:
        kind = _TYPES.get(kind_of_parameter(path), pa.bool_() if isinstance(ROWS[path].default, bool) else LABEL)
        about = {"unit": ROWS[path].unit, "meaning": ROWS[path].meaning, "role": "parameter"}
        fields.append(pa.field(path, kind, nullable=False, metadata=about))
    return fields


def _outcome_schema(plan: Plan) -> pa.Schema:
    effects = [
        pa.field(name, pa.float64(), metadata={"unit": "as `unit`", "meaning": meaning})
        for name, meaning in zip(_EFFECT, _EFFECT_MEANINGS, strict=True)
    ]
    count = pa.field(
        "n_replications", pa.int32(), nullable=False, metadata={"unit": "1", "meaning": "runs behind value"}
    )
    estimates = {one.name: one for one in FIELDS}
    lists = [estimates.pop(name) for name in ("left_out", "single", "reason")]
    return pa.schema([*_head(plan), *estimates.values(), count, *effects, *lists], metadata=_about(plan))


def _run_schema(plan: Plan) -> pa.Schema:
    fields = [
        *_head(plan),
        pa.field("replication", pa.int32(), nullable=False, metadata={"unit": "1", "meaning": "from 0"}),
        pa.field("seed", pa.int64(), nullable=False, metadata={"unit": "1", "meaning": "of the sweep"}),
        *(pa.field(o.name, pa.float64(), metadata={"unit": o.unit, "meaning": o.meaning}) for o in CATALOGUE.values()),
    ]
    return pa.schema(fields, metadata=_about(plan))


def _point_schema(plan: Plan) -> pa.Schema:
    fields = [
        *_head(plan),
        pa.field("role", LABEL), pa.field("varied", LABEL), pa.field("unit_cube", pa.list_(pa.float64())),
        pa.field("key", pa.string()), pa.field("status", LABEL),
        pa.field("part", LABEL), pa.field("row_group", pa.int32()),
        pa.field("replications", pa.list_(pa.int32())), pa.field("n_lost", pa.int32()),
    ]  # fmt: skip
    return pa.schema(fields, metadata=_about(plan))


def _about(plan: Plan) -> dict[str, str]:
    """Return what the schema of every table says of the sweep."""
    file = plan.sweep.file
    design = plain(file.design.model_dump(mode="json", exclude_defaults=True))
    about = {
        "name": file.name,
        "seed": plan.seed,
        "fingerprint": plan.fingerprint,
        "design": {"kind": file.design.kind, **design},
    }
    return {"sweep": canonical_json(about).decode("ascii")}


def _table(rows: Sequence[Mapping[str, Any]], schema: pa.Schema) -> pa.Table:
    return _from_columns({name: [row.get(name) for row in rows] for name in schema.names}, schema)


def _from_columns(columns: Mapping[str, Any], schema: pa.Schema) -> pa.Table:
    arrays = []
    for kind in schema:
        values = columns[kind.name]
        if isinstance(values, pa.Array):
            arrays.append(values)
        elif isinstance(values, pa.ChunkedArray):
            arrays.append(values.combine_chunks())
        elif kind.type == LABEL:
            arrays.append(pa.array(values, pa.string()).dictionary_encode())
        else:
            arrays.append(pa.array(values, kind.type))
    return pa.Table.from_arrays(arrays, schema=schema)
