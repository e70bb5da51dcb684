"""From the tables of all worlds to a run folder that is whole: stored, read back, summarised, drawn, named."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.experiment.durable import room
from sim.experiment.fingerprint import analysis_version, code_version
from sim.experiment.manifest import provenance, write_manifest
from sim.experiment.reporting import report
from sim.experiment.store import SCENARIO, commit, filling, load_results
from sim.experiment.tables import store_tables, unpack
from sim.experiment.task import Task
from sim.experiment.work_folder import WorkFolder
from sim.parameters.errors import InputError, RunFailed
from sim.parameters.resolve import dump_scenario, load_scenario
from sim.parameters.scenario import Scenario


def make_whole(  # noqa: PLR0913 - what is known of a run, its place, and one option
    folder: WorkFolder,
    tasks: Sequence[Task],
    scenario: Scenario,
    identity: dict[str, Any],
    target: Path,
    *,
    started: float,
    draw: bool,
) -> dict[str, Any]:
    """Make a run folder of the worlds in a work folder.

    Parameters
    ----------
    folder : WorkFolder
        Holds the output of every task; its lock is the target's.
    tasks : sequence of Task
        In the order in which they are stored.
    scenario : Scenario
        Resolved.
    identity : dict
        Head of the summary.
    target : Path
        The run folder.
    started : float
        `time.perf_counter` when the run began.
    draw : bool
        Whether to draw the figures.

    Returns
    -------
    dict
        The content of ``summary.json``.

    Raises
    ------
    RunFailed
        If a table cannot be written, or the summary or a figure failed; the work folder is as it was.
    """
    try:
        with filling(target) as partial:
            write_scenario(scenario, partial / SCENARIO)
            store_tables((unpack(folder.output(task.key)) for task in tasks), partial)
            write_manifest(
                partial, identity
            )  # a first one, for `load_results`, which trusts nothing without a checksum
            summary = reported(load_results(partial), identity, partial, draw=draw)
            versions = {"code_version": code_version(), "analysis_version": analysis_version()}
            made = provenance(wall_time_s=time.perf_counter() - started)
            write_manifest(partial, {**identity, **versions, **made})
            commit(partial, target)
    except OSError as error:
        told = f"{target}: the run could not be written: {error}; about {room(target, folder.n_bytes)}"
        raise RunFailed(told) from error
    return summary


def write_scenario(scenario: Scenario, path: Path) -> None:
    """Write a scenario; one that would not read back is refused.

    Raises
    ------
    InputError
        If it would not.
    """
    text = "# Every parameter of this run, defaults included.\n" + dump_scenario(scenario)
    path.write_text(text, encoding="utf-8")
    if load_scenario(path) != scenario:
        raise InputError(f"{scenario.name}: this scenario would read back from {SCENARIO} with other values")


def reported(results: Any, identity: dict[str, Any], partial: Path, *, draw: bool) -> dict[str, Any]:
    """Write summary and figures.

    Raises
    ------
    RunFailed
        If one failed.
    OSError
        If one cannot be written.
    """
    try:
        return report(results, identity, partial, draw=draw)
    except OSError:
        raise
    except Exception as error:
        raise RunFailed(f"the summary or a figure failed: {type(error).__name__}: {error}") from error
