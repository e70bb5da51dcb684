"""Sensitivity of every outcome of a stored sweep: on levels, on the paired effect, and how the indices converge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.sensitivity.indices import Index, morris_indices, sobol_indices
from sim.analysis.sweeps.stored import StoredSweep
from sim.outcomes.catalogue import CATALOGUE
from sim.parameters.errors import InputError

Floats = NDArray[np.float64]
KINDS: Final = ("morris", "saltelli")
LEVEL: Final = "level"
EFFECT: Final = "effect"
MOST_LISTED: Final = 20
COLUMNS: Final = ("outcome", "quantity", "parameter", "other", "index", "value", "low", "high", "n")


def sensitivity_table(stored: StoredSweep) -> pd.DataFrame:
    """Return indices of every outcome that has a value at every point.

    Parameters
    ----------
    stored : StoredSweep
        Of a Morris or Saltelli design.

    Returns
    -------
    pandas.DataFrame
        Columns ``outcome``, ``quantity`` (level, in the world itself; effect, of the what-if or against the reference),
        ``parameter``, ``other``, ``index``, ``value``, ``low``, ``high``, ``n``.

    Raises
    ------
    InputError
        If the design is another, or points are missing; lists them.
    """
    refuse_what_is_not_whole(stored)
    rows = []
    for outcome, quantity, y in _quantities(stored):
        rows += [{"outcome": outcome, "quantity": quantity, **asdict(one)} for one in indices(stored, y)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def convergence_table(stored: StoredSweep, outcomes: tuple[str, ...]) -> pd.DataFrame:
    """Return the indices of some outcomes from nested parts of the design: an eighth, a quarter, half, all of it.

    Raises
    ------
    InputError
        As `sensitivity_table`.
    """
    refuse_what_is_not_whole(stored)
    rows = []
    block = _block(stored)
    n_blocks = len(_points(stored)) // block
    sizes = sorted({max(2, n_blocks // part) for part in (8, 4, 2, 1)})
    for outcome, quantity, y in _quantities(stored):
        if outcome in outcomes:
            for n in sizes:
                part = indices(stored, y[: n * block])
                rows += [{"outcome": outcome, "quantity": quantity, **asdict(one)} for one in part]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def refuse_what_is_not_whole(stored: StoredSweep) -> None:
    """Refuse a sweep that has no such indices, or of which a point is missing: none is left out or filled in.

    Raises
    ------
    InputError
        Saying which points are missing and what to do.
    """
    refuse_without_indices(stored.kind, str(stored.summary["sweep"]))
    refuse_missing(stored)


def refuse_missing(stored: StoredSweep) -> None:
    """Refuse a sweep of which a point is missing or lost a replication.

    Raises
    ------
    InputError
        Saying which points are missing and what to do.
    """
    missing = stored.missing()
    if missing:
        more = f" and {len(missing) - MOST_LISTED} more" if len(missing) > MOST_LISTED else ""
        raise InputError(
            f"{stored.summary['sweep']}: {len(missing)} points are missing or incomplete: "
            f"{', '.join(missing[:MOST_LISTED])}{more}; run the sweep with --retry-failed"
        )


def indices(stored: StoredSweep, y: Floats) -> list[Index]:
    """Return the indices that suit the design, of an outcome at its first points."""
    paths = stored.dimensions
    if stored.kind == "morris":
        unit = np.stack(_points(stored)["unit_cube"].to_list())[: y.size].astype(np.float64)
        return morris_indices(paths, unit, y, int(stored.summary["levels"]))
    return sobol_indices(paths, y, second_order=bool(stored.summary["calc_second_order"]))


def values_of(stored: StoredSweep, outcome: str, quantity: str) -> Floats | None:
    """Return an outcome at every point of the design, in order; None where a point has no value."""
    found = stored.effect(outcome) if quantity == EFFECT else stored.level(outcome)
    values = [found[int(point)].value if int(point) in found else None for point in _points(stored).index]
    return None if any(one is None for one in values) else np.array(values, dtype=np.float64)


def _quantities(stored: StoredSweep) -> Iterator[tuple[str, str, Floats]]:
    for outcome in CATALOGUE:
        for quantity in (LEVEL, EFFECT) if stored.has_effects else (LEVEL,):
            y = values_of(stored, outcome, quantity)
            if y is not None:
                yield outcome, quantity, y


def _points(stored: StoredSweep) -> pd.DataFrame:
    return stored.design_points()


def _block(stored: StoredSweep) -> int:
    k = len(stored.parameters)
    if stored.kind == "morris":
        return k + 1
    return 2 * k + 2 if stored.summary["calc_second_order"] else k + 2


def refuse_without_indices(kind: str, name: str) -> None:
    """Refuse a sweep of a design that no index can be computed from.

    Parameters
    ----------
    kind, name : str
        Of the design, and of the sweep.

    Raises
    ------
    InputError
        Saying which designs have indices.
    """
    if kind not in KINDS:
        raise InputError(f"{name}: a design of kind {kind} has no indices; use morris or saltelli")
