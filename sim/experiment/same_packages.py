"""One result is made with one set of library versions: what two of them gave is not mixed in silence."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from sim.experiment.fingerprint import canonical_json
from sim.experiment.ledger import Ledger
from sim.experiment.manifest import packages, read_manifest
from sim.parameters.errors import InputError, StoreDamaged

PACKAGES: Final = "packages"
"""Under this name the versions stand in a ledger and in a manifest."""


def refuse_other_packages(path: Path, ledger: Ledger, *, holds: bool) -> None:
    """Note the versions that a work folder is made with; refuse others where it holds outputs of earlier ones.

    A ledger that was made anew does not know them any more, and takes those of now.

    Parameters
    ----------
    path : Path
        The work folder.
    ledger : Ledger
        Its own.
    holds : bool
        Whether it holds an output.

    Raises
    ------
    InputError
        Saying which versions it was begun with, and what to do.
    """
    now = packages()
    text = canonical_json(now).decode("ascii")
    before = ledger.meta.get(PACKAGES, text)
    if before != text and holds:
        told = other_packages(json.loads(before))
        raise InputError(f"{path}: was begun with {told}; go on with what it was, or remove it to begin anew")
    if ledger.meta.get(PACKAGES) != text:
        ledger.note_meta(PACKAGES, text)


def other_packages(then: Mapping[str, str]) -> str:
    """Return in words which versions are not those of now; empty if all are, or nothing is known of then."""
    now = packages()
    differ = [name for name in now if then.get(name) != now[name]] if then else []
    return ", ".join(f"{name} {then.get(name)} (now {now[name]})" for name in differ)


def made_by_same_packages(stored: Path, tell: Callable[[str], None] | None = None) -> bool:
    """Return whether a stored result was made with the versions of now, so that its outputs may be taken over.

    One whose manifest cannot be read does not say; what is whole in it is good, as in a ledger that was made anew.

    Parameters
    ----------
    stored : Path
        Its folder.
    tell : callable, optional
        Told of other versions.
    """
    try:
        told = other_packages(read_manifest(stored).get(PACKAGES, {}))
    except StoreDamaged:
        return True
    if told and tell is not None:
        tell(not_taken(stored, told))
    return not told


def not_taken(path: Path, told: str) -> str:
    """Return the line on a folder that was made with other versions, as `other_packages` tells them."""
    return f"{path}: was made with {told}; what two versions gave is not mixed, so nothing is taken from there"
