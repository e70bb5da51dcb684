"""Sensitivity and discovery on a stored sweep: tables and figures are added to its folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sim.experiment.store import FIGURES
from sim.experiment.sweep.whole import draw_in, open_sweep, replace_files
from sim.experiment.tables import PARQUET_OPTIONS

if TYPE_CHECKING:
    import pandas as pd

    from sim.analysis.sensitivity.discovery import Discovery, Question
    from sim.analysis.sweeps.stored import StoredSweep

TABLE: Final = "sensitivity"
CONVERGENCE: Final = "convergence"
DISCOVERY: Final = "discovery"


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Indices of a sweep.

    Attributes
    ----------
    folder : Path
    table : pandas.DataFrame
        As `sim.analysis.sensitivity.table.sensitivity_table` gives it.
    """

    folder: Path
    table: pd.DataFrame


def add_sensitivity(folder: Path) -> Sensitivity:
    """Compute the indices of a stored sweep and add tables and figures to its folder.

    Raises
    ------
    InputError
        If it is not a sweep of a Morris or Saltelli design, or points are missing; lists them. Nothing is written.
    StoreDamaged
        If the dataset is not what was written.
    """
    from sim.analysis.figures.sweeps.sensitivity import OUTCOMES
    from sim.analysis.sensitivity.table import convergence_table, sensitivity_table

    stored = open_sweep(folder)
    table, convergence = sensitivity_table(stored), convergence_table(stored, OUTCOMES)

    def make(partial: Path, _: StoredSweep) -> None:
        _write(table, partial / TABLE)
        _write(convergence, partial / CONVERGENCE)
        draw_in(partial)

    files = [f"{name}{ending}" for name in (TABLE, CONVERGENCE) for ending in (".parquet", ".csv")]
    replace_files(folder, make, skip=(FIGURES, *files))
    return Sensitivity(folder, table)


def add_discovery(folder: Path, question: Question) -> Discovery:
    """Search a stored sweep for the box in which an outcome is most likely, and add tables and a figure to its folder.

    Raises
    ------
    InputError
        If the question cannot be put to this sweep. Nothing is written.
    StoreDamaged
        If the dataset is not what was written.
    """
    from sim.analysis.figures.sweeps.sensitivity import draw_discovery
    from sim.analysis.sensitivity.discovery import discover

    found = discover(open_sweep(folder), question)
    side = "below" if question.below else "above"
    name = f"{question.quantity}_{question.outcome}_{side}_{question.threshold:g}"

    def make(partial: Path, stored: StoredSweep) -> None:
        place = partial / DISCOVERY
        place.mkdir(exist_ok=True)
        found.table().to_csv(place / f"{name}.csv", index=False)
        found.trajectory_table().to_csv(place / f"{name}_trajectory.csv", index=False)
        draw_discovery(stored, found, place, name)

    names = [f"{name}.csv", f"{name}_trajectory.csv", f"{name}.png", f"{name}.svg"]
    replace_files(folder, make, skip=tuple(f"{DISCOVERY}/{one}" for one in names))
    return found


def _write(table: pd.DataFrame, path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrow = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None)
    pq.write_table(arrow, str(path.with_suffix(".parquet")), **PARQUET_OPTIONS)
    table.to_csv(path.with_suffix(".csv"), index=False)
