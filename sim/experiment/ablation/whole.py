"""From the points of a list of ablations to a folder that is whole: tables, summary, figure."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.analysis.claim_words import NOT_REPRODUCED
from sim.experiment.ablation.plan import Plan
from sim.experiment.ablation.point import measured_of
from sim.experiment.anew import redrawn
from sim.experiment.fingerprint import analysis_version, code_version, plain
from sim.experiment.frames import write_frame
from sim.experiment.manifest import provenance, write_manifest
from sim.experiment.reporting import check_figures
from sim.experiment.same_packages import made_by_same_packages
from sim.experiment.store import FIGURES, SCENARIO, SUMMARY, commit, filling, write_json
from sim.experiment.tables import PARQUET_OPTIONS
from sim.experiment.work_folder import WorkFolder
from sim.parameters.errors import RunFailed
from sim.parameters.resolve import dump_scenario

KIND: Final = "ablation"
POINTS: Final = "points.parquet"
TABLES: Final = ("rows", "earned", "conclusions", "survival")
"""Tables of a result, each as CSV and as Parquet; what they hold stands in `docs/ablations.md`."""


def make_whole(plan: Plan, folder: WorkFolder, target: Path, *, started: float, draw: bool) -> dict[str, Any]:
    """Write the folder of a list of ablations and return its summary.

    Parameters
    ----------
    plan : Plan
    folder : WorkFolder
        Holds the output of every task.
    target : Path
        The folder; its place is held.
    started : float
        `time.perf_counter` when it began.
    draw : bool
        Whether to draw the figure.

    Raises
    ------
    RunFailed
        If it cannot be written, or the figure failed.
    """
    outputs = {task.key: folder.output(task.key) for task in plan.tasks}
    try:
        with filling(target) as partial:
            tables = _tables(plan, outputs)
            for name, table in tables.items():
                write_frame(table, partial / name)
            _write_points(plan, outputs, partial)
            text = "# The scenario that was taken apart, every parameter of it.\n"
            (partial / SCENARIO).write_text(text + dump_scenario(plan.ablations.base), encoding="utf-8")
            summary = _summary(plan, tables)
            write_json(partial / SUMMARY, summary)
            if draw:
                draw_in(partial)
            facts = {"kind": KIND, "code_version": code_version(), "analysis_version": analysis_version()}
            made = provenance(wall_time_s=time.perf_counter() - started)
            write_manifest(partial, {**_identity(plan), **facts, **made})
            commit(partial, target)
    except OSError as error:
        raise RunFailed(f"{target}: the ablations could not be written: {error}") from error
    return summary


def redraw_ablation(folder: Path) -> list[Path]:
    """Draw the figure of a stored list anew, as `redrawn` does."""
    return redrawn(folder, draw_in, analysis_version=analysis_version())


def draw_in(partial: Path) -> None:
    """Draw the figure in a folder that holds the tables.

    Raises
    ------
    RunFailed
        If it failed.
    OSError
        If it cannot be written.
    """
    from sim.analysis.ablation.matrix import draw_all

    folder = partial / FIGURES
    folder.mkdir()
    try:
        summary = json.loads((partial / SUMMARY).read_bytes())
        rows, conclusions = (pd.read_parquet(partial / f"{name}.parquet") for name in ("rows", "conclusions"))
        check_figures(draw_all(rows, conclusions, summary, folder), folder)
    except OSError:
        raise
    except Exception as error:
        raise RunFailed(f"the figure failed: {type(error).__name__}: {error}") from error


def stored_outputs(
    neighbours: Path, wanted: set[str], tell: Callable[[str], None] | None = None
) -> Iterator[tuple[str, bytes]]:
    """Yield the key and the output of each wanted point that a stored list holds; damaged files hold none.

    Nor does a list that was made with other versions of libraries.

    Parameters
    ----------
    neighbours : Path
        Folder of all lists of one name.
    wanted : set of str
        Keys.
    tell : callable, optional
        Told of a list that other versions made.
    """
    missing = set(wanted)
    for path in sorted(neighbours.glob(f"*/{POINTS}")):
        if path.parent.name.startswith(".") or not missing:
            continue
        try:
            table = pq.read_table(str(path), page_checksum_verification=True)
            found = dict(zip(table["key"].to_pylist(), table["output"].to_pylist(), strict=True))
        except (OSError, pa.ArrowException, KeyError):
            continue
        held = sorted(missing & found.keys())
        if not held or not made_by_same_packages(path.parent, tell):
            continue
        for key in held:
            missing.discard(key)
            yield key, found[key]


def _tables(plan: Plan, outputs: dict[str, bytes]) -> dict[str, pd.DataFrame]:
    from sim.analysis.ablation.conclusions import conclusion_table, survival_table
    from sim.analysis.ablation.measured import Entry
    from sim.analysis.ablation.rows import earned_table, row_table

    points = {key: measured_of(output) for key, output in outputs.items()}
    entries = [
        Entry(one.name, one.kind, one.says, points[one.with_ai.key], points[one.without_ai.key].outcomes)
        for one in plan.entries
    ]
    rows, conclusions = row_table(entries), conclusion_table(entries)
    return dict(zip(TABLES, (rows, earned_table(rows), conclusions, survival_table(conclusions)), strict=True))


def _write_points(plan: Plan, outputs: dict[str, bytes], folder: Path) -> None:
    """Write what every worker gave: what an edited list can take over."""
    tasks = plan.tasks
    columns = {
        "key": pa.array([task.key for task in tasks]),
        "label": pa.array([task.label for task in tasks]),
        "output": pa.array([outputs[task.key] for task in tasks], pa.binary()),
    }
    pq.write_table(pa.table(columns), str(folder / POINTS), **PARQUET_OPTIONS)


def _identity(plan: Plan) -> dict[str, Any]:
    base = plan.ablations.base
    return {
        "ablation": plan.ablations.file.name,
        "scenario": base.name,
        "fingerprint": plan.fingerprint,
        "seed": plan.seed,
        "replications": base.replication.n_replications,
    }


def _summary(plan: Plan, tables: dict[str, pd.DataFrame]) -> dict[str, Any]:
    base, rows, survival = plan.ablations.base, tables["rows"], tables["survival"]
    own = rows.loc[rows["kind"] == "baseline"]
    met = {part: int(group["met_with"].sum()) for part, group in own.groupby("part", sort=False)}
    told: dict[str, Any] = {
        **_identity(plan),
        "description": plan.ablations.file.description,
        "n_freelancers": base.population.n_freelancers,
        "twins": base.replication.n_twins,
        "points": len(plan.tasks),
        "entries": [
            {
                "entry": one.name,
                "kind": one.kind,
                "says": one.says,
                "set": {path: str(value) for path, value in one.settings.items()},
                "tuned": list(one.tuned),
            }
            for one in plan.entries
        ],
        "not_switched": dict(plan.ablations.file.not_switched),
        "baseline_met": met,
        "conclusions": int(survival["survives"].notna().sum()),
        "survive_all_variants": [_told(one) for one in survival.to_dict("records") if one["survives"]],
    }
    facts: dict[str, Any] = plain(told)
    return facts


def _told(row: Mapping[Any, Any]) -> str:
    """Return the words of a conclusion; that a claim is not reproduced is one too, and is told so."""
    words = str(row["words"])
    return f"{words} ({NOT_REPRODUCED})" if row["baseline"] == NOT_REPRODUCED else words
