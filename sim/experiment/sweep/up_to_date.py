"""A stored sweep brought up to date without a run: its dataset written anew where the code that writes it has changed.

Points have keys of their own code, but effects, tables and figures are made of them by code that is in no key. So the
manifest holds its version, and where that is another one, all is written again from the points as they are stored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from sim.experiment.anew import made_anew
from sim.experiment.manifest import read_manifest
from sim.experiment.store import FIGURES
from sim.experiment.sweep.dataset import FAILURES
from sim.experiment.sweep.earlier import points_summarised, summary_in
from sim.experiment.sweep.estimates import LostRun, PointSummary
from sim.experiment.sweep.keys import dataset_version
from sim.experiment.sweep.plan import Entry, Plan
from sim.experiment.sweep.whole import LOG, fill_sweep, made_by, redraw_sweep
from sim.experiment.task import Failure
from sim.parameters.errors import RunFailed, StoreDamaged


def bring_up_to_date(plan: Plan, folder: Path, *, draw: bool, say: Callable[[str], None]) -> str:
    """Write a stored sweep anew if other code has written it, and draw its figures if they are asked for and not there.

    Parameters
    ----------
    plan : Plan
    folder : Path
        The sweep, as it was written.
    draw : bool
        Whether to draw.
    say : callable
        Told in a line what is done.

    Returns
    -------
    str
        Why there are no figures; empty if none failed.

    Raises
    ------
    InputError
        If the folder cannot be written to.
    RunFailed
        If the dataset cannot be written; the folder is as before.
    StoreDamaged
        If a point cannot be read back; the folder is as before.
    StoreLocked
        If another process is writing this folder.
    """
    drawn = (folder / FIGURES).is_dir()
    if read_manifest(folder).get("dataset_version") != dataset_version():
        return _write_anew(plan, folder.resolve(), draw=draw or drawn, say=say)
    if draw and not drawn:
        try:
            redraw_sweep(folder)
        except RunFailed as error:
            return str(error)
    return ""


def _write_anew(plan: Plan, folder: Path, *, draw: bool, say: Callable[[str], None]) -> str:
    """Write everything but the log anew, from the points in the folder itself."""
    rows = {row["key"]: row for row in points_summarised(folder)}
    failures, lost = _failures(folder)

    def found(entry: Entry) -> PointSummary | None:
        row = rows.get(entry.key)
        summary = None if row is None else summary_in(folder, row, lost.get(entry.key, ()))
        if row is not None and summary is None:
            raise StoreDamaged(f"{folder}: {entry.label} cannot be read back")
        return summary

    before = {path.name for path in folder.iterdir()}
    with made_anew(folder, sorted(before - {LOG}), unsummed=(LOG,), **made_by()) as partial:
        _, undrawn = fill_sweep(plan, partial, found, failures, draw=draw)
    gone = sorted(before - {path.name for path in folder.iterdir()} - {FIGURES})
    say(
        f"{folder}: was written by other code; its dataset has been written anew from the stored points"
        + (f", without {', '.join(gone)}: ask `sensitivity` for them again" if gone else "")
    )
    return undrawn


def _failures(folder: Path) -> tuple[Mapping[str, tuple[Failure, int]], Mapping[str, tuple[LostRun, ...]]]:
    """Return by key why points have no estimates and how often they were tried, and the runs that others lost."""
    rows: list[dict[str, Any]] = pq.read_table(str(folder / FAILURES), page_checksum_verification=True).to_pylist()
    failures: dict[str, tuple[Failure, int]] = {}
    lost: dict[str, dict[tuple[int, str], LostRun]] = {}  # by what was lost, for entries may share a point
    for row in rows:
        told = row["stage"], row["kind"], row["cause"]
        if row["replication"] is not None:
            one = LostRun(row["replication"], row["world"], *told, row["seed"])
            lost.setdefault(row["key"], {})[one.replication, one.world] = one
        elif row["attempts"]:  # else nobody knows: it was not run
            failures[row["key"]] = Failure(row["status"], *told), row["attempts"]
    return failures, {key: tuple(runs.values()) for key, runs in lost.items()}
