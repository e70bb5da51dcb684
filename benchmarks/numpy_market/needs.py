"""Needs arise, and each is met by AI alone, posted, or dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit

from benchmarks.numpy_market.columns import Bools, Floats, Ints, Posts
from benchmarks.numpy_market.landscape import place_among
from sim.model.randomness.keys import MOST_NEEDS_A_WEEK
from sim.model.week.posting import WEEKS_OF_DURATION

if TYPE_CHECKING:
    from benchmarks.numpy_market.market import NumpyMarket


def post_needs(market: NumpyMarket) -> None:
    """Draw the needs of the week, decide how each is met, and put the posted ones on the market."""
    regular, ai_related = _arrivals(market)
    client = np.concatenate([regular, ai_related])
    is_ai = np.arange(len(client)) >= len(regular)
    market.counts["new_needs"] = float(len(client))
    if len(client) == 0:
        return
    needs = _draw(market, client, is_ai)
    needs.keep(_posted(market, needs))
    market.counts["new_posts"] = float(len(needs))
    market.counts["new_ai_posts"] = float(needs.ai_related.sum())
    market.posts.append(needs)


def _arrivals(market: NumpyMarket) -> tuple[Ints, Ints]:
    """Clients of the needs of the week, and of the AI-related ones."""
    buyers, rng, p = market.clients, market.rng, market.parameters.needs
    regular = np.minimum(rng.poisson(buyers.need_rate), MOST_NEEDS_A_WEEK)
    users = np.flatnonzero(buyers.ai_adopted)
    counts = np.zeros(len(users), np.int64)
    if p.rate_mean > 0.0:
        rate = (
            p.ai_rate * buyers.need_rate[users] / p.rate_mean * np.exp(p.ai_capability_elasticity * market.usefulness)
        )
        weeks = market.week - buyers.ai_adopted_week[users]
        rate *= 1.0 + p.ai_setup_boost * np.exp(-weeks / p.ai_setup_weeks)
        counts = np.minimum(rng.poisson(rate), MOST_NEEDS_A_WEEK)
    return np.repeat(np.arange(len(buyers)), regular), np.repeat(users, counts)


def _draw(market: NumpyMarket, client: Ints, ai_related: Bools) -> Posts:
    """Kind of work, level, planned duration, size and budget of needs, in the form of posts."""
    p, land, buyers, rng, n = market.parameters, market.land, market.clients, market.rng, len(client)
    specialty = _specialty(market, buyers.subcategory[client], ai_related)
    level = place_among(land.level_cumulated[specialty], rng.random(n))
    duration = place_among(land.duration_cumulated[land.category_of[specialty]], rng.random(n))
    size = p.needs.hours_level_step * (level - 1) + market.hours_log_sd_within * rng.standard_normal(n)
    hours = market.hours_median[duration] * buyers.budget_scale[client] * np.exp(size)
    shortest, longest = np.array(WEEKS_OF_DURATION)[duration].T
    between = p.clients.rate_share_between
    z = np.sqrt(between) * buyers.rate_z[client] + np.sqrt(1.0 - between) * rng.standard_normal(n)
    return Posts(
        client=client,
        specialty=specialty,
        level=level,
        ai_related=ai_related,
        hours=hours,
        hours_per_week=np.minimum(hours / rng.uniform(shortest, longest), p.needs.max_hours_per_week),
        budget_rate=land.rate_median[specialty, level] * np.exp(market.setting.rate_log_sd * z),
        complexity=np.log2(60.0 * hours) + p.needs.complexity_level_step * (level - 1),
        position=rng.random(n),
        week=np.full(n, market.week),
        n_proposals=np.zeros(n, np.int64),
    )


def _specialty(market: NumpyMarket, subcategory: Ints, ai_related: Bools) -> Ints:
    """Draw from the usual subcategory, or the platform's mix (AI-related: specialties of AI)."""
    p, land, rng, n = market.parameters.needs, market.land, market.rng, len(subcategory)
    u = rng.random(n)
    elsewhere = np.where(
        ai_related,
        np.searchsorted(land.ai_cumulated, u, side="right"),
        np.searchsorted(land.platform_cumulated, u, side="right"),
    )
    usual = rng.random(n) < np.where(ai_related, 1.0 - p.ai_specialty_share, p.usual_subcategory_share)
    specialty: Ints = np.where(usual, land.specialty_within(subcategory, u), elsewhere)
    return specialty


def _posted(market: NumpyMarket, needs: Posts) -> Bools:
    """Which needs are posted: AI alone is tried by a logit where allowed; else a post or nothing."""
    p, rng, n = market.parameters.clients, market.rng, len(needs)
    weight_post = np.exp(_posting_worth(market, needs) / p.choice_scale)
    met = np.zeros(n, np.bool_)
    if market.parameters.ai.automation.enabled:
        allowed = np.flatnonzero(market.clients.ai_adopted[needs.client] & ~needs.ai_related)
        chance = _automation_chance(market, needs.specialty[allowed], needs.complexity[allowed])
        weight_ai = np.exp((chance * p.worth_of_need - p.automation_cost) / p.choice_scale)
        tried = rng.random(len(allowed)) * (weight_ai + weight_post[allowed] + 1.0) < weight_ai
        met[allowed] = tried & (rng.random(len(allowed)) < chance)
    posted: Bools = ~met & (rng.random(n) * (weight_post + 1.0) < weight_post)
    return posted


def _automation_chance(market: NumpyMarket, specialty: Ints, complexity: Floats) -> Floats:
    """Chance that AI alone meets a need now."""
    ai, land, calendar = market.parameters.ai, market.land, market.setting.calendar
    since = np.where(land.visual[specialty], calendar.visual_week, calendar.public_week)
    exposure = np.where(market.week >= since, land.automation_exposure[specialty], 0.0)
    reach = market.log2_horizon + ai.automation.exposure_shift * exposure
    chance: Floats = exposure * expit(ai.capability.slope * (reach - complexity))
    return chance


def _posting_worth(market: NumpyMarket, needs: Posts) -> Floats:
    """Expected worth of posting, in budgets of the need."""
    p, beliefs, s = market.parameters.clients, market.beliefs, needs.specialty
    fill = np.where(needs.ai_related, beliefs.ai_post_fill, beliefs.fill[s])
    ai_share = np.where(needs.ai_related, 1.0, beliefs.ai_user_share[s])
    preference = market.clients.augmentation_preference[needs.client]
    found = beliefs.quality[s] * p.worth_of_need - beliefs.price[s] + preference * ai_share
    worth: Floats = fill * found - p.posting_cost
    return worth
