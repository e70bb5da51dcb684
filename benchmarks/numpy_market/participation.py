"""Clients and freelancers leave and enter; rows of those who left are dropped at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.numpy_market.adoption import brings_ai
from benchmarks.numpy_market.columns import Bools, Clients, Floats, Freelancers, Ints, new_places
from sim.model.entry import HOURS_LOG_SD, LEAST_HOURS, MOST_HOURS
from sim.model.setting import WEEKS_A_YEAR
from sim.model.week.participation import YEARS_OF_PAST

if TYPE_CHECKING:
    from benchmarks.numpy_market.market import NumpyMarket

REMEMBERED = 3
LONG_AGO = -100_000
"""Week of adoption of clients that bring AI along: their first projects are behind them."""


def leave(market: NumpyMarket) -> None:
    """Freelancers go quiet or retire (who has work finishes it first) and clients leave, each by its hazard."""
    p, people, rng = market.parameters.participation, market.freelancers, market.rng
    base = np.where(people.n_contracts > 0, p.quit_hazard_hired, p.quit_hazard)
    ln_ratio = market.beliefs.ln_income_ratio[people.specialty]
    idle = p.quit_idle_slope * people.weeks_idle / WEEKS_A_YEAR
    hazard = base * np.exp(idle - p.quit_income_elasticity * ln_ratio)
    people.retiring |= rng.random(len(people)) < p.retirement_hazard
    _drop_freelancers(market, (people.n_running == 0) & (people.retiring | (rng.random(len(people)) < hazard)))
    buyers = market.clients
    factor = np.where(buyers.last_post_failed, p.client_exit_after_failure, 1.0)
    _drop_clients(market, rng.random(len(buyers)) < p.client_exit_hazard * factor)


def _drop_freelancers(market: NumpyMarket, quitting: Bools) -> None:
    """Drop rows, and say to those who point at freelancers where they are now; their proposals go with them."""
    kept = ~quitting
    places = new_places(kept)
    market.freelancers.keep(kept)
    market.contracts.freelancer = places[market.contracts.freelancer]
    market.clients.remembered = places[market.clients.remembered]
    proposals = market.proposals
    proposals.freelancer = places[proposals.freelancer]
    proposals.keep(proposals.freelancer >= 0)


def _drop_clients(market: NumpyMarket, leaving: Bools) -> None:
    """Drop rows; contracts and posts of those who left have client -1."""
    kept = ~leaving
    places = new_places(kept)
    market.clients.keep(kept)
    market.contracts.client = places[market.contracts.client]
    market.posts.client = places[market.posts.client]


def enter(market: NumpyMarket) -> None:
    """New registrations by specialty, answering to pay; new clients by subcategory."""
    p, land, rng = market.parameters, market.land, market.rng
    n, participation = p.population.n_freelancers, p.participation
    has_past = market.week >= market.setting.calendar.first_week + YEARS_OF_PAST * WEEKS_A_YEAR
    elasticity = participation.entry_elasticity if has_past else 0.0
    flow = n * participation.registration_rate * land.post_share
    counts = rng.poisson(flow * np.exp(elasticity * market.beliefs.ln_income_ratio))
    market.freelancers.append(new_freelancers(market, np.repeat(np.arange(len(counts)), counts)))
    entries = n * p.population.clients_per_freelancer * participation.client_entry_rate
    counts = rng.poisson(entries * land.subcategory_share)
    market.clients.append(new_clients(market, np.repeat(np.arange(len(counts)), counts)))


def new_freelancers(market: NumpyMarket, specialty: Ints) -> Freelancers:
    """Draw the traits of new freelancers."""
    p, rng, n = market.parameters, market.rng, len(specialty)
    ability = rng.standard_normal(n)
    asking = _going_rate(market, specialty, ability) * np.exp(p.search.asking_rate_log_sd * rng.standard_normal(n))
    hours = p.search.hours_per_week_median * np.exp(HOURS_LOG_SD * rng.standard_normal(n))
    adoption = p.ai.freelancer_adoption
    openness = adoption.openness_mean + rng.standard_normal(n)
    withheld = rng.random(n) < adoption.withheld_share
    shares = market.freelancers_alike / max(1.0 - adoption.withheld_share, np.finfo(float).tiny)
    adopted = brings_ai(market, adoption, market.land.subcategory_of[specialty], openness, shares) & ~withheld
    return Freelancers(
        specialty=specialty,
        ability=ability,
        reservation_wage=asking * p.search.reservation_ratio,
        asking_rate=asking,
        hours_per_week=np.clip(hours, LEAST_HOURS, MOST_HOURS),
        hours_booked=np.zeros(n),
        n_running=np.zeros(n, np.int64),
        n_contracts=np.zeros(n, np.int64),
        experience_hours=np.zeros(n),
        reputation=np.full(n, p.learning.reputation_prior),
        n_ratings=np.zeros(n),
        standing=np.zeros(n),
        weeks_idle=np.zeros(n, np.int64),
        retiring=np.zeros(n, np.bool_),
        ai_openness=openness,
        ai_visible=rng.random(n) < p.hiring.ai_visible_share,
        ai_withheld=withheld,
        ai_adopted=adopted,
        ai_proficiency=np.where(adopted, p.learning.proficiency_start, 0.0),
    )


def _going_rate(market: NumpyMarket, specialty: Ints, ability: Floats) -> Floats:
    """Going rate at an ability: ln-linear between the medians of the levels."""
    low, middle, high = market.land.ln_rate_median[specialty].T
    held = np.clip(ability, -2.0, 2.0)
    rate: Floats = np.exp(middle + held * np.where(held > 0.0, high - middle, middle - low))
    return rate


def new_clients(market: NumpyMarket, subcategory: Ints) -> Clients:
    """Draw the traits of new clients."""
    p, rng, n = market.parameters, market.rng, len(subcategory)
    spread, clients = p.needs.rate_log_sd, p.clients
    openness = p.ai.client_adoption.openness_mean + rng.standard_normal(n)
    return Clients(
        subcategory=subcategory,
        need_rate=p.needs.rate_mean * np.exp(spread * rng.standard_normal(n) - 0.5 * spread * spread),
        budget_scale=np.exp(clients.budget_log_sd_between * rng.standard_normal(n)),
        rate_z=rng.standard_normal(n),
        augmentation_preference=rng.normal(clients.augmentation_preference, clients.augmentation_preference_sd, n),
        price_sensitivity=clients.price_sensitivity * np.exp(clients.price_sensitivity_log_sd * rng.standard_normal(n)),
        ai_openness=openness,
        ai_adopted=brings_ai(market, p.ai.client_adoption, subcategory, openness, market.clients_alike),
        ai_adopted_week=np.full(n, LONG_AGO),
        last_post_failed=np.zeros(n, np.bool_),
        remembered=np.full((n, REMEMBERED), -1, np.int64),
    )
