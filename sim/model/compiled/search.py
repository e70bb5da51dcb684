"""Phase 5, compiled: invitations for new posts, then search by every active freelancer with free hours."""

# ruff: noqa: PLR0917 - a kernel takes the columns and numbers it reads, in a fixed order

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.model.compiled.cards import Cards, cards_of
from sim.model.compiled.circles import Circles, circles_of, first_from, list_of, rank_at
from sim.model.compiled.columns import Flow, Rows
from sim.model.compiled.inviting import invite_remembered
from sim.model.compiled.kernel import kernel, piece, whole
from sim.model.compiled.luck import Luck
from sim.model.compiled.offers import FROM_AI_USERS, FROM_ALL, Marks, Numbers, Offers, Sent, mark_of
from sim.model.compiled.proposing import (
    Asking,
    Bids,
    begin_offer,
    finish_offers,
    gain_with_ai,
    levels_within_reach,
    sheet_of_bids,
)
from sim.model.compiled.sending import note_all_sent
from sim.model.compiled.world import Now, World
from sim.model.randomness import decisions
from sim.model.randomness.draws import random_block, unit

if TYPE_CHECKING:
    from sim.model.compiled.tasks import Block
    from sim.model.marketplace import Marketplace

LOOK = decisions.PROPOSAL_POST // 4
AMONG_AI_RELATED, IN_SPECIALTY, IN_SUBCATEGORY, IN_CATEGORY = 0, 1, 2, 3


class Looking(NamedTuple):
    """Parameters of looking for posts (group search)."""

    own_specialty_share: float
    own_subcategory_share: float
    n_tries: int


class Book(NamedTuple):
    """Where proposals are written, and which posts they are for.

    Attributes
    ----------
    offers : ndarray of OFFER
    first : ndarray of int64, shape (n_open + 1,)
        Where the proposals that lay at each open post before the search begin.
    senders : ndarray of int32
        Who sent them.
    marks : ndarray of uint64, shape (n_open,)
        Who may have sent one of them (`sim.model.compiled.offers.Held`).
    cards : ndarray of CARD, shape (n_open,)
        Open posts.
    """

    offers: Offers
    first: Rows
    senders: Numbers
    marks: Marks
    cards: Cards


def walk(market: Marketplace) -> None:
    """Invite, lay out the circles, search block by block, and lay the proposals at their posts."""
    e, p = market.engine, market.parameters
    asking = e.taken(Asking, p.search, p.delivery, p.ai.capability, p.ai.augmentation, p.hiring)
    cards = cards_of(e.posts, e.open_posts, e.now, asking)
    invite_remembered(market, cards, asking)
    circles, looking = circles_of(e), e.taken(Looking, p.search)
    blocks = e.crew.blocks(market.freelancers.n_rows)
    room = [count_wanted(e.luck, first, end) for first, end in blocks]
    e.held.make_room(sum(room))
    begins = dict(zip(blocks, np.cumsum([e.held.n, *room]).tolist(), strict=False))
    book = Book(e.held.offers, e.held.first, e.held.senders, e.held.marks, cards)
    sent = np.zeros((len(blocks), 2, len(cards)), dtype=np.int32)
    own = dict(zip(blocks, sent, strict=False))

    def look_for_posts(first: int, end: int, _: Flow) -> Block:
        begin = begins[first, end]
        n = search(e.people, first, end, e.luck, circles, book, begin, own[first, end], sheet_of_bids(), e.world, e.now,
                   looking, asking)  # fmt: skip
        return begin, n

    spans = e.crew.walk(blocks, look_for_posts)
    note_all_sent(cards, sent, e.flow)
    e.held.lay_at_posts(e.crew, sent, spans, e.posts.n_proposals, e.open_posts)


@kernel
def count_wanted(luck: Luck, first: int, end: int) -> int:
    """Posts that the freelancers in rows `first` to `end` try for."""
    total = 0
    for row in range(first, end):
        total += luck.wanted[row]
    return total


