"""Phase 3, AI adoption: clients and freelancers decide by a hazard that rises with the benefit they see.

References
----------
F. M. Bass (1969), "A new product growth for model consumer durables", Management Science 15: innovation and imitation.
P. A. David (1969), probit models of diffusion: an adopter's threshold is passed when the benefit has grown enough.
"""

from __future__ import annotations

from sim.model.compilation import rule
from sim.model.randomness.portable_math import exp, log, logistic

LOWEST_LN_MINUTES = -40.0
N_OPENNESS = 10
OPENNESS_CUTS = (-1.2815515655446004, -0.8416212335729143, -0.5244005127080407, -0.2533471031357997, 0.0,
                 0.2533471031357997, 0.5244005127080407, 0.8416212335729143, 1.2815515655446004)  # fmt: skip
"""Deciles of the standard normal."""


@rule
def usefulness(log2_horizon: float) -> float:
    """ln(1 + horizon in minutes): what the frontier is worth in general, 0 without AI."""
    ln_minutes = max(log2_horizon * 0.69314718055994530942, LOWEST_LN_MINUTES)
    return log(1.0 + exp(ln_minutes))


@rule
def freelancer_benefit(  # noqa: PLR0917 - one weight for each thing seen
    capability: float,
    capability_weight: float,
    exposure: float,
    exposure_weight: float,
    peer_share: float,
    peer_weight: float,
    ln_gain: float,
    gain_weight: float,
    openness: float,
    openness_weight: float,
) -> float:
    """Index of a freelancer's benefit from AI: capability, exposure, peers, what users earn more, attitude."""
    seen = capability_weight * capability + exposure_weight * exposure + peer_weight * peer_share
    return seen + gain_weight * ln_gain + openness_weight * openness


@rule
def client_benefit(  # noqa: PLR0917 - one weight for each thing seen
    capability: float,
    capability_weight: float,
    exposure: float,
    exposure_weight: float,
    peer_share: float,
    peer_weight: float,
    openness: float,
    openness_weight: float,
) -> float:
    """Index of a client's benefit from AI: capability, exposure of its usual work, peers, attitude."""
    seen = capability_weight * capability + exposure_weight * exposure + peer_weight * peer_share
    return seen + openness_weight * openness


@rule
def ai_adoption_hazard(benefit: float, cost: float, max_hazard: float) -> float:
    """Chance to adopt AI this week: max_hazard * logistic(2 (benefit - cost)).

    The factor 2 makes the threshold steep: nobody far below adopts, whatever the time.
    """
    return max_hazard * logistic(2.0 * (benefit - cost))


@rule
def openness_group(deviation: float) -> int:
    """Tenth of a standard normal that an attitude lies in, 0 to 9: peers of a group are alike in openness.

    `deviation` is openness less its mean, in standard deviations.
    """
    group = 0
    for cut in OPENNESS_CUTS:
        if deviation >= cut:
            group += 1
    return group


@rule
def newcomer_share(peer_share: float, withheld_share: float) -> float:
    """Chance that a newcomer who may use AI uses it already: the share among peers alike in openness stays as it is.

    peer_share / (1 - withheld_share), at most 1; `withheld_share` below 1 is that of those who may not.
    """
    return min(peer_share / (1.0 - withheld_share), 1.0)


@rule
def pinned_adopts(place_in_openness: float, share: float) -> bool:
    """Whether one of the most open `share` of agents; the set at 0.4 contains the set at 0.3."""
    return place_in_openness > 1.0 - share
