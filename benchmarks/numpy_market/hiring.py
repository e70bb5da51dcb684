"""Clients read part of the proposals and hire one, or nobody; posts that stay without a hire close.

The rule takes posts one after the other. Here it is played in rounds: every open post names its best feasible proposal;
where several name one freelancer, the first in this week's order of posts hires, and the others name anew with the
hours that are left. A post that names nobody is done. So a post may miss that somebody it reads, but does not name, was
booked by an earlier post of the same round.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.numpy_market.columns import Bools, Contracts, Floats, Ints, new_places
from sim.model.agents.client import REPUTATION_MEAN
from sim.model.agents.freelancer import LEAST_FREE_HOURS

if TYPE_CHECKING:
    from benchmarks.numpy_market.market import NumpyMarket

WIDER_THAN_VISIBILITY = 256.0
"""Visibility spans less than this (a Gumbel number and a logarithm), so one sort orders by post, then by visibility."""


def hire(market: NumpyMarket) -> None:
    """Rounds of naming and hiring, then posts that are filled or too old close."""
    posts, n = market.posts, len(market.posts)
    turn = market.rng.permutation(n)
    nobody = market.parameters.hiring.nobody_utility + market.rng.gumbel(size=n)
    filled = np.zeros(n, np.bool_)
    deciding = posts.client >= 0
    while deciding.any():
        post, proposal = _named(market, deciding, nobody)
        if len(post) == 0:
            break
        order = np.argsort(turn[post])
        post, proposal = post[order], proposal[order]
        _, first = np.unique(market.proposals.freelancer[proposal], return_index=True)
        _contract(market, post[first], proposal[first])
        filled[post[first]] = True
        deciding[:] = False
        deciding[post] = ~filled[post]
    _close(market, filled, turn)


def _named(market: NumpyMarket, deciding: Bools, nobody: Floats) -> tuple[Ints, Ints]:
    """Posts that name somebody, and the proposals they name."""
    rows = _considered(market, np.flatnonzero(deciding[market.proposals.post]))
    if len(rows) == 0:
        return rows, rows
    utility = _utility(market, rows)
    post = market.proposals.post[rows]
    starts = np.flatnonzero(np.diff(post, prepend=-1))
    best = np.maximum.reduceat(utility, starts)
    is_best = utility == np.repeat(best, np.diff(starts, append=len(post)))
    rows, utility = rows[is_best], utility[is_best]
    rows = rows[utility > nobody[market.proposals.post[rows]]]
    return market.proposals.post[rows], rows


def _considered(market: NumpyMarket, rows: Ints) -> Ints:
    """The proposals that clients read: the most visible of those free for half of the pace or more; by post."""
    proposals, people = market.proposals, market.freelancers
    who, post = proposals.freelancer[rows], proposals.post[rows]
    free = people.free_hours[who]
    needed = 0.5 * market.posts.hours_per_week[post]
    able = (free >= np.minimum(needed, LEAST_FREE_HOURS)) & (free * proposals.speed[rows] >= needed)
    rows, post = rows[able], post[able]
    order = np.argsort(post * WIDER_THAN_VISIBILITY - proposals.visibility[rows])
    rows, post = rows[order], post[order]
    size = np.bincount(post, minlength=len(market.posts))
    place = np.arange(len(rows)) - (np.cumsum(size) - size)[post]
    considered: Ints = rows[place < market.parameters.hiring.n_considered]
    return considered


def _utility(market: NumpyMarket, rows: Ints) -> Floats:
    """Utility of hiring, the random part included."""
    p, proposals, people, posts = market.parameters.hiring, market.proposals, market.freelancers, market.posts
    who, post = proposals.freelancer[rows], proposals.post[rows]
    client = posts.client[post]
    step = market.parameters.delivery.level_difficulty_step
    quality = people.ability[who] - step * (posts.level[post] - 1) + p.quality_noise * proposals.perception[rows]
    ln_price = np.log(proposals.price[rows] / posts.budget_rate[post])
    known = (market.clients.remembered[client] == who[:, None]).any(axis=1)
    preference = market.clients.augmentation_preference[client]
    utility: Floats = (
        p.quality_weight * quality
        + p.reputation_weight * (people.reputation[who] - REPUTATION_MEAN)
        + p.experience_weight * np.log1p(people.standing[who])
        - market.clients.price_sensitivity[client] * ln_price
        + p.history_weight * known
        + p.augmentation_weight * preference * proposals.shows_ai[rows]
        - p.specialty_penalty * proposals.distance[rows]
        + proposals.taste[rows]
    )
    return utility


def _contract(market: NumpyMarket, post: Ints, proposal: Ints) -> None:
    """Make contracts, no two with one freelancer: hours and pace follow from size, speed and free hours."""
    proposals, people, posts, beliefs = market.proposals, market.freelancers, market.posts, market.beliefs
    who, speed, specialty = proposals.freelancer[proposal], proposals.speed[proposal], posts.specialty[post]
    free = people.hours_per_week[who] - people.hours_booked[who]
    pace = np.minimum(posts.hours_per_week[post] / speed, free)
    ai_used = proposals.ai_used[proposal]
    market.contracts.append(
        Contracts(
            client=posts.client[post],
            freelancer=who,
            specialty=specialty,
            level=posts.level[post],
            complexity=posts.complexity[post],
            rate=proposals.price[proposal] * speed,
            hours_per_week=pace,
            hours_left=posts.hours[post] / speed,
            fee_rate=_fee_rate(market)[specialty],
            ai_used=ai_used,
            inside=proposals.inside[proposal],
        )
    )
    people.hours_booked[who] += pace
    people.n_running[who] += 1
    people.n_contracts[who] += 1
    market.counts["new_contracts"] += len(post)
    beliefs.see("contracts", specialty)
    beliefs.see("ln_price_over_budget", specialty, np.log(proposals.price[proposal] / posts.budget_rate[post]))
    beliefs.see("contracts_ai_user", specialty[ai_used])


def _fee_rate(market: NumpyMarket) -> Floats:
    """Freelancer fee of a contract made this week, by specialty, by the dated schedule."""
    fees, calendar = market.parameters.fees, market.setting.calendar
    crowding = market.beliefs.crowding
    if market.week >= calendar.week_of(fees.change_date):
        return np.full(len(crowding), fees.freelancer_fee_rate_after)
    if market.week >= calendar.week_of(fees.variable_from):
        rate: Floats = fees.variable_low + (fees.variable_high - fees.variable_low) * crowding / (1.0 + crowding)
        return rate
    return np.full(len(crowding), fees.freelancer_fee_rate)


def _close(market: NumpyMarket, filled: Bools, turn: Ints) -> None:
    """Take posts off the market, and drop their rows and those of their proposals."""
    posts, proposals, beliefs = market.posts, market.proposals, market.beliefs
    too_old = market.week - posts.week >= market.parameters.hiring.open_weeks - 1
    closed = filled | too_old | (posts.client < 0)
    rows = np.flatnonzero(closed)
    last = rows[np.argsort(turn[rows])]
    last = last[posts.client[last] >= 0]
    market.clients.last_post_failed[posts.client[last]] = ~filled[last]
    ai_related = posts.ai_related[rows]
    beliefs.ai_posts_now += ai_related.sum(), filled[rows[ai_related]].sum()
    regular = rows[~ai_related]
    beliefs.see("closed", posts.specialty[regular])
    beliefs.see("filled", posts.specialty[regular], filled[regular])
    beliefs.see("proposals", posts.specialty[regular], posts.n_proposals[regular])
    places = new_places(~closed)
    posts.keep(~closed)
    proposals.post = places[proposals.post]
    proposals.keep(proposals.post >= 0)
