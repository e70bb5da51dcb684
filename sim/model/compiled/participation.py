"""Phase 1, compiled: clients and freelancers leave and enter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.model.compiled.columns import Real, Rows, Whole, taken_from
from sim.model.compiled.kernel import kernel, whole
from sim.model.compiled.world import Now, World
from sim.model.randomness import decisions
from sim.model.randomness.draws import poisson, uniform
from sim.model.rules.participation import client_exit_hazard, expected_entries, freelancer_quit_hazard
from sim.model.setting import WEEKS_A_YEAR
from sim.model.week.participation import YEARS_OF_PAST, apportioned

if TYPE_CHECKING:
    from sim.model.marketplace import Marketplace


class Leaving(NamedTuple):
    """Parameters of leaving (group participation)."""

    quit_hazard: float
    quit_hazard_hired: float
    quit_idle_slope: float
    quit_income_elasticity: float
    client_exit_hazard: float
    client_exit_after_failure: float


def walk(market: Marketplace) -> None:
    """Leave first, then enter; the first week of the warm-up brings the founders."""
    _leave(market)
    if market.week == market.setting.calendar.first_week:
        _found(market)
    _enter(market)


def _leave(market: Marketplace) -> None:
    """Freelancers go quiet and clients leave."""
    engine = market.engine
    p = taken_from(Leaving, market.parameters.participation)
    note = market.record.platform.note
    n, rows = len(engine.freelancers), engine.freelancers
    staying = stay_freelancers(engine.people, rows, engine.seen.income_ratio, engine.now, p)
    note("new_freelancers_quiet", n - staying)
    engine.freelancers = rows[:staying]
    n, rows = len(engine.clients), engine.clients
    staying = stay_clients(engine.buyers, rows, engine.now, p)
    note("new_clients_left", n - staying)
    engine.clients = rows[:staying]


def _found(market: Marketplace) -> None:
    """Founders of the warm-up, and those who came and went before it."""
    p, engine, setting = market.parameters, market.engine, market.setting
    n, participation = p.population.n_freelancers, p.participation
    week = market.week
    engine.enter_freelancers(apportioned(n * participation.founding_share, setting.post_share), week - 1)
    still_to_come = participation.founding_share + participation.registration_rate * p.horizon.warm_up_weeks
    before = apportioned(n * max(1.0 - still_to_come, 0.0), setting.post_share)
    engine.enter_freelancers(before, week - 2, quiet=True)
    engine.enter_clients(apportioned(n * p.population.clients_per_freelancer, setting.subcategory_share), week - 1)


def _enter(market: Marketplace) -> None:
    """New registrations by specialty, answering to pay; new clients by subcategory."""
    p, engine, now, setting = market.parameters, market.engine, market.engine.now, market.setting
    n, participation = p.population.n_freelancers, p.participation
    flow = n * participation.registration_rate
    has_past = market.week >= setting.calendar.first_week + YEARS_OF_PAST * WEEKS_A_YEAR
    elasticity = participation.entry_elasticity if has_past else 0.0
    newcomers = np.zeros(setting.n_specialties, dtype=np.int64)
    count_freelancers(newcomers, engine.world, now, engine.seen.income_ratio, flow, elasticity)
    engine.enter_freelancers(newcomers, market.week)
    entries = n * p.population.clients_per_freelancer * participation.client_entry_rate
    new_clients = np.zeros(setting.tree.n_subcategories, dtype=np.int64)
    count_clients(new_clients, engine.world, now, entries)
    engine.enter_clients(new_clients, market.week)
    market.record.platform.note("new_freelancers", int(newcomers.sum()))
    market.record.platform.note("new_clients", int(new_clients.sum()))


@kernel
def stay_freelancers(people: Any, rows: Rows, income_ratio: Real, now: Now, p: Leaving) -> int:
    """Put those who stay first in `rows`, and give their number; the others go quiet."""
    n = 0
    for row in rows:
        if people.n_running[row] <= 0:
            base = p.quit_hazard_hired if people.n_contracts[row] > 0 else p.quit_hazard
            ratio, idle = income_ratio[people.specialty[row]], whole(people.weeks_idle[row])
            hazard = freelancer_quit_hazard(base, idle, p.quit_idle_slope, ratio, p.quit_income_elasticity)
            if uniform(now.luck, decisions.FREELANCER_EXIT, now.week, people.freelancer_id[row], 0) < hazard:
                people.active[row] = False
                continue
        rows[n] = row
        n += 1
    return n


@kernel
def stay_clients(buyers: Any, rows: Rows, now: Now, p: Leaving) -> int:
    """Put those who stay first in `rows`, and give their number; the others leave."""
    n = 0
    for row in rows:
        hazard = client_exit_hazard(p.client_exit_hazard, buyers.last_post_failed[row], p.client_exit_after_failure)
        if uniform(now.luck, decisions.CLIENT_EXIT, now.week, buyers.client_id[row], 0) < hazard:
            buyers.active[row] = False
            buyers.exit_week[row] = now.week
        else:
            rows[n] = row
            n += 1
    return n


@kernel
def count_freelancers(
    counts: Whole, world: World, now: Now, income_ratio: Real, flow: float, elasticity: float
) -> None:
    """Write the new registrations of the week in each specialty."""
    for s in range(len(counts)):
        mean = expected_entries(flow, world.post_share[s], income_ratio[s], elasticity)
        counts[s] = poisson(now.luck, decisions.FREELANCER_ENTRY, now.week, s, mean)


@kernel
def count_clients(counts: Whole, world: World, now: Now, entries: float) -> None:
    """Write the new clients of the week in each subcategory."""
    for s in range(len(counts)):
        counts[s] = poisson(now.luck, decisions.CLIENT_ENTRY, now.week, s, entries * world.subcategory_share[s])
