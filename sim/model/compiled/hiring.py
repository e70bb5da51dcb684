"""Phase 6, compiled: clients read part of the proposals and hire one, or nobody; posts without a hire close."""

# ruff: noqa: PLR0917 - a kernel takes the columns and numbers it reads, in a fixed order

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.model.compiled.choosing import Weighing, best_of, considered
from sim.model.compiled.columns import Flow, Real, Rows, taken_from
from sim.model.compiled.kernel import kernel, piece, whole
from sim.model.compiled.offers import Offers, by_post
from sim.model.compiled.places import COMPLEX, SEE, WEEKLY, WEEKLY_REAL
from sim.model.compiled.posting import bin_of, cell_of
from sim.model.compiled.requests import record_proposals
from sim.model.compiled.world import Now, World
from sim.model.randomness import decisions
from sim.model.randomness.draws import uniform
from sim.model.randomness.portable_math import log
from sim.model.state.job_posts import EXPIRED, FILLED
from sim.model.week.hiring import FEW_PROPOSALS, MANY_PROPOSALS, freelancer_fee_rate

if TYPE_CHECKING:
    from sim.model.marketplace import Marketplace


class Closed(NamedTuple):
    """What the hiring of a week came to: contracts, first hires, and AI-related posts closed and filled."""

    contracts: int
    first_hires: int
    ai_closed: int
    ai_filled: int


def walk(market: Marketplace) -> None:
    """Posts in an order drawn by id; a freelancer hired by an earlier one may be booked out for a later one."""
    e, p, posts = market.engine, market.parameters, market.job_posts
    if len(e.open_posts) == 0:
        return
    luck = np.zeros(len(e.open_posts))
    draw_order(luck, e.posts, e.open_posts, e.now)
    order = e.open_posts[np.lexsort((posts.array("need_id")[e.open_posts], luck))]
    e.make_room("contracts", len(order))
    fees = fee_rates(market)
    oldest = int(e.open_posts[0])
    first, numbers = by_post(e.offers, e.n_offers, oldest, posts.n_rows - oldest)
    weighing = taken_from(Weighing, p.hiring, p.delivery)
    read, utility = np.zeros(weighing.n_considered, dtype=np.int64), np.zeros(weighing.n_considered)
    start = market.contracts.n_rows
    closed = hire(
        e.people, e.buyers, e.posts, e.deals, start, order, e.offers, first, numbers, oldest, fees, e.flow, e.world,
        e.now, p.hiring.open_weeks - 1, weighing, read, utility,
    )  # fmt: skip
    market.contracts.n_rows = start + closed.contracts
    e.running = np.concatenate((e.running, np.arange(start, start + closed.contracts)))
    market.market.ai_closed_this_week += float(closed.ai_closed)
    market.market.ai_filled_this_week += float(closed.ai_filled)
    if closed.first_hires > 0:
        market.record.platform.note("new_freelancers_first_hired", closed.first_hires)
    if p.record.proposals:
        record_proposals(market, order, first, numbers, oldest)
    e.forget_closed_posts()


def fee_rates(market: Marketplace) -> Real:
    """Freelancer fee of a contract made this week, by specialty; only in some years does it differ between them."""
    n, calendar, fees = market.setting.n_specialties, market.setting.calendar, market.parameters.fees
    if calendar.week_of(fees.variable_from) <= market.week < calendar.week_of(fees.change_date):
        return np.array([freelancer_fee_rate(market, specialty) for specialty in range(n)])
    return np.full(n, freelancer_fee_rate(market, 0))


@kernel
def draw_order(luck: Real, posts: Any, rows: Rows, now: Now) -> None:
    """Draw each open post's luck in the order of hiring."""
    for i in range(len(rows)):
        luck[i] = uniform(now.luck, decisions.HIRING_ORDER, now.week, posts.need_id[rows[i]], 0)


@kernel
def hire(
    people: Any,
    buyers: Any,
    posts: Any,
    deals: Any,
    row: int,
    order: Rows,
    offers: Offers,
    first: Rows,
    numbers: Rows,
    oldest: int,
    fees: Real,
    flow: Flow,
    world: World,
    now: Now,
    last_age: int,
    p: Weighing,
    read: Rows,
    utility: Real,
) -> Closed:
    """Every open post hires, waits or closes; contracts from `row` on. `read` and `utility` are room to work in."""
    start, first_hires, ai_closed, ai_filled = row, 0, 0, 0
    for post in order:
        client = whole(posts.client[post])
        chosen = whole(-1)
        if buyers.active[client]:
            own = numbers[first[post - oldest] : first[post - oldest + 1]]
            n_read = considered(people, posts, post, offers, own, read)
            chosen = best_of(people, buyers, posts, post, client, offers, read[:n_read], utility, now, p)
        if chosen >= 0:
            who = whole(offers.freelancer[chosen])
            first_hires += whole(people.n_contracts[who] == 0)
            _sign(people, buyers, posts, post, deals, row, offers, chosen, fees, now)
            _record_hire(people, posts, post, offers, chosen, flow)
            row += 1
        elif now.week - posts.week[post] < last_age and buyers.active[client]:
            continue
        _close(buyers, posts, post, chosen >= 0, flow, world)
        if posts.ai_related[post]:
            ai_closed += 1
            ai_filled += whole(chosen >= 0)
    return Closed(row - start, first_hires, ai_closed, ai_filled)


