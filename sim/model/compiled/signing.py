"""A post hires or closes: the contract, and what is written down."""

# ruff: noqa: PLR0917 - a kernel takes the columns and numbers it reads, in a fixed order

from __future__ import annotations

from typing import Any

import numpy as np

from sim.model.compiled.columns import Flow, Real
from sim.model.compiled.kernel import piece, whole
from sim.model.compiled.offers import NO_AI
from sim.model.compiled.places import COMPLEX, SEE, WEEKLY
from sim.model.compiled.posting import bin_of, cell_of
from sim.model.compiled.world import Now, World
from sim.model.fixed_point import fixed_point
from sim.model.randomness.portable_math import log
from sim.model.state.job_posts import EXPIRED, FILLED
from sim.model.week.hiring import FEW_PROPOSALS, MANY_PROPOSALS


@piece
def sign(
    people: Any,
    free_hours: Real,
    buyers: Any,
    posts: Any,
    post: int,
    deals: Any,
    row: int,
    offer: Any,
    fees: Real,
    now: Now,
) -> None:
    """Make the contract: hours to be worked and pace follow from the size and the freelancer's speed and free hours."""
    who, client, speed = whole(offer.freelancer), whole(posts.client[post]), offer.speed
    hours = np.float64(posts.hours[post]) / speed
    free = np.float64(people.hours_per_week[who]) - np.float64(people.hours_booked[who])
    pace = min(np.float64(posts.hours_per_week[post]) / speed, free)
    deals.post[row], deals.client[row], deals.freelancer[row] = post, client, who
    deals.specialty[row] = posts.specialty[post]
    deals.rate[row] = offer.price * speed
    deals.speed[row] = speed
    deals.hours_agreed[row], deals.hours_left[row], deals.hours_per_week[row] = hours, hours, pace
    deals.fee_rate[row] = fees[posts.specialty[post]]
    deals.ai_used[row], deals.client_ai_adopted[row] = offer.ai != NO_AI, buyers.ai_adopted[client]
    deals.inside[row] = offer.inside
    deals.reservation_wage[row] = people.reservation_wage[who]
    deals.ability[row] = people.ability[who]
    deals.experience_hours[row] = people.experience_hours[who]
    deals.reputation[row] = people.reputation[who]
    deals.week_hired[row] = now.week
    people.hours_booked[who] = np.float64(people.hours_booked[who]) + pace
    free_hours[who] = np.float64(people.hours_per_week[who]) - np.float64(people.hours_booked[who])
    people.n_running[who] += 1
    people.n_contracts[who] += 1
    buyers.n_contracts[client] += 1
    buyers.last_post_failed[client] = False


@piece
def record_hire(posts: Any, post: int, offer: Any, flow: Flow) -> None:
    """Write down a new contract, for the panel and for what the market remembers."""
    specialty, ai_related = whole(posts.specialty[post]), posts.ai_related[post]
    cell = cell_of(specialty, whole(posts.level[post]), whole(posts.duration[post]))
    uses_ai = offer.ai != NO_AI
    price, speed = offer.price, offer.speed
    rate, hours = price * speed, np.float64(posts.hours[post]) / speed
    rate_fixed, ln_rate_fixed = fixed_point(rate), fixed_point(log(rate))
    flow.busy[cell] = True
    flow.weekly[cell, WEEKLY.new_posts_filled] += 1
    flow.weekly[cell, WEEKLY.new_ai_posts_filled] += whole(ai_related)
    flow.weekly[cell, WEEKLY.contract_value] += fixed_point(rate * hours)
    flow.weekly[cell, WEEKLY.sum_contract_rate] += rate_fixed
    flow.weekly[cell, WEEKLY.sum_log_contract_rate] += ln_rate_fixed
    if ai_related:
        flow.weekly[cell, WEEKLY.ai_contract_value] += fixed_point(rate * hours)
        flow.weekly[cell, WEEKLY.sum_contract_rate_ai_post] += rate_fixed
        flow.weekly[cell, WEEKLY.sum_log_contract_rate_ai_post] += ln_rate_fixed
    elif uses_ai:
        flow.weekly[cell, WEEKLY.new_contracts_ai_user] += 1
        flow.weekly[cell, WEEKLY.sum_contract_rate_ai_user] += rate_fixed
        flow.weekly[cell, WEEKLY.sum_log_contract_rate_ai_user] += ln_rate_fixed
    flow.seen[specialty, SEE.contracts] += fixed_point(1.0)
    flow.seen[specialty, SEE.ln_price_over_budget] += fixed_point(log(price / np.float64(posts.budget_rate[post])))
    flow.seen[specialty, SEE.contracts_ai_user] += fixed_point(1.0 if uses_ai else 0.0)


@piece
def close(buyers: Any, posts: Any, post: int, filled: bool, flow: Flow, world: World) -> None:
    """Take a post off the market."""
    posts.status[post] = FILLED if filled else EXPIRED
    specialty, ai_related = whole(posts.specialty[post]), posts.ai_related[post]
    n = whole(posts.n_proposals[post])
    cell = cell_of(specialty, whole(posts.level[post]), whole(posts.duration[post]))
    bin_cell = bin_of(world.category_of[specialty], np.float64(posts.complexity[post]))
    flow.busy[cell], flow.busy_bins[bin_cell] = True, True
    flow.weekly[cell, WEEKLY.posts_closed] += 1
    flow.weekly[cell, WEEKLY.proposals_on_closed_posts] += n
    flow.weekly[cell, WEEKLY.posts_closed_lt5] += whole(n < FEW_PROPOSALS)
    flow.weekly[cell, WEEKLY.posts_closed_ge20] += whole(n >= MANY_PROPOSALS)
    if filled:
        flow.bins[bin_cell, COMPLEX.new_posts_filled] += 1
    else:
        flow.bins[bin_cell, COMPLEX.new_posts_expired] += 1
        buyers.last_post_failed[posts.client[post]] = True
        flow.weekly[cell, WEEKLY.new_posts_expired] += 1
        flow.weekly[cell, WEEKLY.new_ai_posts_expired] += whole(ai_related)
    if not ai_related:
        flow.seen[specialty, SEE.closed] += fixed_point(1.0)
        flow.seen[specialty, SEE.filled] += fixed_point(1.0 if filled else 0.0)
        flow.seen[specialty, SEE.proposals] += fixed_point(np.float64(n))
