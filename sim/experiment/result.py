"""A stored result, of whatever kind: where it is, what it says, whether it was there before."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from sim.experiment.store import SUMMARY, refuse_damaged
from sim.experiment.work_folder import clear_place


@dataclass(frozen=True, slots=True)
class StoredResult:
    """A stored result.

    Attributes
    ----------
    folder : Path
        Where it is.
    summary : dict
        The content of its ``summary.json``.
    already_there : bool
        Whether it was found whole, so that nothing was run.
    """

    folder: Path
    summary: dict[str, Any]
    already_there: bool

    @classmethod
    def found(cls, target: Path, again: str) -> Self:
        """Return a result that is there, and clear what an interrupted one may have left beside it.

        Parameters
        ----------
        target : Path
        again : str
            What to do where it is damaged.

        Raises
        ------
        StoreDamaged
            If it is not as it was written.
        """
        refuse_damaged(target, again)
        clear_place(target)
        return cls(target, read_summary(target), already_there=True)


def read_summary(folder: Path) -> dict[str, Any]:
    """Return the summary of a stored result."""
    content: dict[str, Any] = json.loads((folder / SUMMARY).read_bytes())
    return content