@piece
def _sign(
    people: Any,
    buyers: Any,
    posts: Any,
    post: int,
    deals: Any,
    row: int,
    offers: Offers,
    chosen: int,
    fees: Real,
    now: Now,
) -> None:
    """Make the contract: hours to be worked and pace follow from the size and the freelancer's speed and free hours."""
    who, client, speed = whole(offers.freelancer[chosen]), whole(posts.client[post]), offers.speed[chosen]
    hours = np.float64(posts.hours[post]) / speed
    free = np.float64(people.hours_per_week[who]) - np.float64(people.hours_booked[who])
    pace = min(np.float64(posts.hours_per_week[post]) / speed, free)
    deals.post[row], deals.client[row], deals.freelancer[row] = post, client, who
    deals.specialty[row] = posts.specialty[post]
    deals.rate[row] = offers.price[chosen] * speed
    deals.speed[row] = speed
    deals.hours_agreed[row], deals.hours_left[row], deals.hours_per_week[row] = hours, hours, pace
    deals.fee_rate[row] = fees[posts.specialty[post]]
    deals.ai_used[row], deals.client_ai_adopted[row] = people.ai_adopted[who], buyers.ai_adopted[client]
    deals.inside[row] = offers.inside[chosen]
    deals.reservation_wage[row] = people.reservation_wage[who]
    deals.ability[row] = people.ability[who]
    deals.experience_hours[row] = people.experience_hours[who]
    deals.reputation[row] = people.reputation[who]
    deals.week_hired[row] = now.week
    offers.won[chosen] = True
    people.hours_booked[who] = np.float64(people.hours_booked[who]) + pace
    people.n_running[who] += 1
    people.n_contracts[who] += 1
    buyers.n_contracts[client] += 1
    buyers.last_post_failed[client] = False


@piece
def _record_hire(people: Any, posts: Any, post: int, offers: Offers, chosen: int, flow: Flow) -> None:
    """Write down a new contract, for the panel and for what the market remembers."""
    specialty, ai_related = whole(posts.specialty[post]), posts.ai_related[post]
    cell = cell_of(specialty, whole(posts.level[post]), whole(posts.duration[post]))
    uses_ai = people.ai_adopted[offers.freelancer[chosen]]
    price, speed = offers.price[chosen], offers.speed[chosen]
    rate, hours = price * speed, np.float64(posts.hours[post]) / speed
    flow.whole[WEEKLY.new_posts_filled, cell] += 1
    flow.whole[WEEKLY.new_ai_posts_filled, cell] += whole(ai_related)
    flow.real[WEEKLY_REAL.contract_value, cell] += rate * hours
    flow.real[WEEKLY_REAL.sum_contract_rate, cell] += rate
    flow.real[WEEKLY_REAL.sum_log_contract_rate, cell] += log(rate)
    if ai_related:
        flow.real[WEEKLY_REAL.ai_contract_value, cell] += rate * hours
        flow.real[WEEKLY_REAL.sum_contract_rate_ai_post, cell] += rate
    elif uses_ai:
        flow.whole[WEEKLY.new_contracts_ai_user, cell] += 1
        flow.real[WEEKLY_REAL.sum_contract_rate_ai_user, cell] += rate
    flow.seen[SEE.contracts, specialty] += 1.0
    flow.seen[SEE.ln_price_over_budget, specialty] += log(price / np.float64(posts.budget_rate[post]))
    flow.seen[SEE.contracts_ai_user, specialty] += 1.0 if uses_ai else 0.0


@piece
def _close(buyers: Any, posts: Any, post: int, filled: bool, flow: Flow, world: World) -> None:
    """Take a post off the market."""
    posts.status[post] = FILLED if filled else EXPIRED
    specialty, ai_related = whole(posts.specialty[post]), posts.ai_related[post]
    n = whole(posts.n_proposals[post])
    cell = cell_of(specialty, whole(posts.level[post]), whole(posts.duration[post]))
    bin_cell = bin_of(world.category_of[specialty], np.float64(posts.complexity[post]))
    flow.whole[WEEKLY.posts_closed, cell] += 1
    flow.whole[WEEKLY.proposals_on_closed_posts, cell] += n
    flow.whole[WEEKLY.posts_closed_lt5, cell] += whole(n < FEW_PROPOSALS)
    flow.whole[WEEKLY.posts_closed_ge20, cell] += whole(n >= MANY_PROPOSALS)
    if filled:
        flow.bins[COMPLEX.new_posts_filled, bin_cell] += 1
    else:
        flow.bins[COMPLEX.new_posts_expired, bin_cell] += 1
        buyers.last_post_failed[posts.client[post]] = True
        flow.whole[WEEKLY.new_posts_expired, cell] += 1
        flow.whole[WEEKLY.new_ai_posts_expired, cell] += whole(ai_related)
    if not ai_related:
        flow.seen[SEE.closed, specialty] += 1.0
        flow.seen[SEE.filled, specialty] += 1.0 if filled else 0.0
        flow.seen[SEE.proposals, specialty] += np.float64(n)
