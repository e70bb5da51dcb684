"""What a freelancer proposes for a post, in the compiled engine."""

# ruff: noqa: PLR0917 - a kernel takes the columns and numbers it reads, in a fixed order

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.model.compiled.cards import Cards
from sim.model.compiled.kernel import piece, whole
from sim.model.compiled.offers import Offers
from sim.model.compiled.world import Now, World
from sim.model.randomness import decisions
from sim.model.randomness.draws import gumbel_at, random_block, unit
from sim.model.rules.delivery import gain_at_ability, speed_of_able
from sim.model.rules.hiring import visibility
from sim.model.rules.search import rate_near_budget, within_reach

N_LEVELS = 3
PROPOSAL = decisions.PROPOSAL_VISIBILITY // 4


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
def gain_with_ai(people: Any, row: int, p: Asking) -> float:
    """What AI adds to a freelancer's speed; 0 for one who does not use it."""
    if people.ai_adopted[row] and p.enabled:
        return gain_at_ability(p.speed_gain_novice, np.float64(people.ability[row]))
    return 0.0


@piece
def begin_offer(
    people: Any, row: int, uses_ai: bool, gain: float, card: Any, place: int, offers: Offers, n: int, world: World
) -> bool:
    """Write who would propose for a post as number `n`, how fast; or nothing: it pays too little."""
    inside, speed = 0.0, 1.0
    if uses_ai:
        inside = card.inside
        exposure = world.augmentation_exposure[whole(card.specialty)]
        speed = speed_of_able(gain, exposure, np.float64(people.ai_proficiency[row]), inside)
    if np.float64(people.reservation_wage[row]) / speed > card.highest_wage:
        return False
    offer = offers[n]
    offer.freelancer, offer.place, offer.speed, offer.inside = row, place, speed, inside
    return True


@piece
def finish_offer(people: Any, cards: Cards, offer: Any, world: World, now: Now, p: Asking) -> None:
    """Write price and visibility of a proposal that was begun.

    Nothing here depends on what becomes of another one, so that the processor works on several at once.
    """
    row, card = whole(offer.freelancer), cards[offer.place]
    block = random_block(now.luck, PROPOSAL, 0, card.need_id, people.freelancer_id[row])
    offer.week, offer.rank = now.week, 0
    offer.price = rate_near_budget(
        np.float64(people.asking_rate[row]),
        np.float64(people.reservation_wage[row]),
        offer.speed,
        p.ai_pass_through,
        card.ln_budget,
        p.budget_weight,
    )
    offer.shows_ai = people.ai_adopted[row] and (people.ai_visible[row] or card.ai_related)
    offer.distance = distance(world, whole(people.specialty[row]), whole(card.specialty))
    offer.visibility = visibility(np.float64(people.standing[row]), p.visibility_weight, gumbel_at(unit(block[0])))


@piece
def distance(world: World, one: int, other: int) -> int:
    """Distance of two specialties: 0 the same, 1 the same subcategory, 2 beyond."""
    if one == other:
        return 0
    return 1 if world.subcategory_of[one] == world.subcategory_of[other] else 2
