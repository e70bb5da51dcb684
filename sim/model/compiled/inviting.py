"""Invitations: clients ask the freelancers they remember to propose for new posts of the same category."""

# ruff: noqa: PLR0917 - a kernel takes the columns and numbers it reads, in a fixed order

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.model.compiled.cards import Cards
from sim.model.compiled.columns import Flow, Rows
from sim.model.compiled.kernel import kernel, piece, whole
from sim.model.compiled.offers import Offers
from sim.model.compiled.proposing import (
    Asking,
    Bids,
    begin_offer,
    finish_offers,
    gain_with_ai,
    levels_within_reach,
    sheet_of_bids,
)
from sim.model.compiled.sending import note_sent
from sim.model.compiled.world import Now, World
from sim.model.randomness.draws import WEEK_OFFSET
from sim.model.randomness.keys import FREELANCER_NUMBER_BITS, entry_week_of_freelancer, place_of_freelancer

if TYPE_CHECKING:
    from sim.model.marketplace import Marketplace

MOST_REMEMBERED = 3
WEEK_SHIFT, PLACE_SHIFT = 40, 24
"""Bits of the key that rises with the rows of freelancers: week of entry, specialty of entry, number."""
NUMBERS = (1 << FREELANCER_NUMBER_BITS) - 1


def invite_remembered(market: Marketplace, cards: Cards, asking: Asking) -> None:
    """Clients invite for the posts of this week; the proposals lie post by post behind those of earlier weeks."""
    e = market.engine
    n_before = len(e.held.first) - 1
    new = e.open_posts[n_before:]
    e.held.make_room(MOST_REMEMBERED * len(new))
    n_invited = e.held.n
    first = np.concatenate((e.held.first, np.zeros(len(new), dtype=np.int64)))
    e.held.n = invite(
        e.people, e.n_in_order, market.freelancers.n_rows, e.buyers, e.posts, new, cards, n_before,
        e.held.offers, e.held.n, first, sheet_of_bids(), e.flow, e.world, e.now, asking,
    )  # fmt: skip
    e.held.first = first
    e.held.note_senders(n_invited, len(e.open_posts))


@kernel
def invite(
    people: Any,
    n_in_order: int,
    n_rows: int,
    buyers: Any,
    posts: Any,
    new: Rows,
    cards: Cards,
    n_before: int,
    offers: Offers,
    n: int,
    first: Rows,
    bids: Bids,
    flow: Flow,
    world: World,
    now: Now,
    p: Asking,
) -> int:
    """Invite for the posts in rows `new`; proposals from number `n` on, gives their end."""
    start = n
    for k in range(len(new)):
        client, card = posts.client[new[k]], cards[n_before + k]
        for who in (buyers.remembered_0[client], buyers.remembered_1[client], buyers.remembered_2[client]):
            row = row_of(people, n_in_order, n_rows, who) if who >= 0 else whole(-1)
            if row < 0 or not people.active[row]:
                continue
            here = whole(people.specialty[row])
            can = levels_within_reach(people, row, p) >> whole(card.level) & 1
            if card.ai_related and not people.ai_adopted[row]:
                can = 0
            if world.category_of[here] != world.category_of[card.specialty] or can == 0:
                continue
            gain = gain_with_ai(people, row, p)
            uses_ai = people.ai_adopted[row] and p.enabled
            if begin_offer(people, row, uses_ai, gain, card, n_before + k, offers, n, world):
                note_sent(card, 1, whole(people.ai_adopted[row]), flow)
                people.n_proposals[row] += 1
                n += 1
        first[n_before + k + 1] = n
    finish_offers(people, cards, offers, start, n, bids, world, now, p)
    return n


@piece
def row_of(people: Any, n_in_order: int, n_rows: int, who: int) -> int:
    """Row of a freelancer, found by halves; -1 for one who has left the table."""
    for late in range(2):
        low, size = (n_in_order, n_rows - n_in_order) if late else (0, n_in_order)
        end = low + size
        while size > 0:
            half = size >> 1
            other = people.freelancer_id[low + half]
            before = _key(other) < _key(who) if late else other < who
            low = low + half + 1 if before else low
            size = size - half - 1 if before else half
        if low < end and people.freelancer_id[low] == who:
            return low
    return whole(-1)


@piece
def _key(who: int) -> int:
    """What rises with the rows of late comers: week of entry, specialty of entry, number within them."""
    week = entry_week_of_freelancer(who) + WEEK_OFFSET
    return week << WEEK_SHIFT | place_of_freelancer(who) << PLACE_SHIFT | who & NUMBERS
