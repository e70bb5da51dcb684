"""How a new freelancer and a new client come to be: traits drawn by id, the same in every scenario.

Who registers when AI is public may use it already, as often as those who are here: entry leaves the share of AI users
as it is. That is then told by a week of adoption before the week of entry. Founders have no peers yet, and bring none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.model.randomness import decisions
from sim.model.randomness.draws import normal, uniform
from sim.model.randomness.keys import client_id, freelancer_id
from sim.model.randomness.portable_math import exp, log

if TYPE_CHECKING:
    from sim.model.marketplace import Marketplace
    from sim.parameters.ai_adoption import ClientAdoption, FreelancerAdoption

HOURS_LOG_SD = 0.4
LEAST_HOURS, MOST_HOURS = 5.0, 60.0
STANDARD_DEVIATIONS_BETWEEN_LEVELS = 1.0


def rate_at_ability(ladder: list[float], ability: float) -> float:
    """Going rate at an ability, USD/h: ln-linear between the medians of entry (-1), intermediate (0), expert (+1).

    Beyond the ends the nearest slope continues, as far as two standard deviations.
    """
    held = min(max(ability, -2.0), 2.0)
    low, middle, high = log(ladder[0]), log(ladder[1]), log(ladder[2])
    slope = (high - middle) if held > 0.0 else (middle - low)
    return exp(middle + slope * held / STANDARD_DEVIATIONS_BETWEEN_LEVELS)


def enter_freelancer(market: Marketplace, specialty: int, week: int, number: int, *, quiet: bool = False) -> None:
    """Register a freelancer, searching or quiet: a row, its traits, and the Mesa agent that views it."""
    p, luck = market.parameters, market.luck
    who = freelancer_id(specialty, week, number)
    ability = normal(luck, decisions.FREELANCER_ABILITY, 0, who, 0)
    noise = p.search.asking_rate_log_sd * normal(luck, decisions.FREELANCER_RATE, 0, who, 0)
    asking = rate_at_ability(market.setting.rate_median[specialty], ability) * exp(noise)
    hours = p.search.hours_per_week_median * exp(HOURS_LOG_SD * normal(luck, decisions.FREELANCER_HOURS, 0, who, 0))
    adoption = p.ai.freelancer_adoption
    row = market.freelancers.append(
        freelancer_id=who,
        specialty=specialty,
        active=not quiet,
        ability=ability,
        reservation_wage=asking * p.search.reservation_ratio,
        asking_rate=asking,
        hours_per_week=min(max(hours, LEAST_HOURS), MOST_HOURS),
        reputation=p.learning.reputation_prior,
        ai_openness=adoption.openness_mean + normal(luck, decisions.FREELANCER_OPENNESS, 0, who, 0),
        ai_visible=uniform(luck, decisions.FREELANCER_VISIBLE, 0, who, 0) < p.hiring.ai_visible_share,
    )
    market.add_freelancer(row, quiet=quiet)
    freelancer = market.freelancer_at[row]
    if week == market.week and _may_bring_ai(market, adoption) and freelancer.brings_ai():
        freelancer.ai_adopted, freelancer.ai_adopted_week = True, week - 1
        freelancer.ai_proficiency = p.learning.proficiency_start


def enter_client(market: Marketplace, subcategory: int, week: int, number: int) -> None:
    """Bring in a client: a row, its traits, and the Mesa agent that views it."""
    p, luck = market.parameters, market.luck
    who = client_id(subcategory, week, number)
    spread = p.needs.rate_log_sd
    rate = p.needs.rate_mean * exp(spread * normal(luck, decisions.CLIENT_RATE, 0, who, 0) - 0.5 * spread * spread)
    preference = normal(luck, decisions.CLIENT_PREFERENCE, 0, who, 0)
    sensitivity = normal(luck, decisions.CLIENT_PRICE_SENSITIVITY, 0, who, 0)
    row = market.clients.append(
        client_id=who,
        subcategory=subcategory,
        active=True,
        need_rate=rate,
        budget_scale=exp(p.clients.budget_log_sd_between * normal(luck, decisions.CLIENT_BUDGET, 0, who, 0)),
        rate_z=normal(luck, decisions.CLIENT_RATE_LEVEL, 0, who, 0),
        augmentation_preference=p.clients.augmentation_preference + p.clients.augmentation_preference_sd * preference,
        price_sensitivity=p.clients.price_sensitivity * exp(p.clients.price_sensitivity_log_sd * sensitivity),
        ai_openness=p.ai.client_adoption.openness_mean + normal(luck, decisions.CLIENT_OPENNESS, 0, who, 0),
    )
    market.add_client(row)
    client = market.client_at[row]
    if week == market.week and _may_bring_ai(market, p.ai.client_adoption) and client.brings_ai():
        client.ai_adopted, client.ai_adopted_week = True, week - 1


def _may_bring_ai(market: Marketplace, adoption: FreelancerAdoption | ClientAdoption) -> bool:
    """Whether the scenario lets anybody use AI when registering."""
    return market.parameters.ai.capability.mode != "none" and adoption.mode != "none" and adoption.newcomers_as_peers
