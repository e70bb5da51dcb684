"""Phase 11, compiled: the week is checked, written down and remembered; rows that nobody needs any more go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.model.compiled.compaction import compact
from sim.model.identities import HOURS_TOLERANCE, check_heads, check_volume, check_week, same

if TYPE_CHECKING:
    from sim.model.marketplace import Marketplace

QUARTER = 13


def walk(market: Marketplace) -> None:
    """Note the state at the public release of AI, check the identities, close the week."""
    engine = market.engine
    market.record.weekly.add_up()
    if market.week == market.setting.calendar.public_week - 1:
        people = market.freelancers
        people.array("experience_before_ai")[:] = people.array("experience_hours")
    if market.week % QUARTER == QUARTER - 1 or market.week + 1 == market.setting.calendar.end_week:
        check_week(market)
        engine.n_open_before = len(engine.open_posts)
    else:
        check_changes(market)
    market.record.close_week()
    market.market.close_week()
    if market.week % QUARTER == QUARTER - 1:
        compact(market)


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
    tally = engine.tally
    same(market, "hours booked = pace of running contracts", tally.gap, 0.0, HOURS_TOLERANCE * 10)
    same(market, "hours booked beyond the week", tally.over, 0.0, HOURS_TOLERANCE * 10)
    same(market, "running contracts of freelancers", tally.n_running, len(engine.running))
    total = market.record.weekly.total
    closed = total("posts_closed")
    same(market, "posts closed = filled + expired", closed, total("new_posts_filled") + total("new_posts_expired"))
    engine.n_open_before += int(total("new_posts") - closed)
    same(market, "open posts then + new - closed = now", engine.n_open_before, len(engine.open_posts))
