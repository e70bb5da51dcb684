"""Phase 11, compiled: the week is checked, written down and remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.model.compiled.columns import Real, Rows
from sim.model.compiled.kernel import kernel
from sim.model.identities import HOURS_TOLERANCE, check_heads, check_volume, check_week, same

if TYPE_CHECKING:
    from sim.model.marketplace import Marketplace

QUARTER = 13


def walk(market: Marketplace) -> None:
    """Note the state at the public release of AI, check the identities, close the week."""
    if market.week == market.setting.calendar.public_week - 1:
        people = market.freelancers
        people.array("experience_before_ai")[:] = people.array("experience_hours")
    if market.week % QUARTER == QUARTER - 1 or market.week + 1 == market.setting.calendar.end_week:
        check_week(market)
        market.engine.n_open_before = len(market.engine.open_posts)
    else:
        check_changes(market)
    market.record.close_week()
    market.market.close_week()


def check_changes(market: Marketplace) -> None:
    """Check what the week changed: money, heads, hours and posts; all rows are gone through once a quarter.

    Raises
    ------
    IdentityError
        Naming the identity, the week and both sides.
    """
    engine = market.engine
    check_volume(market)
    check_heads(market)
    engine.room_to_add_up()
    gap, over, idle = check_hours(engine.people, engine.deals, engine.freelancers, engine.running, engine.booked)
    same(market, "hours booked = pace of running contracts", gap, 0.0, HOURS_TOLERANCE * 10)
    same(market, "hours booked beyond the week", over, 0.0, HOURS_TOLERANCE * 10)
    same(market, "running contracts of freelancers", idle, len(engine.running))
    total = market.record.weekly.total
    closed = total("posts_closed")
    same(market, "posts closed = filled + expired", closed, total("new_posts_filled") + total("new_posts_expired"))
    engine.n_open_before += int(total("new_posts") - closed)
    same(market, "open posts then + new - closed = now", engine.n_open_before, len(engine.open_posts))


@kernel
def check_hours(people: Any, deals: Any, rows: Rows, running: Rows, booked: Real) -> tuple[float, float, int]:
    """Largest gap of hours booked and pace, largest overbooking, and running contracts of the active.

    `booked` is room for one number for each freelancer, zero before and after.
    """
    for row in running:
        booked[deals.freelancer[row]] += np.float64(deals.hours_per_week[row])
    gap, over, n_running = 0.0, 0.0, 0
    for row in rows:
        promised = np.float64(people.hours_booked[row])
        gap = max(gap, abs(booked[row] - promised))
        over = max(over, promised - np.float64(people.hours_per_week[row]))
        n_running += people.n_running[row]
    for row in running:
        booked[deals.freelancer[row]] = 0.0
    return gap, over, n_running
