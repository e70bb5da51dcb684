"""Files that are there whole or not at all: written under another name, synced, renamed, their folder synced."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

UNFINISHED: Final = ".unfinished"
"""Ending of a file that is being written."""


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that its name never stands for half of it; on the disk when this returns.

    Raises
    ------
    OSError
        If it cannot be written; nothing is left of it then.
    """
    unfinished = path.with_name(path.name + UNFINISHED)
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)
        try:
            view = memoryview(content)
            while view:
                view = view[os.write(descriptor, view) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.replace(unfinished, path)  # noqa: PTH105 - one of the steps that the tests let fail, all found in `os`
    except BaseException:
        with suppress(OSError):
            unfinished.unlink()
        raise
    sync(path.parent)


def sync(path: Path) -> None:
    """Bring a file, or a folder's list of names, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def room(path: Path, n_bytes: int) -> str:
    """Return what to add to a refusal: the bytes that are needed, and those that are free where that is known."""
    free = ""
    with suppress(OSError):
        there = next((one for one in (path, *path.parents) if one.exists()), path)
        free = f", {shutil.disk_usage(there).free:,} are free"
    return f"{n_bytes:,} bytes are needed{free}"
