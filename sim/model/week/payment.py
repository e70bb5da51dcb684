"""Phase 8: clients pay for the hours of the week, the platform takes its fees, freelancers earn; in whole cents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.model.record.flows import weekly_cell
from sim.model.rules.payment import fee_cents, in_cents
from sim.model.setting import WEEKS_A_YEAR

if TYPE_CHECKING:
    from sim.model.marketplace import Marketplace

CENTS = 100.0


def walk(market: Marketplace) -> None:
    """Pay every running contract for what was worked this week.

    Writes    contracts.paid; clients.spend, ai_spend, last_paid_week; freelancers.earnings, ai_earnings,
              earnings_before_ai, earnings_final_year
    """
    for row in market.running_contracts:
        _pay(market, row)


def _pay(market: Marketplace, row: int) -> None:
    """Pay one contract."""
    contracts, posts, week = market.contracts, market.job_posts, market.week
    people, clients, calendar = market.freelancers, market.clients, market.setting.calendar
    post, who, payer = contracts.post[row], contracts.freelancer[row], contracts.client[row]
    paid = in_cents(contracts.rate[row] * contracts.hours_this_week[row])
    fee = fee_cents(paid, contracts.fee_rate[row])
    client_fee = fee_cents(paid, market.parameters.fees.client_fee_rate)
    earned = paid - fee
    contracts.paid[row] += paid
    clients.spend[payer] += paid
    clients.last_paid_week[payer] = week
    people.earnings[who] += earned
    if calendar.public_week - WEEKS_A_YEAR <= week < calendar.public_week:
        people.earnings_before_ai[who] += earned
    if week >= calendar.end_week - WEEKS_A_YEAR:
        people.earnings_final_year[who] += earned
    cell = weekly_cell(posts.specialty[post], posts.level[post], posts.duration[post])
    add = market.record.weekly.add
    add("gross_services_volume", cell, paid)
    add("freelancer_earnings", cell, earned)
    add("freelancer_fees", cell, fee)
    add("client_fees", cell, client_fee)
    if posts.ai_related[post]:
        clients.ai_spend[payer] += paid
        people.ai_earnings[who] += earned
        add("ai_gross_services_volume", cell, paid)
        add("ai_freelancer_earnings", cell, earned)
    seen, specialty = market.market, people.specialty[who]
    seen.see("earnings", specialty, earned / CENTS)
    if people.ai_adopted[who]:
        seen.see("ai_earnings", specialty, earned / CENTS)
    market.record.work_of(who, earned, contracts.hours_this_week[row])
