"""A need in the compiled engine: how it is drawn, and how the client decides to have it met."""

# ruff: noqa: PLR0917 - a kernel takes the columns and numbers it reads, in a fixed order

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.model.compiled.columns import Real
from sim.model.compiled.kernel import piece, whole
from sim.model.compiled.world import Now, Seen, World, exposure_now, place_right_of
from sim.model.randomness import decisions
from sim.model.randomness.draws import random_block, uniform, unit
from sim.model.randomness.keys import need_id
from sim.model.randomness.portable_math import normal_quantile
from sim.model.rules.posting import (
    automation_success,
    choose_option,
    need_complexity,
    need_hours,
    posted_rate,
    worth_of_automation,
    worth_of_posting,
)
from sim.model.week.posting import FIXED_PRICE_BY_DURATION, WEEKS_OF_DURATION

WHAT_IT_IS, HOW_LARGE = decisions.NEED_SUBCATEGORY // 4, decisions.NEED_SIZE // 4
"""Streams of the two random blocks that a need is drawn from."""


class NeedSizes(NamedTuple):
    """Parameters of needs (groups needs and clients, and sizes derived from them)."""

    ai_specialty_share: float
    usual_subcategory_share: float
    hours_level_step: float
    complexity_level_step: float
    fixed_price_share_1m: float
    max_hours_per_week: float
    rate_share_between: float
    hours_median: Real
    hours_log_sd_within: float


class NeedChoice(NamedTuple):
    """Parameters of how a need is met (groups clients, ai.automation, ai.capability)."""

    worth_of_need: float
    automation_cost: float
    posting_cost: float
    choice_scale: float
    exposure_shift: float
    slope: float
    enabled: bool


class Need(NamedTuple):
    """A need before it is posted; fields as in `sim.model.agents.proposal.Need`."""

    need_id: int
    specialty: int
    level: int
    duration: int
    hours: float
    hours_per_week: float
    budget_rate: float
    complexity: float
    ai_related: bool
    fixed_price: bool
    value: float


@piece
def draw_specialty(world: World, subcategory: int, where: float, u: float, ai_related: bool, p: NeedSizes) -> int:
    """Specialty of a need: the client's usual subcategory, or the platform's mix (AI-related: specialties of AI)."""
    usual = 1.0 - p.ai_specialty_share if ai_related else p.usual_subcategory_share
    if where < usual:
        first, end = world.first_in[subcategory], world.first_in[subcategory + 1]
        return whole(world.specialties_in[first + place_right_of(world.cumulated_in, first, end - 1, u)])
    cumulated = world.ai_cumulated if ai_related else world.platform_cumulated
    return place_right_of(cumulated, 0, len(cumulated) - 1, u)


@piece
def draw_need(buyers: Any, row: int, number: int, ai_related: bool, world: World, now: Now, p: NeedSizes) -> Need:
    """A need of this week: kind of work, level, planned duration, size, budget, payment; each by its own luck."""
    who = need_id(buyers.client_id[row], now.week, number)
    where, which, how_hard, how_long = random_block(now.luck, WHAT_IT_IS, 0, who, 0)
    size, in_weeks, at_rate, paid = random_block(now.luck, HOW_LARGE, 0, who, 0)
    specialty = draw_specialty(world, whole(buyers.subcategory[row]), unit(where), unit(which), ai_related, p)
    level = place_right_of(world.level_cumulated[specialty], 0, 2, unit(how_hard))
    durations = world.duration_cumulated[world.category_of[specialty]]
    duration = place_right_of(durations, 0, 3, unit(how_long))
    z = normal_quantile(unit(size))
    scale = np.float64(buyers.budget_scale[row])
    hours = need_hours(p.hours_median[duration], level, p.hours_level_step, scale, p.hours_log_sd_within, z)
    shortest, longest = WEEKS_OF_DURATION[duration]
    weeks = shortest + (longest - shortest) * unit(in_weeks)
    rate = posted_rate(
        world.rate_median[specialty, level],
        world.rate_log_sd,
        p.rate_share_between,
        np.float64(buyers.rate_z[row]),
        normal_quantile(unit(at_rate)),
    )
    chance_fixed = p.fixed_price_share_1m * FIXED_PRICE_BY_DURATION[duration]
    fixed = unit(paid) < chance_fixed
    complexity = need_complexity(hours, level, p.complexity_level_step)
    pace = min(hours / weeks, p.max_hours_per_week)
    return Need(who, specialty, level, duration, hours, pace, rate, complexity, ai_related, fixed, rate * hours)


@piece
def automation_chance(need: Need, world: World, now: Now, p: NeedChoice) -> float:
    """Chance that AI alone meets a need now."""
    exposure = exposure_now(world, now, need.specialty)
    return automation_success(exposure, p.slope, now.log2_horizon, p.exposure_shift, need.complexity)


@piece
def posting_worth(need: Need, seen: Seen, preference: float, p: NeedChoice) -> float:
    """Expected worth of posting a need, in budgets."""
    s = need.specialty
    fill = seen.ai_post_fill if need.ai_related else seen.fill[s]
    ai_share = 1.0 if need.ai_related else seen.ai_user_share[s]
    return worth_of_posting(fill, seen.quality[s], p.worth_of_need, seen.price[s], p.posting_cost, preference, ai_share)


@piece
def decide_how(
    need: Need, ai_adopted: bool, preference: float, world: World, now: Now, seen: Seen, p: NeedChoice
) -> int:
    """Have AI do it alone (0), post it (1) or drop it (2)."""
    allowed = ai_adopted and p.enabled and not need.ai_related
    worth_ai = 0.0
    if allowed:
        chance = automation_chance(need, world, now, p)
        worth_ai = worth_of_automation(chance, p.worth_of_need, p.automation_cost)
    u = uniform(now.luck, decisions.NEED_CHOICE, 0, need.need_id, 0)
    return choose_option(u, allowed, worth_ai, posting_worth(need, seen, preference, p), p.choice_scale)


@piece
def decide_again(need: Need, preference: float, now: Now, seen: Seen, p: NeedChoice) -> int:
    """Post (1) or drop (2) a need that AI alone has failed to meet."""
    u = uniform(now.luck, decisions.NEED_SECOND_CHOICE, 0, need.need_id, 0)
    return choose_option(u, False, 0.0, posting_worth(need, seen, preference, p), p.choice_scale)
