"""Phase 9, compiled: contracts that are done end, are rated, and everybody learns."""

# ruff: noqa: PLR0917 - a kernel takes the columns and numbers it reads, in a fixed order

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.model.compiled.columns import Flow, Rows, taken_from
from sim.model.compiled.kernel import kernel, piece, whole
from sim.model.compiled.places import SEE, WEEKLY, WEEKLY_REAL
from sim.model.compiled.posting import cell_of
from sim.model.compiled.world import Now
from sim.model.randomness import decisions
from sim.model.randomness.draws import uniform
from sim.model.rules.delivery import quality_with_ai, success_probability
from sim.model.rules.learning import cut_rate, raised_rate, rating_of, updated_reputation
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
    """Contracts end; reputation, asking rates and idle weeks move."""
    e, p = market.engine, market.parameters
    lessons = taken_from(Lessons, p.learning, p.delivery, p.clients, p.ai.augmentation)
    n = end_contracts(e.people, e.buyers, e.posts, e.deals, e.running, e.flow, e.now, lessons)
    e.running = e.running[:n]
    count_idle(e.people, e.freelancers, e.flow, p.learning.cut_per_idle_week)


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
    n_ratings = np.float64(people.n_ratings[who])
    reputation = np.float64(people.reputation[who])
    people.reputation[who] = updated_reputation(reputation, rating, n_ratings, p.reputation_prior_weight)
    people.n_ratings[who] = n_ratings + 1.0
    people.standing[who] = np.float64(people.standing[who]) + 1.0
    if succeeded:
        people.asking_rate[who] = raised_rate(np.float64(people.asking_rate[who]), p.raise_after_success)
        remember(buyers, client, who, p.n_remembered)
    specialty = whole(posts.specialty[post])
    cell = cell_of(specialty, whole(posts.level[post]), whole(posts.duration[post]))
    flow.whole[WEEKLY.new_contracts_ended, cell] += 1
    flow.whole[WEEKLY.new_contracts_succeeded, cell] += whole(succeeded)
    flow.whole[WEEKLY.new_ratings, cell] += 1
    flow.real[WEEKLY_REAL.sum_rating, cell] += rating
    flow.seen[SEE.ended, specialty] += 1.0
    flow.seen[SEE.succeeded, specialty] += 1.0 if succeeded else 0.0


@piece
def success_chance(people: Any, posts: Any, deals: Any, row: int, p: Lessons) -> float:
    """Chance that a finished contract was done well, from ability, level, complexity and AI at the hire."""
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


@kernel
def count_idle(people: Any, rows: Rows, flow: Flow, cut: float) -> None:
    """Weeks without work are counted, and asking rates fall with them; the market sees who is active."""
    for row in rows:
        specialty = people.specialty[row]
        flow.seen[SEE.active_weeks, specialty] += 1.0
        if people.ai_adopted[row]:
            flow.seen[SEE.ai_active_weeks, specialty] += 1.0
        if people.n_running[row] > 0:
            people.weeks_idle[row] = 0
        else:
            people.weeks_idle[row] += 1
            asking, wage = np.float64(people.asking_rate[row]), np.float64(people.reservation_wage[row])
            people.asking_rate[row] = cut_rate(asking, cut, wage)
