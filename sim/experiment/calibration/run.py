"""Run a calibration: the design, the fit, the model again at the best point and at draws, the whole stored.

Nothing is searched over seeds: luck is the same function of (seed, replication) as in every run, and no replication is
chosen by what it gave.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sim.experiment.calibration.found import Found
from sim.experiment.calibration.plan import Options, Plan, Point, plan_of, targets_version
from sim.experiment.calibration.point import moments_work, rows_of
from sim.experiment.calibration.tables import stored_outputs
from sim.experiment.calibration.whole import make_whole
from sim.experiment.carry_out import OnProgress, carry_out, telling_what_is_kept
from sim.experiment.executors.choice import executor_for
from sim.experiment.executors.contract import Executor
from sim.experiment.failing import bad_input
from sim.experiment.first_use import compile_engine
from sim.experiment.interrupted import clear_what_was_taken, take_from_interrupted
from sim.experiment.memory import refuse_what_does_not_fit
from sim.experiment.place import run_folder
from sim.experiment.replication import Simulate, simulate
from sim.experiment.result import StoredResult
from sim.experiment.sweep.standing import n_done
from sim.experiment.task import Failure
from sim.experiment.work_folder import WorkFolder, open_work_folder
from sim.parameters.errors import InputError, RunFailed
from sim.parameters.scenario import Scenario

if TYPE_CHECKING:
    from sim.analysis.calibration.calibrate import Calibrated

PLACE: Final = "calibrate"
LEAST_SHARE: Final = 0.9
"""Share of points that must not fail."""
Floats = NDArray[np.float64]
Tell = Callable[[str], None]


class CalibrationResult(StoredResult):
    """A stored calibration."""

    __slots__ = ()


def run_calibration(  # noqa: PLR0913 - the options of the command, one by one
    scenario: Scenario,
    options: Options,
    *,
    out: Path | str = "results",
    on: str = "local",
    workers: int | None = None,
    timeout_s: float | None = None,
    draw: bool = True,
    on_progress: OnProgress | None = None,
    tell: Tell | None = None,
    simulate: Simulate = simulate,
    executor: Executor | None = None,
) -> CalibrationResult:
    """Calibrate a scenario, or find the calibration stored.

    One that was interrupted goes on where it was; one with more points, or with another check, runs what is new.

    Parameters
    ----------
    scenario : Scenario
        Resolved.
    options : Options
    out : Path or str
        Folder of all results; the calibration is stored in ``calibrate/<name>/`` under it.
    on, workers, timeout_s
        As for a sweep.
    draw : bool
        Whether to draw the figures.
    on_progress : callable, optional
        Called with (weeks simulated, weeks in all) of the part that is being run.
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
        If the starting point or too many others failed; what was done is kept.
    StoreDamaged
        If it is there but not as it was written.
    StoreLocked
        If another process is writing the same calibration.
    """
    _need_emcee()
    say: Tell = tell or (lambda _: None)
    plan = plan_of(scenario, options, simulate)
    target = calibration_folder(plan, Path(out))
    if target.is_dir():
        return CalibrationResult.found(target, "remove this folder to calibrate again")
    executor = executor or executor_for(on, workers=workers, timeout_s=timeout_s)
    if executor.name in {"local", "serial"}:
        refuse_what_does_not_fit(max(plan.base, plan.full, key=_people), executor.n_workers)
    identity = {"scenario": scenario.name, "fingerprint": plan.fingerprint, "seed": options.seed}
    identity["code"] = targets_version()
    with open_work_folder(target, {**identity, "on": executor.name, "n_workers": executor.n_workers}) as folder:
        started = time.perf_counter()
        if executor.name in {"local", "serial"}:
            compile_engine(plan.base, tell)
        found = _find(plan, folder, executor, target, on_progress, say)
        summary = make_whole(plan, found, target, started=started, draw=draw, say=say)
        folder.discard()
    clear_what_was_taken(target, (one.task.key for one in found.points))
    return CalibrationResult(target, summary, already_there=False)


def calibration_folder(plan: Plan, out: Path) -> Path:
    """Return the folder of a calibration: ``<out>/calibrate/<scenario>/<fingerprint>-s<seed>``."""
    return run_folder(out / PLACE, plan.scenario.name, plan.fingerprint, plan.options.seed)


def points_done(plan: Plan, target: Path) -> tuple[int, int]:
    """Return how many points of the first round are there, and how many there are; nothing is written or locked."""
    return n_done((one.task.key for one in (plan.start(), *plan.design())), target, stored_outputs)


def _find(
    plan: Plan, folder: WorkFolder, executor: Executor, target: Path, on_progress: OnProgress | None, say: Tell
) -> Found:
    """Run the design, fit it, and run what follows from the fit.

    Raises
    ------
    RunFailed
        If what was run does not suffice.
    """
    from sim.analysis.calibration.calibrate import calibrate, design_of

    first = [plan.start(), *plan.design()]
    failures = _run(first, folder, executor, target, on_progress, say)
    kept = [one for one in first[1:] if one.task.key not in failures]
    if first[0].task.key in failures or len(kept) < LEAST_SHARE * plan.options.points:
        one = failures.get(first[0].task.key) or next(iter(failures.values()))
        raise bad_input(failures) or RunFailed(
            f"{len(failures)} of {len(first)} points failed; one of them: {one.stage}: {one.kind}: {one.cause}"
        )
    say("Fitting the emulator and drawing from the posterior.")
    start = rows_of(folder.output(first[0].task.key))
    found = [rows_of(folder.output(one.task.key)) for one in kept]
    runs = plan.options.replications
    design = design_of([o.number for o in kept], [o.settings for o in kept], found, start, runs)
    noise = plan.share_of_noise(plan.options.size, runs)
    calibrated = calibrate(design, first[0].settings, noise, plan.options.seed)
    refining: list[Point] = []
    for _ in range(plan.options.rounds if plan.options.refine else 0):
        more = plan.refining(_spread(calibrated.draws.shares, plan.options.refine), len(refining))
        failures |= _run(more, folder, executor, target, on_progress, say)
        refining += more
        say("Correcting the emulator and drawing from the posterior again.")
        calibrated = _at_full_size(plan, folder, refining, failures, calibrated)
    last = [plan.best(calibrated.best), *plan.checks(_spread(calibrated.draws.shares, plan.options.check))]
    failures |= _run(last, folder, executor, target, on_progress, say)
    points = [*first, *refining, *last]
    outputs = {one.task.key: folder.output(one.task.key) for one in points if one.task.key not in failures}
    return Found(points, outputs, failures, calibrated)


def _at_full_size(
    plan: Plan, folder: WorkFolder, refining: Sequence[Point], failures: Mapping[str, Failure], calibrated: Calibrated
) -> Calibrated:
    """Return the posterior of the emulator that runs of full size correct.

    Raises
    ------
    RunFailed
        If a tenth of them failed.
    """
    from sim.analysis.calibration.calibrate import at_full_size

    kept = [one for one in refining if one.task.key not in failures]
    if len(kept) < LEAST_SHARE * len(refining):
        raise RunFailed(f"{len(refining) - len(kept)} of {len(refining)} runs of full size failed")
    rows = [rows_of(folder.output(one.task.key)) for one in kept]
    noise = plan.share_of_noise(_people(plan.full), 1)
    settings = [one.settings for one in kept]
    return at_full_size(calibrated, settings, rows, plan.share_of_one(), noise, plan.options.seed)


def _spread(draws: Floats, n: int) -> Floats:
    """Return n of the draws, as far apart in the chains as can be."""
    return np.asarray(draws[np.linspace(0, len(draws) - 1, n + 1)[:-1].astype(np.int64)])


def _people(scenario: Scenario) -> int:
    return scenario.population.n_freelancers


def _run(
    points: Sequence[Point],
    folder: WorkFolder,
    executor: Executor,
    target: Path,
    on_progress: OnProgress | None,
    say: Tell,
) -> dict[str, Failure]:
    """Take over what stored and interrupted calibrations hold and run the rest.

    Raises
    ------
    KeyboardInterrupt
        On Ctrl-C, saying what is kept.
    """
    tasks = [one.task for one in points]
    keys = {task.key for task in tasks}
    tell = say if points[0].role == "start" else None  # once: later rounds follow from what the first one gave
    for key, output in stored_outputs(target.parent, keys - folder.done(), tell):
        folder.put(key, output)
    take_from_interrupted(target, folder, keys, targets_version(), tell)
    there = len(keys & folder.done())
    if there:
        say(f"{there} of {len(tasks)} points are there already; {len(tasks) - there} to be run.")
    with telling_what_is_kept(folder, tasks):
        return carry_out(tasks, moments_work, folder, executor, on_progress=on_progress, version=targets_version)


def _need_emcee() -> None:
    """Refuse to begin what could not be finished.

    Raises
    ------
    InputError
        If the library that draws from the posterior is not installed.
    """
    try:
        import emcee  # noqa: F401 - whether it is there
    except ImportError as error:
        raise InputError('calibrate needs emcee: python -m pip install "freelance-market-sim[calibration]"') from error
