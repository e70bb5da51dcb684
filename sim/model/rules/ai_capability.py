"""Phase 2, AI capability: the frontier moves along the measured path of released systems.

References
----------
T. Kwa et al. (2025), "Measuring AI ability to complete long tasks", arXiv 2503.14499: p(success) is logistic in log2 of
the minutes that an able person needs.
"""

from __future__ import annotations

from sim.model.compilation import rule
from sim.model.randomness.portable_math import log, logistic

INVERSE_LN2 = 1.44269504088896338700
NO_AI = -60.0
"""log2 minutes of a world without AI: nothing succeeds."""


@rule
def sped_up(log2_horizon: float, log2_horizon_before: float, speed: float) -> float:
    """log2 horizon when growth after a date is `speed` times the measured one."""
    return log2_horizon_before + speed * (log2_horizon - log2_horizon_before)


@rule
def log2_minutes(minutes: float) -> float:
    """Logarithm to base 2 of a length in minutes."""
    return log(minutes) * INVERSE_LN2


@rule
def success_inside_frontier(log2_horizon: float, reach: float, complexity: float, slope: float) -> float:
    """Chance that AI completes a task: logistic(slope * (log2_horizon + reach - complexity)).

    Parameters
    ----------
    log2_horizon : float
        log2 minutes of tasks completed half of the time.
    reach : float
        Shift in log2 minutes: the kind of work, or a person who cuts it into tasks.
    complexity : float
        log2 minutes that an able person needs.
    slope : float
        Per log2 minute.
    """
    return logistic(slope * (log2_horizon + reach - complexity))
