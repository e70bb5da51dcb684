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
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from sim.experiment.lock import only_for_a_moment, only_writer
from sim.parameters.errors import InputError

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
        with only_for_a_moment(target.parent / name) as held:
            aside = _move_aside(target.parent / name, target) if held else []
        for path in aside:
            shutil.rmtree(path, ignore_errors=True)


def _move_aside(neighbour: Path, target: Path) -> list[Path]:
    """Call what a killed writer of `neighbour` left a leftover of `target`, which is quick; to remove it may not be.

    A whole folder that had been moved aside is moved back. The lock of `neighbour` is held.
    """
    found = sorted(neighbour.parent.glob(f".{glob.escape(neighbour.name)}.old-*"))
    if found and not neighbour.exists():
        with suppress(OSError):
            found.pop(0).rename(neighbour)
    found += neighbour.parent.glob(f".{glob.escape(neighbour.name)}.partial-*")
    aside = []
    for number, path in enumerate(found):
        place = target.parent / f".{target.name}.partial-{os.getpid()}{number:06}"
        with suppress(OSError):
            path.rename(place)
            aside.append(place)
    return aside
