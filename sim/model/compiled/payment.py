"""Phase 8, compiled: clients pay for the hours of the week, the platform takes its fees, freelancers earn."""

# ruff: noqa: PLR0917 - a kernel takes the columns and numbers it reads, in a fixed order

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.model.compiled.columns import Flow, Rows, Whole
from sim.model.compiled.kernel import kernel, whole
from sim.model.compiled.places import SEE, WEEKLY
from sim.model.compiled.posting import cell_of
from sim.model.compiled.requests import record_months
from sim.model.compiled.world import Now
from sim.model.rules.payment import fee_cents, in_cents
from sim.model.week.payment import CENTS

if TYPE_CHECKING:
    from sim.model.marketplace import Marketplace


def walk(market: Marketplace) -> None:
    """Pay every running contract for what was worked this week."""
    e, p = market.engine, market.parameters
    earned = np.zeros(len(e.running), dtype=np.int64)
    pay(earned, e.people, e.buyers, e.posts, e.deals, e.running, e.flow, e.now, p.fees.client_fee_rate)
    if p.record.freelancer_months:
        record_months(market, e.running, earned)


@kernel
def pay(
    all_earned: Whole,
    people: Any,
    buyers: Any,
    posts: Any,
    deals: Any,
    running: Rows,
    flow: Flow,
    now: Now,
    client_fee_rate: float,
) -> None:
    """Pay the contracts in order; writes what each brought its freelancer, in cents."""
    for i in range(len(running)):
        row = running[i]
        post, who, payer = deals.post[row], deals.freelancer[row], deals.client[row]
        paid = in_cents(np.float64(deals.rate[row]) * np.float64(deals.hours_this_week[row]))
        fee = fee_cents(paid, np.float64(deals.fee_rate[row]))
        earned = paid - fee
        all_earned[i] = earned
        deals.paid[row] += paid
        buyers.spend[payer] += paid
        buyers.last_paid_week[payer] = now.week
        people.earnings[who] += earned
        if now.before_ai_year:
            people.earnings_before_ai[who] += earned
        if now.final_year:
            people.earnings_final_year[who] += earned
        cell = cell_of(whole(posts.specialty[post]), whole(posts.level[post]), whole(posts.duration[post]))
        flow.whole[WEEKLY.gross_services_volume, cell] += paid
        flow.whole[WEEKLY.freelancer_earnings, cell] += earned
        flow.whole[WEEKLY.freelancer_fees, cell] += fee
        flow.whole[WEEKLY.client_fees, cell] += fee_cents(paid, client_fee_rate)
        if posts.ai_related[post]:
            buyers.ai_spend[payer] += paid
            people.ai_earnings[who] += earned
            flow.whole[WEEKLY.ai_gross_services_volume, cell] += paid
            flow.whole[WEEKLY.ai_freelancer_earnings, cell] += earned
        specialty = people.specialty[who]
        flow.seen[SEE.earnings, specialty] += earned / CENTS
        if people.ai_adopted[who]:
            flow.seen[SEE.ai_earnings, specialty] += earned / CENTS
