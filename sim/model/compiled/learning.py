"""Phase 9, compiled: contracts that are done end, are rated, and everybody learns."""

# ruff: noqa: PLR0917 - a kernel takes the columns and numbers it reads, in a fixed order

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.model.compiled.columns import Flow, Rows
from sim.model.compiled.kernel import kernel, piece, whole
from sim.model.compiled.looking_over import look_over
from sim.model.compiled.places import SEE, WEEKLY
from sim.model.compiled.posting import cell_of
from sim.model.compiled.world import Now
from sim.model.fixed_point import fixed_point
from sim.model.randomness import decisions
from sim.model.randomness.draws import uniform
from sim.model.rules.delivery import quality_with_ai, success_probability
from sim.model.rules.learning import raised_rate, rating_of, updated_reputation
from sim.model.week.learning import MEAN_COMPLEXITY

if TYPE_CHECKING:
    from sim.model.marketplace import Marketplace


class Lessons(NamedTuple):
    """Parameters of how contracts end (groups learning, delivery, clients, ai.augmentation)."""

    reputation_prior_weight: float
    rating_leniency: float
    raise_after_success: float
    success_offset: float
    discrimination: float
    level_difficulty_step: float
    complexity_difficulty: float
    quality_inside: float
    quality_outside: float
    enabled: bool
    n_remembered: int


def walk(market: Marketplace) -> None:
    """Contracts end; reputation, asking rates and idle weeks move; heads and hours are counted."""
    e, p = market.engine, market.parameters
    lessons = e.taken(Lessons, p.learning, p.delivery, p.clients, p.ai.augmentation)
    n = end_contracts(e.people, e.buyers, e.posts, e.deals, e.running, e.flow, e.now, lessons)
    e.running = e.running[:n]
    look_over(market, p.learning.cut_per_idle_week)


@kernel
def end_contracts(
    people: Any, buyers: Any, posts: Any, deals: Any, running: Rows, flow: Flow, now: Now, p: Lessons
) -> int:
    """Put the contracts that go on first in `running`, and give their number; the others end."""
    n = 0
    for row in running:
        if deals.hours_left[row] > 0.0:
            running[n] = row
            n += 1
        else:
            _end(people, buyers, posts, deals, row, flow, now, p)
    return n


@piece
def _end(people: Any, buyers: Any, posts: Any, deals: Any, row: int, flow: Flow, now: Now, p: Lessons) -> None:
    """A contract ends: it succeeds or not, is rated, and both sides draw their lesson."""
    post, who, client = deals.post[row], whole(deals.freelancer[row]), whole(deals.client[row])
    need = posts.need_id[post]
    chance = success_chance(people, posts, deals, row, p)
    succeeded = uniform(now.luck, decisions.CONTRACT_SUCCESS, 0, need, 0) < chance
    rating = rating_of(succeeded, p.rating_leniency, uniform(now.luck, decisions.CONTRACT_RATING, 0, need, 0))
    deals.week_ended[row] = now.week
    deals.succeeded[row] = succeeded
    deals.rating[row] = rating
    people.n_running[who] -= 1
    booked = np.float64(people.hours_booked[who]) - np.float64(deals.hours_per_week[row])
    people.hours_booked[who] = 0.0 if people.n_running[who] == 0 else max(booked, 0.0)
    standing = np.float64(people.standing[who])
    reputation = np.float64(people.reputation[who])
    people.reputation[who] = updated_reputation(reputation, rating, standing, p.reputation_prior_weight)
    people.standing[who] = standing + 1.0
    if succeeded:
        people.asking_rate[who] = raised_rate(np.float64(people.asking_rate[who]), p.raise_after_success)
        remember(buyers, client, whole(people.freelancer_id[who]), p.n_remembered)
    specialty = whole(posts.specialty[post])
    cell = cell_of(specialty, whole(posts.level[post]), whole(posts.duration[post]))
    flow.busy[cell] = True
    flow.weekly[cell, WEEKLY.new_contracts_ended] += 1
    flow.weekly[cell, WEEKLY.new_contracts_succeeded] += whole(succeeded)
    flow.weekly[cell, WEEKLY.new_ratings] += 1
    flow.weekly[cell, WEEKLY.sum_rating] += fixed_point(rating)
    flow.seen[specialty, SEE.ended] += fixed_point(1.0)
    flow.seen[specialty, SEE.succeeded] += fixed_point(1.0 if succeeded else 0.0)


@piece
def success_chance(people: Any, posts: Any, deals: Any, row: int, p: Lessons) -> float:
    """Chance that a finished contract was done well, from ability, level, complexity and AI as proposed."""
    post, who, shift = deals.post[row], deals.freelancer[row], 0.0
    if deals.ai_used[row] and p.enabled:
        proficiency, inside = np.float64(people.ai_proficiency[who]), np.float64(deals.inside[row])
        shift = quality_with_ai(p.quality_inside, p.quality_outside, proficiency, inside)
    return success_probability(
        p.success_offset,
        p.discrimination,
        np.float64(people.ability[who]),
        whole(posts.level[post]),
        p.level_difficulty_step,
        np.float64(posts.complexity[post]),
        MEAN_COMPLEXITY,
        p.complexity_difficulty,
        shift,
    )


@piece
def remember(buyers: Any, client: int, freelancer: int, n: int) -> None:
    """Put a freelancer first in memory; the oldest is forgotten."""
    second, third = whole(buyers.remembered_0[client]), whole(buyers.remembered_1[client])
    if second == freelancer:
        second, third = third, whole(buyers.remembered_2[client])
    elif third == freelancer:
        third = whole(buyers.remembered_2[client])
    buyers.remembered_0[client] = freelancer if n > 0 else -1
    buyers.remembered_1[client] = second if n > 1 else -1
    buyers.remembered_2[client] = third if n > 2 else -1  # noqa: PLR2004 - the third
