"""What has been done and what failed: a small SQLite database, each commit on the disk before it counts."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any, Final

from sim.experiment.fingerprint import canonical_json
from sim.experiment.task import Failure
from sim.parameters.errors import StoreDamaged

NAME: Final = "ledger.sqlite"
DONE: Final = "done"
_FORMAT: Final = 1
_PATIENCE: Final = 1.0  # s for a lock of the database that nobody should hold


@dataclass(frozen=True, slots=True)
class Row:
    """What the ledger says of a task.

    Attributes
    ----------
    key, label : str
        Of the task.
    status : str
        ``done``, or the status of its failure.
    stage, kind, cause, trace : str
        Of its failure; empty where it is done.
    attempts : int
    seconds : float
        Wall time of the last attempt.
    n_bytes : int
        Of its output; 0 where it failed.
    """

    key: str
    label: str
    status: str
    stage: str
    kind: str
    cause: str
    trace: str
    attempts: int
    seconds: float
    n_bytes: int

    @property
    def failure(self) -> Failure:
        """What went wrong."""
        return Failure(self.status, self.stage, self.kind, self.cause, self.trace)  # type: ignore[arg-type]


_COLUMNS: Final = tuple(field.name for field in fields(Row))


class Ledger:
    """The ledger of one work folder; one process writes it.

    Parameters
    ----------
    path : Path
        The database; made if it is not there.

    Raises
    ------
    StoreDamaged
        If it is not what was written.
    sqlite3.OperationalError
        If it cannot be opened or made.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._database = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
        try:
            self._prepare()
            self.rows = self._read()
            self.meta = self._read_meta()
        except sqlite3.OperationalError:
            self._database.close()
            raise
        except (sqlite3.DatabaseError, ValueError, TypeError) as error:
            self._database.close()
            raise StoreDamaged(f"{path}: is not what was written: {error}") from error

    def note(self, row: Row) -> None:
        """Enter a row, in place of one with its key.

        Raises
        ------
        sqlite3.Error
            If it cannot be written; the ledger is as before.
        """
        marks = ", ".join("?" * (len(_COLUMNS) + 1))
        self._commit(f"INSERT OR REPLACE INTO tasks VALUES ({marks})", (*astuple(row), _digest(row)))  # noqa: S608
        self.rows[row.key] = row

    def forget(self, key: str) -> None:
        """Strike a row out.

        Raises
        ------
        sqlite3.Error
            If it cannot be written.
        """
        self._commit("DELETE FROM tasks WHERE key = ?", (key,))
        self.rows.pop(key, None)

    def note_meta(self, name: str, value: str) -> None:
        """Enter a fact about the whole.

        Raises
        ------
        sqlite3.Error
            If it cannot be written.
        """
        self._commit("INSERT OR REPLACE INTO meta VALUES (?, ?, ?)", (name, value, _text_digest(name, value)))
        self.meta[name] = value

    def close(self) -> None:
        """Close the database; a second time does nothing."""
        self._database.close()

    def _commit(self, statement: str, values: tuple[Any, ...]) -> None:
        """Carry out one statement; it is on the disk when this returns."""
        self._database.execute(statement, values)

    def _prepare(self) -> None:
        """Set the database up.

        Raises
        ------
        ValueError
            If it is of another format.
        """
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = FULL")
        form = self._database.execute("PRAGMA user_version").fetchone()[0]
        if form not in {0, _FORMAT}:
            raise ValueError(f"format {form} is not {_FORMAT}")
        columns = ", ".join(f"{name} NOT NULL" for name in (*_COLUMNS[1:], "digest"))
        self._database.execute(f"CREATE TABLE IF NOT EXISTS tasks (key TEXT PRIMARY KEY, {columns}) WITHOUT ROWID")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value NOT NULL, digest NOT NULL)"
        )
        self._database.execute(f"PRAGMA user_version = {_FORMAT}")

    def _read(self) -> dict[str, Row]:
        """Return all rows.

        Raises
        ------
        ValueError
            If the database or a row is not what was written.
        """
        found = self._database.execute("PRAGMA quick_check").fetchone()[0]
        if found != "ok":
            raise ValueError(found)
        rows = {}
        for *values, digest in self._database.execute("SELECT * FROM tasks"):
            row = Row(*values)
            if _digest(row) != digest:
                raise ValueError(f"the digest of the row {row.key!r} differs")
            rows[row.key] = row
        return rows

    def _read_meta(self) -> dict[str, str]:
        """Return the facts about the whole.

        Raises
        ------
        ValueError
            If one is not what was written.
        """
        meta = {}
        for name, value, digest in self._database.execute("SELECT * FROM meta"):
            if _text_digest(name, value) != digest:
                raise ValueError(f"the digest of {name!r} differs")
            meta[name] = value
        return meta


def remove_ledger(path: Path) -> None:
    """Remove a ledger with its journal.

    Raises
    ------
    OSError
        If it cannot be removed.
    """
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _digest(row: Row) -> str:
    return hashlib.sha256(canonical_json([*astuple(row)])).hexdigest()


def _text_digest(name: str, value: str) -> str:
    return hashlib.sha256(canonical_json([name, value])).hexdigest()
