"""Phase 9, rating and learning.

References
----------
A. Filippas, J. J. Horton, J. M. Golden (2022), "Reputation inflation", Marketing Science 41 (mean 4.8, kind ratings).
K. Arrow (1962), "The economic implications of learning by doing".
"""

from __future__ import annotations

from sim.model.compilation import rule
from sim.model.randomness.portable_math import exp

KIND = 0.3
HARSH_LOW = 2.0
HARSH_SPREAD = 2.5


@rule
def rating_of(succeeded: bool, leniency: float, u: float) -> float:
    """Rating, 1 to 5: after a success near 5; after a failure as kind as that with chance `leniency`, else 2 to 4.5."""
    if succeeded:
        return 5.0 - KIND * u * u
    if u < leniency:
        return 5.0 - 2.0 * KIND * u / leniency
    return HARSH_LOW + HARSH_SPREAD * (u - leniency) / (1.0 - leniency)


@rule
def updated_reputation(reputation: float, rating: float, standing: float, prior_weight: float) -> float:
    """Posterior mean of a freelancer's rating after one more: the prior counts as `prior_weight` ratings."""
    return reputation + (rating - reputation) / (prior_weight + standing + 1.0)


@rule
def raised_rate(asking_rate: float, rise: float) -> float:
    """Asking rate after a success, USD/h."""
    return asking_rate * exp(rise)


@rule
def cut_rate(asking_rate: float, cut: float, reservation_wage: float) -> float:
    """Asking rate after a week without work, USD/h, never below the reservation wage."""
    return max(asking_rate * exp(-cut), reservation_wage)


@rule
def grown_proficiency(proficiency: float, hours: float, scale: float) -> float:
    """Proficiency after `hours` of work with AI: the distance to 1 shrinks by exp(-hours / scale)."""
    return 1.0 - (1.0 - proficiency) * exp(-hours / scale)


@rule
def ability_gain(per_100_hours: float, hours: float, experience_hours: float) -> float:
    """Learning by doing, standard deviations: fades as 1 / (1 + experience / 1000 hours)."""
    return per_100_hours * hours / 100.0 / (1.0 + experience_hours / 1000.0)
