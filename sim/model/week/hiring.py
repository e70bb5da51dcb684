"""Phase 6: clients read part of the proposals and hire one, or nobody; posts that stay without a hire close."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.model.agents.freelancer import LEAST_FREE_HOURS
from sim.model.randomness import decisions
from sim.model.randomness.draws import uniform
from sim.model.randomness.portable_math import log
from sim.model.record.flows import complexity_cell, weekly_cell
from sim.model.rules.payment import variable_fee_rate
from sim.model.state.job_posts import EXPIRED, FILLED

if TYPE_CHECKING:
    from sim.model.agents.proposal import Proposal
    from sim.model.marketplace import Marketplace

FEW_PROPOSALS = 5
MANY_PROPOSALS = 20


def walk(market: Marketplace) -> None:
    """Posts in an order drawn by id; a freelancer hired by an earlier one may be booked out for a later one.

    Writes    new rows of contracts; freelancers.hours_booked, n_running, n_contracts; clients.n_contracts,
              last_post_failed; job_posts.status
    """
    posts, week = market.job_posts, market.week
    last_age = market.parameters.hiring.open_weeks - 1
    order = sorted(
        market.open_posts,
        key=lambda row: (uniform(market.luck, decisions.HIRING_ORDER, week, posts.need_id[row], 0), posts.need_id[row]),
    )
    for post in order:
        client = market.client_at[posts.client[post]]
        chosen = client.choose(post, considered(market, post)) if client.active else None
        if chosen is not None:
            _hire(market, post, chosen)
            _close(market, post, FILLED)
        elif week - posts.week[post] >= last_age or not client.active:
            _close(market, post, EXPIRED)


def considered(market: Marketplace, post: int) -> list[Proposal]:
    """The proposals a client reads: the most visible, of those still active and free for half of the pace or more."""
    needed = 0.5 * market.job_posts.hours_per_week[post]
    able = []
    for proposal in market.open_posts[post].values():
        freelancer = proposal.freelancer
        free = freelancer.hours_per_week - freelancer.hours_booked
        if freelancer.active and free >= min(needed, LEAST_FREE_HOURS) and free * proposal.speed >= needed:
            able.append((-proposal.visibility, freelancer.freelancer_id, proposal))
    able.sort(key=lambda row: row[:2])
    return [proposal for _, _, proposal in able[: market.parameters.hiring.n_considered]]


def freelancer_fee_rate(market: Marketplace, specialty: int) -> float:
    """Freelancer fee of a contract made this week, by the dated schedule."""
    fees, calendar = market.parameters.fees, market.setting.calendar
    if market.week >= calendar.week_of(fees.change_date):
        return fees.freelancer_fee_rate_after
    if market.week >= calendar.week_of(fees.variable_from):
        return variable_fee_rate(fees.variable_low, fees.variable_high, market.market.beliefs.crowding[specialty])
    return fees.freelancer_fee_rate


def _hire(market: Marketplace, post: int, chosen: Proposal) -> None:
    """Make the contract: hours to be worked and pace follow from the size and the freelancer's speed and free hours."""
    posts, who = market.job_posts, chosen.freelancer
    client = market.client_at[posts.client[post]]
    hours = posts.hours[post] / chosen.speed
    pace = min(posts.hours_per_week[post] / chosen.speed, who.hours_per_week - who.hours_booked)
    rate = chosen.price * chosen.speed
    row = market.contracts.append(
        post=post,
        client=client.row,
        freelancer=who.row,
        specialty=posts.specialty[post],
        rate=rate,
        speed=chosen.speed,
        hours_agreed=hours,
        hours_per_week=pace,
        hours_left=hours,
        fee_rate=freelancer_fee_rate(market, posts.specialty[post]),
        ai_used=chosen.ai_used,
        client_ai_adopted=client.ai_adopted,
        inside=chosen.inside,
        reservation_wage=who.reservation_wage,
        ability=who.ability,
        experience_hours=who.experience_hours,
        reputation=who.reputation,
        week_hired=market.week,
    )
    chosen.won = True
    market.running_contracts.append(row)
    if who.n_contracts == 0:
        market.record.platform.note("new_freelancers_first_hired")
    who.hours_booked += pace
    who.n_running += 1
    who.n_contracts += 1
    client.n_contracts += 1
    client.last_post_failed = False
    _record_hire(market, post, chosen, rate, hours)


def _record_hire(market: Marketplace, post: int, chosen: Proposal, rate: float, hours: float) -> None:
    """Write down a new contract, for the panel and for what the market remembers."""
    posts, add = market.job_posts, market.record.weekly.add
    specialty, ai_related = posts.specialty[post], posts.ai_related[post]
    cell = weekly_cell(specialty, posts.level[post], posts.duration[post])
    add("new_posts_filled", cell)
    add("new_ai_posts_filled", cell, int(ai_related))
    add("contract_value", cell, rate * hours)
    ln_rate = log(rate)
    add("sum_contract_rate", cell, rate)
    add("sum_log_contract_rate", cell, ln_rate)
    if ai_related:
        add("ai_contract_value", cell, rate * hours)
        add("sum_contract_rate_ai_post", cell, rate)
        add("sum_log_contract_rate_ai_post", cell, ln_rate)
    elif chosen.ai_used:
        add("new_contracts_ai_user", cell)
        add("sum_contract_rate_ai_user", cell, rate)
        add("sum_log_contract_rate_ai_user", cell, ln_rate)
    seen = market.market
    seen.see("contracts", specialty, 1.0)
    seen.see("ln_price_over_budget", specialty, log(chosen.price / posts.budget_rate[post]))
    seen.see("contracts_ai_user", specialty, 1.0 if chosen.ai_used else 0.0)


def _close(market: Marketplace, post: int, status: int) -> None:
    """Take a post off the market."""
    posts, add = market.job_posts, market.record.weekly.add
    proposals = list(market.open_posts.pop(post).values())
    posts.status[post] = status
    filled, ai_related, specialty = status == FILLED, posts.ai_related[post], posts.specialty[post]
    n = posts.n_proposals[post]
    cell = weekly_cell(specialty, posts.level[post], posts.duration[post])
    add("posts_closed", cell)
    add("proposals_on_closed_posts", cell, n)
    add("posts_closed_lt5", cell, int(n < FEW_PROPOSALS))
    add("posts_closed_ge20", cell, int(n >= MANY_PROPOSALS))
    bin_cell = complexity_cell(market.setting.category_of[specialty], posts.complexity[post])
    market.record.complexity.add("new_posts_filled" if filled else "new_posts_expired", bin_cell)
    if not filled:
        market.clients.last_post_failed[posts.client[post]] = True
        add("new_posts_expired", cell)
        add("new_ai_posts_expired", cell, int(ai_related))
    if ai_related:
        market.market.see_ai_post_closed(filled=filled)
    else:
        market.market.see("closed", specialty, 1.0)
        market.market.see("filled", specialty, 1.0 if filled else 0.0)
        market.market.see("proposals", specialty, float(n))
    market.record.proposals_of(post, proposals)
