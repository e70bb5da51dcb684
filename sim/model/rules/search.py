"""Phase 5, search and proposing: to which posts, at what price.

References
----------
C. Stanton, C. Thomas (2021), "Who benefits from online gig economy platforms?", NBER 29477.
"""

from __future__ import annotations

from sim.model.compilation import rule
from sim.model.randomness.portable_math import exp, log

OVERQUALIFIED = 0.6


@rule
def within_reach(ability: float, level: int, level_step: float, slack: float) -> bool:
    """Whether a post's level is near the freelancer's ability (a little more room for the overqualified)."""
    distance = ability - level_step * (level - 1)
    return -slack <= distance <= slack + OVERQUALIFIED


@rule
def share_on_ai_posts(n_ai_related: int, n_posts: int, full_share: float, half_at: float) -> float:
    """Share of what a freelancer who uses AI looks at that is AI-related: full_share a / (a + half_at n).

    a is the number of AI-related posts within reach, n that of all posts of the category. Half of the full share is
    spent where a / n is `half_at`; at 0 it is the full share as soon as there is one.
    """
    if n_ai_related == 0:
        return 0.0
    return full_share * (n_ai_related / (n_ai_related + half_at * n_posts))


@rule
def worth_proposing(reservation_wage: float, speed: float, budget_rate: float, tolerance: float) -> bool:
    """Whether the reservation wage, per hour of an able person, is at most the budget times exp(tolerance)."""
    return reservation_wage / speed <= highest_wage(budget_rate, tolerance)


@rule
def highest_wage(budget_rate: float, tolerance: float) -> float:
    """Highest reservation wage, per hour of an able person, for which it is worth proposing, USD/h."""
    return budget_rate * exp(tolerance)


@rule
def proposed_rate(
    asking_rate: float,
    reservation_wage: float,
    speed: float,
    pass_through: float,
    budget_rate: float,
    budget_weight: float,
) -> float:
    """Price asked per hour of an able person (standard hour), USD/h.

    The asking rate, less the part of the time saved with AI that is passed on, drawn towards the posted budget:
    ln p = (1 - w) ln(asking (1 - pass_through (1 - 1/speed))) + w ln budget, and never below reservation_wage / speed,
    so that the rate per hour worked, p * speed, is never below the reservation wage.
    """
    return rate_near_budget(asking_rate, reservation_wage, speed, pass_through, log(budget_rate), budget_weight)


@rule
def rate_near_budget(
    asking_rate: float,
    reservation_wage: float,
    speed: float,
    pass_through: float,
    ln_budget: float,
    budget_weight: float,
) -> float:
    """`proposed_rate` for a post whose ln budget is known already: every proposal for it needs that."""
    own = asking_rate * (1.0 - pass_through * (1.0 - 1.0 / speed))
    drawn = exp((1.0 - budget_weight) * log(own) + budget_weight * ln_budget)
    return max(drawn, reservation_wage / speed)
