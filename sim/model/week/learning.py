"""Phase 9: contracts that are done end, are rated, and everybody learns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.model.randomness import decisions
from sim.model.randomness.draws import uniform
from sim.model.record.flows import weekly_cell
from sim.model.rules.delivery import quality_with_ai, success_probability
from sim.model.rules.learning import cut_rate, raised_rate, updated_reputation

if TYPE_CHECKING:
    from sim.model.marketplace import Marketplace

MEAN_COMPLEXITY = 9.5
"""log2 minutes; complexity at which difficulty follows from the level alone (about 12 hours of work)."""


def walk(market: Marketplace) -> None:
    """Contracts end; reputation, asking rates and idle weeks move.

    Writes    contracts.week_ended, succeeded, rating; freelancers.hours_booked, n_running, reputation,
              standing, asking_rate, weeks_idle; clients.remembered_*
    """
    still_running = []
    for row in market.running_contracts:
        if market.contracts.hours_left[row] <= 0.0:
            _end(market, row)
        else:
            still_running.append(row)
    market.running_contracts = still_running
    _idle(market)


def _end(market: Marketplace, row: int) -> None:
    """A contract ends: it succeeds or not, is rated, and both sides draw their lesson."""
    contracts, posts, learning = market.contracts, market.job_posts, market.parameters.learning
    post, week = contracts.post[row], market.week
    who, client = market.freelancer_at[contracts.freelancer[row]], market.client_at[contracts.client[row]]
    need = posts.need_id[post]
    succeeded = uniform(market.luck, decisions.CONTRACT_SUCCESS, 0, need, 0) < success_chance(market, row)
    rating = client.rate(need, succeeded=succeeded)
    contracts.week_ended[row] = week
    contracts.succeeded[row] = succeeded
    contracts.rating[row] = rating
    who.n_running -= 1
    who.hours_booked = 0.0 if who.n_running == 0 else max(who.hours_booked - contracts.hours_per_week[row], 0.0)
    who.reputation = updated_reputation(who.reputation, rating, who.standing, learning.reputation_prior_weight)
    who.standing += 1.0
    if succeeded:
        who.asking_rate = raised_rate(who.asking_rate, learning.raise_after_success)
        client.remember(who.freelancer_id)
    cell = weekly_cell(posts.specialty[post], posts.level[post], posts.duration[post])
    add = market.record.weekly.add
    add("new_contracts_ended", cell)
    add("new_contracts_succeeded", cell, int(succeeded))
    add("new_ratings", cell)
    add("sum_rating", cell, rating)
    market.market.see("ended", posts.specialty[post], 1.0)
    market.market.see("succeeded", posts.specialty[post], 1.0 if succeeded else 0.0)


def success_chance(market: Marketplace, row: int) -> float:
    """Chance that a finished contract was done well, from ability, level, complexity and AI as proposed."""
    contracts, posts, p = market.contracts, market.job_posts, market.parameters
    post, who, shift = contracts.post[row], contracts.freelancer[row], 0.0
    if contracts.ai_used[row] and p.ai.augmentation.enabled:
        gains, proficiency = p.ai.augmentation, market.freelancers.ai_proficiency[who]
        shift = quality_with_ai(gains.quality_inside, gains.quality_outside, proficiency, contracts.inside[row])
    return success_probability(
        p.delivery.success_offset,
        p.delivery.discrimination,
        market.freelancers.ability[who],
        posts.level[post],
        p.delivery.level_difficulty_step,
        posts.complexity[post],
        MEAN_COMPLEXITY,
        p.delivery.complexity_difficulty,
        shift,
    )


def _idle(market: Marketplace) -> None:
    """Weeks without work are counted, and asking rates fall with them; the market sees who is active."""
    people, cut, seen = market.freelancers, market.parameters.learning.cut_per_idle_week, market.market
    for freelancer in market.active_freelancers:
        row = freelancer.row
        specialty = people.specialty[row]
        seen.see("active_weeks", specialty, 1.0)
        if people.ai_adopted[row]:
            seen.see("ai_active_weeks", specialty, 1.0)
        if people.n_running[row] > 0:
            people.weeks_idle[row] = 0
        else:
            people.weeks_idle[row] += 1
            people.asking_rate[row] = cut_rate(people.asking_rate[row], cut, people.reservation_wage[row])
