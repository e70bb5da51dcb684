"""Proposals of open posts as flat arrays: one row each, in the order in which they were sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.model.compiled.columns import Real, Rows
from sim.model.compiled.kernel import kernel, piece
from sim.model.state.job_posts import OPEN

if TYPE_CHECKING:
    import numpy.typing as npt

    Numbers = npt.NDArray[np.int32]
    Flags = npt.NDArray[np.bool_]


class Offers(NamedTuple):
    """Proposals; fields as in `sim.model.agents.proposal.Proposal`, and links.

    Attributes
    ----------
    post, freelancer : ndarray of int32
        Rows.
    before : ndarray of int32
        The freelancer's proposal before this one, -1 for none.
    price, speed, inside, distance, visibility : ndarray of float64
    shows_ai, won : ndarray of bool
    week, rank : ndarray of int32
    """

    post: Numbers
    freelancer: Numbers
    before: Numbers
    price: Real
    speed: Real
    inside: Real
    distance: Real
    visibility: Real
    shows_ai: Flags
    won: Flags
    week: Numbers
    rank: Numbers


def empty_offers(capacity: int) -> Offers:
    """Room for proposals."""
    kinds = {"price": float, "speed": float, "inside": float, "distance": float, "visibility": float}
    kinds |= {"shows_ai": bool, "won": bool}
    return Offers(*(np.zeros(capacity, dtype=kinds.get(name, np.int32)) for name in Offers._fields))


def with_room_for(offers: Offers, n: int, extra: int) -> Offers:
    """The first `n` proposals, with room for `extra` more; the same arrays where there is room."""
    if n + extra <= len(offers.post):
        return offers
    larger = empty_offers(max(n + extra, 2 * len(offers.post)))
    columns: Any = zip(offers, larger, strict=True)
    for old, new in columns:
        new[:n] = old[:n]
    return larger


@piece
def has_proposed(offers: Offers, last_of: Any, freelancer: int, post: int) -> bool:
    """Whether a freelancer has a proposal at a post."""
    i = last_of[freelancer]
    while i >= 0:
        if offers.post[i] == post:
            return True
        i = offers.before[i]
    return False


def by_post(offers: Offers, n: int, first_post: int, n_posts: int) -> tuple[Rows, Rows]:
    """Proposals of each post from `first_post` on, in the order sent: where each post's begin, and their numbers."""
    place = offers.post[:n] - first_post
    first = np.concatenate(([0], np.cumsum(np.bincount(place, minlength=n_posts)))).astype(np.int64)
    return first, np.argsort(place, kind="stable")


@kernel
def keep_open(offers: Offers, n: int, last_of: Any, status: Any) -> int:
    """Forget the proposals of closed posts; gives the number of those kept, in the order sent."""
    for i in range(n):
        last_of[offers.freelancer[i]] = -1
    kept = 0
    for i in range(n):
        if status[offers.post[i]] == OPEN:
            who = offers.freelancer[i]
            offers.post[kept], offers.freelancer[kept] = offers.post[i], who
            offers.price[kept], offers.speed[kept] = offers.price[i], offers.speed[i]
            offers.inside[kept], offers.distance[kept] = offers.inside[i], offers.distance[i]
            offers.visibility[kept] = offers.visibility[i]
            offers.shows_ai[kept], offers.won[kept] = offers.shows_ai[i], offers.won[i]
            offers.week[kept], offers.rank[kept] = offers.week[i], offers.rank[i]
            offers.before[kept] = last_of[who]
            last_of[who] = kept
            kept += 1
    return kept
