"""Phase 4: needs arise, and each is met by AI alone, posted, or dropped."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from sim.model.agents.proposal import Need
from sim.model.randomness import decisions
from sim.model.randomness.draws import normal, uniform
from sim.model.randomness.keys import FIRST_AI_NEED, need_id
from sim.model.randomness.portable_math import log
from sim.model.record.flows import complexity_cell, weekly_cell
from sim.model.rules.posting import AI_ALONE, DROP, POST, need_complexity, need_hours, posted_rate

if TYPE_CHECKING:
    from sim.model.agents.client import Client
    from sim.model.marketplace import Marketplace

WEEKS_OF_DURATION = ((1.0, 4.0), (5.0, 13.0), (14.0, 26.0), (27.0, 52.0))
"""Shortest and longest plan of each posted duration, in weeks."""
FIXED_PRICE_BY_DURATION = (1.0, 0.5, 0.2, 0.06)
"""Fixed-price share of longer needs over that of the shortest."""
LARGE_FIXED_BUDGET = 1000.0


def walk(market: Marketplace) -> None:
    """Every client's needs of the week, in order of clients.

    Writes    clients.n_needs, n_needs_automated, n_posts; new rows of job_posts
    """
    for client in market.active_clients:
        regular, ai_related = client.n_new_needs(), client.n_new_ai_needs()
        for number in range(regular):
            _answer(market, client, draw_need(market, client, number, ai_related=False))
        for number in range(ai_related):
            _answer(market, client, draw_need(market, client, FIRST_AI_NEED + number, ai_related=True))


def draw_need(market: Marketplace, client: Client, number: int, *, ai_related: bool) -> Need:
    """A need of this week: kind of work, level, planned duration, size, budget, payment; each by its own luck."""
    p, setting, luck = market.parameters, market.setting, market.luck
    who = need_id(client.client_id, market.week, number)
    specialty = _specialty(market, client.subcategory, who, ai_related=ai_related)
    level = bisect_right(setting.level_cumulated[specialty][:-1], uniform(luck, decisions.NEED_LEVEL, 0, who, 0))
    durations = setting.duration_cumulated[setting.category_of[specialty]]
    duration = bisect_right(durations, uniform(luck, decisions.NEED_DURATION, 0, who, 0))
    z = normal(luck, decisions.NEED_SIZE, 0, who, 0)
    median = market.hours_median[duration]
    hours = need_hours(median, level, p.needs.hours_level_step, client.budget_scale, market.hours_log_sd_within, z)
    shortest, longest = WEEKS_OF_DURATION[duration]
    weeks = shortest + (longest - shortest) * uniform(luck, decisions.NEED_WEEKS, 0, who, 0)
    rate = posted_rate(
        setting.rate_median[specialty][level],
        setting.rate_log_sd,
        p.clients.rate_share_between,
        client.rate_z,
        normal(luck, decisions.NEED_RATE, 0, who, 0),
    )
    fixed = (
        uniform(luck, decisions.NEED_PAYMENT, 0, who, 0)
        < p.needs.fixed_price_share_1m * FIXED_PRICE_BY_DURATION[duration]
    )
    complexity = need_complexity(hours, level, p.needs.complexity_level_step)
    pace = min(hours / weeks, p.needs.max_hours_per_week)
    return Need(who, specialty, level, duration, hours, pace, rate, complexity, ai_related, fixed)


def _specialty(market: Marketplace, subcategory: int, who: int, *, ai_related: bool) -> int:
    """Specialty of a need: the client's usual subcategory, or the platform's mix (AI-related: specialties of AI)."""
    p, setting, luck = market.parameters.needs, market.setting, market.luck
    usual = 1.0 - p.ai_specialty_share if ai_related else p.usual_subcategory_share
    u = uniform(luck, decisions.NEED_SPECIALTY, 0, who, 0)
    if uniform(luck, decisions.NEED_SUBCATEGORY, 0, who, 0) < usual:
        return setting.specialties_in[subcategory][bisect_right(setting.cumulated_in[subcategory][:-1], u)]
    return bisect_right((setting.ai_cumulated if ai_related else setting.platform_cumulated)[:-1], u)


def _answer(market: Marketplace, client: Client, need: Need) -> None:
    """The client decides how to have the need met."""
    record = market.record
    cell = weekly_cell(need.specialty, need.level, need.duration)
    bin_cell = complexity_cell(market.setting.category_of[need.specialty], need.complexity)
    client.n_needs += 1
    of_ai_client = client.ai_adopted and not need.ai_related
    for name, amount in (
        ("new_needs", 1),
        ("new_ai_needs", int(need.ai_related)),
        ("new_needs_ai_client", int(of_ai_client)),
        ("need_value", need.value),
        ("sum_complexity", need.complexity),
    ):
        record.weekly.add(name, cell, amount)
    record.complexity.add("new_needs", bin_cell)
    record.complexity.add("need_value", bin_cell, need.value)
    option = client.decide_how(need)
    record.weekly.add("new_needs_ai_client_posted_first", cell, int(of_ai_client and option == POST))
    if option == AI_ALONE:
        record.weekly.add("new_needs_ai_tried", cell)
        chance = client.automation_chance(need)
        if uniform(market.luck, decisions.NEED_AUTOMATION, 0, need.need_id, 0) < chance:
            client.n_needs_automated += 1
            record.weekly.add("new_needs_automated", cell)
            record.weekly.add("automated_value", cell, need.value)
            record.complexity.add("new_needs_automated", bin_cell)
            record.complexity.add("automated_value", bin_cell, need.value)
            return
        option = client.decide_after_failed_automation(need)
    if option == DROP:
        record.weekly.add("new_needs_dropped", cell)
        record.weekly.add("dropped_value", cell, need.value)
        record.complexity.add("new_needs_dropped", bin_cell)
        return
    record.weekly.add("new_needs_ai_client_posted", cell, int(of_ai_client))
    _post(market, client, need, cell)
    record.complexity.add("new_posts", bin_cell)


def _post(market: Marketplace, client: Client, need: Need, cell: int) -> None:
    """Put the need on the market as a job post."""
    row = market.job_posts.append(
        need_id=need.need_id,
        client=client.row,
        specialty=need.specialty,
        level=need.level,
        duration=need.duration,
        fixed_price=need.fixed_price,
        ai_related=need.ai_related,
        hours=need.hours,
        hours_per_week=need.hours_per_week,
        budget_rate=need.budget_rate,
        complexity=need.complexity,
        position=uniform(market.luck, decisions.POST_POSITION, 0, need.need_id, 0),
        week=market.week,
        status=0,
    )
    market.open_posts[row] = {}
    client.n_posts += 1
    add = market.record.weekly.add
    add("new_posts", cell)
    add("new_ai_posts", cell, int(need.ai_related))
    add("posted_value", cell, need.value)
    add("sum_complexity_posted", cell, need.complexity)
    if need.fixed_price:
        ln_budget = log(need.value)
        add("new_fixed_posts", cell)
        add("new_fixed_posts_ge_1000", cell, int(need.value >= LARGE_FIXED_BUDGET))
        add("sum_fixed_budget", cell, need.value)
        add("sum_log_fixed_budget", cell, ln_budget)
        add("sum_log_fixed_budget_sq", cell, ln_budget * ln_budget)
    else:
        ln_rate = log(need.budget_rate)
        add("new_hourly_posts", cell)
        add("sum_posted_rate", cell, need.budget_rate)
        add("sum_log_posted_rate", cell, ln_rate)
        add("sum_log_posted_rate_sq", cell, ln_rate * ln_rate)
