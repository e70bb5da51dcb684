"""Proposals reach a post: what is written down of them."""

from __future__ import annotations

from typing import Any

from sim.model.compiled.cards import Cards
from sim.model.compiled.columns import Flow
from sim.model.compiled.kernel import kernel, piece, whole
from sim.model.compiled.offers import FROM_AI_USERS, FROM_ALL, Sent
from sim.model.compiled.places import WEEKLY


@piece
def note_sent(card: Any, n: int, n_ai_users: int, flow: Flow) -> None:
    """Write down that `n` proposals were sent, `n_ai_users` of them by freelancers who use AI."""
    cell = card.cell
    flow.busy[cell] = True
    flow.weekly[cell, WEEKLY.new_proposals] += n
    flow.weekly[cell, WEEKLY.new_proposals_ai_user] += n_ai_users
    if card.ai_related:
        flow.weekly[cell, WEEKLY.new_proposals_to_ai_posts] += n
    else:
        flow.weekly[cell, WEEKLY.new_proposals_regular] += n
        flow.weekly[cell, WEEKLY.new_proposals_regular_ai_user] += n_ai_users


@kernel
def note_all_sent(cards: Cards, sent: Sent, flow: Flow) -> None:
    """Write down what the blocks of the search sent."""
    for place in range(len(cards)):
        n, n_ai_users = whole(0), whole(0)
        for block in range(len(sent)):
            n += sent[block, FROM_ALL, place]
            n_ai_users += sent[block, FROM_AI_USERS, place]
        if n > 0:
            note_sent(cards[place], n, n_ai_users, flow)
