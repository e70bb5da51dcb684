"""The end of a week: who has no work is idle a week longer; heads, and hours promised, are counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.model.compiled.columns import Flow, Real, Rows
from sim.model.compiled.kernel import kernel, whole
from sim.model.compiled.places import SEE
from sim.model.fixed_point import fixed_point
from sim.model.record.platform import Heads
from sim.model.rules.learning import cut_rate
from sim.model.setting import WEEKS_A_YEAR

if TYPE_CHECKING:
    from sim.model.marketplace import Marketplace


class Tally(NamedTuple):
    """Counts over the active freelancers, and the largest disagreement of hours.

    Attributes
    ----------
    active, working, adopters, n_running : int
    gap, over : float
        Largest gap of hours booked and pace of running contracts; largest booking beyond the week's hours.
    """

    active: int
    working: int
    adopters: int
    n_running: int
    gap: float
    over: float


def look_over(market: Marketplace, cut: float) -> None:
    """Count idle weeks, cut asking rates, and tally heads and hours for the record."""
    e, n_rows = market.engine, market.freelancers.n_rows
    if len(e.booked) < n_rows:
        e.booked = np.zeros(len(e.people.freelancer_id))
    book(e.deals, e.running, e.booked, 1.0)

    def look(first: int, end: int, flow: Flow) -> Tally:
        return count_idle(e.people, first, end, e.booked, flow, cut)

    found = e.crew.walk(e.crew.blocks(n_rows), look)
    book(e.deals, e.running, e.booked, 0.0)
    e.tally = Tally(
        sum(tally.active for tally in found),
        sum(tally.working for tally in found),
        sum(tally.adopters for tally in found),
        sum(tally.n_running for tally in found),
        max(tally.gap for tally in found),
        max(tally.over for tally in found),
    )
    since = market.week - WEEKS_A_YEAR

    def count(first: int, end: int, _: Flow) -> int:
        return count_paid_since(e.buyers.last_paid_week, first, end, since)

    paying = sum(e.crew.walk(e.crew.blocks(market.clients.n_rows), count))
    e.heads = Heads(e.tally.active, e.tally.working, e.tally.adopters, int(e.client_heads[0].sum()),
                    e.n_client_adopters, paying)  # fmt: skip


@kernel
def count_paid_since(last_paid_week: Any, first: int, end: int, since: int) -> int:
    """Clients in rows `first` to `end` that paid after a week."""
    n = 0
    for row in range(first, end):
        n += whole(last_paid_week[row] > since)
    return n


@kernel
def book(deals: Any, running: Rows, booked: Real, factor: float) -> None:
    """Add the pace of running contracts to their freelancers' hours, or set these to zero again."""
    for row in running:
        who = deals.freelancer[row]
        booked[who] = factor * (booked[who] + np.float64(deals.hours_per_week[row]))


@kernel
def count_idle(people: Any, first: int, end: int, booked: Real, flow: Flow, cut: float) -> Tally:
    """Weeks without work are counted, and asking rates fall with them; the market sees who is active."""
    active, working, adopters, n_running, gap, over = 0, 0, 0, 0, 0.0, 0.0
    one_week = fixed_point(1.0)
    for row in range(first, end):
        promised = np.float64(people.hours_booked[row])
        gap = max(gap, abs(booked[row] - promised))
        over = max(over, promised - np.float64(people.hours_per_week[row]))
        n_running += whole(people.n_running[row])
        if not people.active[row]:
            continue
        specialty, uses_ai = whole(people.specialty[row]), whole(people.ai_adopted[row])
        active += 1
        adopters += uses_ai
        flow.seen[specialty, SEE.active_weeks] += one_week
        flow.seen[specialty, SEE.ai_active_weeks] += one_week * uses_ai
        if people.n_running[row] > 0:
            working += 1
            people.weeks_idle[row] = 0
        else:
            people.weeks_idle[row] += 1
            asking, wage = np.float64(people.asking_rate[row]), np.float64(people.reservation_wage[row])
            people.asking_rate[row] = cut_rate(asking, cut, wage)
    return Tally(active, working, adopters, n_running, gap, over)
