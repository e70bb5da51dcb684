"""Phase 4, compiled: needs arise, and each is met by AI alone, posted, or dropped."""

# ruff: noqa: PLR0917 - a kernel takes the columns and numbers it reads, in a fixed order

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.model.compiled.columns import Flow, Rows, Whole, taken_from
from sim.model.compiled.kernel import kernel, piece, whole
from sim.model.compiled.needs import (
    Need,
    NeedChoice,
    NeedSizes,
    automation_chance,
    decide_again,
    decide_how,
    draw_need,
)
from sim.model.compiled.places import COMPLEX, COMPLEX_REAL, WEEKLY, WEEKLY_REAL
from sim.model.compiled.world import Now, Seen, World
from sim.model.randomness import decisions
from sim.model.randomness.draws import poisson_count, uniform
from sim.model.randomness.keys import FIRST_AI_NEED, MOST_NEEDS_A_WEEK
from sim.model.randomness.portable_math import log
from sim.model.record.flows import complexity_cell, weekly_cell
from sim.model.rules.posting import AI_ALONE, DROP, ai_need_rate, setup_wave
from sim.model.state.job_posts import OPEN
from sim.model.week.posting import LARGE_FIXED_BUDGET

if TYPE_CHECKING:
    from sim.model.marketplace import Marketplace

cell_of: Any = piece(weekly_cell)
bin_of: Any = piece(complexity_cell)


class NeedRates(NamedTuple):
    """Parameters of the arrival of needs (group needs)."""

    rate_mean: float
    ai_rate: float
    ai_capability_elasticity: float
    ai_setup_boost: float
    ai_setup_weeks: float


def walk(market: Marketplace) -> None:
    """Every client's needs of the week, in order of clients."""
    e, p = market.engine, market.parameters
    counts = np.zeros((2, len(e.clients)), dtype=np.int64)
    rates = taken_from(NeedRates, p.needs)
    e.make_room("job_posts", count_needs(counts, e.buyers, e.clients, e.now, rates))
    sizes = needs_of(market)
    choice = taken_from(NeedChoice, p.clients, p.ai.automation, p.ai.capability)
    first = market.job_posts.n_rows
    end = answer_needs(e.buyers, e.posts, first, e.clients, counts, e.flow, e.world, e.now, e.seen, sizes, choice)
    market.job_posts.n_rows = end
    e.open_posts = np.concatenate((e.open_posts, np.arange(first, end)))
    e.first_new_post = first


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
def count_needs(counts: Whole, buyers: Any, rows: Rows, now: Now, p: NeedRates) -> int:
    """Write the needs of each client this week, shape (2, n): not AI-related, and AI-related; gives their sum."""
    total = 0
    for i in range(len(rows)):
        row = rows[i]
        who, need_rate = buyers.client_id[row], np.float64(buyers.need_rate[row])
        u = uniform(now.luck, decisions.NEED_ARRIVAL, now.week, who, 0)
        counts[0, i] = min(poisson_count(u, need_rate), MOST_NEEDS_A_WEEK)
        if buyers.ai_adopted[row]:
            rate = ai_need_rate(need_rate, p.rate_mean, p.ai_rate, now.usefulness, p.ai_capability_elasticity)
            rate *= setup_wave(now.week - whole(buyers.ai_adopted_week[row]), p.ai_setup_boost, p.ai_setup_weeks)
            u = uniform(now.luck, decisions.AI_NEED_ARRIVAL, now.week, who, 0)
            counts[1, i] = min(poisson_count(u, rate), MOST_NEEDS_A_WEEK)
        total += counts[0, i] + counts[1, i]
    return total


@kernel
def answer_needs(
    buyers: Any,
    posts: Any,
    end: int,
    rows: Rows,
    counts: Whole,
    flow: Flow,
    world: World,
    now: Now,
    seen: Seen,
    sizes: NeedSizes,
    p: NeedChoice,
) -> int:
    """Draw and answer every need of the week; gives the row after the last post."""
    for i in range(len(rows)):
        row = rows[i]
        for kind in range(2):
            ai_related = kind == 1
            for number in range(counts[kind, i]):
                key = FIRST_AI_NEED + number if ai_related else number
                need = draw_need(buyers, row, key, ai_related, world, now, sizes)
                if _is_posted(buyers, row, need, flow, world, now, seen, p):
                    _post(buyers, posts, end, row, need, flow, now)
                    end += 1
    return end


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
    flow.whole[WEEKLY.new_needs, cell] += 1
    flow.whole[WEEKLY.new_ai_needs, cell] += whole(need.ai_related)
    flow.whole[WEEKLY.new_needs_ai_client, cell] += whole(of_ai_client)
    flow.real[WEEKLY_REAL.need_value, cell] += need.value
    flow.real[WEEKLY_REAL.sum_complexity, cell] += need.complexity
    flow.bins[COMPLEX.new_needs, bin_cell] += 1
    flow.bins_real[COMPLEX_REAL.need_value, bin_cell] += need.value
    option = decide_how(need, ai_adopted, preference, world, now, seen, p)
    if option == AI_ALONE:
        flow.whole[WEEKLY.new_needs_ai_tried, cell] += 1
        chance = automation_chance(need, world, now, p)
        if uniform(now.luck, decisions.NEED_AUTOMATION, 0, need.need_id, 0) < chance:
            buyers.n_needs_automated[row] += 1
            flow.whole[WEEKLY.new_needs_automated, cell] += 1
            flow.real[WEEKLY_REAL.automated_value, cell] += need.value
            flow.bins[COMPLEX.new_needs_automated, bin_cell] += 1
            flow.bins_real[COMPLEX_REAL.automated_value, bin_cell] += need.value
            return False
        option = decide_again(need, preference, now, seen, p)
    if option == DROP:
        flow.whole[WEEKLY.new_needs_dropped, cell] += 1
        flow.real[WEEKLY_REAL.dropped_value, cell] += need.value
        flow.bins[COMPLEX.new_needs_dropped, bin_cell] += 1
        return False
    flow.whole[WEEKLY.new_needs_ai_client_posted, cell] += whole(of_ai_client)
    flow.bins[COMPLEX.new_posts, bin_cell] += 1
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
    flow.whole[WEEKLY.new_posts, cell] += 1
    flow.whole[WEEKLY.new_ai_posts, cell] += whole(need.ai_related)
    flow.real[WEEKLY_REAL.posted_value, cell] += need.value
    flow.real[WEEKLY_REAL.sum_complexity_posted, cell] += need.complexity
    if need.fixed_price:
        ln_budget = log(need.value)
        flow.whole[WEEKLY.new_fixed_posts, cell] += 1
        flow.whole[WEEKLY.new_fixed_posts_ge_1000, cell] += whole(need.value >= LARGE_FIXED_BUDGET)
        flow.real[WEEKLY_REAL.sum_fixed_budget, cell] += need.value
        flow.real[WEEKLY_REAL.sum_log_fixed_budget, cell] += ln_budget
        flow.real[WEEKLY_REAL.sum_log_fixed_budget_sq, cell] += ln_budget * ln_budget
    else:
        ln_rate = log(need.budget_rate)
        flow.whole[WEEKLY.new_hourly_posts, cell] += 1
        flow.real[WEEKLY_REAL.sum_posted_rate, cell] += need.budget_rate
        flow.real[WEEKLY_REAL.sum_log_posted_rate, cell] += ln_rate
        flow.real[WEEKLY_REAL.sum_log_posted_rate_sq, cell] += ln_rate * ln_rate
