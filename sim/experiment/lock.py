"""One writer a folder: a kernel lock, which ends with its holder however the holder ends, so none is ever stale."""

from __future__ import annotations

import os
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sim.parameters.errors import InputError, StoreLocked

try:
    import fcntl
except ImportError as error:  # Windows; every command that runs something comes by here before it does
    raise InputError("this system has no POSIX file locks: run on Linux or macOS, or under WSL 2 on Windows") from error

_TO_SIGN: Final = 0.5  # s
_PAUSE: Final = 0.005  # s


def lock_path(target: Path) -> Path:
    """Return the lock file of a folder, beside it and hidden."""
    return target.parent / f".{target.name}.lock"


@contextmanager
def only_writer(target: Path) -> Iterator[None]:
    """Be the only writer of a folder for the length of a block; the lock file is gone afterwards.

    Parameters
    ----------
    target : Path
        The folder, which need not exist; its parent does.

    Raises
    ------
    StoreLocked
        If another process, or another thread of this one, is writing it; names the holder, once that has signed.
    InputError
        If the place cannot be written to, or its file system has no locks.
    """
    path = lock_path(target)
    try:
        descriptor = _acquire(path, target)
    except OSError as error:
        raise InputError(f"{target.parent}: cannot write results here: {error.strerror or error}") from error
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(descriptor)


@contextmanager
def only_for_a_moment(target: Path) -> Iterator[bool]:
    """Try to be the only writer of a folder for a block that takes no time, and say whether that is so.

    Nothing is waited for. The lock is not signed: who wants the folder meanwhile gives its holder the moment that one
    has to sign, and then has the lock instead of an error.
    """
    path, held = lock_path(target), False
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError:
        yield False
        return
    try:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_at(descriptor, path):
                os.ftruncate(descriptor, 0)
                held = True
        yield held
    finally:
        if held:
            path.unlink(missing_ok=True)
        os.close(descriptor)


def _acquire(path: Path, target: Path) -> int:
    """Lock the file at `path` and sign it; a file that its last holder unlinked meanwhile does not count.

    A holder that has not signed yet is given a moment to, since an error is to name it.

    Raises
    ------
    StoreLocked
        If another holds it.
    """
    patient_until = time.monotonic() + _TO_SIGN
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_at(descriptor, path):
                os.ftruncate(descriptor, 0)
                started = datetime.now(UTC).isoformat(timespec="seconds")
                os.write(descriptor, f"process {os.getpid()} on {socket.gethostname()} since {started}".encode())
                return descriptor
        except BlockingIOError:
            holder = os.pread(descriptor, 1000, 0).decode(errors="replace")
            if _has_signed(holder) or time.monotonic() > patient_until:
                os.close(descriptor)
                raise StoreLocked(f"{target}: is being written by {holder or 'another process'}") from None
            time.sleep(_PAUSE)
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _has_signed(holder: str) -> bool:
    """Return whether this is the signature of a holder: not empty, nor that of an earlier one of this machine, dead."""
    signed = re.match(r"process (\d+) on (\S+) ", holder)
    if signed is None:
        return False
    if signed[2] != socket.gethostname():
        return True
    try:
        os.kill(int(signed[1]), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _is_at(descriptor: int, path: Path) -> bool:
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    return os.path.samestat(os.fstat(descriptor), there)
