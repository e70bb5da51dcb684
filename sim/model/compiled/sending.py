"""A proposal reaches a post: what is written down of it."""

from __future__ import annotations

from typing import Any

from sim.model.compiled.columns import Flow
from sim.model.compiled.kernel import piece, whole
from sim.model.compiled.places import WEEKLY


@piece
def note_sent(people: Any, row: int, card: Any, flow: Flow) -> None:
    """Write down that a proposal was sent."""
    cell, uses_ai = card.cell, whole(people.ai_adopted[row])
    flow.busy[cell] = True
    flow.weekly[cell, WEEKLY.new_proposals] += 1
    flow.weekly[cell, WEEKLY.new_proposals_ai_user] += uses_ai
    if card.ai_related:
        flow.weekly[cell, WEEKLY.new_proposals_to_ai_posts] += 1
    else:
        flow.weekly[cell, WEEKLY.new_proposals_regular] += 1
        flow.weekly[cell, WEEKLY.new_proposals_regular_ai_user] += uses_ai
