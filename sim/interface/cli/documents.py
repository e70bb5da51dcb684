"""Pages and the schema that are generated from declarations; a test compares them with the files in the repository."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from sim.interface.cli.scenarios_text import SCENARIOS_PAGE
from sim.parameters.errors import InputError

ROOT: Final = Path(__file__).resolve().parents[3]
PARAMETERS: Final = "docs/parameters.md"
OUTCOMES: Final = "docs/outcomes.md"
SCHEMA: Final = "scenarios/schema.json"
SCENARIOS: Final = "scenarios/README.md"

_FIRST: Final = ("baseline", "quick")
_ROLES: Final = (
    "`set` comes from a source, `calibrated` was set against targets, a `lever` is what scenarios change, `run` says "
    "how the model is run."
)


def parameters_page() -> str:
    """Return ``docs/parameters.md``: every parameter, a table a group."""
    from sim.parameters.scenario import Scenario
    from sim.parameters.schema import groups_of, parameter_rows

    groups = groups_of(Scenario)
    rows = parameter_rows(Scenario)
    parts = ["# Parameters", _generated("parameters"), f"Each is set as `path: value` in YAML or by `--set`. {_ROLES}"]
    for group in ["", *groups]:
        inside = [row for row in rows if row.path.rpartition(".")[0] == group]
        if inside:
            parts.append(f"## `{group}`" if group else "## Top of the file")
            parts += [" ".join((groups[group].__doc__ or "").split()).replace("``", "`")] if group else []
            header = ("path", "default", "unit", "allowed", "role", "meaning", "source")
            cells = [
                (f"`{row.path}`", row.written_default, row.unit, row.allowed, row.role, row.meaning, row.source)
                for row in inside
            ]
            parts.append(_markdown(header, cells))
    return "\n\n".join(parts) + "\n"


def outcomes_page() -> str:
    """Return ``docs/outcomes.md``: every number of ``summary.json``, then every column of the recorded tables."""
    from sim.outcomes.catalogue import CATALOGUE, CATEGORY_CATALOGUE
    from sim.outcomes.columns import ON_REQUEST, TABLES

    header = ("name", "unit", "meaning", "aggregation over replications", "from table")
    parts = ["# Outcomes", _generated("outcomes"), "A unit of 1 is a share, a ratio or a relative change."]
    for title, catalogue in (("Numbers of `summary.json`", CATALOGUE), ("For each work category", CATEGORY_CATALOGUE)):
        cells = [(f"`{o.name}`", o.unit, o.meaning, o.aggregation, o.source_table) for o in catalogue.values()]
        parts += [f"## {title}", _markdown(header, cells)]
    for table, columns in TABLES.items():
        parts.append(f"## Table `{table}.parquet`{' (on request)' if table in ON_REQUEST else ''}")
        rows = [(f"`{c.name}`", c.dtype, c.unit, c.meaning) for c in columns]
        parts.append(_markdown(("column", "type", "unit", "meaning"), rows))
    return "\n\n".join(parts) + "\n"


def schema_text() -> str:
    """Return ``scenarios/schema.json``: the JSON Schema of a scenario file, for editors."""
    from sim.parameters.scenario import Scenario
    from sim.parameters.schema import scenario_schema

    return (
        json.dumps(scenario_schema(Scenario, "Scenario of the freelance market"), indent=1, ensure_ascii=False) + "\n"
    )


def scenarios_page() -> str:
    """Return ``scenarios/README.md``: how to write a scenario, and what those that ship ask."""
    from sim.parameters.resolve import load_scenario

    rows = []
    for path in sorted((ROOT / "scenarios").glob("*.yaml"), key=lambda path: (path.stem not in _FIRST, path.stem)):
        scenario = load_scenario(path)
        rows.append((f"[`{path.stem}`]({path.name})", scenario.description))
    table = _markdown(("scenario", "what it asks"), rows)
    return SCENARIOS_PAGE.format(generated=_generated("scenarios"), table=table)


def write_page(name: str, text: str) -> Path:
    """Write a generated file to its place in the repository.

    Raises
    ------
    InputError
        If the program does not run from a checkout, or the file cannot be written.
    """
    path = ROOT / name
    if not (ROOT / "pyproject.toml").is_file():
        raise InputError(f"{name}: can only be written in a checkout of the repository")
    try:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from None
    return path


def _generated(what: str) -> str:
    return f"<!-- Written by `python run.py describe {what} --write`; a test fails while it is stale. -->"


def _markdown(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; bars inside cells are escaped."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in line)} |" for line in lines)
