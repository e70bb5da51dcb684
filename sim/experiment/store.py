"""Run folders: written beside their name and renamed when whole, one writer at a time, every byte under a checksum.

    <out>/<scenario>/<fingerprint>-s<seed>/                whole, always
    <out>/<scenario>/.<fingerprint>-s<seed>.partial-<pid>/  being written
    <out>/<scenario>/.<fingerprint>-s<seed>.old-<pid>/      about to be replaced (--force, plot)
    <out>/<scenario>/.<fingerprint>-s<seed>.lock            held by the writer

Whoever holds the lock of a folder owns its hidden neighbours: those it finds were left by a process that was killed.
They are removed, or, when the whole folder had just been moved aside, moved back.
"""

from __future__ import annotations

import glob
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.experiment.fingerprint import readable_json
from sim.experiment.lock import only_writer
from sim.experiment.manifest import differing, read_manifest
from sim.experiment.worker import signals_held
from sim.parameters.errors import InputError, StoreDamaged, StoreLocked

if TYPE_CHECKING:
    from sim.analysis.results import Results

SCENARIO: Final = "scenario.yaml"
SUMMARY: Final = "summary.json"
FIGURES: Final = "figures"

_HIDDEN: Final = re.compile(r"\.(?P<name>.+?)\.(partial-\d+|old-\d+|lock)")


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
    made = _make_folders(target.parent)
    try:
        with only_writer(target):
            _clear_leftovers(target)
            partial = target.parent / f".{target.name}.partial-{os.getpid()}"
            _make_folders(partial)
            try:
                yield partial
            finally:
                with signals_held():
                    shutil.rmtree(partial, ignore_errors=True)
        _clear_neighbours(target)
    finally:
        for folder in reversed(made):
            with suppress(OSError):  # not empty, as it should be after a run
                folder.rmdir()


def commit(partial: Path, target: Path) -> None:
    """Make a folder that is whole visible under its name, in place of what was there.

    Every file is on the disk before the name changes. An old folder disappears only when the new one has its place.
    """
    for path in [*partial.rglob("*"), partial]:
        _sync(path)
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
        _sync(target.parent)
        if replaced:
            shutil.rmtree(old, ignore_errors=True)


def verify(folder: Path) -> list[str]:
    """Return what is wrong with a stored run, one line a finding; empty when every byte is as it was written.

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
    return differing(folder, manifest["files"])


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


def _make_folders(folder: Path) -> list[Path]:
    """Make a folder and those above it; return those made, from the top.

    Raises
    ------
    InputError
        If that cannot be.
    """
    made: list[Path] = []
    try:
        for path in [*reversed(folder.parents), folder]:
            if not path.is_dir():
                path.mkdir(exist_ok=True)
                made.append(path)
    except OSError as error:
        for path in reversed(made):
            with suppress(OSError):
                path.rmdir()
        raise InputError(f"{folder}: cannot write results here: {error.strerror or error}") from error
    return made


def _clear_leftovers(target: Path) -> None:
    """Remove, or put back, what a killed writer of `target` left; the lock of `target` is held."""
    for path in sorted(target.parent.glob(f".{glob.escape(target.name)}.old-*")):
        if target.exists():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.rename(target)
    for path in target.parent.glob(f".{glob.escape(target.name)}.partial-*"):
        shutil.rmtree(path, ignore_errors=True)


def _clear_neighbours(target: Path) -> None:
    """Remove what killed writers of other runs of the same scenario left; runs being written are let alone."""
    hidden = [_HIDDEN.fullmatch(path.name) for path in target.parent.glob(".*")]
    for name in sorted({found["name"] for found in hidden if found} - {target.name}):
        neighbour = target.parent / name
        with suppress(StoreLocked, InputError), only_writer(neighbour):
            _clear_leftovers(neighbour)


def _sync(path: Path) -> None:
    """Bring a file or a folder's list of names to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
