"""Phase 10, reskilling: a freelancer without work may move to a neighbouring specialty, losing part of the standing.

References
----------
R. Topel (1991), "Specific capital, mobility, and wages": part of what a job pays is lost with the move.
"""

from __future__ import annotations

from sim.model.compilation import rule


@rule
def worth_moving(income_there: float, income_here: float, gain_needed: float) -> bool:
    """Whether active freelancers of the other specialty earn at least `gain_needed` times as much."""
    return income_there > gain_needed * income_here


@rule
def reputation_after_move(reputation: float, prior: float, kept: float) -> float:
    """Reputation in the new specialty: the prior plus the part of the distance to it that is kept."""
    return prior + kept * (reputation - prior)
