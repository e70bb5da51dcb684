"""Run a list of ablations: what is there already is taken over, the rest is run, the whole is stored."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sim.experiment.ablation.ablation_file import Ablations
from sim.experiment.ablation.plan import Plan, ablation_version, plan_of
from sim.experiment.ablation.point import ablation_work
from sim.experiment.ablation.whole import make_whole, stored_outputs
from sim.experiment.carry_out import OnProgress, carry_out, telling_what_is_kept
from sim.experiment.executors.choice import executor_for
from sim.experiment.executors.contract import Executor
from sim.experiment.failing import bad_input, run_failed
from sim.experiment.first_use import compile_engine
from sim.experiment.interrupted import clear_what_was_taken, take_from_interrupted
from sim.experiment.memory import refuse_points_that_do_not_fit
from sim.experiment.place import run_folder
from sim.experiment.replication import Simulate, simulate
from sim.experiment.result import StoredResult
from sim.experiment.sweep.extent import memory_of_point
from sim.experiment.sweep.keys import versions
from sim.experiment.sweep.standing import n_done
from sim.experiment.work_folder import WorkFolder, open_work_folder

PLACE: Final = "ablate"
"""Folder of all ablations, under that of all results."""
Tell = Callable[[str], None]


class AblationResult(StoredResult):
    """A stored list of ablations."""

    __slots__ = ()


def run_ablations(  # noqa: PLR0913 - the options of the command, one by one
    ablations: Ablations,
    *,
    seed: int = 0,
    out: Path | str = "results",
    on: str = "local",
    workers: int | None = None,
    timeout_s: float | None = None,
    draw: bool = True,
    on_progress: OnProgress | None = None,
    tell: Tell | None = None,
    simulate: Simulate = simulate,
    executor: Executor | None = None,
) -> AblationResult:
    """Run the baseline and every entry with AI and without, under the same luck, or find them stored.

    A list that was interrupted goes on where it was; one that was edited or enlarged runs its new entries only.

    Parameters
    ----------
    ablations : Ablations
    seed : int
        Of every run.
    out : Path or str
        Folder of all results; the list is stored in ``ablate/<name>/`` under it.
    on, workers, timeout_s
        As for a sweep.
    draw : bool
        Whether to draw the figure.
    on_progress : callable, optional
        Called with (weeks simulated, weeks in all).
    tell : callable, optional
        Called with one line where there is something to say.
    simulate : callable
        Runs one replication.
    executor : Executor, optional
        Instead of the one that `on` names.

    Raises
    ------
    InputError
        If something given cannot be used; nothing is written.
    RunFailed
        If an entry failed; nothing is stored, what was done is kept.
    StoreDamaged
        If the result is there but not as it was written.
    StoreLocked
        If another process is writing it.
    """
    say: Tell = tell or (lambda _: None)
    plan = plan_of(ablations, seed, simulate)
    target = ablation_folder(plan, Path(out))
    if target.is_dir():
        return AblationResult.found(target, "remove this folder to run the list again")
    executor = executor or executor_for(on, workers=workers, timeout_s=timeout_s)
    here = executor.name in {"local", "serial"}
    if here:
        needs = (memory_of_point(task.payload.scenario) for task in plan.tasks)
        refuse_points_that_do_not_fit(ablations.file.name, needs, executor.n_workers)
    identity = {"ablation": ablations.file.name, "fingerprint": plan.fingerprint, "seed": seed, "code": versions()}
    with open_work_folder(target, {**identity, "on": executor.name, "n_workers": executor.n_workers}) as folder:
        started = time.perf_counter()
        _take_over(plan, folder, target, say)
        if here and {task.key for task in plan.tasks} - folder.done():
            compile_engine(ablations.base, tell)
        _carry_out(plan, folder, executor, on_progress)
        summary = make_whole(plan, folder, target, started=started, draw=draw)
        folder.discard()
    clear_what_was_taken(target, (task.key for task in plan.tasks))
    return AblationResult(target, summary, already_there=False)


def ablation_folder(plan: Plan, out: Path) -> Path:
    """Return the folder of a list: ``<out>/ablate/<name>/<fingerprint>-s<seed>``."""
    return run_folder(out / PLACE, plan.ablations.file.name, plan.fingerprint, plan.seed)


def points_done(plan: Plan, target: Path) -> tuple[int, int]:
    """Return how many points are there, and how many there are; nothing is written or locked."""
    return n_done((task.key for task in plan.tasks), target, stored_outputs)


def _take_over(plan: Plan, folder: WorkFolder, target: Path, say: Tell) -> None:
    """Put points that other lists of this name hold into the work folder, and tell how many are there."""
    keys = [task.key for task in plan.tasks]
    for key, output in stored_outputs(target.parent, set(keys) - folder.done(), say):
        folder.put(key, output)
    take_from_interrupted(target, folder, keys, versions(), say)
    there = sum(key in folder.done() for key in keys)
    if there:
        say(f"{there} of {len(keys)} points are there already; {len(keys) - there} to be run.")


def _carry_out(plan: Plan, folder: WorkFolder, executor: Executor, on_progress: OnProgress | None) -> None:
    """Run what is missing.

    Raises
    ------
    InputError
        If the model refused an entry.
    RunFailed
        If one failed; names all.
    KeyboardInterrupt
        On Ctrl-C, saying what is kept.
    """
    tasks = plan.tasks
    with telling_what_is_kept(folder, tasks):
        failures = carry_out(tasks, ablation_work, folder, executor, on_progress=on_progress, version=ablation_version)
    if failures:
        raise bad_input(failures) or run_failed(tasks, failures, len(tasks) - len(failures), plan.seed)
