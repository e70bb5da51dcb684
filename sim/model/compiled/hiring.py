"""Phase 6, compiled: clients read part of the proposals and hire one, or nobody; posts without a hire close."""

# ruff: noqa: PLR0917 - a kernel takes the columns and numbers it reads, in a fixed order

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.model.compiled.choosing import can_start, considered, rank_read
from sim.model.compiled.columns import Flow, Real, Rows
from sim.model.compiled.kernel import kernel, piece, whole
from sim.model.compiled.offers import Offers
from sim.model.compiled.requests import record_proposals
from sim.model.compiled.signing import close, record_hire, sign
from sim.model.compiled.weighing import Reading, Weighing, Weights, room_to_read, sheet_of_weights, weigh
from sim.model.compiled.world import Now, World
from sim.model.randomness import decisions
from sim.model.randomness.draws import gumbel_at, random_block, unit
from sim.model.rules.payment import variable_fee_rate
from sim.model.week.hiring import freelancer_fee_rate

if TYPE_CHECKING:
    from sim.model.marketplace import Marketplace


PROPOSALS_A_POST = 16
POST_WEEK = decisions.HIRING_ORDER // 4


class Closed(NamedTuple):
    """What the hiring of a week came to: contracts, first hires, and AI-related posts closed and filled."""

    contracts: int
    first_hires: int
    ai_closed: int
    ai_filled: int


def walk(market: Marketplace) -> None:
    """Clients read side by side; then posts hire in an order drawn by id.

    A freelancer hired by an earlier post may be booked out for a later one: only then does that one read again. So the
    outcome is that of posts hiring one after the other.
    """
    e, p = market.engine, market.parameters
    n_open = len(e.open_posts)
    if n_open == 0:
        e.forget_closed_posts()
        return
    e.make_room("contracts", n_open)
    weighing = e.taken(Weighing, p.hiring, p.delivery)
    reading = room_to_read(n_open, weighing.n_considered)
    places = np.zeros(n_open, dtype=np.int64)
    sort_by_specialty(e.posts, e.open_posts, np.zeros(market.setting.n_specialties + 1, dtype=np.int64), places)

    def read(begin: int, end: int, _: Flow) -> None:
        read_proposals(e.people, e.luck.free, e.buyers, e.posts, e.open_posts, places, begin, end,
                       e.held.offers, e.held.first, reading, sheet_of_weights(), e.now, weighing)  # fmt: skip

    e.crew.walk(e.crew.blocks(n_open, work_a_row=PROPOSALS_A_POST), read)
    order = _in_order(reading.luck, e.posts.need_id[e.open_posts])
    start = market.contracts.n_rows
    closed = hire(
        e.people, e.luck.free, e.buyers, e.posts, e.deals, start, e.open_posts, order,
        e.held.offers, e.held.first, reading, sheet_of_weights(), fee_rates(market), e.flow, e.world, e.now,
        p.hiring.open_weeks - 1, p.record.proposals, weighing,
    )  # fmt: skip
    market.contracts.n_rows = start + closed.contracts
    e.running = np.concatenate((e.running, np.arange(start, start + closed.contracts)))
    market.market.ai_closed_this_week += float(closed.ai_closed)
    market.market.ai_filled_this_week += float(closed.ai_filled)
    if closed.first_hires > 0:
        market.record.platform.note("new_freelancers_first_hired", closed.first_hires)
    if p.record.proposals:
        record_proposals(market, order, reading.chosen)
    e.forget_closed_posts()


def _in_order(luck: Real, need: Rows) -> Rows:
    """Places of open posts in order of (luck, need)."""
    order = np.argsort(luck)
    drawn = luck[order]
    return np.lexsort((need, luck)) if (drawn[1:] == drawn[:-1]).any() else order


def fee_rates(market: Marketplace) -> Real:
    """Freelancer fee of a contract made this week, by specialty; only in some years does it differ between them."""
    n, calendar, fees = market.setting.n_specialties, market.setting.calendar, market.parameters.fees
    if calendar.week_of(fees.variable_from) <= market.week < calendar.week_of(fees.change_date):
        rates = np.zeros(n)
        write_fee_rates(fees.variable_low, fees.variable_high, market.market.believed["crowding"], rates)
        return rates
    return np.full(n, freelancer_fee_rate(market, 0))


