"""A place for a result, held by one writer at a time, and cleared of what killed writers left.

    <parent>/<name>/                 whole, always
    <parent>/.<name>.partial-<pid>/  being made whole
    <parent>/.<name>.old-<pid>/      about to be replaced (--force, plot)
    <parent>/.<name>.work/           what is done so far of one that is not whole yet; kept for the next run
    <parent>/.<name>.lock            held by the writer

Whoever holds the lock of a folder owns its hidden neighbours: those it finds were left by a process that was killed.
Partial folders are removed; a whole folder that had just been moved aside is moved back.
"""

from __future__ import annotations

import glob
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from sim.experiment.lock import only_writer
from sim.parameters.errors import InputError, StoreLocked

_HIDDEN: Final = re.compile(r"\.(?P<name>.+?)\.(partial-\d+|old-\d+|lock)")


@contextmanager
def place_held(target: Path) -> Iterator[None]:
    """Be the only writer of a result for the length of a block, in a place cleared of what killed writers left.

    Parameters
    ----------
    target : Path
        The result; it need not exist. Folders made for it that stay empty are removed.

    Raises
    ------
    InputError
        If the place cannot be written to.
    StoreLocked
        If another process is writing the same result.
    """
    made = make_folders(target.parent)
    try:
        with only_writer(target):
            _clear_leftovers(target)
            yield
        _clear_neighbours(target)
    finally:
        for folder in reversed(made):
            with suppress(OSError):  # not empty, as it should be after a run
                folder.rmdir()


def make_folders(folder: Path) -> list[Path]:
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
