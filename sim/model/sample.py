"""Whom the luck of one decision falls on, for many ids at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.model.compilation import rule
from sim.model.randomness.draws import uniform


def drawn(luck: int, decision: int, ids: npt.NDArray[np.int64], share: float) -> npt.NDArray[np.bool_]:
    """Who is drawn with chance `share`, each by its id: the same in every scenario and week, shape (n,)."""
    if share >= 1.0:
        return np.ones(len(ids), dtype=bool)
    found = np.zeros(len(ids), dtype=bool)
    if share > 0.0:
        _draw(luck, decision, ids, share, found)
    return found


@rule
def _draw(luck: int, decision: int, ids: npt.NDArray[np.int64], share: float, found: npt.NDArray[np.bool_]) -> None:
    """Write down whose number lies below `share`."""
    for i in range(len(ids)):
        found[i] = uniform(luck, decision, 0, ids[i], 0) < share
