"""How a client reads and ranks proposals, in the compiled engine."""

# ruff: noqa: PLR0917 - a kernel takes the columns and numbers it reads, in a fixed order

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.model.agents.client import REPUTATION_MEAN
from sim.model.agents.freelancer import LEAST_FREE_HOURS
from sim.model.compiled.columns import Real
from sim.model.compiled.kernel import piece, whole
from sim.model.compiled.offers import Numbers, Offers
from sim.model.compiled.world import Now
from sim.model.randomness import decisions
from sim.model.randomness.draws import gumbel_at, random_block, unit
from sim.model.randomness.portable_math import normal_quantile
from sim.model.rules.hiring import perceived_quality, proposal_utility

PROPOSAL = decisions.PROPOSAL_VISIBILITY // 4


class Weighing(NamedTuple):
    """Parameters of hiring (groups hiring and delivery)."""

    n_considered: int
    nobody_utility: float
    quality_weight: float
    quality_noise: float
    reputation_weight: float
    experience_weight: float
    history_weight: float
    augmentation_weight: float
    specialty_penalty: float
    level_difficulty_step: float


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
def utility_of(
    people: Any, buyers: Any, posts: Any, post: int, client: int, offer: Any, now: Now, p: Weighing
) -> float:
    """Utility of hiring a proposal's sender, the random part included."""
    who = whole(offer.freelancer)
    identity = people.freelancer_id[who]
    _, perception, taste, _ = random_block(now.luck, PROPOSAL, 0, posts.need_id[post], identity)
    quality = perceived_quality(
        np.float64(people.ability[who]),
        whole(posts.level[post]),
        p.level_difficulty_step,
        p.quality_noise,
        normal_quantile(unit(perception)),
    )
    known = identity == buyers.remembered_0[client] or identity == buyers.remembered_1[client]
    history = p.history_weight if known or identity == buyers.remembered_2[client] else 0.0
    preference = np.float64(buyers.augmentation_preference[client])
    utility = proposal_utility(
        quality,
        p.quality_weight,
        np.float64(people.reputation[who]) - REPUTATION_MEAN,
        p.reputation_weight,
        np.float64(people.standing[who]),
        p.experience_weight,
        offer.price,
        np.float64(posts.budget_rate[post]),
        np.float64(buyers.price_sensitivity[client]),
        history,
        p.augmentation_weight * preference if offer.shows_ai else 0.0,
        p.specialty_penalty * offer.distance,
    )
    return utility + gumbel_at(unit(taste))


@piece
def best_of(
    people: Any,
    buyers: Any,
    posts: Any,
    post: int,
    client: int,
    offers: Offers,
    read: Numbers,
    n: int,
    utility: Real,
    nobody: float,
    now: Now,
    p: Weighing,
) -> int:
    """The proposal hired, or -1: nobody this week."""
    for j in range(n):
        utility[j] = utility_of(people, buyers, posts, post, client, offers[read[j]], now, p)
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
