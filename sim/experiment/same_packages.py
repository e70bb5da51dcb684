"""One result is made with one set of library versions: what two of them gave is not mixed in silence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from sim.experiment.fingerprint import canonical_json
from sim.experiment.ledger import Ledger
from sim.experiment.manifest import packages
from sim.parameters.errors import InputError

_PACKAGES: Final = "packages"


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
    before = ledger.meta.get(_PACKAGES, text)
    if before != text and holds:
        then = json.loads(before)
        told = ", ".join(f"{name} {then.get(name)} (now {now[name]})" for name in now if then.get(name) != now[name])
        raise InputError(f"{path}: was begun with {told}; go on with what it was, or remove it to begin anew")
    if ledger.meta.get(_PACKAGES) != text:
        ledger.note_meta(_PACKAGES, text)
