"""Priors: for each calibrated parameter a range, its scale, and why it is so wide and no wider.

They stand here and not beside the parameters' data, because the version of the model's code covers that folder: to
change a prior must not ask for every run anew.

A prior is uniform on its scale between two ends. Ranges follow from facts or from what the parameter means, not from
where the fit was good; a posterior that piles up at an end says that the range was too narrow, and is reported.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
DIGITS: Final = 9
"""Significant digits of a parameter at a point: the same on any machine, whatever its logarithm gives."""


@dataclass(frozen=True, slots=True)
class Prior:
    """What is known of a parameter before the targets are looked at.

    Attributes
    ----------
    path : str
        Of the parameter.
    low, high : float
        Ends of the range, in the unit of the parameter.
    scale : {"linear", "log"}
        On which all parts of the range are equally likely.
    reason : str
        Why this range.
    """

    path: str
    low: float
    high: float
    scale: Literal["linear", "log"]
    reason: str

    def at(self, share: float) -> float:
        """Return the value at a place between 0 and 1 of the range."""
        return float(f"{float(self.values(np.array([share]))[0]):.{DIGITS}g}")

    def values(self, shares: Floats) -> Floats:
        """Return the values at places between 0 and 1, of any shape."""
        if self.scale == "log":
            low, high = math.log(self.low), math.log(self.high)
            return np.asarray(np.exp(low + shares * (high - low)), dtype=np.float64)
        return np.asarray(self.low + shares * (self.high - self.low), dtype=np.float64)

    def share(self, value: float) -> float:
        """Return the place of a value, between 0 and 1 inside the range."""
        if self.scale == "log":
            return (math.log(value) - math.log(self.low)) / (math.log(self.high) - math.log(self.low))
        return (value - self.low) / (self.high - self.low)


PRIORS: Final = (
    Prior(
        "ai.automation.exposure_shift", 10.0, 22.0, "linear",
        "at the median specialty's exposure (0.33) the half-way length of a task at the release of ChatGPT is 6 "
        "minutes (10) or an hour and a half (22); at the ninth decile (0.60) 39 minutes or 90 hours",
    ),
    Prior(
        "ai.freelancer_adoption.cost", 3.0, 6.0, "linear",
        "one and a half either side of the middle: a factor of 400 in the odds of the hazard from end to end",
    ),
    Prior(
        "ai.freelancer_adoption.capability_weight", 0.3, 1.2, "linear",
        "from some answer to capability (a factor of 50 in the odds, 2022 to 2026) to one of some millions",
    ),
    Prior("ai.client_adoption.cost", 2.5, 5.5, "linear", "as for freelancers, around a middle of 4"),
    Prior(
        "ai.client_adoption.before_public", 0.005, 0.2, "log",
        "machine learning had clients before AI was public: a two-hundredth to a fifth of the hazard of after",
    ),
    Prior(
        "needs.rate_mean", 0.012, 0.035, "log",
        "2.5 million posts a year (secondary) over the clients, which are known to a factor of 1.5",
    ),
    Prior(
        "needs.hours_median_over_6m", 250.0, 1200.0, "log",
        "half a year at ten hours a week to half a year at more than full time",
    ),
    Prior(
        "needs.ai_rate", 0.0006, 0.006, "log",
        "a client that uses AI as it was at first has between a thirtieth and three tenths of its other needs",
    ),
    Prior(
        "needs.ai_capability_elasticity", 0.0, 0.15, "linear",
        "none, to a doubling of AI-related needs while the horizon grows a hundredfold",
    ),
    Prior(
        "needs.ai_setup_boost", 0.0, 6.0, "linear",
        "no first projects, to a client that begins with seven times the AI-related needs that it has later",
    ),
    Prior(
        "search.proposals_per_week", 0.6, 1.5, "log",
        "24 proposals a post, over the number of those who search, known to a factor of 1.5",
    ),
    Prior(
        "hiring.nobody_utility", 3.8, 6.0, "linear",
        "fill rates between some 60% and some 20% at the other parameters' defaults",
    ),
)  # fmt: skip


def shares_of(values: dict[str, float]) -> Floats:
    """Return the place of parameter values in the unit cube, in the order of `PRIORS`, shape (12,)."""
    return np.array([prior.share(values[prior.path]) for prior in PRIORS])


def values_of(shares: Floats) -> dict[str, float]:
    """Return parameter values by path at a place in the unit cube, shape (12,)."""
    return {prior.path: prior.at(float(share)) for prior, share in zip(PRIORS, shares, strict=True)}
