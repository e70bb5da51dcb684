"""What a freelancer proposes for a post, in the compiled engine."""

# ruff: noqa: PLR0917 - a kernel takes the columns and numbers it reads, in a fixed order

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.model.compiled.kernel import piece, whole
from sim.model.compiled.offers import Offers
from sim.model.compiled.world import Now, World
from sim.model.randomness import decisions
from sim.model.randomness.draws import gumbel
from sim.model.rules.ai_capability import success_inside_frontier
from sim.model.rules.delivery import ai_speed
from sim.model.rules.hiring import visibility
from sim.model.rules.search import proposed_rate, within_reach, worth_proposing


class Asking(NamedTuple):
    """Parameters of proposals (groups search, delivery, ai.capability, ai.augmentation, hiring)."""

    level_difficulty_step: float
    level_slack: float
    budget_tolerance: float
    budget_weight: float
    ai_pass_through: float
    visibility_weight: float
    slope: float
    reach_shift: float
    speed_gain_novice: float
    enabled: bool


@piece
def can_do(people: Any, row: int, posts: Any, post: int, p: Asking) -> bool:
    """Whether a freelancer can do the work of a post: level near the ability, and AI for AI-related work."""
    if posts.ai_related[post] and not people.ai_adopted[row]:
        return False
    ability, level = np.float64(people.ability[row]), whole(posts.level[post])
    return within_reach(ability, level, p.level_difficulty_step, p.level_slack)


@piece
def propose(
    people: Any, row: int, posts: Any, post: int, offers: Offers, n: int, world: World, now: Now, p: Asking
) -> bool:
    """Write a proposal as number `n`; or nothing: not able to, level too far, pays too little, AI work without AI."""
    uses_ai, ai_related = people.ai_adopted[row], posts.ai_related[post]
    if not can_do(people, row, posts, post, p):
        return False
    ability = np.float64(people.ability[row])
    here, there = whole(people.specialty[row]), whole(posts.specialty[post])
    inside, speed = 0.0, 1.0
    if uses_ai and p.enabled:
        complexity = np.float64(posts.complexity[post])
        inside = success_inside_frontier(now.log2_horizon, p.reach_shift, complexity, p.slope)
        proficiency = np.float64(people.ai_proficiency[row])
        speed = ai_speed(p.speed_gain_novice, ability, world.augmentation_exposure[there], proficiency, inside)
    wage, budget = np.float64(people.reservation_wage[row]), np.float64(posts.budget_rate[post])
    if not worth_proposing(wage, speed, budget, p.budget_tolerance):
        return False
    who, need = people.freelancer_id[row], posts.need_id[post]
    asking = np.float64(people.asking_rate[row])
    taste = gumbel(now.luck, decisions.PROPOSAL_VISIBILITY, 0, need, who)
    offers.post[n], offers.freelancer[n] = post, row
    offers.price[n] = proposed_rate(asking, wage, speed, p.ai_pass_through, budget, p.budget_weight)
    offers.speed[n], offers.inside[n] = speed, inside
    offers.shows_ai[n] = uses_ai and (people.ai_visible[row] or ai_related)
    offers.distance[n] = distance(world, here, there)
    offers.visibility[n] = visibility(np.float64(people.standing[row]), p.visibility_weight, taste)
    offers.week[n], offers.rank[n], offers.won[n] = now.week, 0, False
    return True


@piece
def distance(world: World, one: int, other: int) -> float:
    """Distance of two specialties: 0 the same, 1 the same subcategory, 2 beyond."""
    if one == other:
        return 0.0
    return 1.0 if world.subcategory_of[one] == world.subcategory_of[other] else 2.0
