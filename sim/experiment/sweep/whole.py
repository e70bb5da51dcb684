"""From the summaries of all points to a sweep folder that is whole: dataset, figures, checksums, name."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.experiment.anew import made_anew, refuse_damage
from sim.experiment.durable import room
from sim.experiment.fingerprint import analysis_version, code_version, plain
from sim.experiment.manifest import now, provenance, read_manifest, write_manifest
from sim.experiment.reporting import check_figures
from sim.experiment.store import FIGURES, SCENARIO, SUMMARY, commit, filling, write_json
from sim.experiment.sweep.dataset import COUNTS, Found, write_dataset
from sim.experiment.sweep.estimates import PointSummary
from sim.experiment.sweep.keys import dataset_version
from sim.experiment.sweep.plan import Entry, Plan
from sim.experiment.sweep.reading import ROWS
from sim.experiment.task import Failure
from sim.experiment.work_folder import WorkFolder
from sim.parameters.errors import InputError, RunFailed
from sim.parameters.resolve import dump_scenario
from sim.parameters.yaml_writer import written

if TYPE_CHECKING:
    from sim.analysis.sweeps.stored import StoredSweep

SWEEP: Final = "sweep.yaml"
LOG: Final = "log.jsonl"


def make_whole(
    plan: Plan, folder: WorkFolder, target: Path, *, started: float, runs_on: str, draw: bool = True
) -> tuple[dict[str, Any], str]:
    """Make a sweep folder of the points in a work folder; points that failed are listed in it.

    A figure that fails keeps nothing from being stored: then there are none, and why is told.

    Parameters
    ----------
    plan : Plan
    folder : WorkFolder
        Holds what came of every point; its lock is the target's.
    target : Path
        The sweep folder.
    started : float
        `time.perf_counter` when the sweep began.
    runs_on : str
        Where points were run, for the log.
    draw : bool
        Whether to draw the figures.

    Returns
    -------
    dict
        The content of ``summary.json``.
    str
        Why there are no figures; empty if none failed.

    Raises
    ------
    RunFailed
        If the dataset or a figure cannot be written; the work folder is as it was.
    """
    kept, attempts = folder.done(), folder.attempts()
    why = folder.failures()
    failures = {key: (one, attempts[key]) for key, one in why.items()}

    def found(entry: Entry) -> PointSummary | None:
        return PointSummary.from_bytes(folder.output(entry.key)) if entry.key in kept else None

    try:
        with filling(target) as partial:
            summary, undrawn = fill_sweep(plan, partial, found, failures, draw=draw)
            seconds = time.perf_counter() - started
            write_manifest(partial, {**_identity(plan), **made_by(), **provenance(wall_time_s=seconds)})
            event = {"seconds": round(seconds, 3), "on": runs_on, **({"figures": undrawn} if undrawn else {})}
            _log(partial, {**event, **{name: summary[name] for name in COUNTS}}, plan, why)
            commit(partial, target)
    except OSError as error:
        told = f"{target}: the sweep could not be written: {error}; about {room(target, folder.n_bytes)}"
        raise RunFailed(told) from error
    return summary, undrawn


def fill_sweep(
    plan: Plan, partial: Path, found: Found, failures: Mapping[str, tuple[Failure, int]], *, draw: bool
) -> tuple[dict[str, Any], str]:
    """Write all of a sweep but manifest and log into a folder; return its summary, and why there are no figures.

    Parameters
    ----------
    plan : Plan
    partial : Path
        The folder.
    found, failures
        As for `write_dataset`.
    draw : bool
        Whether to draw the figures.
    """
    write_sweep_file(plan, partial)
    summary = _summary(plan, write_dataset(partial, plan, found, failures))
    write_json(partial / SUMMARY, summary)
    undrawn = ""
    if draw:
        try:
            draw_in(partial)
        except (RunFailed, FileNotFoundError) as error:
            shutil.rmtree(partial / FIGURES)
            undrawn = str(error)
    return summary, undrawn


def made_by() -> dict[str, str]:
    """Return what the manifest says of the code that made a sweep."""
    return {
        "code_version": code_version(),
        "analysis_version": analysis_version(),
        "dataset_version": dataset_version(),
    }


def redraw_sweep(folder: Path) -> list[Path]:
    """Draw the figures of a stored sweep anew, from its dataset alone.

    Raises
    ------
    InputError
        If there is no such folder, or it cannot be written to.
    RunFailed
        If a figure failed; the folder is as before.
    StoreDamaged
        If the dataset or the manifest is not what was written.
    StoreLocked
        If another process is writing this folder.
    """
    return replace_files(folder, lambda partial, _: draw_in(partial), skip=(FIGURES,))


def replace_files(folder: Path, make: Any, *, skip: tuple[str, ...] = ()) -> list[Path]:
    """Make some files of a stored sweep anew and put them in its place, the others as they are.

    Parameters
    ----------
    folder : Path
        A sweep folder; its dataset is read with all checksums verified.
    make : callable
        ``make(folder to fill, StoredSweep)``.
    skip : tuple of str
        Files and folders that will be made and are not taken over.

    Returns
    -------
    list of Path
        The figures in the folder.

    Raises
    ------
    InputError
        If there is no such folder, or it cannot be written to.
    RunFailed
        If a file failed; the folder is as before.
    StoreDamaged
        If a file that is taken over is not what was written.
    """
    folder = folder.resolve()
    if not (folder / SWEEP).is_file():
        raise InputError(f"{folder}: is not a folder of a sweep")
    stored = open_sweep(folder)
    refuse_damage(folder, skip)
    with made_anew(folder, skip, unsummed=(LOG,), analysis_version=analysis_version()) as partial:
        make(partial, stored)
    return sorted((folder / FIGURES).glob("*"))


def open_sweep(folder: Path) -> StoredSweep:
    """Return the dataset of a stored sweep, all checksums verified.

    Raises
    ------
    InputError
        If it is not a sweep.
    StoreDamaged
        If a file is not what was written.
    """
    from sim.analysis.sweeps.stored import StoredSweep
    from sim.experiment.manifest import differing, unlisted
    from sim.parameters.errors import StoreDamaged

    if not (folder / SWEEP).is_file():
        raise InputError(f"{folder}: is not a folder of a sweep")
    files = read_manifest(folder)["files"]
    problems = differing(folder, files, [name for name in sorted(files) if name.endswith((".parquet", SUMMARY))])
    problems += unlisted(folder, files)
    if problems:
        raise StoreDamaged("\n".join(problems))
    return StoredSweep.read(folder)


def write_sweep_file(plan: Plan, folder: Path) -> None:
    """Write the sweep as it was run, with its scenario beside it; it can be run again as it is."""
    file = plan.sweep.file.model_dump(exclude_defaults=True, exclude={"set", "scenario", "replications", "name"})
    head = {"name": plan.sweep.file.name, "scenario": SCENARIO}
    order = ("description", "design", "reference", "what_if")
    content = {**head, **{key: file[key] for key in order if key in file}}
    text = "# This sweep as it was run; what it set at every point stands in scenario.yaml.\n"
    (folder / SWEEP).write_text(text + written(content), encoding="utf-8")
    text = "# The scenario that the sweep varies, every parameter of it.\n"
    (folder / SCENARIO).write_text(text + dump_scenario(plan.sweep.base), encoding="utf-8")


def _identity(plan: Plan) -> dict[str, Any]:
    return {
        "sweep": plan.sweep.file.name,
        "scenario": plan.sweep.base.name,
        "fingerprint": plan.fingerprint,
        "seed": plan.seed,
        "replications": plan.sweep.base.replication.n_replications,
    }


def _summary(plan: Plan, counts: Mapping[str, int]) -> dict[str, Any]:
    spec = plan.sweep.file.design
    parameters = {
        path: {"unit": ROWS[path].unit, "meaning": ROWS[path].meaning, "designed": path in plan.design.paths}
        for path in plan.paths
    }
    facts: dict[str, Any] = plain(
        {
            **_identity(plan),
            "description": plan.sweep.file.description,
            "n_freelancers": plan.sweep.base.population.n_freelancers,
            "design": spec.kind,
            "levels": spec.levels if spec.kind == "morris" else None,
            "calc_second_order": spec.calc_second_order,
            "log_scale": [path for path, one in spec.parameters.items() if one.scale == "log"],
            "parameters": parameters,
            "reference_point": plan.reference,
            "what_if": {path: str(value) for path, value in plan.sweep.file.what_if.items()},
            "n_points": plan.n_points,
            **counts,
        }
    )
    return facts


def draw_in(partial: Path) -> None:
    """Draw every figure of the sweep in a folder that holds its dataset.

    Raises
    ------
    RunFailed
        If one failed.
    OSError
        If one cannot be written.
    """
    from sim.analysis.figures import sweeps as figures
    from sim.analysis.figures.sweeps import sensitivity
    from sim.analysis.sensitivity.table import KINDS
    from sim.analysis.sweeps.stored import StoredSweep

    folder = partial / FIGURES
    folder.mkdir()
    stored = StoredSweep.read(partial)
    try:
        drawn = figures.draw_all(stored, folder)
        if stored.kind in KINDS and not stored.missing():
            drawn += sensitivity.draw_all(stored, folder)
        check_figures(drawn, folder)
    except OSError:
        raise
    except Exception as error:
        raise RunFailed(f"a figure failed: {type(error).__name__}: {error}") from error


def _log(partial: Path, event: Mapping[str, Any], plan: Plan, why: Mapping[str, Failure]) -> None:
    """Note when, where and how long; this file has no checksum, for equal sweeps differ in it."""
    lines: list[dict[str, Any]] = [{"event": "whole", "utc": now(), "fingerprint": plan.fingerprint, **event}]
    lines += [
        {"event": "failed", "key": key, "cause": one.cause, "trace": one.trace} for key, one in sorted(why.items())
    ]
    (partial / LOG).write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
