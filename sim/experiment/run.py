"""Run a scenario, whole or not at all: simulate, store, summarise, draw, give it its name."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.experiment.anew import made_anew
from sim.experiment.carry_out import OnProgress, carry_out, telling_what_is_kept
from sim.experiment.cores import number_of_workers
from sim.experiment.executors.choice import executor_for
from sim.experiment.executors.contract import Executor
from sim.experiment.executors.local import refuse_what_cannot_travel
from sim.experiment.failing import bad_input, run_failed
from sim.experiment.fingerprint import analysis_version, code_version, fingerprint
from sim.experiment.first_use import compile_engine
from sim.experiment.interrupted import clear_what_was_taken, take_from_interrupted
from sim.experiment.manifest import read_manifest
from sim.experiment.memory import refuse_what_does_not_fit
from sim.experiment.place import run_folder
from sim.experiment.precision import precision_in
from sim.experiment.replication import Simulate, simulate, simulate_world, tasks_of, worlds_of
from sim.experiment.result import StoredResult, read_summary
from sim.experiment.reuse import take_over
from sim.experiment.store import FIGURES, SUMMARY, load_results, refuse_damaged, verify, write_json
from sim.experiment.whole import make_whole, reported
from sim.experiment.work_folder import clear_place, open_work_folder
from sim.parameters.errors import InputError
from sim.parameters.replication import Replication
from sim.parameters.scenario import Scenario


class RunResult(StoredResult):
    """A stored run."""

    __slots__ = ()


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
    executor: Executor | None = None,
    fail_fast: bool = False,
) -> RunResult:
    """Run all replications of a scenario and store tables, summary and figures, or find them stored.

    A run that was interrupted, or of which replications failed, goes on from what is kept; replications that another
    run of this scenario holds, under the same seed and by the same code, are taken from there. A run that is already
    there and whole is not simulated again. If the code of the analysis has changed since, or its figures were not
    drawn, summary and figures are made anew from the stored tables.

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
        Simulate even if the run is there; the old folder stays until the new one is whole. Nothing is taken from other
        runs; what an interrupted run has kept is.
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
    executor : Executor, optional
        Where replications are run; by default processes of this machine, as `workers` says.
    fail_fast : bool
        End the run when the first replication fails; by default the others are run, and kept.

    Returns
    -------
    RunResult

    Raises
    ------
    InputError
        If the name, the seed, the number of replications or the folder cannot be used, or if the run needs more memory
        than there is; nothing is written.
    RunFailed
        If replications, the summary or a figure failed; what was simulated is kept for the next try.
    StoreDamaged
        If the run is there but not as it was written, and `force` is not set.
    StoreLocked
        If another process is writing the same run.
    """
    scenario = with_replications(scenario, replications)
    code = code_of(simulate)
    identity = _identity(scenario, seed, code)
    target = run_folder(out, scenario.name, identity["fingerprint"], seed)
    if not force and target.is_dir() and not verify(target):
        return _already_there(target, draw=draw)
    worlds = worlds_of(scenario, seed, simulate)
    executor = executor or _executor(len(worlds), workers)
    _refuse(scenario, simulate, executor)
    with open_work_folder(target, {**identity, "code": code}) as folder:
        if not force and target.exists():  # come to be since, or damaged
            refuse_damaged(target, "run again with --force to replace this run")
            return RunResult(target, read_summary(target), already_there=True)
        started = time.perf_counter()
        tasks = tasks_of(worlds, code)
        if not force:
            take_over(worlds, code, folder, target.parent, tell)
            take_from_interrupted(target, folder, (task.key for task in tasks), code, tell)
        if executor.name in {"local", "serial"} and len(folder.done()) < len(tasks):
            compile_engine(scenario, tell)
        what = "replications and twin worlds" if scenario.replication.n_twins else "replications"
        with telling_what_is_kept(folder, tasks, what):
            failures = carry_out(tasks, simulate_world, folder, executor, on_progress=on_progress, fail_fast=fail_fast)
            if failures:
                refused = bad_input(failures)
                if refused is not None and not folder.done():
                    folder.discard()
                raise refused or run_failed(tasks, failures, len(folder.done()), seed)
            summary = make_whole(folder, tasks, scenario, identity, target, started=started, draw=draw)
        folder.discard()
    clear_what_was_taken(target, (task.key for task in tasks))
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
    results = load_results(folder)
    identity = {key: read_manifest(folder)[key] for key in ("scenario", "fingerprint", "seed", "replications")}
    with made_anew(folder, (FIGURES, SUMMARY), analysis_version=analysis_version()) as partial:
        summary = reported(results, identity, partial, draw=draw)
        asked = precision_in(folder)
        if asked is not None:
            write_json(partial / SUMMARY, asked.noted(summary))
    return sorted((folder / FIGURES).glob("*")) if draw else []


def with_replications(scenario: Scenario, replications: int | None) -> Scenario:
    """Return the scenario with another number of replications; None leaves it.

    Raises
    ------
    InputError
        If there cannot be as many.
    """
    if replications is None:
        return scenario
    try:
        changed = Replication.model_validate({**scenario.replication.model_dump(), "n_replications": replications})
    except ValidationError as error:
        raise InputError(f"replication.n_replications: {replications}: {error.errors()[0]['msg']}") from None
    return scenario.model_copy(update={"replication": changed})


def code_of(simulator: Simulate) -> str:
    """Return what runs a world: the version of the code, and the name of a simulator that is not the model's own."""
    code = code_version()
    if simulator is not simulate:
        code += f" {getattr(simulator, '__module__', '')}.{getattr(simulator, '__qualname__', repr(simulator))}"
    return code


def _identity(scenario: Scenario, seed: int, code: str) -> dict[str, Any]:
    """Return the head of the summary, which is also the identity of the run."""
    return {
        "scenario": scenario.name,
        "fingerprint": fingerprint(scenario, code),
        "seed": seed,
        "replications": scenario.replication.n_replications,
    }


def _executor(n_worlds: int, workers: int | None) -> Executor:
    """Return processes of this machine, or this very process where one is enough."""
    n_workers = number_of_workers(n_worlds, workers)
    return executor_for("local", workers=n_workers) if n_workers > 1 else executor_for("serial")


def _refuse(scenario: Scenario, simulator: Simulate, executor: Executor) -> None:
    """Refuse what cannot be run, before anything is written.

    Raises
    ------
    InputError
        If it cannot.
    """
    if executor.name != "serial":
        refuse_what_cannot_travel(simulator)
    if executor.name in {"local", "serial"}:
        n_worlds = len(worlds_of(scenario, 0))
        refuse_what_does_not_fit(scenario, min(executor.n_workers, n_worlds))


def _already_there(target: Path, *, draw: bool) -> RunResult:
    clear_place(target)
    stale = read_manifest(target).get("analysis_version") != analysis_version()
    drawn = (target / FIGURES).is_dir()
    if stale or (draw and not drawn):
        redraw(target, draw=draw or drawn)
    return RunResult(target, read_summary(target), already_there=True)
