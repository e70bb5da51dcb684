"""What interrupted results of the same name have kept: taken over where it is the same, told where it is not.

A run or sweep that was edited, enlarged or is now made by other code has another fingerprint, and so another work
folder. Equal tasks have equal keys, so what the old one kept is good for the new one, except where the code has
changed: then no key is equal, and that is told, because it means that everything begins anew. So is what other versions
of libraries have given: its keys are equal, but it is not mixed with what those of now give.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from sim.experiment.ledger import NAME
from sim.experiment.same_packages import PACKAGES, not_taken, other_packages
from sim.experiment.work_folder import OUTPUT, WorkFolder, clear_place, verified, work_path


def take_from_interrupted(
    target: Path, folder: WorkFolder, keys: Iterable[str], code: str, tell: Callable[[str], None] | None = None
) -> None:
    """Put what work folders of neighbouring results hold into that of a result.

    Files in a work folder are whole or not there, so one that another process is writing may be read as well.

    Parameters
    ----------
    target : Path
        The result that is being made.
    folder : WorkFolder
        Its work folder, which takes what is found.
    keys : iterable of str
        All its tasks.
    code : str
        The version that makes it.
    tell : callable, optional
        Told of work folders of which nothing can be used, and why.

    Raises
    ------
    RunFailed
        If something cannot be kept.
    """
    asked = set(keys)
    for work in _others(target):
        held = {path.name.removesuffix(OUTPUT) for path in work.glob(f"*{OUTPUT}")}
        missing = (held & asked) - folder.done()
        if missing and (other := other_packages(_meta_in(work, PACKAGES))):
            if tell is not None:
                tell(not_taken(work, other))
            continue
        for key in sorted(missing):
            output = verified(work / f"{key}{OUTPUT}", key)
            if output is not None:
                folder.put(key, output)
        if held and not held & asked and tell is not None:
            tell(
                f"{work}: holds {len(held)} of an interrupted {_why(identity_in(work), code)}; remove it if not wanted"
            )


def clear_what_was_taken(target: Path, keys: Iterable[str]) -> None:
    """Remove work folders of neighbouring results that hold nothing but what a whole result holds as well."""
    asked = set(keys)
    for work in _others(target):
        held = {path.name.removesuffix(OUTPUT) for path in work.glob(f"*{OUTPUT}")}
        if held and held <= asked:
            clear_place(target.parent / work.name.removeprefix(".").removesuffix(".work"))


def identity_in(work: Path) -> dict[str, Any]:
    """Return what a work folder says of its result, without writing; empty if it cannot be read."""
    return _meta_in(work, "identity")


def _meta_in(work: Path, name: str) -> dict[str, Any]:
    """Return one fact of the ledger of a work folder, without writing; empty if it cannot be read."""
    try:
        address = f"{(work / NAME).resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=1.0)) as database:
            found = database.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        fact: dict[str, Any] = json.loads(found[0])
    except (sqlite3.Error, ValueError, TypeError):
        return {}
    return fact


def _others(target: Path) -> list[Path]:
    return sorted(path for path in target.parent.glob(".*.work") if path != work_path(target) and path.is_dir())


def _why(identity: dict[str, Any], code: str) -> str:
    before = identity.get("code")
    if before is not None and before != code:
        return f"result that was made by other code ({before}, now {code}), so that none of it can be used"
    return "result of other settings, none of which are asked for here"
