"""Phase 1, participation: entry answers to pay, exit to idle weeks and to the outside option."""

from __future__ import annotations

from sim.model.compilation import rule
from sim.model.randomness.portable_math import exp, log

MOST = 3.0
LEAST = 1.0 / 3.0


@rule
def expected_entries(flow: float, demand_share: float, income_ratio: float, elasticity: float) -> float:
    """New registrations expected in a specialty this week.

    flow * demand_share * income_ratio ** elasticity, with the ratio held within [1/3, 3].

    Parameters
    ----------
    flow : float
        Registrations on the platform a week when pay is as in the past.
    demand_share : float
        Share of posts that fall in the specialty.
    income_ratio : float
        Earnings per active freelancer-week there, over their long-run mean.
    elasticity : float
        Free entry: 0 not at all, infinite at once.
    """
    return flow * demand_share * exp(elasticity * log(min(max(income_ratio, LEAST), MOST)))


@rule
def freelancer_quit_hazard(
    base: float, weeks_idle: int, idle_slope: float, income_ratio: float, elasticity: float
) -> float:
    """Chance that a freelancer without work goes quiet this week.

    base * exp(idle_slope * weeks_idle / 52) * income_ratio ** -elasticity, at most 1. The outside option is what the
    specialty paid in the past: when it pays less, leaving gains.
    """
    ratio = min(max(income_ratio, LEAST), MOST)
    return min(1.0, base * exp(idle_slope * weeks_idle / 52.0 - elasticity * log(ratio)))


@rule
def leaving_hazard(retirement: float, quitting: float) -> float:
    """Chance that a freelancer leaves this week: 1 - (1 - retirement) * (1 - quitting), two causes that compete.

    Parameters
    ----------
    retirement : float
        Chance to leave whatever the work is: for employment elsewhere, clients of one's own, or for good.
    quitting : float
        Chance to go quiet for want of work, of `freelancer_quit_hazard`; 0 while work runs.
    """
    return retirement + (1.0 - retirement) * quitting


@rule
def client_exit_hazard(base: float, last_post_failed: bool, factor_after_failure: float) -> float:
    """Chance that a client leaves this week: `base`, times `factor_after_failure` while the last post found nobody."""
    return min(1.0, base * factor_after_failure if last_post_failed else base)
