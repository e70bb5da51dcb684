"""Draws of a posterior, from the folder of a calibration or from a file of draws such as the one that is shipped."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from sim.experiment.calibration.whole import KIND as CALIBRATION
from sim.experiment.fingerprint import LENGTH
from sim.experiment.manifest import kind_of, read_manifest
from sim.experiment.store import refuse_damaged
from sim.parameters.errors import InputError
from sim.parameters.resolve import apply_overrides
from sim.parameters.scenario import Scenario

FEWEST: Final = 4
_FORM: Final = re.compile(r"(?P<source>.+):(?P<n>[0-9]{1,6})")
_ORIGIN: Final = re.compile(r"# calibration ([0-9a-f]{12})\b")
_NOT_PARAMETERS: Final = ("draw", "weight", "log_density")


@dataclass(frozen=True, slots=True)
class PosteriorDraws:
    """Draws of a stored posterior.

    Attributes
    ----------
    calibration : str
        Fingerprint of the calibration they come from; of the file itself where it names none.
    settings : list of dict
        Parameters of each draw, by path.
    """

    calibration: str
    settings: list[dict[str, float]]


def read_draws(text: str) -> PosteriorDraws:
    """Return the draws that ``FOLDER:N`` or ``FILE.csv:N`` asks for: N of those stored, evenly spaced.

    A file has a column for each parameter, headed by its path, and a draw in each row; lines that begin with ``#`` are
    remarks.

    Raises
    ------
    InputError
        If it has no such form, there is no such calibration or file, it holds fewer draws, or a draw is not allowed.
    StoreDamaged
        If the calibration is not what was written.
    """
    found = _FORM.fullmatch(text)
    if found is None:
        raise InputError(
            f"--posterior: expected FOLDER:N or FILE.csv:N, such as scenarios/posteriors/baseline.csv:20, got {text!r}"
        )
    source, n = Path(found["source"]), int(found["n"])
    calibration, table = _of_file(source) if source.suffix == ".csv" else _of_folder(source)
    if not FEWEST <= n <= len(table):
        raise InputError(f"--posterior: {n} draws are not in {FEWEST} to {len(table)}")
    taken = table.iloc[[int(i * len(table) / n) for i in range(n)]]
    return PosteriorDraws(
        calibration, [{str(k): float(f"{v:.9g}") for k, v in one.items()} for one in taken.to_dict("records")]
    )


def _of_folder(folder: Path) -> tuple[str, pd.DataFrame]:
    """Return what is stored by ``calibrate``.

    Raises
    ------
    InputError
        If the folder is not that of a calibration.
    """
    if not folder.is_dir() or kind_of(folder) != CALIBRATION:
        raise InputError(f"--posterior: {folder}: is not the folder of a calibration, nor a .csv file of draws")
    refuse_damaged(folder)
    table = pd.read_parquet(folder / "posterior.parquet").drop(columns=list(_NOT_PARAMETERS))
    return str(read_manifest(folder)["fingerprint"]), table


def _of_file(path: Path) -> tuple[str, pd.DataFrame]:
    """Return what a file of draws holds.

    Raises
    ------
    InputError
        If it cannot be read, or a draw is not allowed.
    """
    try:
        content = path.read_bytes()
        table = pd.read_csv(path, comment="#", dtype=float)
    except (OSError, ValueError) as error:
        raise InputError(f"--posterior: {path}: cannot be read as a table of numbers: {error}") from error
    if not isinstance(table.index, pd.RangeIndex):
        raise InputError(f"--posterior: {path}: the rows have more fields than the header")
    for number, one in enumerate(table.to_dict("records"), start=1):
        try:
            apply_overrides(Scenario(), {str(k): float(v) for k, v in one.items()})
        except InputError as error:
            raise InputError(f"--posterior: {path}: draw {number}: {error}") from error
    origin = _ORIGIN.search(content.decode(errors="replace"))
    return origin[1] if origin else hashlib.sha256(content).hexdigest()[:LENGTH], table
