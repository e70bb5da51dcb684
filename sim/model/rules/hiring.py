"""Phase 6, hiring: who is considered, and random utility over the considered and over nobody.

References
----------
D. McFadden (1974), "Conditional logit analysis of qualitative choice behavior".
A. Pallais (2014), "Inefficient hiring in entry-level labor markets", American Economic Review 104: a first job.
"""

from __future__ import annotations

from sim.model.compilation import rule
from sim.model.randomness.portable_math import log


@rule
def visibility(standing: float, weight: float, taste: float) -> float:
    """Place in the list a client reads: experience on the platform and chance."""
    return weight * log(1.0 + standing) + taste


@rule
def perceived_quality(ability: float, level: int, level_step: float, noise: float, z: float) -> float:
    """Ability over what the level needs, as the client sees it, in standard deviations."""
    return as_perceived(ability - level_step * (level - 1), noise, z)


@rule
def as_perceived(quality: float, noise: float, z: float) -> float:
    """`perceived_quality` of known ability over what the level needs."""
    return quality + noise * z


@rule
def proposal_utility(  # noqa: PLR0917 - one weight for each thing seen
    quality: float,
    quality_weight: float,
    reputation_over_mean: float,
    reputation_weight: float,
    standing: float,
    experience_weight: float,
    price: float,
    budget_rate: float,
    price_sensitivity: float,
    history: float,
    augmentation: float,
    distance: float,
) -> float:
    """Utility of a proposal without its random part.

    quality, reputation, ln(1 + contracts), minus price sensitivity times ln(price / budget), plus what a good history
    together and visible AI use are worth, minus the distance of the specialties.
    """
    known = worth_before_price(
        quality, quality_weight, reputation_over_mean, reputation_weight, standing, experience_weight
    )
    return utility_at_price(known, price / budget_rate, price_sensitivity, history, augmentation, distance)


@rule
def worth_before_price(
    quality: float,
    quality_weight: float,
    reputation_over_mean: float,
    reputation_weight: float,
    standing: float,
    experience_weight: float,
) -> float:
    """What `proposal_utility` makes of the person: quality, reputation and ln(1 + contracts)."""
    known = quality_weight * quality + reputation_weight * reputation_over_mean
    return known + experience_weight * log(1.0 + standing)


@rule
def utility_at_price(
    known: float,
    price_over_budget: float,
    price_sensitivity: float,
    history: float,
    augmentation: float,
    distance: float,
) -> float:
    """`proposal_utility` of a person whose worth before the price is known."""
    return known - price_sensitivity * log(price_over_budget) + history + augmentation - distance