@kernel
def write_fee_rates(low: float, high: float, crowding: Real, rates: Real) -> None:
    """Write the fee of each specialty where it varies."""
    for specialty in range(len(rates)):
        rates[specialty] = variable_fee_rate(low, high, crowding[specialty])


@kernel
def sort_by_specialty(posts: Any, open_posts: Rows, free: Rows, places: Rows) -> None:
    """Write the places of open posts specialty by specialty: the same freelancers propose for neighbours."""
    for post in open_posts:
        free[posts.specialty[post] + 1] += 1
    for specialty in range(1, len(free)):
        free[specialty] += free[specialty - 1]
    for k in range(len(open_posts)):
        specialty = posts.specialty[open_posts[k]]
        places[free[specialty]] = k
        free[specialty] += 1


@kernel
def read_proposals(
    people: Any,
    free: Real,
    buyers: Any,
    posts: Any,
    open_posts: Rows,
    places: Rows,
    begin: int,
    end: int,
    offers: Offers,
    first: Rows,
    reading: Reading,
    sheet: Weights,
    now: Now,
    p: Weighing,
) -> None:
    """Clients of the posts at places number `begin` to `end` read, and choose as if they were the first to hire."""
    for i in range(begin, end):
        k = places[i]
        post = open_posts[k]
        order, nobody, _, _ = random_block(now.luck, POST_WEEK, now.week, posts.need_id[post], 0)
        reading.luck[k] = unit(order)
        reading.nobody[k] = p.nobody_utility + gumbel_at(unit(nobody))
        reading.n[k] = 0
        if buyers.active[posts.client[post]]:
            _read(people, free, posts, post, k, offers, first, reading)
    weigh(people, buyers, posts, open_posts, places, begin, end, offers, reading, sheet, now, p)


@piece
def _read(
    people: Any, free: Real, posts: Any, post: int, k: int, offers: Offers, first: Rows, reading: Reading
) -> None:
    """Read the proposals of a post."""
    needed = 0.5 * np.float64(posts.hours_per_week[post])
    reading.n[k] = considered(people, free, offers, first[k], first[k + 1], needed, reading.read[k])


@piece
def all_can_start(free: Real, posts: Any, post: int, k: int, offers: Offers, reading: Reading) -> bool:
    """Whether everybody who was read can still start."""
    needed = 0.5 * np.float64(posts.hours_per_week[post])
    for j in range(reading.n[k]):  # noqa: SIM110 - kernels have no generators
        if not can_start(free, offers[reading.read[k, j]], needed):
            return False
    return True


@kernel
def hire(
    people: Any,
    free: Real,
    buyers: Any,
    posts: Any,
    deals: Any,
    row: int,
    open_posts: Rows,
    order: Rows,
    offers: Offers,
    first: Rows,
    reading: Reading,
    sheet: Weights,
    fees: Real,
    flow: Flow,
    world: World,
    now: Now,
    last_age: int,
    ranked: bool,
    p: Weighing,
) -> Closed:
    """Every open post hires, waits or closes; contracts from `row` on. `ranked` asks for the ranks of proposals."""
    start, first_hires, ai_closed, ai_filled = row, 0, 0, 0
    for i in range(len(order)):
        k = order[i]
        post = open_posts[k]
        client = whole(posts.client[post])
        if buyers.active[client] and not all_can_start(free, posts, post, k, offers, reading):
            _read(people, free, posts, post, k, offers, first, reading)
            weigh(people, buyers, posts, open_posts, order, i, i + 1, offers, reading, sheet, now, p)
        if ranked and buyers.active[client]:
            rank_read(people, offers, reading.read[k], reading.n[k], reading.utility[k])
        chosen = whole(reading.chosen[k])
        if chosen >= 0:
            who = whole(offers[chosen].freelancer)
            first_hires += whole(people.n_contracts[who] == 0)
            sign(people, free, buyers, posts, post, deals, row, offers[chosen], fees, now)
            record_hire(posts, post, offers[chosen], flow)
            row += 1
        elif now.week - posts.week[post] < last_age and buyers.active[client]:
            continue
        close(buyers, posts, post, chosen >= 0, flow, world)
        if posts.ai_related[post]:
            ai_closed += 1
            ai_filled += whole(chosen >= 0)
    return Closed(row - start, first_hires, ai_closed, ai_filled)
