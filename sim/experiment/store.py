"""Run folders: written beside their name and renamed when whole, one writer at a time, every byte under a checksum.

    <out>/<scenario>/<fingerprint>-s<seed>/                whole, always
    <out>/<scenario>/.<fingerprint>-s<seed>.partial-<pid>/  being written

What else may lie beside it, hidden, stands in `sim.experiment.place_held`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.experiment.durable import sync
from sim.experiment.fingerprint import readable_json
from sim.experiment.manifest import differing, read_manifest, unlisted
from sim.experiment.place_held import make_folders, place_held
from sim.experiment.signals import signals_held
from sim.parameters.errors import InputError, StoreDamaged

if TYPE_CHECKING:
    from sim.analysis.results import Results

SCENARIO: Final = "scenario.yaml"
SUMMARY: Final = "summary.json"
FIGURES: Final = "figures"


@contextmanager
def writing(target: Path) -> Iterator[Path]:
    """Give an empty folder to fill in place of `target`, which nobody else can write meanwhile.

    The block ends with `commit`, or the folder is removed, whatever the reason, and nothing can be seen.

    Parameters
    ----------
    target : Path
        The run folder; it may exist.

    Yields
    ------
    Path
        The folder to fill.

    Raises
    ------
    InputError
        If the place cannot be written to.
    StoreLocked
        If another process is writing the same run.
    """
    with place_held(target), filling(target) as partial:
        yield partial


@contextmanager
def filling(target: Path) -> Iterator[Path]:
    """As `writing`, for one who holds the place already.

    Raises
    ------
    InputError
        If the place cannot be written to.
    """
    partial = target.parent / f".{target.name}.partial-{os.getpid()}"
    make_folders(partial)
    try:
        yield partial
    finally:
        with signals_held():
            shutil.rmtree(partial, ignore_errors=True)


def commit(partial: Path, target: Path) -> None:
    """Make a folder that is whole visible under its name, in place of what was there.

    Every file is on the disk before the name changes. An old folder disappears only when the new one has its place.
    """
    for path in [*partial.rglob("*"), partial]:
        sync(path)
    old = target.parent / f".{target.name}.old-{os.getpid()}"
    with signals_held():
        replaced = target.exists()
        if replaced:
            target.rename(old)
        try:
            partial.rename(target)
        except BaseException:
            if replaced:
                old.rename(target)
            raise
        sync(target.parent)
        if replaced:
            shutil.rmtree(old, ignore_errors=True)


def verify(folder: Path) -> list[str]:
    """Return what is wrong with a stored run, one line a finding; empty when every byte is as it was written.

    Files that were added are found where they would be read as data.

    Raises
    ------
    InputError
        If there is no such folder.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: is not a folder of results")
    try:
        manifest = read_manifest(folder)
    except StoreDamaged as error:
        return [str(error)]
    return [*differing(folder, manifest["files"]), *unlisted(folder, manifest["files"])]


def refuse_damaged(folder: Path, *again: str) -> None:
    """Refuse a stored result that is not as it was written.

    Parameters
    ----------
    folder : Path
    *again : str
        What to do about it.

    Raises
    ------
    InputError
        If there is no such folder.
    StoreDamaged
        With what is wrong, a line each, and what to do.
    """
    problems = verify(folder)
    if problems:
        raise StoreDamaged("\n".join([*problems, *again]))


def load_results(folder: Path) -> Results:
    """Read the recorded tables and the scenario of a stored run, all checksums verified.

    Parameters
    ----------
    folder : Path
        A run folder. Its summary and figures are not looked at.

    Returns
    -------
    sim.analysis.results.Results
        Strings are categories in alphabetical order.

    Raises
    ------
    InputError
        If there is no such folder.
    StoreDamaged
        If a file is missing or not what was written; names the file.
    """
    from pyarrow import ArrowException

    from sim.analysis.results import Results
    from sim.experiment.tables import pandas_frame, read_parquet, stored_tables
    from sim.parameters.resolve import load_scenario

    if not folder.is_dir():
        raise InputError(f"{folder}: is not a folder of results")
    files = read_manifest(folder)["files"]
    needed = [SCENARIO, *(name for name in files if name.endswith(".parquet"))]
    missing = [name for name in (SCENARIO, *(f"{name}.parquet" for name in stored_tables(folder))) if name not in files]
    problems = [f"{folder / name}: is not in the manifest" for name in missing] or differing(folder, files, needed)
    if problems:
        raise StoreDamaged("\n".join(problems))
    tables = {}
    for name in stored_tables(folder):
        path = folder / f"{name}.parquet"
        try:
            tables[name] = pandas_frame(read_parquet(path))
        except (OSError, ArrowException) as error:
            raise StoreDamaged(f"{path}: cannot be read: {error}") from error
    return Results(tables=tables, scenario=load_scenario(folder / SCENARIO))


def write_json(path: Path, content: Any) -> None:
    """Write JSON with sorted keys; equal contents give equal bytes."""
    path.write_bytes(readable_json(content))


def link_or_copy(source: Path, destination: Path) -> None:
    """Put a finished file into another folder as well, without using the space twice where the disk allows it."""
    destination.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, destination)
    except OSError:
        shutil.copy2(source, destination)
