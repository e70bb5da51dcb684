"""The luck of a week, one random block per agent: who leaves, who may adopt AI, look for posts, need something, move.

Most agents do nothing new in most weeks. A bound that is quick to compute tells so before the rule itself is asked; it
is a little above the rule, so that it never decides otherwise.
"""

# ruff: noqa: PLR0917 - a kernel takes the columns and numbers it reads, in a fixed order

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.model.agents.freelancer import LEAST_FREE_HOURS
from sim.model.compiled.columns import Real, Whole
from sim.model.compiled.kernel import kernel, piece, whole
from sim.model.compiled.world import Now, World, ai_is_public
from sim.model.randomness import decisions
from sim.model.randomness.draws import poisson_count, random_block, unit
from sim.model.randomness.keys import MOST_NEEDS_A_WEEK, entry_week_of_client
from sim.model.randomness.portable_math import exp, log
from sim.model.rules.ai_adoption import openness_group
from sim.model.rules.participation import LEAST, MOST, client_exit_hazard, freelancer_quit_hazard, leaving_hazard
from sim.model.rules.posting import ai_need_rate, setup_wave

FREELANCER_WEEK = decisions.FREELANCER_EXIT // 4
CLIENT_WEEK = decisions.CLIENT_EXIT // 4
A_LITTLE_ABOVE = 1.0 + 1e-9
A_LITTLE_BELOW = 1e-15
MOST_IDLE_WEEKS = 4096
EVERYBODY = 2.0


class Luck(NamedTuple):
    """What the luck of freelancers may come to, by row.

    Attributes
    ----------
    wanted : ndarray of int16
        Posts to try for this week.
    free : ndarray of float64
        Hours of the week that are not booked; negative for those who do not take part.
    adoption, moving : ndarray of int32
        Rows that may adopt AI, and that may move; those of a block of rows stand from its first row on.
    """

    wanted: npt.NDArray[np.int16]
    free: Real
    adoption: npt.NDArray[np.int32]
    moving: npt.NDArray[np.int32]


class Needing(NamedTuple):
    """What the luck of clients comes to, by row.

    Attributes
    ----------
    needs, ai_needs : ndarray of uint8
        Needs that arise this week, not AI-related and AI-related.
    adoption : ndarray of int32
        Rows that may adopt AI; those of a block of rows stand from its first row on.
    """

    needs: npt.NDArray[np.uint8]
    ai_needs: npt.NDArray[np.uint8]
    adoption: npt.NDArray[np.int32]


class Leaving(NamedTuple):
    """Parameters of leaving (group participation)."""

    quit_hazard: float
    quit_hazard_hired: float
    retirement_hazard: float
    quit_idle_slope: float
    quit_income_elasticity: float
    client_exit_hazard: float
    client_exit_after_failure: float


class Trying(NamedTuple):
    """Parameters of what freelancers may do (groups search and reskilling), their openness, and the largest hazards.

    `most_before` and `most_after` hold before and after AI is public; 2 where everybody decides, those who use AI
    already included, and 0 where nobody may.
    """

    proposals_per_week: float
    hazard: float
    openness_mean: float
    most_before: float
    most_after: float


class Arriving(NamedTuple):
    """Parameters of the arrival of needs (group needs), openness, and the largest adoption hazards, as in `Trying`."""

    rate_mean: float
    ai_rate: float
    ai_capability_elasticity: float
    ai_setup_boost: float
    ai_setup_weeks: float
    openness_mean: float
    most_before: float
    most_after: float


class Found(NamedTuple):
    """How many of a block of rows left, and where the events noted down end."""

    left: int
    adoption: int
    moving: int


@kernel
def idle_factors(factor: Real, slope: float) -> None:
    """Write the factor on the hazard to quit by idle weeks, a little above the rule's."""
    for weeks in range(len(factor)):
        factor[weeks] = exp(slope * weeks / 52.0) * A_LITTLE_ABOVE


@kernel
def ratio_factors(income_ratio: Real, factor: Real, p: Leaving) -> None:
    """Write the factor on the hazard to quit by specialty, a little above the rule's."""
    for s in range(len(factor)):
        ratio = min(max(income_ratio[s], LEAST), MOST)
        factor[s] = exp(-p.quit_income_elasticity * log(ratio)) * A_LITTLE_ABOVE


