"""A folder beside a result that is being made: what is done so far, safe from whatever stops the making.

    <parent>/.<name>.work/ledger.sqlite      what is done, what failed and why
    <parent>/.<name>.work/<key>.output       one file an output, ending with a digest of its key and content

A file is whole before the ledger speaks of it. So a file without a row was finished just before its process was killed
and counts; a row without a whole file does not; and a damaged ledger is made anew from the files, failures left out.
The kernel lock of the result is held as long as its work folder is open.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from sim.experiment.durable import UNFINISHED, room, sync, write_whole
from sim.experiment.fingerprint import canonical_json, plain
from sim.experiment.ledger import DONE, NAME, Ledger, Row, remove_ledger
from sim.experiment.lock import lock_path
from sim.experiment.place_held import place_held
from sim.experiment.same_packages import refuse_other_packages
from sim.experiment.signals import signals_held
from sim.experiment.task import Failure
from sim.parameters.errors import InputError, RunFailed, SimulatorError, StoreDamaged

OUTPUT: Final = ".output"
_IDENTITY: Final = "identity"
_DIGEST: Final = 32  # bytes
_TO_BEGIN: Final = 1 << 16  # bytes
_KEY: Final = re.compile(r"[0-9A-Za-z_-]{1,128}")


def work_path(target: Path) -> Path:
    """Return the work folder of a result, beside it and hidden."""
    return target.parent / f".{target.name}.work"


@contextmanager
def open_work_folder(target: Path, identity: dict[str, Any]) -> Iterator[WorkFolder]:
    """Open the work folder of a result, which nobody else can write meanwhile; one that holds nothing goes at the end.

    Parameters
    ----------
    target : Path
        The result; it need not exist.
    identity : dict
        What is being made; plain values. Another one than before changes nothing, because keys say what an output is,
        but can be told from `WorkFolder.begun_as`.

    Raises
    ------
    InputError
        If the place cannot be written to.
    StoreLocked
        If another process is writing the same result.
    """
    with place_held(target):
        folder = WorkFolder(work_path(target), identity)
        try:
            yield folder
        finally:
            folder.close()


def clear_place(target: Path) -> None:
    """Remove what lies beside a result that is whole: its process was killed between its last step and the clearing up.

    A place that another process holds, or that cannot be written to, is let alone.
    """
    if work_path(target).exists() or lock_path(target).exists():
        with suppress(SimulatorError), place_held(target):
            _remove(work_path(target))


class WorkFolder:
    """What is done so far.

    Parameters
    ----------
    path : Path
        The folder; made if it is not there. The lock of its result is held.
    identity : dict
        What is being made.

    Attributes
    ----------
    path : Path
    begun_as : dict or None
        Identity that it was begun under, if that was another one.

    Raises
    ------
    InputError
        If it cannot be written to, or what it holds was made with other versions of libraries.
    """

    def __init__(self, path: Path, identity: dict[str, Any]) -> None:
        self.path = path
        self.begun_as: dict[str, Any] | None = None
        try:
            path.mkdir(exist_ok=True)
            self._ledger = _sound_ledger(path / NAME)
            try:
                self._agree()
                refuse_other_packages(path, self._ledger, holds=bool(self.done()))
                self._note_identity(plain(identity))
            except BaseException:
                self._ledger.close()
                raise
        except (OSError, sqlite3.Error) as error:
            with suppress(OSError):
                path.rmdir()
            raise InputError(f"{path}: cannot be written to: {_reason(error)}; {room(path, _TO_BEGIN)}") from error

    @property
    def n_bytes(self) -> int:
        """Bytes of all outputs together."""
        return sum(row.n_bytes for row in self._ledger.rows.values())

    def done(self) -> set[str]:
        """Return the keys of all outputs."""
        return {key for key, row in self._ledger.rows.items() if row.status == DONE}

    def failures(self) -> dict[str, Failure]:
        """Return by key why tasks failed the last time they were tried."""
        return {key: row.failure for key, row in self._ledger.rows.items() if row.status != DONE}

    def labels(self) -> dict[str, str]:
        """Return by key what people call the tasks that failed."""
        return {key: row.label for key, row in self._ledger.rows.items() if row.status != DONE}

    def attempts(self) -> dict[str, int]:
        """Return by key how often each task was begun the last time it was tried."""
        return {key: row.attempts for key, row in self._ledger.rows.items()}

    def output(self, key: str) -> bytes:
        """Return an output.

        Raises
        ------
        StoreDamaged
            If it is not what was written; the next opening of this folder notices and counts it as not done.
        KeyError
            If there is none.
        """
        if not self._is_done(key):
            raise KeyError(key)
        content = verified(self._file(key), key)
        if content is None:
            raise StoreDamaged(f"{self._file(key)}: is not what was written; run again to make it anew")
        return content

    def put(self, key: str, output: bytes, attempts: int = 1, seconds: float = 0.0) -> None:
        """Keep an output; it is on the disk when this returns. Keeping the same one again does nothing.

        Raises
        ------
        RunFailed
            If it cannot be written, or another one is there under its key; what was kept before is as it was.
        ValueError
            If the key cannot be the name of a file.
        """
        if not _KEY.fullmatch(key):
            raise ValueError(f"{key!r} cannot name an output")
        if self._is_done(key) and (there := verified(self._file(key), key)) is not None:
            if there != output:
                raise RunFailed(f"{self._file(key)}: the same task gave another output: it is not deterministic")
            return
        with self._told(len(output)):
            write_whole(self._file(key), output + _seal(key, output))
            self._ledger.note(Row(key, "", DONE, "", "", "", "", attempts, float(seconds), len(output)))

    def fail(self, key: str, label: str, failure: Failure, attempts: int = 1) -> None:
        """Keep why a task failed; a later output replaces it.

        Raises
        ------
        RunFailed
            If it cannot be written.
        """
        with self._told(len(failure.trace)):
            why = failure.status, failure.stage, failure.kind, failure.cause, failure.trace
            self._ledger.note(Row(key, label, *why, attempts, 0.0, 0))

    def forget(self, key: str) -> None:
        """Count an output as not done, so that its task is done again.

        Raises
        ------
        RunFailed
            If it cannot be removed.
        """
        with self._told(0):
            self._file(key).unlink(missing_ok=True)  # before its row: a file without one counts
            sync(self.path)
            self._ledger.forget(key)

    def discard(self) -> None:
        """Remove the folder: the result is whole."""
        self._ledger.close()
        _remove(self.path)

    def close(self) -> None:
        """Close the folder; one that holds nothing is removed."""
        self._ledger.close()
        if not self._ledger.rows:
            _remove(self.path)

    def _is_done(self, key: str) -> bool:
        row = self._ledger.rows.get(key)
        return row is not None and row.status == DONE

    def _file(self, key: str) -> Path:
        return self.path / f"{key}{OUTPUT}"

    def _agree(self) -> None:
        """Make the ledger and the files say the same; what is not whole counts as not done."""
        whole: dict[str, int] = {}
        for path in sorted(self.path.iterdir()):
            if path.name.endswith(UNFINISHED):
                path.unlink()
            elif path.name.endswith(OUTPUT):
                key = path.name.removesuffix(OUTPUT)
                content = verified(path, key)
                if content is None:
                    path.unlink()
                else:
                    whole[key] = len(content)
        for key in self.done() - whole.keys():
            self._ledger.forget(key)
        for key in sorted(whole.keys() - self.done()):
            self._ledger.note(Row(key, "", DONE, "", "", "", "", 1, 0.0, whole[key]))

    def _note_identity(self, identity: dict[str, Any]) -> None:
        text = canonical_json(identity).decode("ascii")
        before = self._ledger.meta.get(_IDENTITY, text)
        if before != text:
            self.begun_as = json.loads(before)
        if self._ledger.meta.get(_IDENTITY) != text:
            self._ledger.note_meta(_IDENTITY, text)

    @contextmanager
    def _told(self, n_bytes: int) -> Iterator[None]:
        """Tell what the disk refuses in words.

        Raises
        ------
        RunFailed
            If it refuses.
        SimulatorError
            As raised in the block.
        """
        try:
            yield
        except SimulatorError:
            raise
        except (OSError, sqlite3.Error) as error:
            refused = f"{self.path}: cannot be written to: {_reason(error)}; {room(self.path, n_bytes)}"
            raise RunFailed(f"{refused}; what was done before is kept") from error


def _sound_ledger(path: Path) -> Ledger:
    """Open a ledger; a damaged one is replaced by an empty one, which the files will fill."""
    try:
        return Ledger(path)
    except (StoreDamaged, sqlite3.OperationalError):  # damage in the schema looks like a refusal; a refusal comes again
        remove_ledger(path)
        return Ledger(path)


def _remove(path: Path) -> None:
    with signals_held():
        shutil.rmtree(path, ignore_errors=True)


def _seal(key: str, output: bytes) -> bytes:
    digest = hashlib.sha256(key.encode() + b"\0")
    digest.update(output)
    return digest.digest()


def verified(path: Path, key: str) -> bytes | None:
    """Return the output in a file of a work folder, None if it is not what was written."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    output = content[:-_DIGEST]
    return output if len(content) >= _DIGEST and content[-_DIGEST:] == _seal(key, output) else None


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
