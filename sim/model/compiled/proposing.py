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

N_LEVELS = 3


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
def levels_within_reach(people: Any, row: int, p: Asking) -> int:
    """The levels that are near a freelancer's ability, as the bits of a number."""
    ability, levels = np.float64(people.ability[row]), 0
    for level in range(N_LEVELS):
        if within_reach(ability, level, p.level_difficulty_step, p.level_slack):
            levels |= 1 << level
    return levels


@piece
def propose(
    people: Any, row: int, card: Any, place: int, offers: Offers, n: int, world: World, now: Now, p: Asking
) -> bool:
    """Write a proposal, for a post that the freelancer can do, as number `n`; or nothing: it pays too little."""
    uses_ai = people.ai_adopted[row]
    ability = np.float64(people.ability[row])
    there = whole(card.specialty)
    inside, speed = 0.0, 1.0
    if uses_ai and p.enabled:
        complexity = np.float64(card.complexity)
        inside = success_inside_frontier(now.log2_horizon, p.reach_shift, complexity, p.slope)
        proficiency = np.float64(people.ai_proficiency[row])
        speed = ai_speed(p.speed_gain_novice, ability, world.augmentation_exposure[there], proficiency, inside)
    wage, budget = np.float64(people.reservation_wage[row]), np.float64(card.budget_rate)
    if not worth_proposing(wage, speed, budget, p.budget_tolerance):
        return False
    taste = gumbel(now.luck, decisions.PROPOSAL_VISIBILITY, 0, card.need_id, people.freelancer_id[row])
    offer = offers[n]
    offer.freelancer, offer.place, offer.week, offer.rank = row, place, now.week, 0
    asking = np.float64(people.asking_rate[row])
    offer.price = proposed_rate(asking, wage, speed, p.ai_pass_through, budget, p.budget_weight)
    offer.speed, offer.inside = speed, inside
    offer.shows_ai = uses_ai and (people.ai_visible[row] or card.ai_related)
    offer.distance = distance(world, whole(people.specialty[row]), there)
    offer.visibility = visibility(np.float64(people.standing[row]), p.visibility_weight, taste)
    return True


@piece
def distance(world: World, one: int, other: int) -> int:
    """Distance of two specialties: 0 the same, 1 the same subcategory, 2 beyond."""
    if one == other:
        return 0
    return 1 if world.subcategory_of[one] == world.subcategory_of[other] else 2
