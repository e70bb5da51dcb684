"""Phase 11: the week is written down, checked, and remembered by the market."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.model.identities import check_week

if TYPE_CHECKING:
    from sim.model.marketplace import Marketplace


def walk(market: Marketplace) -> None:
    """Note the state at the public release of AI, check the identities, close the week.

    Writes    freelancers.experience_before_ai; record; market memory and beliefs
    """
    market.record.weekly.add_up()
    if market.week == market.setting.calendar.public_week - 1:
        people = market.freelancers
        people.array("experience_before_ai")[:] = people.array("experience_hours")
    check_week(market)
    market.record.close_week()
    market.market.close_week()
