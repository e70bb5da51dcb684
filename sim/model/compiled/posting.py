"""Phase 4, compiled: needs arise, and each is met by AI alone, posted, or dropped."""

# ruff: noqa: PLR0917 - a kernel takes the columns and numbers it reads, in a fixed order

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.model.compiled.columns import Flow
from sim.model.compiled.kernel import kernel, piece, whole
from sim.model.compiled.luck import Needing
from sim.model.compiled.needs import (
    Need,
    NeedChoice,
    NeedSizes,
    automation_chance,
    decide_again,
    decide_how,
    draw_need,
)
from sim.model.compiled.places import COMPLEX, WEEKLY
from sim.model.compiled.world import Now, Seen, World
from sim.model.fixed_point import fixed_point
from sim.model.randomness import decisions
from sim.model.randomness.draws import uniform
from sim.model.randomness.keys import FIRST_AI_NEED
from sim.model.randomness.portable_math import log
from sim.model.record.flows import complexity_cell, weekly_cell
from sim.model.rules.posting import AI_ALONE, DROP, POST
from sim.model.state.job_posts import OPEN
from sim.model.week.posting import LARGE_FIXED_BUDGET

if TYPE_CHECKING:
    from sim.model.marketplace import Marketplace

cell_of: Any = piece(weekly_cell)
bin_of: Any = piece(complexity_cell)


def walk(market: Marketplace) -> None:
    """Every client's needs of the week, in order of clients: each block of clients posts into rows of its own."""
    e, p = market.engine, market.parameters
    blocks = e.crew.blocks(market.clients.n_rows)
    room = [count_needs(e.needing, first, end) for first, end in blocks]
    e.make_room("job_posts", sum(room))
    start = market.job_posts.n_rows
    begins = dict(zip(blocks, np.cumsum([start, *room]).tolist(), strict=False))
    choice = e.taken(NeedChoice, p.clients, p.ai.automation, p.ai.capability)

    def answer(first: int, end: int, flow: Flow) -> int:
        row = begins[first, end]
        return answer_needs(
            e.buyers, e.posts, row, first, end, e.needing, flow, e.world, e.now, e.seen, e.need_sizes, choice
        )

    ends = e.crew.walk(blocks, answer)
    stop = _close_gaps(market, list(begins.values()), ends)
    market.job_posts.n_rows = stop
    e.open_posts = np.concatenate((e.open_posts, np.arange(start, stop)))
    e.first_new_post = start


def _close_gaps(market: Marketplace, begins: list[int], ends: list[int]) -> int:
    """Move the posts of each block behind those of the block before; gives the row after the last."""
    stop, last = ends[0], ends[-1]
    if len(ends) == 1:
        return stop
    posts = market.engine.posts
    for begin, end in zip(begins[1:], ends[1:], strict=True):
        for column in posts:
            column[stop : stop + end - begin] = column[begin:end]
        stop += end - begin
    for name, declared in market.job_posts.columns().items():
        market.job_posts.with_room(name)[stop:last] = declared.blank
    return stop


def needs_of(market: Marketplace) -> NeedSizes:
    """Parameters of needs; sizes as derived by the marketplace."""
    p = market.parameters
    names = (name for name in NeedSizes._fields if name not in {"hours_median", "hours_log_sd_within"})
    groups = (p.needs, p.clients)
    taken = {name: getattr(next(g for g in groups if name in type(g).model_fields), name) for name in names}
    return NeedSizes(
        **taken, hours_median=np.array(market.hours_median), hours_log_sd_within=market.hours_log_sd_within
    )


@kernel
def count_needs(needing: Needing, first: int, end: int) -> int:
    """Needs of the week of the clients in rows `first` to `end`."""
    total = 0
    for row in range(first, end):
        total += needing.needs[row] + needing.ai_needs[row]
    return total


@kernel
def answer_needs(
    buyers: Any,
    posts: Any,
    post: int,
    first: int,
    end: int,
    needing: Needing,
    flow: Flow,
    world: World,
    now: Now,
    seen: Seen,
    sizes: NeedSizes,
    p: NeedChoice,
) -> int:
    """Draw and answer the needs of the clients in rows `first` to `end`; posts from row `post` on, gives their end."""
    for row in range(first, end):
        regular = whole(needing.needs[row])
        for number in range(regular + whole(needing.ai_needs[row])):
            ai_related = number >= regular
            key = FIRST_AI_NEED + number - regular if ai_related else number
            need = draw_need(buyers, row, key, ai_related, world, now, sizes)
            if _is_posted(buyers, row, need, flow, world, now, seen, p):
                _post(buyers, posts, post, row, need, flow, now)
                post += 1
    return post


