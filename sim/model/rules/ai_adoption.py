"""Phase 3, AI adoption: clients and freelancers decide by a hazard that rises with the benefit they see.

References
----------
F. M. Bass (1969), "A new product growth for model consumer durables", Management Science 15: innovation and imitation.
P. A. David (1969), probit models of diffusion: an adopter's threshold is passed when the benefit has grown enough.
"""

from __future__ import annotations

import math

from sim.model.compilation import rule
from sim.model.randomness.portable_math import exp, log, logistic, normal_quantile

LOWEST_LN_MINUTES = -40.0
LOGISTIC_SD = 1.8137993642342178
"""pi / sqrt(3): standard deviation of the noise that makes a hazard logistic in the benefit."""


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
def newcomer_share(peer_share: float, withheld_share: float) -> float:
    """Share of AI users among newcomers who may use AI, such that entry leaves the share among peers as it is.

    peer_share / (1 - withheld_share), at most 1; `withheld_share` below 1 is that of those who may not.
    """
    return min(peer_share / (1.0 - withheld_share), 1.0)


@rule
def brings_ai(share: float, openness: float, openness_weight: float, z: float) -> bool:
    """Whether one who registers uses AI already: a `share` of newcomers does, the more open more likely.

    openness_weight * openness + s * z > sqrt(openness_weight^2 + s^2) * quantile(1 - share), s = pi / sqrt(3)

    `openness` is the deviation from its mean; it and `z`, what else people differ in, are standard normal. So the mean
    chance is `share` whatever the weight, which counts as in the hazard: against noise as wide as the logistic's.
    """
    if share <= 0.0:
        return False
    if share >= 1.0:
        return True
    spread = math.sqrt(openness_weight * openness_weight + LOGISTIC_SD * LOGISTIC_SD)
    return openness_weight * openness + LOGISTIC_SD * z > spread * normal_quantile(1.0 - share)


@rule
def pinned_adopts(place_in_openness: float, share: float) -> bool:
    """Whether one of the most open `share` of agents; the set at 0.4 contains the set at 0.3."""
    return place_in_openness > 1.0 - share
