"""How a client reads and ranks proposals, in the compiled engine."""

# ruff: noqa: PLR0917 - a kernel takes the columns and numbers it reads, in a fixed order

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.model.agents.client import REPUTATION_MEAN
from sim.model.agents.freelancer import LEAST_FREE_HOURS
from sim.model.compiled.columns import Real, Rows
from sim.model.compiled.kernel import piece, whole
from sim.model.compiled.offers import Offers
from sim.model.compiled.world import Now
from sim.model.randomness import decisions
from sim.model.randomness.draws import gumbel, normal
from sim.model.rules.hiring import perceived_quality, proposal_utility


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
def considered(people: Any, posts: Any, post: int, offers: Offers, own: Rows, read: Rows) -> int:
    """Fill `read` with the most visible of those still active and free for half of the pace or more, in order.

    Returns
    -------
    int
        How many are read.
    """
    needed, n = 0.5 * np.float64(posts.hours_per_week[post]), 0
    for i in own:
        if n == len(read) and n > 0 and offers.visibility[i] < offers.visibility[read[n - 1]]:
            continue
        who = offers.freelancer[i]
        free = np.float64(people.hours_per_week[who]) - np.float64(people.hours_booked[who])
        if people.active[who] and free >= min(needed, LEAST_FREE_HOURS) and free * offers.speed[i] >= needed:
            place = n
            while place > 0 and _more_visible(people, offers, i, read[place - 1]):
                if place < len(read):
                    read[place] = read[place - 1]
                place -= 1
            if place < len(read):
                read[place] = i
                n = min(n + 1, len(read))
    return n


@piece
def _more_visible(people: Any, offers: Offers, one: int, other: int) -> bool:
    """Whether a proposal stands before another in the list a client reads."""
    if offers.visibility[one] != offers.visibility[other]:
        return bool(offers.visibility[one] > offers.visibility[other])
    return bool(people.freelancer_id[offers.freelancer[one]] < people.freelancer_id[offers.freelancer[other]])


@piece
def utility_of(
    people: Any, buyers: Any, posts: Any, post: int, client: int, offers: Offers, i: int, now: Now, p: Weighing
) -> float:
    """Utility of hiring a proposal's sender, the random part included."""
    who = whole(offers.freelancer[i])
    need, identity = posts.need_id[post], people.freelancer_id[who]
    quality = perceived_quality(
        np.float64(people.ability[who]),
        whole(posts.level[post]),
        p.level_difficulty_step,
        p.quality_noise,
        normal(now.luck, decisions.PROPOSAL_PERCEPTION, 0, need, identity),
    )
    known = who == buyers.remembered_0[client] or who == buyers.remembered_1[client]
    history = p.history_weight if known or who == buyers.remembered_2[client] else 0.0
    preference = np.float64(buyers.augmentation_preference[client])
    utility = proposal_utility(
        quality,
        p.quality_weight,
        np.float64(people.reputation[who]) - REPUTATION_MEAN,
        p.reputation_weight,
        np.float64(people.standing[who]),
        p.experience_weight,
        offers.price[i],
        np.float64(posts.budget_rate[post]),
        np.float64(buyers.price_sensitivity[client]),
        history,
        p.augmentation_weight * preference if offers.shows_ai[i] else 0.0,
        p.specialty_penalty * offers.distance[i],
    )
    return utility + gumbel(now.luck, decisions.PROPOSAL_TASTE, 0, need, identity)


@piece
def best_of(
    people: Any,
    buyers: Any,
    posts: Any,
    post: int,
    client: int,
    offers: Offers,
    read: Rows,
    utility: Real,
    now: Now,
    p: Weighing,
) -> int:
    """The proposal hired, or -1: nobody this week. Ranks the considered (1 is the best)."""
    for j in range(len(read)):
        utility[j] = utility_of(people, buyers, posts, post, client, offers, read[j], now, p)
    best = 0
    for j in range(len(read)):
        rank = 1
        for other in range(len(read)):
            if other != j and _is_better(people, offers, read, utility, other, j):
                rank += 1
        offers.rank[read[j]] = rank
        if rank == 1:
            best = j
    nobody = p.nobody_utility + gumbel(now.luck, decisions.NOBODY_TASTE, now.week, posts.need_id[post], 0)
    return read[best] if len(read) > 0 and utility[best] > nobody else whole(-1)


@piece
def _is_better(people: Any, offers: Offers, read: Rows, utility: Real, one: int, other: int) -> bool:
    """Whether one of the considered is ranked before another; equal utilities by the lower id."""
    if utility[one] != utility[other]:
        return bool(utility[one] > utility[other])
    first, second = offers.freelancer[read[one]], offers.freelancer[read[other]]
    return bool(people.freelancer_id[first] < people.freelancer_id[second])
