"""Phase 1: clients and freelancers leave and enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.model.entry import enter_client, enter_freelancer
from sim.model.randomness import decisions
from sim.model.randomness.draws import poisson
from sim.model.rules.participation import expected_entries
from sim.model.setting import WEEKS_A_YEAR

if TYPE_CHECKING:
    from sim.model.marketplace import Marketplace

YEARS_OF_PAST = 5
"""Years of warm-up after which registrations answer to pay."""


def walk(market: Marketplace) -> None:
    """Leave first, then enter; the first week of the warm-up brings the founders.

    Writes    freelancers.active; clients.active, exit_week; new rows of both
    """
    _leave(market)
    if market.week == market.setting.calendar.first_week:
        _found(market)
    _enter(market)


def _leave(market: Marketplace) -> None:
    """Freelancers go quiet and clients leave, each by its own decision."""
    quitting = {freelancer.row for freelancer in market.active_freelancers if freelancer.decide_to_quit()}
    for row in quitting:
        market.freelancers.active[row] = False
    if quitting:
        market.active_freelancers = [f for f in market.active_freelancers if f.row not in quitting]
    leaving = {client.row for client in market.active_clients if client.decide_to_leave()}
    for row in leaving:
        market.clients.active[row] = False
        market.clients.exit_week[row] = market.week
    if leaving:
        market.active_clients = [c for c in market.active_clients if c.row not in leaving]
    market.record.platform.note("new_freelancers_quiet", len(quitting))
    market.record.platform.note("new_clients_left", len(leaving))


def _found(market: Marketplace) -> None:
    """Founders of the warm-up, in proportion to demand, by largest remainder.

    With a warm-up shorter than it takes to fill the registry, the registered who are missing at week 0 are entered as
    quiet: they came and went before the run. With the default of ten years there are none.
    """
    p, setting = market.parameters, market.setting
    n, participation = p.population.n_freelancers, p.participation
    still_to_come = participation.founding_share + participation.registration_rate * p.horizon.warm_up_weeks
    for specialty, count in enumerate(apportioned(n * max(1.0 - still_to_come, 0.0), setting.post_share)):
        for number in range(count):
            enter_freelancer(market, specialty, market.week - 2, number, quiet=True)
    for specialty, count in enumerate(apportioned(n * participation.founding_share, setting.post_share)):
        for number in range(count):
            enter_freelancer(market, specialty, market.week - 1, number)
    clients = n * p.population.clients_per_freelancer
    for subcategory, count in enumerate(apportioned(clients, setting.subcategory_share)):
        for number in range(count):
            enter_client(market, subcategory, market.week - 1, number)


def _enter(market: Marketplace) -> None:
    """New registrations by specialty, answering to pay; new clients by subcategory.

    Nobody can compare pay with the past before there is a past: in the first years of the warm-up entry is even.
    """
    p, setting, luck = market.parameters, market.setting, market.luck
    n, participation = p.population.n_freelancers, p.participation
    flow = n * participation.registration_rate
    has_past = market.week >= market.setting.calendar.first_week + YEARS_OF_PAST * WEEKS_A_YEAR
    elasticity = participation.entry_elasticity if has_past else 0.0
    ratios = market.market.beliefs.income_ratio
    for specialty, share in enumerate(setting.post_share):
        mean = expected_entries(flow, share, ratios[specialty], elasticity)
        count = poisson(luck, decisions.FREELANCER_ENTRY, market.week, specialty, mean)
        for number in range(count):
            enter_freelancer(market, specialty, market.week, number)
        market.record.platform.note("new_freelancers", count)
    entries = n * p.population.clients_per_freelancer * participation.client_entry_rate
    for subcategory, share in enumerate(setting.subcategory_share):
        count = poisson(luck, decisions.CLIENT_ENTRY, market.week, subcategory, entries * share)
        for number in range(count):
            enter_client(market, subcategory, market.week, number)
        market.record.platform.note("new_clients", count)


def apportioned(total: float, shares: list[float]) -> list[int]:
    """Whole numbers that add up to `total` (rounded), as near to `shares` as can be (largest remainder)."""
    whole = [int(total * share) for share in shares]
    missing = int(total + 0.5) - sum(whole)
    by_remainder = sorted(range(len(shares)), key=lambda i: (whole[i] - total * shares[i], i))
    for place in by_remainder[: max(missing, 0)]:
        whole[place] += 1
    return whole
