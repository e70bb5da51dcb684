"""What must hold every week: money, heads and hours are conserved, and every contract has one of each.

What has left the tables of a compiled market counts by its totals (`sim.model.state.archive`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.model.record.platform import heads_of
from sim.model.state.job_posts import EXPIRED, FILLED

if TYPE_CHECKING:
    from sim.model.marketplace import Marketplace

HALF_A_CENT = 0.005
HOURS_TOLERANCE = 1e-3


class IdentityError(Exception):
    """The model has contradicted itself; a bug, never a matter of input."""


def check_week(market: Marketplace) -> None:
    """Check the identities at the end of a week, before it is closed.

    Raises
    ------
    IdentityError
        Naming the identity, the week and both sides.
    """
    check_volume(market)
    _money(market)
    check_heads(market)
    _heads(market)
    _hours(market)
    _posts(market)


def same(market: Marketplace, what: str, left: float, right: float, tolerance: float = 0.0) -> None:
    """Two sides of an identity must agree.

    Raises
    ------
    IdentityError
        When they do not.
    """
    if not abs(left - right) <= tolerance:
        raise IdentityError(f"week {market.week}: {what}: {left!r} is not {right!r}")


def check_volume(market: Marketplace) -> None:
    """What clients paid this week is what freelancers received and the platform kept."""
    total = market.record.weekly.total
    volume = total("gross_services_volume")
    kept = total("freelancer_earnings") + total("freelancer_fees")
    same(market, "volume = earnings + fees", round(volume * 100.0), round(kept * 100.0))
    market.fees_kept += round(total("freelancer_fees") * 100.0)


def _money(market: Marketplace) -> None:
    """What clients paid over the run is what was paid on contracts, and what freelancers and the platform have."""
    gone = market.archive
    spend = gone.spend + int(market.clients.array("spend").sum())
    paid = gone.paid + int(market.contracts.array("paid").sum())
    same(market, "spend of clients = paid on contracts (cents)", spend, paid)
    earned = gone.earnings + int(market.freelancers.array("earnings").sum())
    same(market, "spend = earnings + fees over the run (cents)", spend, earned + market.fees_kept)


def check_heads(market: Marketplace) -> None:
    """The active are those of last week, and who entered, without who went quiet."""
    now = heads_of(market).n_active
    notes = market.record.platform.notes
    entered = market.heads_last_week + notes.get("new_freelancers", 0) - notes.get("new_freelancers_quiet", 0)
    if market.week > market.setting.calendar.first_week:
        same(market, "freelancers then + entered - quiet = now", entered, now)
    market.heads_last_week = now


def _heads(market: Marketplace) -> None:
    """Everybody who ever entered is active or has left, and is counted once."""
    heads = heads_of(market)
    same(market, "active freelancers", int(market.freelancers.array("active").sum()), heads.n_active)
    same(market, "active clients", int(market.clients.array("active").sum()), heads.n_clients)


def _hours(market: Marketplace) -> None:
    """Nobody is booked, or works, beyond the hours of the week; booked is the sum over running contracts."""
    running = market.stocks().contracts
    people, contracts = market.freelancers, market.contracts
    who = contracts.array("freelancer")[running]
    pace = contracts.array("hours_per_week")[running].astype(np.float64)
    booked = np.bincount(who, weights=pace, minlength=people.n_rows)
    gap = np.abs(booked - people.array("hours_booked"))
    same(market, "hours booked = pace of running contracts", float(gap.max(initial=0.0)), 0.0, HOURS_TOLERANCE * 10)
    over = people.array("hours_booked") - people.array("hours_per_week")
    same(market, "hours booked beyond the week", max(float(over.max(initial=0.0)), 0.0), 0.0, HOURS_TOLERANCE * 10)
    same(market, "running contracts of freelancers", int(people.array("n_running").sum()), len(running))


def _posts(market: Marketplace) -> None:
    """Posts are filled, expired or open; every filled one has exactly one contract."""
    status = market.job_posts.array("status")
    filled, expired = int((status == FILLED).sum()), int((status == EXPIRED).sum())
    same(market, "posts = filled + expired + open", len(status), filled + expired + market.stocks().n_open_posts)
    posts, gone = market.contracts.array("post"), market.archive
    n_contracts = gone.n_contracts + len(posts)
    same(market, "one contract for each filled post", n_contracts, gone.n_posts_filled + filled)
    same(market, "no post with two contracts", len(np.unique(posts)), len(posts))
