"""Run a sweep: what is there already is taken over, the rest is run, the whole is stored."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.analysis.sweeps.parts import OUTCOMES
from sim.experiment.carry_out import carry_out, telling_what_is_kept
from sim.experiment.executors.choice import executor_for
from sim.experiment.executors.contract import Executor
from sim.experiment.failing import bad_input
from sim.experiment.first_use import compile_engine
from sim.experiment.interrupted import clear_what_was_taken, take_from_interrupted
from sim.experiment.memory import GIB, OF_AVAILABLE, memory_available
from sim.experiment.place import run_folder
from sim.experiment.replication import Simulate, simulate
from sim.experiment.result import StoredResult, read_summary
from sim.experiment.store import verify
from sim.experiment.sweep.earlier import stored_points
from sim.experiment.sweep.keys import versions
from sim.experiment.sweep.lost import forget_lost
from sim.experiment.sweep.plan import Plan, plan_of
from sim.experiment.sweep.point import point_work, tasks_of
from sim.experiment.sweep.reading import Sweep, load_sweep, sweep_of
from sim.experiment.sweep.standing import OnStanding, Watched
from sim.experiment.sweep.sweep_file import SweepFile
from sim.experiment.sweep.up_to_date import bring_up_to_date
from sim.experiment.sweep.whole import make_whole
from sim.experiment.task import Task
from sim.experiment.work_folder import WorkFolder, clear_place, open_work_folder
from sim.parameters.errors import InputError, RunFailed, StoreDamaged

if TYPE_CHECKING:
    import pandas as pd

SWEEPS: Final = "sweeps"
"""Folder of all sweeps, under that of all results."""
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class SweepResult(StoredResult):
    """A stored sweep.

    Attributes
    ----------
    undrawn : str
        Why there are no figures although they were asked for; empty where there are, or were not.
    """

    undrawn: str = ""

    @property
    def outcomes(self) -> pd.DataFrame:
        """The tidy table: one row a point, arm, work category and outcome."""
        import pandas as pd

        return pd.read_parquet(self.folder / OUTCOMES)

    @property
    def n_failed(self) -> int:
        """Points and single runs that failed."""
        return int(self.summary["points_failed"]) + int(self.summary["runs_failed"])


def run_sweep(  # noqa: PLR0913 - the options of the command, one by one
    sweep: Path | str | SweepFile | Sweep,
    *,
    seed: int = 0,
    out: Path | str = "results",
    on: str = "local",
    workers: int | None = None,
    timeout_s: float | None = None,
    overrides: tuple[str, ...] = (),
    replications: int | None = None,
    retry_failed: bool = False,
    draw: bool = True,
    on_standing: OnStanding | None = None,
    tell: Tell | None = None,
    simulate: Simulate = simulate,
    executor: Executor | None = None,
) -> SweepResult:
    """Run every point of a sweep, or find it stored.

    A sweep that was interrupted goes on where it was. A sweep that was edited or enlarged runs its new points only.

    Parameters
    ----------
    sweep : Path, str, SweepFile or Sweep
        A sweep file, or one made in Python, whose scenario is then named relative to the present folder.
    seed : int
        Of the design's sampler, and of every run: the same luck at every point.
    out : Path or str
        Folder of all results; the sweep is stored in ``sweeps/<name>/`` under it.
    on : str
        ``local``, ``serial`` or ``dask://host:port``. The result is the same, byte for byte.
    workers : int, optional
        Processes of ``local``; by default one a core.
    timeout_s : float, optional
        Seconds that one point may take.
    overrides : tuple of str
        Each ``path=value``, changed at every point.
    replications : int, optional
        Instead of those the file says.
    retry_failed : bool
        Try points again that failed in a sweep which is stored with failures.
    draw : bool
        Whether to draw the figures.
    on_standing : callable, optional
        Called with a `Standing` as the sweep goes on.
    tell : callable, optional
        Called with one line where there is something to say.
    simulate : callable
        Runs one replication.
    executor : Executor, optional
        Instead of the one that `on` names.

    Returns
    -------
    SweepResult
        Stored even where points or figures failed: see `SweepResult.n_failed` and `SweepResult.undrawn`.

    Raises
    ------
    InputError
        If the file, a point or an option cannot be used; nothing is written.
    RunFailed
        If every point failed, or the result could not be written; what was done is kept.
    StoreLocked
        If another process is writing the same sweep.
    """
    say: Tell = tell or (lambda _: None)
    plan = plan_of(as_sweep(sweep, overrides, replications), seed, simulate)
    target = sweep_folder(plan, Path(out))
    stored = _stored(plan, target, say, retry_failed=retry_failed, draw=draw)
    if stored is not None:
        return stored
    executor = executor or executor_for(on, workers=workers, timeout_s=timeout_s)
    tasks = tasks_of(plan, simulate)
    _refuse(plan, executor, len(tasks))
    watched = Watched(executor, plan, len(tasks), on_standing or (lambda _: None))
    with open_work_folder(target, _identity(plan, executor)) as folder:
        started = time.perf_counter()
        _take_over(folder, tasks, target, say)
        if executor.name in {"local", "serial"} and {task.key for task in tasks} - folder.done():
            compile_engine(plan.sweep.base, tell)
        summary, undrawn = _carry_out(plan, tasks, folder, watched, target, draw=draw, started=started)
        folder.discard()
    clear_what_was_taken(target, (task.key for task in tasks))
    return SweepResult(target, summary, already_there=False, undrawn=undrawn)


def as_sweep(
    sweep: Path | str | SweepFile | Sweep, overrides: tuple[str, ...] = (), replications: int | None = None
) -> Sweep:
    """Return a sweep from its file, its content, or itself.

    Raises
    ------
    InputError
        If one that has been read already comes with overrides or replications.
    """
    if isinstance(sweep, SweepFile):
        changed = sweep if replications is None else sweep.model_copy(update={"replications": replications})
        return sweep_of(changed, overrides=overrides)
    if not isinstance(sweep, Sweep):
        return load_sweep(Path(sweep), overrides, replications)
    if overrides or replications is not None:
        raise InputError("overrides and replications belong to the file of a sweep; this one has been read already")
    return sweep


def sweep_folder(plan: Plan, out: Path) -> Path:
    """Return the folder of a sweep: ``<out>/sweeps/<name>/<fingerprint>-s<seed>``."""
    return run_folder(out / SWEEPS, plan.sweep.file.name, plan.fingerprint, plan.seed)


def _identity(plan: Plan, executor: Executor) -> dict[str, Any]:
    """Return what the work folder says of the sweep, for `--status`."""
    facts = {"sweep": plan.sweep.file.name, "fingerprint": plan.fingerprint, "seed": plan.seed}
    return {**facts, "code": versions(), "on": executor.name, "n_workers": executor.n_workers}


def _stored(plan: Plan, target: Path, say: Tell, *, retry_failed: bool, draw: bool) -> SweepResult | None:
    """Return the sweep if it is there and whole, up to date; None if something is to be run."""
    if not target.is_dir():
        return None
    problems = verify(target)
    if not problems:
        stored = SweepResult(target, read_summary(target), already_there=True)
        if stored.n_failed and retry_failed:
            return None
        if not stored.n_failed:  # else what an interrupted `retry_failed` has kept lies there
            clear_place(target)
        try:
            undrawn = bring_up_to_date(plan, target, draw=draw, say=say)
            return SweepResult(target, read_summary(target), already_there=True, undrawn=undrawn)
        except StoreDamaged as error:
            problems = [str(error)]
    say("\n".join([*problems, "what is whole is read back, the rest is made anew"]))
    return None


def _refuse(plan: Plan, executor: Executor, n_tasks: int) -> None:
    """Refuse points that need more memory than there is, before anything is written.

    Raises
    ------
    InputError
        Saying what is needed, what there is, and what to change.
    """
    if executor.name not in {"local", "serial"}:
        return
    n_processes = min(executor.n_workers, n_tasks)
    needed = n_processes * max(one.memory for one in plan.extents)
    available = memory_available()
    if needed > OF_AVAILABLE * available:
        raise InputError(
            f"{plan.sweep.file.name}: {n_processes} points side by side need about {needed / GIB:.1f} GiB, "
            f"{available / GIB:.1f} GiB are free: lower population.n_freelancers, record.people_share, replications or "
            "--workers"
        )


def _take_over(folder: WorkFolder, tasks: list[Task], target: Path, say: Tell) -> None:
    """Put points that other sweeps of this name hold into the work folder, and tell how many are there."""
    asked = {task.key for task in tasks}
    forget_lost(folder, asked)
    wanted = asked - folder.done()
    for key, output in stored_points(target.parent, wanted, say):
        folder.put(key, output)
    take_from_interrupted(target, folder, asked, versions(), say)
    forget_lost(folder, wanted)
    there = len(asked & folder.done())
    if there:
        new = len(tasks) - there
        say(f"{there} of {len(tasks)} points are there already; {new} {'is' if new == 1 else 'are'} new.")


def _carry_out(  # noqa: PLR0913 - everything meets here
    plan: Plan,
    tasks: list[Task],
    folder: WorkFolder,
    executor: Watched,
    target: Path,
    *,
    draw: bool,
    started: float,
) -> tuple[dict[str, Any], str]:
    """Run what is missing and make the sweep whole; return its summary, and why there are no figures.

    Raises
    ------
    InputError
        If every point failed, and the model had refused one; nothing is kept.
    RunFailed
        If every point failed.
    KeyboardInterrupt
        On Ctrl-C, saying what is kept.
    """
    with telling_what_is_kept(folder, tasks):
        failures = carry_out(tasks, point_work, folder, executor, on_progress=executor.on_progress, version=versions)
        if len(failures) == len(tasks):
            refused, first = bad_input(failures), next(iter(failures.values()))
            if refused is not None and not folder.done():
                folder.discard()
            raise refused or RunFailed(f"every point failed; the first: {first.stage}: {first.kind}: {first.cause}")
        return make_whole(plan, folder, target, started=started, runs_on=executor.name, draw=draw)
