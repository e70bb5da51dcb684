"""Points that have lost runs: told with a whole result, but done again as long as there is none."""

from __future__ import annotations

from collections.abc import Iterable

from sim.experiment.sweep.estimates import PointSummary
from sim.experiment.work_folder import WorkFolder


def forget_lost(folder: WorkFolder, keys: Iterable[str]) -> None:
    """Count points in a work folder of which a replication failed as not done: its cause may have been mended since.

    Parameters
    ----------
    folder : WorkFolder
        Of a result that is not whole.
    keys : iterable of str
        Points; those that are not kept are left out.

    Raises
    ------
    RunFailed
        If one cannot be removed.
    """
    for key in sorted(set(keys) & folder.done()):
        if PointSummary.from_bytes(folder.output(key)).lost:
            folder.forget(key)
