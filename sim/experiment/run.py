"""Run a scenario, whole or not at all: simulate, store, summarise, draw, give it its name."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from sim.experiment.fingerprint import analysis_version, code_version, fingerprint
from sim.experiment.first_use import compile_engine
from sim.experiment.manifest import now, provenance, read_manifest, write_manifest
from sim.experiment.memory import refuse_what_does_not_fit
from sim.experiment.parallel import OnProgress, number_of_workers, run_jobs
from sim.experiment.place import run_folder
from sim.experiment.replication import ReplicationWork, Simulate, jobs_of, simulate
from sim.experiment.reporting import report
from sim.experiment.store import FIGURES, SCENARIO, SUMMARY, commit, link_or_copy, load_results, verify, writing
from sim.experiment.tables import TWINS, merge_shards, shard_tables
from sim.parameters.errors import InputError, RunFailed, StoreDamaged
from sim.parameters.replication import Replication
from sim.parameters.resolve import dump_scenario, load_scenario
from sim.parameters.scenario import Scenario

_SHARDS: Final = ".shards"


@dataclass(frozen=True, slots=True)
class RunResult:
    """A stored run.

    Attributes
    ----------
    folder : Path
        Where it is.
    summary : dict
        The content of its ``summary.json``.
    already_there : bool
        Whether it was found whole, so that nothing was simulated.
    """

    folder: Path
    summary: dict[str, Any]
    already_there: bool


def run_scenario(  # noqa: PLR0913 - the options of the command, one by one
    scenario: Scenario,
    seed: int,
    replications: int | None,
    out: Path,
    force: bool = False,  # noqa: FBT001, FBT002 - part of the contract between the floors
    on_progress: OnProgress | None = None,
    *,
    workers: int | None = None,
    draw: bool = True,
    simulate: Simulate = simulate,
    tell: Callable[[str], None] | None = None,
) -> RunResult:
    """Run all replications of a scenario and store tables, summary and figures, or find them stored.

    A run that is already there and whole is not simulated again. If the code of the analysis has changed since, or its
    figures were not drawn, summary and figures are made anew from the stored tables.

    Parameters
    ----------
    scenario : Scenario
        Resolved.
    seed : int
        0 to 2^63 - 1; 0 is a seed like any other.
    replications : int or None
        Number of replications; None takes ``scenario.replication.n_replications``.
    out : Path
        Folder of all results; made if it is not there.
    force : bool
        Simulate even if the run is there; the old folder stays until the new one is whole.
    on_progress : callable, optional
        Called with (weeks done, weeks in all), over all replications and twin worlds.
    workers : int, optional
        Processes; by default one a usable core, at most one a replication. Results do not depend on it, byte for byte.
    draw : bool
        Whether to draw the figures.
    simulate : callable
        Runs one replication; another than the model's own has its name in the fingerprint.
    tell : callable, optional
        Called with one line before the engine is compiled for this machine, which happens once.

    Returns
    -------
    RunResult

    Raises
    ------
    InputError
        If the name, the seed, the number of replications or the folder cannot be used, or if the run needs more memory
        than there is; nothing is written.
    RunFailed
        If a replication, the summary or a figure failed; nothing is left.
    StoreDamaged
        If the run is there but not as it was written, and `force` is not set.
    StoreLocked
        If another process is writing the same run.
    """
    scenario = _with_replications(scenario, replications)
    versions = {"code_version": code_version(), "analysis_version": analysis_version()}
    identity = _identity(scenario, seed, simulate, versions["code_version"])
    target = run_folder(out, scenario.name, identity["fingerprint"], seed)
    if not force and target.is_dir() and not verify(target):
        return _already_there(target, draw=draw)
    n_processes = number_of_workers(len(jobs_of(scenario)), workers)
    refuse_what_does_not_fit(scenario, n_processes)
    with writing(target) as partial:
        if not force and target.exists():  # come to be since, or damaged
            problems = verify(target)
            if problems:
                raise StoreDamaged("\n".join([*problems, "run again with --force to replace this run"]))
            return RunResult(target, _read_summary(target), already_there=True)
        started = time.perf_counter()
        try:
            compile_engine(scenario, tell)
            work = ReplicationWork(scenario, seed, partial / _SHARDS, simulate)
            _simulate_all(work, partial, workers=workers, on_progress=on_progress)
            summary = _report(_checked(partial, identity), identity, partial, draw=draw)
            made = provenance(wall_time_s=time.perf_counter() - started)
            write_manifest(partial, {**identity, **versions, **made})
            commit(partial, target)
        except OSError as error:
            raise RunFailed(f"{target}: the run could not be written: {error}") from error
    return RunResult(target, summary, already_there=False)


def redraw(folder: Path, *, draw: bool = True) -> list[Path]:
    """Summarise and draw a stored run anew, from its tables alone; the tables are kept as they are.

    Parameters
    ----------
    folder : Path
        A run folder. Its summary and figures need not be whole.
    draw : bool
        Whether to draw; without it the figures go, because they may contradict the new summary.

    Returns
    -------
    list of Path
        The figures.

    Raises
    ------
    InputError
        If there is no such folder, or it cannot be written to.
    RunFailed
        If the summary or a figure failed; the folder is as before.
    StoreDamaged
        If the scenario, a table or the manifest is not what was written.
    StoreLocked
        If another process is writing this folder.
    """
    folder = folder.resolve()
    if not folder.is_dir():
        raise InputError(f"{folder}: is not a folder of results")
    with writing(folder) as partial:
        results = load_results(folder)
        manifest = read_manifest(folder)
        identity = {key: manifest[key] for key in ("scenario", "fingerprint", "seed", "replications")}
        try:
            for path in sorted(folder.rglob("*")):
                name = path.relative_to(folder)
                if path.is_file() and name.parts[0] != FIGURES and name.as_posix() != SUMMARY:
                    link_or_copy(path, partial / name)
            (partial / "manifest.json").unlink()
            _report(results, identity, partial, draw=draw)
            write_manifest(partial, {**manifest, "analysis_version": analysis_version(), "redrawn_utc": now()})
            commit(partial, folder)
        except OSError as error:
            raise RunFailed(f"{folder}: could not be drawn: {error}") from error
    return sorted((folder / FIGURES).glob("*")) if draw else []


def _with_replications(scenario: Scenario, replications: int | None) -> Scenario:
    if replications is None:
        return scenario
    try:
        changed = Replication.model_validate({**scenario.replication.model_dump(), "n_replications": replications})
    except ValidationError as error:
        raise InputError(f"replication.n_replications: {replications}: {error.errors()[0]['msg']}") from None
    return scenario.model_copy(update={"replication": changed})


def _identity(scenario: Scenario, seed: int, simulator: Simulate, code: str) -> dict[str, Any]:
    """Return the head of the summary, which is also the identity of the run."""
    if simulator is not simulate:
        code += f" {getattr(simulator, '__module__', '')}.{getattr(simulator, '__qualname__', repr(simulator))}"
    return {
        "scenario": scenario.name,
        "fingerprint": fingerprint(scenario, code),
        "seed": seed,
        "replications": scenario.replication.n_replications,
    }


def _simulate_all(work: ReplicationWork, partial: Path, *, workers: int | None, on_progress: OnProgress | None) -> None:
    """Simulate every world and leave the merged tables and the scenario in the folder."""
    _write_scenario(work.scenario, partial / SCENARIO)
    work.shards.mkdir()
    jobs = jobs_of(work.scenario)
    run_jobs(jobs, work, workers=workers, on_progress=on_progress)
    for table in shard_tables(work.shards):
        world = "twin" if table == TWINS else "main"
        numbers = [job.replication for job in jobs if job.world == world]
        merge_shards(work.shards, table, numbers, partial / f"{table}.parquet")
    work.shards.rmdir()


def _write_scenario(scenario: Scenario, path: Path) -> None:
    """Write a scenario; one that would not read back is refused now rather than after hours of simulation.

    Raises
    ------
    InputError
        If it would not.
    """
    text = "# Every parameter of this run, defaults included.\n" + dump_scenario(scenario)
    path.write_text(text, encoding="utf-8")
    if load_scenario(path) != scenario:
        raise InputError(f"{scenario.name}: this scenario would read back from {SCENARIO} with other values")


def _checked(partial: Path, identity: dict[str, Any]) -> Any:
    """Return the tables as they can be read back, all checksums verified."""
    write_manifest(partial, identity)  # a first one, for `load_results`, which trusts nothing without a checksum
    return load_results(partial)


def _report(results: Any, identity: dict[str, Any], partial: Path, *, draw: bool) -> dict[str, Any]:
    try:
        return report(results, identity, partial, draw=draw)
    except OSError:
        raise
    except Exception as error:
        raise RunFailed(f"the summary or a figure failed: {type(error).__name__}: {error}") from error


def _already_there(target: Path, *, draw: bool) -> RunResult:
    stale = read_manifest(target).get("analysis_version") != analysis_version()
    drawn = (target / FIGURES).is_dir()
    if stale or (draw and not drawn):
        redraw(target, draw=draw or drawn)
    return RunResult(target, _read_summary(target), already_there=True)


def _read_summary(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / SUMMARY).read_bytes())
    return content