@piece
def _is_posted(
    buyers: Any, row: int, need: Need, flow: Flow, world: World, now: Now, seen: Seen, p: NeedChoice
) -> bool:
    """The client decides how to have the need met, and the decision is written down."""
    cell = cell_of(need.specialty, need.level, need.duration)
    bin_cell = bin_of(world.category_of[need.specialty], need.complexity)
    preference, ai_adopted = np.float64(buyers.augmentation_preference[row]), buyers.ai_adopted[row]
    of_ai_client = ai_adopted and not need.ai_related
    buyers.n_needs[row] += 1
    flow.busy[cell], flow.busy_bins[bin_cell] = True, True
    flow.weekly[cell, WEEKLY.new_needs] += 1
    flow.weekly[cell, WEEKLY.new_ai_needs] += whole(need.ai_related)
    flow.weekly[cell, WEEKLY.new_needs_ai_client] += whole(of_ai_client)
    flow.weekly[cell, WEEKLY.need_value] += fixed_point(need.value)
    flow.weekly[cell, WEEKLY.sum_complexity] += fixed_point(need.complexity)
    flow.bins[bin_cell, COMPLEX.new_needs] += 1
    flow.bins[bin_cell, COMPLEX.need_value] += fixed_point(need.value)
    option = decide_how(need, ai_adopted, preference, world, now, seen, p)
    flow.weekly[cell, WEEKLY.new_needs_ai_client_posted_first] += whole(of_ai_client and option == POST)
    if option == AI_ALONE:
        flow.weekly[cell, WEEKLY.new_needs_ai_tried] += 1
        chance = automation_chance(need, world, now, p)
        if uniform(now.luck, decisions.NEED_AUTOMATION, 0, need.need_id, 0) < chance:
            buyers.n_needs_automated[row] += 1
            flow.weekly[cell, WEEKLY.new_needs_automated] += 1
            flow.weekly[cell, WEEKLY.automated_value] += fixed_point(need.value)
            flow.bins[bin_cell, COMPLEX.new_needs_automated] += 1
            flow.bins[bin_cell, COMPLEX.automated_value] += fixed_point(need.value)
            return False
        option = decide_again(need, preference, now, seen, p)
    if option == DROP:
        flow.weekly[cell, WEEKLY.new_needs_dropped] += 1
        flow.weekly[cell, WEEKLY.dropped_value] += fixed_point(need.value)
        flow.bins[bin_cell, COMPLEX.new_needs_dropped] += 1
        return False
    flow.weekly[cell, WEEKLY.new_needs_ai_client_posted] += whole(of_ai_client)
    flow.bins[bin_cell, COMPLEX.new_posts] += 1
    return True


@piece
def _post(buyers: Any, posts: Any, post: int, row: int, need: Need, flow: Flow, now: Now) -> None:
    """Put the need on the market as a job post."""
    posts.need_id[post] = need.need_id
    posts.client[post] = row
    posts.specialty[post] = need.specialty
    posts.level[post] = need.level
    posts.duration[post] = need.duration
    posts.fixed_price[post] = need.fixed_price
    posts.ai_related[post] = need.ai_related
    posts.hours[post] = need.hours
    posts.hours_per_week[post] = need.hours_per_week
    posts.budget_rate[post] = need.budget_rate
    posts.complexity[post] = need.complexity
    posts.position[post] = uniform(now.luck, decisions.POST_POSITION, 0, need.need_id, 0)
    posts.week[post] = now.week
    posts.status[post] = OPEN
    buyers.n_posts[row] += 1
    _record_post(need, cell_of(need.specialty, need.level, need.duration), flow)


@piece
def _record_post(need: Need, cell: int, flow: Flow) -> None:
    """Write down a new post."""
    flow.weekly[cell, WEEKLY.new_posts] += 1
    flow.weekly[cell, WEEKLY.new_ai_posts] += whole(need.ai_related)
    flow.weekly[cell, WEEKLY.posted_value] += fixed_point(need.value)
    flow.weekly[cell, WEEKLY.sum_complexity_posted] += fixed_point(need.complexity)
    if need.fixed_price:
        ln_budget = log(need.value)
        flow.weekly[cell, WEEKLY.new_fixed_posts] += 1
        flow.weekly[cell, WEEKLY.new_fixed_posts_ge_1000] += whole(need.value >= LARGE_FIXED_BUDGET)
        flow.weekly[cell, WEEKLY.sum_fixed_budget] += fixed_point(need.value)
        flow.weekly[cell, WEEKLY.sum_log_fixed_budget] += fixed_point(ln_budget)
        flow.weekly[cell, WEEKLY.sum_log_fixed_budget_sq] += fixed_point(ln_budget * ln_budget)
    else:
        ln_rate = log(need.budget_rate)
        flow.weekly[cell, WEEKLY.new_hourly_posts] += 1
        flow.weekly[cell, WEEKLY.sum_posted_rate] += fixed_point(need.budget_rate)
        flow.weekly[cell, WEEKLY.sum_log_posted_rate] += fixed_point(ln_rate)
        flow.weekly[cell, WEEKLY.sum_log_posted_rate_sq] += fixed_point(ln_rate * ln_rate)
