"""New rows of freelancers and clients, in bulk: what `sim.model.entry` draws, by the same luck."""

# ruff: noqa: PLR0917 - a kernel takes the columns and numbers it reads, in a fixed order

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.model.compiled.columns import Whole
from sim.model.compiled.kernel import kernel, piece, whole
from sim.model.compiled.world import Now, Seen, World, ai_is_public
from sim.model.entry import HOURS_LOG_SD, LEAST_HOURS, MOST_HOURS, rate_at_ability
from sim.model.randomness import decisions
from sim.model.randomness.draws import normal, uniform
from sim.model.randomness.keys import client_id, freelancer_id
from sim.model.randomness.portable_math import exp
from sim.model.rules.ai_adoption import newcomer_share, openness_group, pinned_adopts

if TYPE_CHECKING:
    from sim.parameters.ai_adoption import ClientAdoption, FreelancerAdoption
    from sim.parameters.scenario import Scenario

_rate_at_ability: Any = piece(rate_at_ability)


class FreelancerTraits(NamedTuple):
    """Parameters of the traits of freelancers (groups search, learning, hiring, ai.freelancer_adoption)."""

    asking_rate_log_sd: float
    hours_per_week_median: float
    reservation_ratio: float
    reputation_prior: float
    ai_visible_share: float
    openness_mean: float


class ClientTraits(NamedTuple):
    """Parameters of the traits of clients (groups needs, clients, ai.client_adoption)."""

    rate_mean: float
    rate_log_sd: float
    budget_log_sd_between: float
    augmentation_preference: float
    augmentation_preference_sd: float
    price_sensitivity: float
    price_sensitivity_log_sd: float
    openness_mean: float


class Bringing(NamedTuple):
    """Who uses AI when registering: parameters of a group of ai, and whether the scenario lets anybody."""

    allowed: bool
    pinned: bool
    share: float
    openness_mean: float
    withheld_share: float


def bringing_of(p: Scenario, adoption: FreelancerAdoption | ClientAdoption) -> Bringing:
    """What decides whether newcomers use AI already."""
    allowed = p.ai.capability.mode != "none" and adoption.mode != "none" and adoption.newcomers_as_peers
    withheld_share = getattr(adoption, "withheld_share", 0.0)
    return Bringing(allowed, adoption.mode == "pinned", adoption.share, adoption.openness_mean, withheld_share)


@kernel
def enter_freelancers(
    people: Any,
    row: int,
    counts: Whole,
    week: int,
    quiet: bool,
    world: World,
    now: Now,
    seen: Seen,
    p: FreelancerTraits,
    bringing: Bringing,
    start: float,
) -> None:
    """Fill the rows from `row` on with `counts[s]` freelancers of each specialty s, entered in `week`.

    `start` is the proficiency of those who bring AI along.
    """
    for specialty in range(len(counts)):
        for number in range(counts[specialty]):
            people.specialty[row] = specialty
            people.active[row] = not quiet
            people.reputation[row] = p.reputation_prior
            _draw_freelancer(people, row, freelancer_id(specialty, week, number), specialty, now.luck, world, p)
            if week == now.week and _freelancer_brings_ai(people, row, world, now, seen, bringing):
                people.ai_adopted[row] = True
                people.ai_adopted_week[row] = week - 1
                people.ai_proficiency[row] = start
            row += 1


@piece
def _draw_freelancer(
    people: Any, row: int, who: int, specialty: int, luck: int, world: World, p: FreelancerTraits
) -> None:
    """The traits of one freelancer."""
    ability = normal(luck, decisions.FREELANCER_ABILITY, 0, who, 0)
    noise = p.asking_rate_log_sd * normal(luck, decisions.FREELANCER_RATE, 0, who, 0)
    asking = _rate_at_ability(world.rate_median[specialty], ability) * exp(noise)
    hours = p.hours_per_week_median * exp(HOURS_LOG_SD * normal(luck, decisions.FREELANCER_HOURS, 0, who, 0))
    people.freelancer_id[row] = who
    people.ability[row] = ability
    people.reservation_wage[row] = asking * p.reservation_ratio
    people.asking_rate[row] = asking
    people.hours_per_week[row] = min(max(hours, LEAST_HOURS), MOST_HOURS)
    people.ai_openness[row] = p.openness_mean + normal(luck, decisions.FREELANCER_OPENNESS, 0, who, 0)
    people.ai_visible[row] = uniform(luck, decisions.FREELANCER_VISIBLE, 0, who, 0) < p.ai_visible_share


