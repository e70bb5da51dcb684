"""Phase 1, compiled: clients and freelancers leave and enter, and the luck of the week is drawn.

One random block per agent and week holds the luck of four decisions. Leaving is decided here; of the other three only
the few that may come to something are noted down for the phases that decide them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.model.compiled.columns import Real, Whole
from sim.model.compiled.kernel import kernel
from sim.model.compiled.luck import draw_clients, draw_freelancers, ratio_factors
from sim.model.compiled.world import Now, World
from sim.model.randomness import decisions
from sim.model.randomness.draws import poisson
from sim.model.rules.ai_adoption import N_OPENNESS
from sim.model.rules.participation import expected_entries
from sim.model.setting import WEEKS_A_YEAR
from sim.model.week.participation import YEARS_OF_PAST, apportioned

if TYPE_CHECKING:
    from sim.model.compiled.engine import CompiledEngine
    from sim.model.compiled.tasks import Block
    from sim.model.marketplace import Marketplace


class Events(NamedTuple):
    """Blocks of rows whose luck was drawn, and where the events noted down for each block end.

    Attributes
    ----------
    blocks : list of (int, int)
        First row, and row after the last.
    adoption, moving : list of int
        Ends in `Luck.adoption` (`Needing.adoption`) and `Luck.moving`; those of a block begin at its first row.
    """

    blocks: list[Block]
    adoption: list[int]
    moving: list[int]


def walk(market: Marketplace) -> None:
    """Enter, then draw the luck of everybody; those who were here before may leave.

    Nobody's entry depends on who leaves this week, so that all rows are gone through once. The first week of the
    warm-up brings the founders.
    """
    engine = market.engine
    engine.begin_week()
    n_freelancers, n_clients = market.freelancers.n_rows, market.clients.n_rows
    if market.week == market.setting.calendar.first_week:
        _found(market)
    _enter(market)
    engine.make_room_for_luck()
    ratio_factors(engine.seen.income_ratio, engine.ratio_factor, engine.leaving)
    quiet = _luck_of_freelancers(engine, n_freelancers)
    left = _luck_of_clients(engine, n_clients)
    market.record.platform.note("new_freelancers_quiet", quiet)
    market.record.platform.note("new_clients_left", left)


def _luck_of_freelancers(engine: CompiledEngine, n_before: int) -> int:
    """Draw the luck of all rows; counts heads, and gives the number of those who left."""
    e = engine

    def draw(first: int, end: int, _: Any) -> Any:
        heads = np.zeros((2, len(e.world.subcategory_share), N_OPENNESS), dtype=np.int64)
        found = draw_freelancers(
            first, end, n_before, e.people, e.luck, e.world, e.now, e.seen.income_ratio, e.idle_factor, e.ratio_factor,
            e.leaving, e.trying, heads,
        )  # fmt: skip
        return found, heads

    blocks = e.crew.blocks(e.market.freelancers.n_rows)
    results = e.crew.walk(blocks, draw)
    e.freelancer_heads = sum(heads for _, heads in results)
    e.freelancer_events = Events(blocks, [f.adoption for f, _ in results], [f.moving for f, _ in results])
    return sum(found.left for found, _ in results)


def _luck_of_clients(engine: CompiledEngine, n_before: int) -> int:
    """Draw the luck of all rows; counts heads, and gives the number of those who left."""
    e = engine

    def draw(first: int, end: int, _: Any) -> Any:
        heads = np.zeros((2, len(e.world.subcategory_share), N_OPENNESS), dtype=np.int64)
        found = draw_clients(first, end, n_before, e.buyers, e.needing, e.world, e.now, e.leaving, e.arriving, heads)
        return found, heads

    blocks = e.crew.blocks(e.market.clients.n_rows)
    results = e.crew.walk(blocks, draw)
    e.client_heads = sum(heads for _, heads in results)
    e.client_events = Events(blocks, [f.adoption for f, _ in results], [])
    return sum(found.left for found, _ in results)


def _found(market: Marketplace) -> None:
    """Those who came and went before the warm-up, and its founders."""
    p, engine, setting = market.parameters, market.engine, market.setting
    n, participation, week = p.population.n_freelancers, p.participation, market.week
    still_to_come = participation.founding_share + participation.registration_rate * p.horizon.warm_up_weeks
    before = apportioned(n * max(1.0 - still_to_come, 0.0), setting.post_share)
    engine.enter_freelancers(before, week - 2, quiet=True)
    engine.enter_freelancers(apportioned(n * participation.founding_share, setting.post_share), week - 1)
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
