"""A precision that is asked of a run: read from words, looked up in a summary, noted in it."""

from __future__ import annotations

import json
import math
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sim.experiment.anew import made_anew, refuse_damage
from sim.experiment.store import SUMMARY, write_json
from sim.outcomes.catalogue import CATALOGUE
from sim.parameters.errors import InputError
from sim.parameters.suggestions import nearest

PRECISION: Final = "precision"
"""Key of a summary."""
_FORM: Final = re.compile(r"se=(?P<error>[^:]+):(?P<outcome>.+)")


@dataclass(frozen=True, slots=True)
class Precision:
    """What is to be reached.

    Attributes
    ----------
    outcome : str
        Name of an outcome of the summary.
    standard_error : float
        At most this, in the unit of the outcome.
    """

    outcome: str
    standard_error: float

    def reached(self, summary: dict[str, Any]) -> bool:
        """Return whether a summary is precise enough."""
        found = self.found(summary)
        return found is not None and found <= self.standard_error

    def found(self, summary: dict[str, Any]) -> float | None:
        """Return the standard error in a summary, None if there is none."""
        entry = summary["outcomes"].get(self.outcome) or {}
        found = entry.get("standard_error")
        return None if found is None else float(found)

    def noted(self, summary: dict[str, Any]) -> dict[str, Any]:
        """Return a summary in which stands what was asked of it, what it has, and whether that is enough."""
        told = {
            "outcome": self.outcome,
            "asked": self.standard_error,
            "standard_error": self.found(summary),
            "reached": self.reached(summary),
        }
        return {**summary, PRECISION: told}


def read_precision(text: str) -> Precision:
    """Read ``se=0.01:fill_rate``.

    Raises
    ------
    InputError
        If it is anything else, or there is no such outcome.
    """
    given = _FORM.fullmatch(text)
    if given is None:
        raise InputError(f"--until: {text!r} is not se=NUMBER:OUTCOME, such as se=0.01:fill_rate")
    error = math.nan
    with suppress(ValueError):
        error = float(given["error"])
    if not 0.0 < error < math.inf:
        raise InputError(f"--until: {given['error']!r} is not a number above 0")
    if given["outcome"] not in CATALOGUE:
        like = _like(given["outcome"])
        hint = f": did you mean {like}?" if like else "; describe outcomes lists them"
        raise InputError(f"--until: there is no outcome {given['outcome']!r}{hint}")
    return Precision(given["outcome"], error)


def _like(name: str) -> str:
    """Return the outcomes that a name may stand for: those it is the beginning of, else the one most like it."""
    longer = [outcome for outcome in CATALOGUE if outcome.startswith(f"{name}_")]
    return " or ".join(longer) or nearest(name, CATALOGUE) or ""


def precision_in(folder: Path) -> Precision | None:
    """Return the precision that was asked of a stored run, None if none was or its summary cannot be read."""
    try:
        told = json.loads((folder / SUMMARY).read_bytes())[PRECISION]
        return Precision(str(told["outcome"]), float(told["asked"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def note_precision(folder: Path, summary: dict[str, Any], precision: Precision) -> dict[str, Any]:
    """Note in the summary of a stored run what was asked of it and whether it was reached, and return it.

    Parameters
    ----------
    folder : Path
        The run, as it was written.
    summary : dict
        Its summary.
    precision : Precision
        What was asked.

    Raises
    ------
    InputError
        If the folder cannot be written to.
    RunFailed
        If the summary cannot be written; the run is as before.
    StoreDamaged
        If a file is not what was written.
    StoreLocked
        If another process is writing this folder.
    """
    told = precision.noted(summary)
    if told != summary:
        with made_anew(folder.resolve(), (SUMMARY,)) as partial:
            refuse_damage(folder)
            write_json(partial / SUMMARY, told)
    return told
