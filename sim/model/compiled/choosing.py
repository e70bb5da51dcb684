"""How a client reads and ranks proposals, in the compiled engine."""

# ruff: noqa: PLR0917 - a kernel takes the columns and numbers it reads, in a fixed order

from __future__ import annotations

from typing import Any

from sim.model.agents.freelancer import LEAST_FREE_HOURS
from sim.model.compiled.columns import Real
from sim.model.compiled.kernel import piece, whole
from sim.model.compiled.offers import Numbers, Offers


@piece
def can_start(hours: Real, offer: Any, needed: float) -> bool:
    """Whether a proposal's sender is still active, and free for half of the pace or more; `hours` are free by row."""
    free = hours[offer.freelancer]
    return bool(free >= 0.0 and free >= min(needed, LEAST_FREE_HOURS) and free * offer.speed >= needed)


@piece
def considered(people: Any, free: Real, offers: Offers, first: int, end: int, needed: float, read: Numbers) -> int:
    """Fill `read` with the most visible of those in rows `first` to `end` who can start, in order; gives how many."""
    n = 0
    for i in range(first, end):
        if n == len(read) and offers[i].visibility < offers[read[n - 1]].visibility:
            continue
        if can_start(free, offers[i], needed):
            place = n
            while place > 0 and _more_visible(people, offers[i], offers[read[place - 1]]):
                if place < len(read):
                    read[place] = read[place - 1]
                place -= 1
            if place < len(read):
                read[place] = i
                n = min(n + 1, len(read))
    return n


@piece
def _more_visible(people: Any, one: Any, other: Any) -> bool:
    """Whether a proposal stands before another in the list a client reads."""
    if one.visibility != other.visibility:
        return bool(one.visibility > other.visibility)
    return bool(people.freelancer_id[one.freelancer] < people.freelancer_id[other.freelancer])


@piece
def best_of(people: Any, offers: Offers, read: Numbers, n: int, utility: Real, nobody: float) -> int:
    """The proposal hired, or -1: nobody this week."""
    best = 0
    for j in range(1, n):
        if _is_better(people, offers, read, utility, j, best):
            best = j
    return whole(read[best]) if n > 0 and utility[best] > nobody else whole(-1)


@piece
def rank_read(people: Any, offers: Offers, read: Numbers, n: int, utility: Real) -> None:
    """Rank the first `n` of `read` (1 is the best)."""
    for j in range(n):
        rank = 1
        for other in range(n):
            if other != j and _is_better(people, offers, read, utility, other, j):
                rank += 1
        offers[read[j]].rank = rank


@piece
def _is_better(people: Any, offers: Offers, read: Numbers, utility: Real, one: int, other: int) -> bool:
    """Whether one of the considered is ranked before another; equal utilities by the lower id."""
    if utility[one] != utility[other]:
        return bool(utility[one] > utility[other])
    first, second = offers[read[one]].freelancer, offers[read[other]].freelancer
    return bool(people.freelancer_id[first] < people.freelancer_id[second])
