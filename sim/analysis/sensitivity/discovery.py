"""Scenario discovery on a stored sweep: under which parameters an outcome, or an effect, is below or above a number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.sensitivity.prim import Box, best_of, paste, prim, quasi_p_values
from sim.analysis.sensitivity.table import EFFECT, refuse_missing
from sim.analysis.sweeps.series import numbers
from sim.analysis.sweeps.stored import StoredSweep
from sim.outcomes.catalogue import CATALOGUE
from sim.parameters.errors import InputError
from sim.parameters.suggestions import nearest

Floats = NDArray[np.float64]
FEWEST = 20
"""Points below which a box says nothing."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for.

    Attributes
    ----------
    outcome : str
        Name in the catalogue.
    quantity : {"level", "effect"}
    below : bool
        Whether values below the threshold are hits; else those above.
    threshold : float
        In the unit of the outcome.
    """

    outcome: str
    quantity: str
    below: bool
    threshold: float

    @property
    def words(self) -> str:
        """The question in words."""
        side = "below" if self.below else "above"
        return f"{'effect on ' if self.quantity == EFFECT else ''}{self.outcome} {side} {self.threshold:.4g}"


@dataclass(frozen=True, slots=True, eq=False)
class Discovery:
    """What was found.

    Attributes
    ----------
    question : Question
    parameters : tuple of str
    trajectory : list of Box
    chosen : Box
    quasi_p : (k,) float64
        NaN where the chosen box does not restrict a parameter.
    ranges : (2, k) float64
        Lowest and highest value of each parameter in the sweep.
    n_without : int
        Points at which the outcome has no value, which are left out: growth from nothing, say.
    """

    question: Question
    parameters: tuple[str, ...]
    trajectory: list[Box]
    chosen: Box
    quasi_p: Floats
    ranges: Floats
    n_without: int = 0

    def table(self) -> pd.DataFrame:
        """Return one row a restricted parameter of the chosen box."""
        places = np.flatnonzero(self.chosen.restricted)
        return pd.DataFrame(
            {
                "question": self.question.words,
                "parameter": [self.parameters[place] for place in places],
                "low": self.chosen.low[places],
                "high": self.chosen.high[places],
                "quasi_p": self.quasi_p[places],
                "coverage": self.chosen.coverage,
                "density": self.chosen.density,
                "mass": self.chosen.mass,
                "n_without": self.n_without,
            }
        )

    def trajectory_table(self) -> pd.DataFrame:
        """Return one row a box of the trajectory."""
        rows = [
            {
                "box": number,
                "coverage": one.coverage,
                "density": one.density,
                "mass": one.mass,
                "n": one.n,
                "n_restricted": int(one.restricted.sum()),
            }
            for number, one in enumerate(self.trajectory)
        ]
        return pd.DataFrame(rows)


def discover(stored: StoredSweep, question: Question) -> Discovery:
    """Return the box in which the outcome looked for is most likely, as coverage and density together have it.

    Parameters
    ----------
    stored : StoredSweep
        Best of a sampled design.
    question : Question

    Raises
    ------
    InputError
        If there is no such outcome, points are missing, too few have a value, a parameter is a choice, or all or none
        of them are hits.
    """
    refuse_missing(stored)
    if question.outcome not in CATALOGUE:
        similar = nearest(question.outcome, CATALOGUE)
        hint = f"; did you mean {similar}?" if similar else ""
        raise InputError(f"{question.outcome}: there is no outcome of this name{hint}")
    if question.quantity == EFFECT and not stored.has_effects:
        raise InputError(f"{stored.summary['sweep']}: this sweep has no reference and no what-if, so no effects")
    rows = stored.design_points()
    found = stored.effect(question.outcome) if question.quantity == EFFECT else stored.level(question.outcome)
    kept = [int(point) for point in rows.index if int(point) in found and found[int(point)].value is not None]
    if len(kept) < FEWEST:
        raise InputError(f"{question.outcome}: {len(kept)} points have a value; discovery needs {FEWEST} or more")
    y = np.array([found[point].value for point in kept], dtype=np.float64)
    x = np.stack([_numbers(rows, kept, path) for path in stored.parameters], axis=1)
    hits = y < question.threshold if question.below else y > question.threshold
    if not hits.any() or hits.all():
        raise InputError(
            f"{question.words}: {'every' if hits.all() else 'no'} point is one; "
            f"values lie from {y.min():.4g} to {y.max():.4g}"
        )
    trajectory = prim(x, hits)
    chosen = paste(x, hits, best_of(trajectory))
    ranges = np.stack([x.min(axis=0), x.max(axis=0)])
    p_values = quasi_p_values(x, hits, chosen)
    return Discovery(question, tuple(stored.parameters), trajectory, chosen, p_values, ranges, len(rows) - len(kept))


def _numbers(rows: pd.DataFrame, kept: list[int], path: str) -> Floats:
    """Return a parameter at the points that count.

    Raises
    ------
    InputError
        If it is a choice: a box has ends, and choices have no order.
    """
    values, words = numbers(rows.loc[kept, path])
    if words:
        raise InputError(f"{path}: is a choice ({', '.join(words)}), which no box can cut; fix it with --set")
    return values
