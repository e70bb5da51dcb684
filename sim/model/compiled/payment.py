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
from sim.model.fixed_point import fixed_point
from sim.model.rules.payment import fee_cents, in_cents
from sim.model.week.payment import CENTS

if TYPE_CHECKING:
    from sim.model.marketplace import Marketplace


def walk(market: Marketplace) -> None:
    """Pay every running contract for what was worked this week: freelancers block by block, then clients."""
    e, p = market.engine, market.parameters
    paid = np.zeros((2, len(e.running)), dtype=np.int64)

    def pay_freelancers(first: int, end: int, flow: Flow) -> None:
        rate = p.fees.client_fee_rate
        pay(paid, e.people, e.posts, e.deals, e.running, first, end, flow, e.now, rate)

    def charge_clients(first: int, end: int, _: Flow) -> None:
        charge(paid[0], e.buyers, e.posts, e.deals, e.running, first, end, e.now)

    e.crew.walk(e.crew.blocks(market.freelancers.n_rows, per_thread=1), pay_freelancers)
    e.crew.walk(e.crew.blocks(market.clients.n_rows, per_thread=1), charge_clients)
    if p.record.freelancer_months:
        record_months(market, e.running, paid[1])


@kernel
def pay(
    all_paid: Whole,
    people: Any,
    posts: Any,
    deals: Any,
    running: Rows,
    first: int,
    end: int,
    flow: Flow,
    now: Now,
    client_fee_rate: float,
) -> None:
    """Pay the freelancers in rows `first` to `end`; writes what each contract cost and what it brought, in cents."""
    for i in range(len(running)):
        row = running[i]
        post, who = deals.post[row], whole(deals.freelancer[row])
        if who < first or who >= end:
            continue
        paid = in_cents(np.float64(deals.rate[row]) * np.float64(deals.hours_this_week[row]))
        fee = fee_cents(paid, np.float64(deals.fee_rate[row]))
        earned = paid - fee
        all_paid[0, i], all_paid[1, i] = paid, earned
        deals.paid[row] += paid
        people.earnings[who] += earned
        if now.before_ai_year:
            people.earnings_before_ai[who] += earned
        if now.final_year:
            people.earnings_final_year[who] += earned
        cell = cell_of(whole(posts.specialty[post]), whole(posts.level[post]), whole(posts.duration[post]))
        flow.busy[cell] = True
        flow.weekly[cell, WEEKLY.gross_services_volume] += paid
        flow.weekly[cell, WEEKLY.freelancer_earnings] += earned
        flow.weekly[cell, WEEKLY.freelancer_fees] += fee
        flow.weekly[cell, WEEKLY.client_fees] += fee_cents(paid, client_fee_rate)
        if posts.ai_related[post]:
            people.ai_earnings[who] += earned
            flow.weekly[cell, WEEKLY.ai_gross_services_volume] += paid
            flow.weekly[cell, WEEKLY.ai_freelancer_earnings] += earned
        specialty = people.specialty[who]
        flow.seen[specialty, SEE.earnings] += fixed_point(earned / CENTS)
        if people.ai_adopted[who]:
            flow.seen[specialty, SEE.ai_earnings] += fixed_point(earned / CENTS)


@kernel
def charge(paid: Whole, buyers: Any, posts: Any, deals: Any, running: Rows, first: int, end: int, now: Now) -> None:
    """Charge the clients in rows `first` to `end`."""
    for i in range(len(running)):
        row = running[i]
        payer = whole(deals.client[row])
        if payer < first or payer >= end:
            continue
        buyers.spend[payer] += paid[i]
        buyers.last_paid_week[payer] = now.week
        if posts.ai_related[deals.post[row]]:
            buyers.ai_spend[payer] += paid[i]
