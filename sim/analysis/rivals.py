"""How the model does on the rows of the validation beside simple rivals that anybody could have instead of it.

A rival says what the rows would be without the part of the model that it lacks:

- *no change*: nothing changes after AI, and no group of work or people is paid more than another;
- *category trend*: each group of work goes on along its own trend of the time before AI was public
  (`sim.analysis.category_trend`);
- *market without AI*: the same market, simulated with no AI at all: what trends and chance alone give;
- *random matching*: the same market, simulated with clients that pick anybody who can start: nothing about a proposal
  matters.

A row that a rival says nothing about is left out of its score. Distance is measured in half-widths of the published
range, 0 being the published number and 1 the end of the range; where a row has one open side, only pass or fail counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from sim.analysis.checks import Check
from sim.analysis.estimate import Estimate

MODEL: Final = "model"
SMALL_MODEL: Final = "model at the rivals' size"
NO_CHANGE: Final = "no change"
CATEGORY_TREND: Final = "category trend"
WITHOUT_AI: Final = "market without AI"
RANDOM_MATCHING: Final = "random matching"

SAYS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        MODEL: frozenset({"H1", "H3", "H7", "H9", "H10", "H11", "H12", "H13"}),
        SMALL_MODEL: frozenset({"H1", "H3", "H7", "H9", "H10", "H11", "H12", "H13"}),
        NO_CHANGE: frozenset({"H1", "H3", "H7", "H11", "H12"}),
        CATEGORY_TREND: frozenset({"H1", "H3"}),
        WITHOUT_AI: frozenset({"H1", "H3", "H9", "H10", "H12"}),
        RANDOM_MATCHING: frozenset({"H1", "H3", "H7", "H9", "H10", "H11", "H12", "H13"}),
    }
)
"""Rows that each says something about. In a market without AI there is no AI-related work to be paid more or less.
Trends of posts say nothing of pay, nor of how money is spread over people."""

RATIOS: Final = frozenset({"H3", "H12"})
"""Rows with a ratio of two times, which is one where nothing changes."""
SPEND_BEFORE_AI: Final = 4967.0
"""Yearly spend of an active client in USD in the year to March 2023 (target C6)."""


@dataclass(frozen=True, slots=True)
class Score:
    """How well one predictor does over the rows it says something about.

    Attributes
    ----------
    name : str
        `MODEL` or a rival.
    checks : tuple of Check
        Its rows.
    n_passed, n_judged : int
        Rows in the published range, of those with a range and a value.
    distance : float or None
        Mean distance from the published number, in half-widths of the range, over the rows with two ends.
    """

    name: str
    checks: tuple[Check, ...]
    n_passed: int
    n_judged: int
    distance: float | None


def no_change(checks: Sequence[Check]) -> list[Check]:
    """Return the rows as they would be if AI changed nothing: changes and premia of zero, ratios of one."""
    found = []
    for check in checks:
        if check.id in SAYS[NO_CHANGE]:
            unchanged = float(check.id in RATIOS and " over " in check.metric)
            value = SPEND_BEFORE_AI if check.unit == "USD/year" else unchanged
            found.append(replace(check, estimate=Estimate(value)))
    return found


def score(name: str, checks: Sequence[Check]) -> Score:
    """Return passes and distance over the rows that a predictor says something about."""
    return _scored(name, tuple(check for check in checks if check.id in SAYS[name]))


def beside(rival: Score, model: Sequence[Check]) -> Score:
    """Return the score of the model on the rows for which a rival has a value, for only those compare the two."""
    known = {(check.id, check.metric) for check in rival.checks if check.estimate.value is not None}
    return _scored(rival.name, tuple(check for check in model if (check.id, check.metric) in known))


def _scored(name: str, own: tuple[Check, ...]) -> Score:
    judged = [check.passed for check in own if check.passed is not None]
    distances = [one for one in map(distance, own) if one is not None]
    mean = sum(distances) / len(distances) if distances else None
    return Score(name, own, sum(judged), len(judged), mean)


def distance(check: Check) -> float | None:
    """Return the distance of a value from the published number in half-widths of the range; None without two ends."""
    value, low, high = check.estimate.value, check.low, check.high
    if value is None or low is None or high is None or check.reference is None:
        return None
    return abs(value - check.reference) / (0.5 * (high - low))
