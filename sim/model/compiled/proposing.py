"""What a freelancer proposes for a post, in the compiled engine."""

# ruff: noqa: PLR0917 - a kernel takes the columns and numbers it reads, in a fixed order

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.model.compiled.cards import Cards
from sim.model.compiled.columns import Real, Rows
from sim.model.compiled.kernel import piece, whole
from sim.model.compiled.offers import AI_SHOWN, AI_UNSEEN, NO_AI, Offers
from sim.model.compiled.sheets import AT_ONCE, sheet_of
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


class Bids(NamedTuple):
    """A sheet of proposals: what price and visibility follow from, and become."""

    need: Rows
    identity: Rows
    taste: Real
    standing: Real
    asking: Real
    wage: Real
    speed: Real
    ln_budget: Real


def sheet_of_bids() -> Bids:
    """Room for proposals; that of this thread."""
    return sheet_of(Bids, 2)


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
def finish_offers(
    people: Any, cards: Cards, offers: Offers, first: int, end: int, sheet: Bids, world: World, now: Now, p: Asking
) -> None:
    """Write price and visibility of the proposals begun as numbers `first` to `end`, a sheet at a time."""
    for begin in range(first, end, AT_ONCE):
        n = min(AT_ONCE, end - begin)
        for j in range(n):
            _begin_bid(people, cards, offers[begin + j], sheet, j, world, now)
        for j in range(n):
            sheet.taste[j] = unit(random_block(now.luck, PROPOSAL, 0, sheet.need[j], sheet.identity[j])[0])
        for j in range(n):
            sheet.taste[j] = gumbel_at(sheet.taste[j])
        for j in range(n):
            sheet.standing[j] = visibility(sheet.standing[j], p.visibility_weight, sheet.taste[j])
        for j in range(n):
            sheet.asking[j] = rate_near_budget(
                sheet.asking[j], sheet.wage[j], sheet.speed[j], p.ai_pass_through, sheet.ln_budget[j], p.budget_weight
            )
        for j in range(n):
            offers[begin + j].price, offers[begin + j].visibility = sheet.asking[j], sheet.standing[j]


@piece
def _begin_bid(people: Any, cards: Cards, offer: Any, sheet: Bids, j: int, world: World, now: Now) -> None:
    """Put what price and visibility follow from on a sheet, and write the rest of the proposal."""
    row, card = whole(offer.freelancer), cards[offer.place]
    sheet.need[j], sheet.identity[j] = card.need_id, people.freelancer_id[row]
    sheet.standing[j] = people.standing[row]
    sheet.asking[j], sheet.wage[j] = people.asking_rate[row], people.reservation_wage[row]
    sheet.speed[j], sheet.ln_budget[j] = offer.speed, card.ln_budget
    offer.week, offer.rank = now.week, 0
    offer.ai = NO_AI
    if people.ai_adopted[row]:
        offer.ai = AI_SHOWN if people.ai_visible[row] or card.ai_related else AI_UNSEEN
    offer.distance = distance(world, whole(people.specialty[row]), whole(card.specialty))


@piece
def distance(world: World, one: int, other: int) -> int:
    """Distance of two specialties: 0 the same, 1 the same subcategory, 2 beyond."""
    if one == other:
        return 0
    return 1 if world.subcategory_of[one] == world.subcategory_of[other] else 2
