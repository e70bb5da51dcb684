"""Clients hire, or nobody; posts that stay without a hire close."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from benchmarks.plain_mesa.work import Contract

if TYPE_CHECKING:
    from benchmarks.plain_mesa.market import MesaMarket
    from benchmarks.plain_mesa.work import JobPost, Proposal


def hire(market: MesaMarket) -> None:
    """Take the open posts in random order; who is hired has fewer free hours for a later post."""
    last_age = market.parameters.hiring.open_weeks - 1
    market.random.shuffle(market.open_posts)
    for post in market.open_posts:
        chosen = post.client.choose(post) if post.client.active else None
        if chosen is not None:
            _contract(market, post, chosen)
            _close(market, post, filled=True)
        elif market.week - post.week >= last_age or not post.client.active:
            _close(market, post, filled=False)
    market.open_posts = [post for post in market.open_posts if post.is_open]


def _contract(market: MesaMarket, post: JobPost, chosen: Proposal) -> None:
    """Make a contract: hours and pace follow from the size and the freelancer's speed and free hours."""
    who, beliefs = chosen.freelancer, market.beliefs
    pace = min(post.hours_per_week / chosen.speed, who.hours_per_week - who.hours_booked)
    market.contracts.append(
        Contract(
            post=post,
            freelancer=who,
            rate=chosen.price * chosen.speed,
            hours_per_week=pace,
            hours_left=post.hours / chosen.speed,
            fee_rate=_fee_rate(market, post.specialty),
            ai_used=chosen.ai_used,
            inside=chosen.inside,
        )
    )
    who.hours_booked += pace
    who.n_running += 1
    who.n_contracts += 1
    market.counts["new_contracts"] += 1
    beliefs.see("contracts", post.specialty)
    beliefs.see("ln_price_over_budget", post.specialty, math.log(chosen.price / post.budget_rate))
    if chosen.ai_used:
        beliefs.see("contracts_ai_user", post.specialty)


def _fee_rate(market: MesaMarket, specialty: int) -> float:
    """Freelancer fee of a contract made this week, by the dated schedule."""
    fees, calendar = market.parameters.fees, market.setting.calendar
    if market.week >= calendar.week_of(fees.change_date):
        return fees.freelancer_fee_rate_after
    if market.week >= calendar.week_of(fees.variable_from):
        crowding: float = market.beliefs.crowding[specialty]
        return fees.variable_low + (fees.variable_high - fees.variable_low) * crowding / (1.0 + crowding)
    return fees.freelancer_fee_rate


def _close(market: MesaMarket, post: JobPost, *, filled: bool) -> None:
    """Take a post off the market."""
    post.is_open = False
    post.client.last_post_failed = not filled
    beliefs = market.beliefs
    if post.ai_related:
        beliefs.ai_closed_now += 1.0
        beliefs.ai_filled_now += filled
    else:
        beliefs.see("closed", post.specialty)
        beliefs.see("filled", post.specialty, float(filled))
        beliefs.see("proposals", post.specialty, float(len(post.proposals)))
    post.proposals = {}