@piece
def _freelancer_brings_ai(people: Any, row: int, world: World, now: Now, seen: Seen, p: Bringing) -> bool:
    """Whether a new freelancer uses AI already."""
    subcategory, who = world.subcategory_of[whole(people.specialty[row])], people.freelancer_id[row]
    if not p.allowed or not ai_is_public(world, now, subcategory):
        return False
    if p.withheld_share > 0.0 and uniform(now.luck, decisions.FREELANCER_WITHHELD, 0, who, 0) < p.withheld_share:
        return False
    if p.pinned:
        return pinned_adopts(uniform(now.luck, decisions.FREELANCER_OPENNESS, 0, who, 0), p.share)
    group = openness_group(np.float64(people.ai_openness[row]) - p.openness_mean)
    share = newcomer_share(seen.freelancer_share_by_openness[subcategory, group], p.withheld_share)
    return uniform(now.luck, decisions.FREELANCER_BRINGS_AI, 0, who, 0) < share


@kernel
def enter_clients(
    buyers: Any,
    row: int,
    counts: Whole,
    week: int,
    world: World,
    now: Now,
    seen: Seen,
    p: ClientTraits,
    bringing: Bringing,
) -> None:
    """Fill the rows from `row` on with `counts[s]` clients of each subcategory s, entered in `week`."""
    for subcategory in range(len(counts)):
        for number in range(counts[subcategory]):
            buyers.subcategory[row] = subcategory
            buyers.active[row] = True
            _draw_client(buyers, row, client_id(subcategory, week, number), now.luck, p)
            if week == now.week and _client_brings_ai(buyers, row, subcategory, world, now, seen, bringing):
                buyers.ai_adopted[row] = True
                buyers.ai_adopted_week[row] = week - 1
            row += 1


@piece
def _draw_client(buyers: Any, row: int, who: int, luck: int, p: ClientTraits) -> None:
    """The traits of one client."""
    spread = p.rate_log_sd
    rate = p.rate_mean * exp(spread * normal(luck, decisions.CLIENT_RATE, 0, who, 0) - 0.5 * spread * spread)
    preference = normal(luck, decisions.CLIENT_PREFERENCE, 0, who, 0)
    sensitivity = normal(luck, decisions.CLIENT_PRICE_SENSITIVITY, 0, who, 0)
    buyers.client_id[row] = who
    buyers.need_rate[row] = rate
    buyers.budget_scale[row] = exp(p.budget_log_sd_between * normal(luck, decisions.CLIENT_BUDGET, 0, who, 0))
    buyers.rate_z[row] = normal(luck, decisions.CLIENT_RATE_LEVEL, 0, who, 0)
    buyers.augmentation_preference[row] = p.augmentation_preference + p.augmentation_preference_sd * preference
    buyers.price_sensitivity[row] = p.price_sensitivity * exp(p.price_sensitivity_log_sd * sensitivity)
    buyers.ai_openness[row] = p.openness_mean + normal(luck, decisions.CLIENT_OPENNESS, 0, who, 0)


@piece
def _client_brings_ai(buyers: Any, row: int, subcategory: int, world: World, now: Now, seen: Seen, p: Bringing) -> bool:
    """Whether a new client uses AI already."""
    who = buyers.client_id[row]
    if not p.allowed or not ai_is_public(world, now, subcategory):
        return False
    if p.pinned:
        return pinned_adopts(uniform(now.luck, decisions.CLIENT_OPENNESS, 0, who, 0), p.share)
    group = openness_group(np.float64(buyers.ai_openness[row]) - p.openness_mean)
    share = newcomer_share(seen.client_share_by_openness[subcategory, group], p.withheld_share)
    return uniform(now.luck, decisions.CLIENT_BRINGS_AI, 0, who, 0) < share
