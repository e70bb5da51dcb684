"""What made a run and what it holds: versions, platform, time taken, a SHA-256 of every file.

Time and date stand here and nowhere else, so all other files are equal, byte for byte, between equal runs.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path, PurePosixPath
from typing import Any, Final

from sim.experiment.fingerprint import canonical_json, readable_json
from sim.parameters.errors import StoreDamaged

NAME: Final = "manifest.json"
FORMAT: Final = 1
PACKAGES: Final = ("numpy", "numba", "mesa", "pyarrow", "pandas")

_OWN_SUM: Final = "manifest_sha256"


def provenance(*, wall_time_s: float) -> dict[str, Any]:
    """Return what may differ between two equal runs: when, where, with which versions, how long.

    Parameters
    ----------
    wall_time_s : float
        Seconds from the start of the first replication to the last figure.

    Returns
    -------
    dict
        Keys ``created_utc``, ``wall_time_s``, ``platform``, ``packages``.
    """
    return {
        "created_utc": now(),
        "wall_time_s": round(wall_time_s, 3),
        "platform": {
            "system": platform.system(),
            "release": platform.release(),
            "machine": platform.machine(),
            "libc": " ".join(platform.libc_ver()),
        },
        "packages": {"python": platform.python_version(), **packages()},
    }


def packages() -> dict[str, str]:
    """Return the versions of the libraries whose numbers or bytes stand in results."""
    return {name: metadata.version(name) for name in PACKAGES}


def now() -> str:
    """Return the present second in UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def write_manifest(folder: Path, facts: Mapping[str, Any]) -> None:
    """Write the manifest of a folder that is otherwise complete, with a checksum of each file and of itself."""
    files = {name: _sums(folder / name) for name in _files_in(folder) if name != NAME}
    content = {key: value for key, value in facts.items() if key != _OWN_SUM}
    content = {**content, "format": FORMAT, "files": files}
    (folder / NAME).write_bytes(readable_json({**content, _OWN_SUM: _digest(content)}))


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a stored run.

    Raises
    ------
    StoreDamaged
        If it is missing, not what was written, or of another format.
    """
    path = folder / NAME
    try:
        content = path.read_bytes()
        manifest = json.loads(content)
    except OSError as error:
        raise StoreDamaged(f"{path}: cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise StoreDamaged(f"{path}: is not what was written: not JSON") from error
    if not isinstance(manifest, dict) or readable_json(manifest) != content:
        raise StoreDamaged(f"{path}: is not what was written")
    if manifest.pop(_OWN_SUM, None) != _digest(manifest):
        raise StoreDamaged(f"{path}: is not what was written: its checksum differs")
    if manifest.get("format") != FORMAT:
        raise StoreDamaged(f"{path}: format {manifest.get('format')!r} is not {FORMAT}, the one this version reads")
    return manifest


def differing(folder: Path, files: Mapping[str, Mapping[str, Any]], names: Iterable[str] | None = None) -> list[str]:
    """Return what is wrong with the files of a folder, one line a file, named by its path.

    Parameters
    ----------
    folder : Path
        A stored run.
    files : mapping
        ``files`` of its manifest.
    names : iterable of str, optional
        Files to check; all by default.
    """
    problems = []
    for name in sorted(files) if names is None else names:
        path = folder / name
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            problems.append(f"{path}: lies outside the folder")
            continue
        try:
            found = _sums(path)
        except OSError as error:
            problems.append(f"{path}: cannot be read: {error.strerror or error}")
            continue
        wanted = files[name]
        if found["bytes"] != wanted["bytes"]:
            problems.append(f"{path}: has {found['bytes']} bytes, {wanted['bytes']} were written")
        elif found["sha256"] != wanted["sha256"]:
            problems.append(f"{path}: is not what was written: its SHA-256 differs")
    return problems


def unlisted(folder: Path, files: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return which files lie in a folder of tables and are not in the manifest, one line a file.

    Who reads such a folder as one table would read them too. Names that readers of Parquet leave out (``.`` or ``_`` at
    their beginning) do no harm.

    Parameters
    ----------
    folder : Path
        A stored result.
    files : mapping
        ``files`` of its manifest.
    """
    tables = [PurePosixPath(name) for name in files if name.endswith(".parquet") and ".." not in name]
    problems = []
    for place in sorted({path.parts[0] for path in tables if len(path.parts) > 1 and not path.is_absolute()}):
        for path in sorted((folder / place).rglob("*")):
            parts = path.relative_to(folder).parts
            read = not any(part.startswith((".", "_")) for part in parts)
            if read and path.is_file() and PurePosixPath(*parts).as_posix() not in files:
                problems.append(f"{path}: is not in the manifest")
    return problems


def _files_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _sums(path: Path) -> dict[str, Any]:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return {"sha256": digest, "bytes": stream.tell()}


def _digest(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical_json(content)).hexdigest()


def kind_of(folder: Path) -> str | None:
    """Return what kind of result a folder holds; None for a run, a sweep, or anything that is no whole result."""
    try:
        kind: str | None = read_manifest(folder).get("kind")
    except StoreDamaged:
        return None
    return kind
