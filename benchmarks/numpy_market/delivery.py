"""Contracts are worked and paid; those that are done end, are rated, and everybody learns.

A freelancer's contracts of a week are added up: experience gained on one fades the gain in ability on the next only
from the next week on. Everything else is the same sum in any order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit

from benchmarks.numpy_market.columns import Bools, Floats, Ints
from sim.model.rules.learning import HARSH_LOW, HARSH_SPREAD, KIND
from sim.model.week.learning import MEAN_COMPLEXITY

if TYPE_CHECKING:
    from benchmarks.numpy_market.market import NumpyMarket

CENTS = 100.0


def work_and_pay(market: NumpyMarket) -> None:
    """Work the hours of the week, and pay for them in whole cents."""
    learning, people, contracts, beliefs = (
        market.parameters.learning,
        market.freelancers,
        market.contracts,
        market.beliefs,
    )
    hours = np.minimum(contracts.hours_per_week, contracts.hours_left)
    contracts.hours_left -= hours
    worked = np.bincount(contracts.freelancer, hours, len(people))
    people.ability += learning.ability_per_100_hours * worked / 100.0 / (1.0 + people.experience_hours / 1000.0)
    people.experience_hours += worked
    users = np.flatnonzero(people.ai_adopted & (worked > 0.0))
    rest = np.exp(-worked[users] / learning.proficiency_hours)
    people.ai_proficiency[users] = 1.0 - (1.0 - people.ai_proficiency[users]) * rest
    paid = np.floor(contracts.rate * hours * CENTS + 0.5)
    earned = (paid - np.floor(paid * contracts.fee_rate + 0.5)) / CENTS
    market.counts["gross_services_volume"] = float(paid.sum()) / CENTS
    specialty, uses_ai = people.specialty[contracts.freelancer], people.ai_adopted[contracts.freelancer]
    beliefs.see("earnings", specialty, earned)
    beliefs.see("ai_earnings", specialty[uses_ai], earned[uses_ai])


def end_contracts(market: NumpyMarket) -> None:
    """End what is done: success, rating, reputation, booked hours, memory of clients."""
    contracts, people, beliefs, learning = (
        market.contracts,
        market.freelancers,
        market.beliefs,
        market.parameters.learning,
    )
    done = contracts.hours_left <= 0.0
    rows = np.flatnonzero(done)
    who, n = contracts.freelancer[rows], len(people)
    succeeded = market.rng.random(len(rows)) < _success_chance(market, rows)
    rating = _ratings(market, succeeded)
    ended = np.bincount(who, minlength=n)
    people.n_running -= ended
    booked = np.maximum(people.hours_booked - np.bincount(who, contracts.hours_per_week[rows], n), 0.0)
    people.hours_booked = np.where(people.n_running > 0, booked, 0.0)
    known = learning.reputation_prior_weight + people.n_ratings
    people.reputation = np.where(
        ended > 0, (known * people.reputation + np.bincount(who, rating, n)) / (known + ended), people.reputation
    )
    people.n_ratings += ended
    people.standing += ended
    people.asking_rate *= np.exp(learning.raise_after_success * np.bincount(who, succeeded, n))
    beliefs.see("ended", contracts.specialty[rows])
    beliefs.see("succeeded", contracts.specialty[rows], succeeded)
    _remember(market, contracts.client[rows[succeeded]], who[succeeded])
    contracts.keep(~done)


def _success_chance(market: NumpyMarket, rows: Ints) -> Floats:
    """Chance that finished contracts were done well."""
    p, contracts, people = market.parameters, market.contracts, market.freelancers
    who = contracts.freelancer[rows]
    gains, skill, inside = p.ai.augmentation, people.ai_proficiency[who], contracts.inside[rows]
    with_ai = gains.quality_inside * inside * skill - gains.quality_outside * (1.0 - inside) * (1.0 - skill)
    shift = np.where(contracts.ai_used[rows] & gains.enabled, with_ai, 0.0)
    difficulty = p.delivery.level_difficulty_step * (contracts.level[rows] - 1)
    difficulty = difficulty + p.delivery.complexity_difficulty * (contracts.complexity[rows] - MEAN_COMPLEXITY)
    offset = p.delivery.success_offset + p.delivery.discrimination * (people.ability[who] - difficulty)
    chance: Floats = expit(offset + shift)
    return chance


def _ratings(market: NumpyMarket, succeeded: Bools) -> Floats:
    """Ratings, 1 to 5: near 5 after a success, and after a failure with some chance; else 2 to 4.5."""
    leniency = market.parameters.learning.rating_leniency
    u = market.rng.random(len(succeeded))
    kind = 5.0 - 2.0 * KIND * u / max(leniency, 1e-9)
    harsh = HARSH_LOW + HARSH_SPREAD * (u - leniency) / max(1.0 - leniency, 1e-9)
    rating: Floats = np.where(succeeded, 5.0 - KIND * u * u, np.where(u < leniency, kind, harsh))
    return rating


def _remember(market: NumpyMarket, client: Ints, freelancer: Ints) -> None:
    """Put freelancers first in the memory of clients; one round for each hire of a client that ended this week."""
    here = client >= 0
    client, freelancer = client[here], freelancer[here]
    remembered = market.clients.remembered
    while len(client):
        places, first = np.unique(client, return_index=True)
        latest = freelancer[first]
        before = remembered[places]
        known_0 = before[:, 0] == latest
        known_1 = known_0 | (before[:, 1] == latest)
        second = np.where(known_0, before[:, 1], before[:, 0])
        third = np.where(known_1, before[:, 2], before[:, 1])
        remembered[places] = np.column_stack([latest, second, third])
        client, freelancer = np.delete(client, first), np.delete(freelancer, first)
    remembered[:, market.parameters.clients.n_remembered :] = -1


def end_week(market: NumpyMarket) -> None:
    """Count idle weeks, cut asking rates while idle, and let the market see who is here."""
    people, beliefs, learning = market.freelancers, market.beliefs, market.parameters.learning
    here = ~people.retiring
    beliefs.see("active_weeks", people.specialty[here])
    beliefs.see("ai_active_weeks", people.specialty[here & people.ai_adopted])
    idle = people.n_running == 0
    people.weeks_idle = np.where(idle, people.weeks_idle + 1, 0)
    cut = np.maximum(people.asking_rate * np.exp(-learning.cut_per_idle_week), people.reservation_wage)
    people.asking_rate = np.where(idle, cut, people.asking_rate)


def reskill(market: NumpyMarket) -> None:
    """Freelancers without work may move to another specialty of the category, losing part of the standing."""
    p, people, land, rng = market.parameters.reskilling, market.freelancers, market.land, market.rng
    patient = (people.n_running == 0) & (people.weeks_idle >= p.patience_weeks)
    who = np.flatnonzero(patient)
    who = who[rng.random(len(who)) < p.hazard]
    here = people.specialty[who]
    category = land.category_of[here]
    there = land.by_category[land.category_start[category] + rng.integers(land.category_size[category])]
    moves = (there != here) & (market.beliefs.income[there] > p.gain_needed * market.beliefs.income[here])
    who, there = who[moves], there[moves]
    prior = market.parameters.learning.reputation_prior
    people.specialty[who] = there
    people.reputation[who] = prior + p.standing_kept * (people.reputation[who] - prior)
    people.n_ratings[who] *= p.standing_kept
    people.standing[who] *= p.standing_kept
    people.ability[who] -= p.ability_loss
    people.weeks_idle[who] = 0