@kernel
def search(
    people: Any,
    first: int,
    end: int,
    luck: Luck,
    circles: Circles,
    book: Book,
    n: int,
    sent: Sent,
    bids: Bids,
    world: World,
    now: Now,
    looking: Looking,
    p: Asking,
) -> int:
    """Freelancers in rows `first` to `end` propose for the posts they want; from number `n` on, gives the end.

    `sent`, shape (2, n_open), counts what each post is sent, by all and by those who use AI.
    """
    begin = n
    if circles.n == 0:
        return n
    for row in range(first, end):
        if luck.wanted[row] == 0:
            continue
        levels, start = levels_within_reach(people, row, p), n
        if levels == 0:
            continue
        gain, helped = gain_with_ai(people, row, p), people.ai_adopted[row] and p.enabled
        for number in range(luck.wanted[row]):
            for attempt in range(looking.n_tries):
                key = number * looking.n_tries + attempt
                rank = look(people, row, levels, key, circles, book, start, n, world, now, looking)
                if rank < 0:
                    continue
                place = whole(circles.place_of[rank])
                if begin_offer(people, row, helped, gain, book.cards[place], place, book.offers, n, world):
                    n += 1
                    break
        people.n_proposals[row] += n - start
    finish_offers(people, book.cards, book.offers, begin, n, bids, world, now, p)
    for i in range(begin, n):
        offer = book.offers[i]
        sent[FROM_ALL, offer.place] += 1
        sent[FROM_AI_USERS, offer.place] += whole(people.ai_adopted[offer.freelancer])
    return n


@piece
def look(
    people: Any,
    row: int,
    levels: int,
    number: int,
    circles: Circles,
    book: Book,
    start: int,
    n: int,
    world: World,
    now: Now,
    looking: Looking,
) -> int:
    """Rank of the post a freelancer looks at: in the own specialty, or wider by luck or where there is none.

    One who uses AI looks first, with some luck, among the AI-related posts within reach; -1 where there is none.
    """
    specialty, uses_ai = whole(people.specialty[row]), whole(people.ai_adopted[row])
    category = world.category_of[specialty]
    where, how_wide, at_ai, _ = random_block(now.luck, LOOK, now.week, people.freelancer_id[row], number)
    point, ring = rank_at(circles, unit(where)), unit(how_wide)
    for reach in range(AMONG_AI_RELATED, IN_CATEGORY + 1):
        circle = circles.categories + category
        if reach == AMONG_AI_RELATED:
            circle = circles.ai_related + category
            if not uses_ai or unit(at_ai) >= circles.ai_share[category]:
                continue
        elif reach == IN_SPECIALTY:
            circle = specialty
            if ring >= looking.own_specialty_share:
                continue
        elif reach == IN_SUBCATEGORY:
            circle = circles.subcategories + world.subcategory_of[specialty]
            if ring >= looking.own_specialty_share + looking.own_subcategory_share:
                continue
        rank = next_on(row, levels, uses_ai, circles, circle, point, book, start, n)
        if rank >= 0:
            return rank
    return whole(-1)


@piece
def next_on(
    row: int, levels: int, uses_ai: int, circles: Circles, circle: int, point: int, book: Book, start: int, n: int
) -> int:
    """Rank of the first post from a rank on that the freelancer can do and has not proposed for; -1 without one."""
    at = list_of(circle, levels, uses_ai)
    first, end = whole(circles.first[at]), whole(circles.first[at + 1])
    if first == end:
        return whole(-1)
    begin = first_from(circles, at, point)
    for passed in range(begin, begin + end - first):
        found = whole(circles.ranks[passed if passed < end else passed - (end - first)])
        if not has_proposed(row, whole(circles.place_of[found]), book, start, n):
            return found
    return whole(-1)


@piece
def has_proposed(row: int, place: int, book: Book, start: int, n: int) -> bool:
    """Whether a freelancer has a proposal at a post: from before the search, or among those sent from `start` on."""
    if book.marks[place] & mark_of(row):
        for i in range(book.first[place], book.first[place + 1]):
            if book.senders[i] == row:
                return True
    for i in range(start, n):  # noqa: SIM110 - kernels have no generators
        if book.offers[i].place == place:
            return True
    return False
