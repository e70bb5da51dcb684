"""Contracts are worked and paid; those that are done end, are rated, and everybody learns."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from benchmarks.plain_mesa.luck import logistic
from sim.model.rules.learning import HARSH_LOW, HARSH_SPREAD, KIND
from sim.model.week.learning import MEAN_COMPLEXITY

if TYPE_CHECKING:
    from benchmarks.plain_mesa.market import MesaMarket
    from benchmarks.plain_mesa.work import Contract

CENTS = 100.0


def deliver(market: MesaMarket) -> None:
    """Work and pay every running contract, then end those that are done."""
    volume = 0
    for contract in market.contracts:
        volume += _pay(market, contract, _work(market, contract))
    market.counts["gross_services_volume"] = volume / CENTS
    still_running = []
    for contract in market.contracts:
        if contract.hours_left <= 0.0:
            _end(market, contract)
        else:
            still_running.append(contract)
    market.contracts = still_running


def _work(market: MesaMarket, contract: Contract) -> float:
    """Work the hours of the week; experience, ability and proficiency grow."""
    learning, who = market.parameters.learning, contract.freelancer
    hours = min(contract.hours_per_week, contract.hours_left)
    contract.hours_left -= hours
    who.ability += learning.ability_per_100_hours * hours / 100.0 / (1.0 + who.experience_hours / 1000.0)
    who.experience_hours += hours
    if who.ai_adopted:
        who.ai_proficiency = 1.0 - (1.0 - who.ai_proficiency) * math.exp(-hours / learning.proficiency_hours)
    return hours


def _pay(market: MesaMarket, contract: Contract, hours: float) -> int:
    """Pay the hours of the week, in whole cents."""
    paid = math.floor(contract.rate * hours * CENTS + 0.5)
    earned = (paid - math.floor(paid * contract.fee_rate + 0.5)) / CENTS
    who = contract.freelancer
    market.beliefs.see("earnings", who.specialty, earned)
    if who.ai_adopted:
        market.beliefs.see("ai_earnings", who.specialty, earned)
    return paid


def _end(market: MesaMarket, contract: Contract) -> None:
    """End a contract: it succeeds or not, is rated, and both sides draw their lesson."""
    learning, who, post = market.parameters.learning, contract.freelancer, contract.post
    succeeded = market.random.random() < _success_chance(market, contract)
    rating = _rating(market, succeeded=succeeded)
    who.n_running -= 1
    who.hours_booked = max(who.hours_booked - contract.hours_per_week, 0.0) if who.n_running else 0.0
    who.reputation += (rating - who.reputation) / (learning.reputation_prior_weight + who.n_ratings + 1.0)
    who.n_ratings += 1.0
    who.standing += 1.0
    if succeeded:
        who.asking_rate *= math.exp(learning.raise_after_success)
        post.client.remember(who)
    market.beliefs.see("ended", post.specialty)
    market.beliefs.see("succeeded", post.specialty, float(succeeded))


def _success_chance(market: MesaMarket, contract: Contract) -> float:
    """Chance that a finished contract was done well."""
    p, who, post = market.parameters, contract.freelancer, contract.post
    shift = 0.0
    if contract.ai_used and p.ai.augmentation.enabled:
        gains, skill, inside = p.ai.augmentation, who.ai_proficiency, contract.inside
        shift = gains.quality_inside * inside * skill - gains.quality_outside * (1.0 - inside) * (1.0 - skill)
    delivery = p.delivery
    difficulty = delivery.level_difficulty_step * (post.level - 1)
    difficulty += delivery.complexity_difficulty * (post.complexity - MEAN_COMPLEXITY)
    return logistic(delivery.success_offset + delivery.discrimination * (who.ability - difficulty) + shift)


def _rating(market: MesaMarket, *, succeeded: bool) -> float:
    """Rating, 1 to 5: near 5 after a success, and after a failure with some chance; else 2 to 4.5."""
    u, leniency = market.random.random(), market.parameters.learning.rating_leniency
    if succeeded:
        return 5.0 - KIND * u * u
    if u < leniency:
        return 5.0 - 2.0 * KIND * u / leniency
    return HARSH_LOW + HARSH_SPREAD * (u - leniency) / (1.0 - leniency)
