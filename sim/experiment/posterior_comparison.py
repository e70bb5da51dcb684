"""Compare scenarios at draws of a stored posterior, under the same luck: effects with parameter uncertainty in them.

<out>/compare/<reference>-vs-<other>[-...]-posterior/<fingerprint>-s<seed>/
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import pandas as pd

from sim.analysis.estimate import Estimate
from sim.analysis.paired.over_draws import effects_of, split
from sim.experiment.carry_out import OnProgress, carry_out, telling_what_is_kept
from sim.experiment.executors.choice import executor_for
from sim.experiment.executors.contract import Executor
from sim.experiment.failing import bad_input
from sim.experiment.fingerprint import LENGTH, analysis_version, canonical_json, code_version, hash_of_files, plain
from sim.experiment.first_use import compile_engine
from sim.experiment.frames import write_frame
from sim.experiment.interrupted import clear_what_was_taken, take_from_interrupted
from sim.experiment.manifest import provenance, write_manifest
from sim.experiment.memory import refuse_points_that_do_not_fit
from sim.experiment.pairing import differences, refuse_what_does_not_pair, with_replications
from sim.experiment.place import run_folder
from sim.experiment.posterior_draws import PosteriorDraws
from sim.experiment.replication import Simulate, simulate
from sim.experiment.result import StoredResult
from sim.experiment.store import SUMMARY, commit, filling, write_json
from sim.experiment.sweep.estimates import PointSummary
from sim.experiment.sweep.extent import memory_of_point
from sim.experiment.sweep.keys import point_key, versions
from sim.experiment.sweep.lost import forget_lost
from sim.experiment.sweep.point import PointPayload, point_work
from sim.experiment.task import Task
from sim.experiment.work_folder import WorkFolder, open_work_folder
from sim.outcomes.catalogue import CATALOGUE
from sim.parameters.errors import InputError, RunFailed
from sim.parameters.names import LONGEST_NAME
from sim.parameters.resolve import apply_overrides
from sim.parameters.scenario import Scenario

KIND: Final = "posterior comparison"
MADE_BY: Final = ("analysis/paired/over_draws.py",)
"""What makes effects of the points, and is not in their keys as the files of `sim.analysis` itself are."""


class PosteriorComparison(StoredResult):
    """A stored comparison over draws."""

    __slots__ = ()


def compare_at_draws(  # noqa: PLR0913 - the options of the command, one by one
    scenarios: Sequence[Scenario],
    draws: PosteriorDraws,
    seed: int,
    replications: int | None,
    out: Path,
    *,
    workers: int | None = None,
    on_progress: OnProgress | None = None,
    tell: Callable[[str], None] | None = None,
    simulate: Simulate = simulate,
    executor: Executor | None = None,
) -> PosteriorComparison:
    """Run every scenario at every draw under the same seeds, and store effects with the parts of their variance.

    Twin worlds are left out. A comparison that was interrupted goes on where it was; asked for with other draws, it
    runs those that are new.

    Parameters
    ----------
    scenarios : sequence of Scenario
        The first is the reference.
    draws : PosteriorDraws
    seed, replications, out, workers, on_progress, tell
        As `compare_scenarios`; at least two replications.
    simulate : callable
        Runs one replication.
    executor : Executor, optional
        Instead of local processes.

    Raises
    ------
    InputError
        If the scenarios do not pair, or differ in a parameter that is drawn, and nothing is written; or if the model
        refuses one.
    RunFailed
        If a run failed; what was done is kept.
    StoreDamaged
        If the comparison is there but not as it was written.
    StoreLocked
        If another process is writing it.
    """
    scenarios = with_replications(scenarios, replications)
    _refuse(scenarios, draws)
    tasks = _tasks(scenarios, draws, seed, simulate)
    identity = _identity(scenarios, draws, seed, [task.key for row in tasks for task in row])
    name = f"{'-vs-'.join(one.name for one in scenarios)}"[: LONGEST_NAME - 10].rstrip(".") + "-posterior"
    target = run_folder(out / "compare", name, identity["fingerprint"], seed)
    if target.is_dir():
        return PosteriorComparison.found(target, "remove this folder to compare again")
    executor = executor or executor_for("local", workers=workers, timeout_s=None)
    flat = list({task.key: task for row in tasks for task in row}.values())
    here = executor.name in {"local", "serial"}
    if here:
        needs = (memory_of_point(task.payload.scenario) for task in flat)
        refuse_points_that_do_not_fit(name, needs, executor.n_workers)
    with open_work_folder(target, {**identity, "code": versions()}) as folder:
        started = time.perf_counter()
        _take_over(folder, flat, target, tell)
        if here and {task.key for task in flat} - folder.done():
            compile_engine(scenarios[0], tell)
        with telling_what_is_kept(folder, flat, "runs of a draw"):
            failures = carry_out(
                flat, point_work, folder, executor, on_progress=on_progress, fail_fast=True, version=versions
            )
        if failures:
            first = next(iter(failures.values()))
            raise bad_input(failures) or RunFailed(f"a draw failed: {first.stage}: {first.kind}: {first.cause}")
        summary = _store(scenarios, tasks, folder, identity, target, started)
        folder.discard()
    clear_what_was_taken(target, (task.key for task in flat))
    return PosteriorComparison(target, summary, already_there=False)


def _refuse(scenarios: Sequence[Scenario], draws: PosteriorDraws) -> None:
    """Make sure that the scenarios pair and leave the drawn parameters alone.

    Raises
    ------
    InputError
        If they do not.
    """
    refuse_what_does_not_pair(scenarios)
    if scenarios[0].replication.n_replications < 2:
        raise InputError("--replications: 1 is too few with --posterior; luck is told from parameters by two at least")
    for other in scenarios[1:]:
        drawn = [path for path, *_ in differences(scenarios[0], other) if path in draws.settings[0]]
        if drawn:
            raise InputError(f"{other.name}: differs from {scenarios[0].name} in {', '.join(drawn)}, which is drawn")


def _tasks(scenarios: Sequence[Scenario], draws: PosteriorDraws, seed: int, simulator: Simulate) -> list[list[Task]]:
    """Return one task for each draw (rows) and scenario (columns)."""
    tasks = []
    for number, values in enumerate(draws.settings):
        row = []
        for scenario in scenarios:
            one = apply_overrides(scenario, {**values, "replication.n_twins": 0})
            weeks = (one.horizon.warm_up_weeks + one.horizon.weeks) * one.replication.n_replications
            payload = PointPayload(one, seed, simulator)
            row.append(Task(point_key(one, seed, simulator), f"{scenario.name} at draw {number}", payload, weeks))
        tasks.append(row)
    return tasks


def _take_over(folder: WorkFolder, tasks: list[Task], target: Path, tell: Callable[[str], None] | None) -> None:
    """Put what interrupted comparisons of this name hold into the work folder; what lost a replication is run again."""
    keys = [task.key for task in tasks]
    forget_lost(folder, keys)  # before, because what another one holds of the same key may be whole
    take_from_interrupted(target, folder, keys, versions(), tell)
    forget_lost(folder, keys)
    there = len(folder.done() & set(keys))
    if there and tell is not None:
        tell(f"{there} of {len(keys)} runs of a draw are there already; {len(keys) - there} to be run.")


def _identity(scenarios: Sequence[Scenario], draws: PosteriorDraws, seed: int, keys: list[str]) -> dict[str, Any]:
    content = {"points": keys, "made_by": hash_of_files(MADE_BY)}
    return {
        "reference": scenarios[0].name,
        "scenarios": [one.name for one in scenarios[1:]],
        "fingerprint": hashlib.sha256(canonical_json(content)).hexdigest()[:LENGTH],
        "calibration": draws.calibration,
        "draws": len(draws.settings),
        "seed": seed,
        "replications": scenarios[0].replication.n_replications,
        "n_freelancers": scenarios[0].population.n_freelancers,
    }


def _store(
    scenarios: Sequence[Scenario],
    tasks: list[list[Task]],
    folder: WorkFolder,
    identity: dict[str, Any],
    target: Path,
    started: float,
) -> dict[str, Any]:
    """Write tables, summary and manifest, and return the summary.

    Raises
    ------
    RunFailed
        If a replication was lost at some draw, or the folder cannot be written.
    """
    found = [[_estimates(folder.output(task.key), task.label) for task in row] for row in tasks]
    effects, single = [], []
    for place, other in enumerate(scenarios[1:], start=1):
        for outcome, meant in CATALOGUE.items():
            by_draw = effects_of([row[0][outcome] for row in found], [row[place][outcome] for row in found])
            if by_draw is None:
                continue
            head = {"scenario": other.name, "outcome": outcome, "unit": meant.unit}
            level = sum(row[0][outcome].value or 0.0 for row in found) / len(found)
            effects.append({**head, "reference": level, **asdict(split(by_draw))})
            single += [{**head, "draw": i, "effect": float(one)} for i, one in enumerate(by_draw.mean(axis=1))]
    told = plain({**identity, "effects": effects})
    drawn = [{"draw": i, **_drawn(row[0])} for i, row in enumerate(tasks)]
    try:
        with filling(target) as partial:
            for name, rows in (("effects", effects), ("effects_by_draw", single), ("draws", drawn)):
                write_frame(pd.DataFrame(rows), partial / name)
            write_json(partial / SUMMARY, told)
            versions = {"kind": KIND, "code_version": code_version(), "analysis_version": analysis_version()}
            seconds = time.perf_counter() - started
            write_manifest(partial, {**identity, **versions, **provenance(wall_time_s=seconds)})
            commit(partial, target)
    except OSError as error:
        raise RunFailed(f"{target}: the comparison could not be written: {error}") from error
    summary: dict[str, Any] = told
    return summary


def _estimates(output: bytes, label: str) -> dict[str, Estimate]:
    """Return the outcomes of all work at a draw.

    Raises
    ------
    RunFailed
        If a replication was lost: the others do not pair with those of other draws.
    """
    point = PointSummary.from_bytes(output)
    if point.lost:
        raise RunFailed(f"{label}: replication {point.lost[0].replication} failed: {point.lost[0].cause}")
    return {row["outcome"]: _estimate(row) for row in point.table.to_pylist() if row["category"] == ""}


def _estimate(row: dict[str, Any]) -> Estimate:
    left_out = None if row["left_out"] is None else tuple(row["left_out"])
    return Estimate(row["value"], row["standard_error"], None, row["degrees"], row["reason"], left_out)


def _drawn(task: Task) -> dict[str, float]:
    from sim.experiment.calibration.plan import calibrated_values

    return calibrated_values(task.payload.scenario)
