"""Phase 4, needs and posting: what arises, how complex it is, and whether AI, a post or nothing answers it.

References
----------
D. McFadden (1974), "Conditional logit analysis of qualitative choice behavior" (the choice among three options).
T. Kwa et al. (2025), arXiv 2503.14499; T. Eloundou et al. (2024), arXiv 2303.10130 (exposure).
"""

from __future__ import annotations

import math

from sim.model.compilation import rule
from sim.model.randomness.portable_math import exp, log, logistic

INVERSE_LN2 = 1.44269504088896338700
AI_ALONE = 0
POST = 1
DROP = 2


@rule
def ai_need_rate(
    need_rate: float, mean_need_rate: float, ai_rate: float, capability: float, elasticity: float
) -> float:
    """AI-related needs of a client that has adopted AI, a week.

    ai_rate * need_rate / mean_need_rate * exp(elasticity * capability), where capability = ln(1 + horizon in minutes).
    """
    if mean_need_rate <= 0.0:
        return 0.0
    return ai_rate * need_rate / mean_need_rate * exp(elasticity * capability)


@rule
def setup_wave(weeks_since_adoption: int, weeks_since_entry: int, boost: float, fading_weeks: float) -> float:
    """Factor on the AI-related needs of a client that adopted AI some weeks ago: setting it up comes first.

    1 + boost * exp(-weeks_since_adoption / fading_weeks); 1 for a client that had adopted AI before it registered, and
    so done its first projects elsewhere.
    """
    if weeks_since_adoption > weeks_since_entry:
        return 1.0
    return 1.0 + boost * exp(-weeks_since_adoption / fading_weeks)


@rule
def need_hours(
    median_hours: float, level: int, level_step: float, client_scale: float, log_sd_within: float, z: float
) -> float:
    """Size of a need in hours of an able person without AI; log-normal within planned duration and level."""
    return median_hours * client_scale * exp(level_step * (level - 1) + log_sd_within * z)


@rule
def posted_rate(rate_median: float, log_sd: float, share_between: float, client_z: float, z: float) -> float:
    """Budget per hour, USD/h: log-normal around the specialty's median for the level, partly the client's own."""
    return rate_median * exp(log_sd * (math.sqrt(share_between) * client_z + math.sqrt(1.0 - share_between) * z))


@rule
def need_complexity(hours: float, level: int, level_step: float) -> float:
    """log2 of the minutes an able person needs, shifted by level."""
    return log(60.0 * hours) * INVERSE_LN2 + level_step * (level - 1)


@rule
def automation_success(exposure: float, slope: float, log2_horizon: float, shift: float, complexity: float) -> float:
    """Chance that AI alone meets the need.

    exposure * logistic(slope * (log2_horizon + shift * exposure - complexity))
    """
    return exposure * logistic(slope * (log2_horizon + shift * exposure - complexity))


@rule
def worth_of_automation(success: float, worth: float, cost: float) -> float:
    """Expected worth of having AI do it alone, in budgets of the need: done, times its worth, less effort and tool."""
    return success * worth - cost


@rule
def worth_of_posting(  # noqa: PLR0917 - one argument for each term of the equation
    fill: float,
    quality: float,
    worth: float,
    price: float,
    cost: float,
    augmentation_preference: float,
    ai_share: float,
) -> float:
    """Expected worth of a post, in budgets of the need: found, times the worth of whom one finds, less effort.

    fill * (quality * worth - price + augmentation_preference * ai_share) - cost

    `fill`, `quality` and `price` (over budget) are learned from recent contracts of the specialty; `ai_share` is the
    share of them won by freelancers who use AI. A taste for them is enjoyed only with somebody found.
    """
    return fill * (quality * worth - price + augmentation_preference * ai_share) - cost


@rule
def choose_option(u: float, ai_allowed: bool, worth_ai: float, worth_post: float, scale: float) -> int:
    """Logit among AI alone (0), a post (1) and dropping the need (2, worth 0), decided by one uniform number."""
    weight_ai = exp(worth_ai / scale) if ai_allowed else 0.0
    weight_post = exp(worth_post / scale)
    total = weight_ai + weight_post + 1.0
    if u * total < weight_ai:
        return AI_ALONE
    if u * total < weight_ai + weight_post:
        return POST
    return DROP
