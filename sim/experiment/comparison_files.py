"""Files of a stored comparison: tables as Parquet and CSV, the verdict, the summary, the figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from sim.experiment.reporting import check_figures
from sim.experiment.store import FIGURES
from sim.experiment.tables import pandas_frame, read_parquet

if TYPE_CHECKING:
    from sim.analysis.paired.comparison import Tables
    from sim.analysis.paired.verdict import Facts

VERDICT: Final = "verdict.txt"
_NUMBERS: Final = "%.12g"


def write_tables(tables: Tables, folder: Path) -> None:
    """Write each table as Parquet, and as CSV but for the one with a row a person; equal tables give equal bytes."""
    from sim.analysis.paired.comparison import PEOPLE

    for name, frame in tables.items():
        arrow = pa.Table.from_pandas(frame, preserve_index=False)
        fields = [
            _coded(field).with_metadata({"meaning": meaning, **({"unit": unit} if unit else {})})
            for field, (unit, meaning) in zip(arrow.schema, map(_described, arrow.schema.names), strict=True)
        ]
        schema = pa.schema(fields, metadata={"table": name})
        pq.write_table(
            arrow.cast(schema),
            str(folder / f"{name}.parquet"),
            version="2.6",
            compression="zstd",
            compression_level=3,
            write_page_checksum=True,
        )
        if name != PEOPLE:
            frame.to_csv(folder / f"{name}.csv", index=False, float_format=_NUMBERS, lineterminator="\n")


def _coded(field: pa.Field) -> pa.Field:
    """Return a field with texts as codes into a dictionary: few texts, many rows."""
    text = pa.types.is_string(field.type) or pa.types.is_large_string(field.type)
    return pa.field(field.name, pa.dictionary(pa.int32(), pa.string()) if text else field.type)


def _described(column: str) -> tuple[str, str]:
    """Return unit (empty where a column says it row by row) and meaning of a column."""
    from sim.analysis.paired.people import PEOPLE_COLUMNS
    from sim.analysis.paired.table import EFFECT_COLUMNS, KEY_COLUMNS, VALUE_COLUMNS

    known = {**VALUE_COLUMNS, **EFFECT_COLUMNS, **KEY_COLUMNS}
    return PEOPLE_COLUMNS[column] if column in PEOPLE_COLUMNS and column not in known else ("", known[column])


def read_tables(folder: Path) -> Tables:
    """Return the tables of a stored comparison."""
    from sim.analysis.paired.comparison import TABLES

    return {name: pandas_frame(read_parquet(folder / f"{name}.parquet")) for name in TABLES}


def of_scenario(tables: Tables, scenario: str) -> Tables:
    """Return the rows of one scenario."""
    return {name: table.loc[table["scenario"] == scenario].reset_index(drop=True) for name, table in tables.items()}


def write_verdicts(tables: Tables, facts: Sequence[Facts], folder: Path) -> dict[str, str]:
    """Write the verdicts and return them by scenario."""
    from sim.analysis.paired.verdict import verdict

    said = {one.scenario: verdict(of_scenario(tables, one.scenario), one) for one in facts}
    (folder / VERDICT).write_text("\n".join(said.values()), encoding="utf-8")
    return said


def head_numbers(tables: Tables) -> dict[str, Any]:
    """Return the effects on all outcomes and the measures on individuals of one scenario, for the summary."""
    from sim.analysis.paired.comparison import EFFECTS, INDIVIDUALS

    effects = tables[EFFECTS].drop(columns=["scenario", "reference"]).astype(object)
    people = tables[INDIVIDUALS].drop(columns=["scenario", "reference"]).astype(object)
    return {
        "outcomes": {str(row.pop("outcome")): row for row in effects.to_dict("records")},
        "individuals": {str(row.pop("measure")): row for row in people.to_dict("records")},
    }


def facts_of(summary: Mapping[str, Any]) -> list[Facts]:
    """Return what the tables do not hold, from a stored summary."""
    from sim.analysis.paired.verdict import Facts

    return [
        Facts(
            reference=summary["reference"],
            scenario=name,
            seed=summary["seed"],
            replications=summary["replications"],
            n_freelancers=summary["n_freelancers"],
            differences=[tuple(one) for one in found["differences"]],
            parting=found["worlds_part"],
            notes=found["notes"],
        )
        for name, found in summary["comparisons"].items()
    ]


def draw_figures(tables: Tables, facts: Sequence[Facts], folder: Path) -> list[Path]:
    """Draw every figure of every scenario into ``figures/``.

    Raises
    ------
    FileNotFoundError
        If a figure that was announced is not there in every format.
    """
    from sim.analysis.paired.figures.draw import draw_comparison

    figures = folder / FIGURES
    figures.mkdir()
    for one in facts:
        check_figures(draw_comparison(of_scenario(tables, one.scenario), one, figures), figures)
    return sorted(figures.iterdir())