@kernel
def draw_freelancers(
    first: int,
    end: int,
    n_before: int,
    people: Any,
    luck: Luck,
    world: World,
    now: Now,
    income_ratio: Real,
    idle_factor: Real,
    ratio_factor: Real,
    leaving: Leaving,
    p: Trying,
    heads: Whole,
) -> Found:
    """Draw the week of the freelancers in rows `first` to `end`; `heads` counts the active and those who use AI.

    By subcategory and group of openness. Rows below `n_before` were here before this week, and may leave.
    """
    left, adoption, moving = 0, first, first
    for row in range(first, end):
        luck.wanted[row], luck.free[row] = 0, -1.0
        if not people.active[row]:
            continue
        specialty = whole(people.specialty[row])
        to_leave, to_adopt, to_try, to_move = random_block(
            now.luck, FREELANCER_WEEK, now.week, people.freelancer_id[row], 0
        )
        if row < n_before and _quits(
            unit(to_leave), people, row, specialty, income_ratio, idle_factor, ratio_factor, leaving
        ):
            people.active[row] = False
            left += 1
            continue
        subcategory = world.subcategory_of[specialty]
        group = openness_group(np.float64(people.ai_openness[row]) - p.openness_mean)
        heads[0, subcategory, group] += 1
        heads[1, subcategory, group] += whole(people.ai_adopted[row])
        most = p.most_after if ai_is_public(world, now, subcategory) else p.most_before
        if unit(to_adopt) < most and (not people.ai_adopted[row] or most == EVERYBODY):
            luck.adoption[adoption] = row
            adoption += 1
        if unit(to_move) < p.hazard:
            luck.moving[moving] = row
            moving += 1
        hours = np.float64(people.hours_per_week[row])
        free = hours - np.float64(people.hours_booked[row])
        luck.free[row] = free
        if free >= LEAST_FREE_HOURS:
            luck.wanted[row] = poisson_count(unit(to_try), p.proposals_per_week * free / hours)
    return Found(left, adoption, moving)


@piece
def _quits(
    u: float,
    people: Any,
    row: int,
    specialty: int,
    income_ratio: Real,
    idle_factor: Real,
    ratio_factor: Real,
    p: Leaving,
) -> bool:
    """Whether a freelancer leaves, for want of work or whatever the work is."""
    if people.n_running[row] > 0:
        return u < leaving_hazard(p.retirement_hazard, 0.0)
    base, idle = p.quit_hazard_hired if people.n_contracts[row] > 0 else p.quit_hazard, whole(people.weeks_idle[row])
    if idle < len(idle_factor) and u >= p.retirement_hazard + base * idle_factor[idle] * ratio_factor[specialty]:
        return False
    quitting = freelancer_quit_hazard(base, idle, p.quit_idle_slope, income_ratio[specialty], p.quit_income_elasticity)
    return u < leaving_hazard(p.retirement_hazard, quitting)


@kernel
def draw_clients(
    first: int,
    end: int,
    n_before: int,
    buyers: Any,
    needing: Needing,
    world: World,
    now: Now,
    leaving: Leaving,
    p: Arriving,
    heads: Whole,
) -> Found:
    """Draw the week of the clients in rows `first` to `end`; `heads` and `n_before` as for freelancers."""
    left, adoption = 0, first
    for row in range(first, end):
        needing.needs[row] = 0
        needing.ai_needs[row] = 0
        if not buyers.active[row]:
            continue
        to_leave, to_adopt, to_need, to_need_ai = random_block(
            now.luck, CLIENT_WEEK, now.week, buyers.client_id[row], 0
        )
        hazard = client_exit_hazard(
            leaving.client_exit_hazard, buyers.last_post_failed[row], leaving.client_exit_after_failure
        )
        if row < n_before and unit(to_leave) < hazard:
            buyers.active[row] = False
            buyers.exit_week[row] = now.week
            left += 1
            continue
        subcategory = whole(buyers.subcategory[row])
        group = openness_group(np.float64(buyers.ai_openness[row]) - p.openness_mean)
        heads[0, subcategory, group] += 1
        most = p.most_after if ai_is_public(world, now, subcategory) else p.most_before
        if buyers.ai_adopted[row]:
            heads[1, subcategory, group] += 1
            needing.ai_needs[row] = count_ai_needs(unit(to_need_ai), buyers, row, now, p)
        if unit(to_adopt) < most and (not buyers.ai_adopted[row] or most == EVERYBODY):
            needing.adoption[adoption] = row
            adoption += 1
        u, rate = unit(to_need), np.float64(buyers.need_rate[row])
        if u > 1.0 - rate - A_LITTLE_BELOW:
            needing.needs[row] = min(poisson_count(u, rate), MOST_NEEDS_A_WEEK)
    return Found(left, adoption, adoption)


@piece
def count_ai_needs(u: float, buyers: Any, row: int, now: Now, p: Arriving) -> int:
    """AI-related needs of a client that uses AI."""
    rate = ai_need_rate(
        np.float64(buyers.need_rate[row]), p.rate_mean, p.ai_rate, now.usefulness, p.ai_capability_elasticity
    )
    if u <= 1.0 - rate * (1.0 + max(p.ai_setup_boost, 0.0)) * A_LITTLE_ABOVE - A_LITTLE_BELOW:
        return 0
    since_adoption = now.week - whole(buyers.ai_adopted_week[row])
    since_entry = now.week - entry_week_of_client(buyers.client_id[row])
    rate *= setup_wave(since_adoption, since_entry, p.ai_setup_boost, p.ai_setup_weeks)
    return min(poisson_count(u, rate), MOST_NEEDS_A_WEEK)
