"""Phase 7, delivery: speed and quality with AI, and whether a contract succeeds.

References
----------
E. Brynjolfsson, D. Li, L. Raymond (2023), NBER 31161: +34% for novices, +14% on average, about nothing for the best.
F. Dell'Acqua et al. (2023), "Navigating the jagged technological frontier": better inside, worse outside the frontier.
F. M. Lord (1980), "Applications of item response theory to practical testing problems".
"""

from __future__ import annotations

from sim.model.compilation import rule
from sim.model.randomness.portable_math import logistic, normal_share_below

MEAN_EXPOSURE = 0.6
MOST_EXPOSURE = 1.5


@rule
def ai_speed(gain_novice: float, ability: float, exposure: float, proficiency: float, inside: float) -> float:
    """Speed of a freelancer with AI, 1 = without: 1 + gain (1 - Phi(ability)) exposure/0.6 proficiency inside.

    Parameters
    ----------
    gain_novice : float
        Gain of the least able at full proficiency, inside the frontier, at mean augmentation exposure (0.6).
    ability : float
        Standard deviations.
    exposure : float
        Augmentation exposure of the specialty, 0 to 1.
    proficiency : float
        0 to 1.
    inside : float
        Chance that the work's tasks lie inside the frontier.
    """
    return speed_of_able(gain_at_ability(gain_novice, ability), exposure, proficiency, inside)


@rule
def gain_at_ability(gain_novice: float, ability: float) -> float:
    """Part of `ai_speed` that belongs to the person: gain (1 - Phi(ability))."""
    return gain_novice * (1.0 - normal_share_below(ability))


@rule
def speed_of_able(gain: float, exposure: float, proficiency: float, inside: float) -> float:
    """`ai_speed` of a person whose gain is known already: every post that the person looks at needs that."""
    reach = min(exposure / MEAN_EXPOSURE, MOST_EXPOSURE) * proficiency * inside
    return 1.0 + gain * reach


@rule
def quality_with_ai(gain_inside: float, loss_outside: float, proficiency: float, inside: float) -> float:
    """Change in quality with AI, logits of success: better inside, worse outside where proficiency is low."""
    return gain_inside * inside * proficiency - loss_outside * (1.0 - inside) * (1.0 - proficiency)


@rule
def success_probability(  # noqa: PLR0917 - one argument for each term of the equation
    offset: float,
    discrimination: float,
    ability: float,
    level: int,
    level_step: float,
    complexity: float,
    mean_complexity: float,
    complexity_step: float,
    quality_shift: float,
) -> float:
    """Chance that a contract succeeds: logistic(offset + a (ability - difficulty) + quality_shift).

    Difficulty = level_step (level - 1) + complexity_step (complexity - mean_complexity), standard deviations.
    """
    difficulty = level_step * (level - 1) + complexity_step * (complexity - mean_complexity)
    return logistic(offset + discrimination * (ability - difficulty) + quality_shift)
