"""What everybody can see of the market: remembered sums of recent contracts, and the beliefs drawn from them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sim.model.compilation import rule
from sim.model.fixed_point import SCALE, fixed_point
from sim.model.randomness.portable_math import exp, log
from sim.model.state.pooling import Array, Tree, pooled

SEEN = (
    "contracts",
    "ln_price_over_budget",
    "ended",
    "succeeded",
    "closed",
    "filled",
    "proposals",
    "contracts_ai_user",
    "active_weeks",
    "earnings",
    "ai_active_weeks",
    "ai_earnings",
)
"""Sums by specialty. `ai_active_weeks` and `ai_earnings` (USD) are those of freelancers who use AI."""

PLACE = {name: place for place, name in enumerate(SEEN)}

FILL_PRIOR = 0.38
QUALITY_PRIOR = 0.88
PROPOSALS_PRIOR = 24.0
INCOME_PRIOR = 60.0
LONG_HALF_LIFE = 156.0
LEAST_INCOME_RATIO = 0.05
"""Priors of an empty platform: targets C5, C4; forgotten within the warm-up. Weeks of the long-run memory of pay.
Least ratio of incomes that is told from nothing."""


@dataclass
class Beliefs:
    """What is expected of a specialty, drawn once a week; each entry has shape (n_specialties,) or is one number."""

    price: list[float] = field(default_factory=list)
    quality: list[float] = field(default_factory=list)
    fill: list[float] = field(default_factory=list)
    ai_user_share: list[float] = field(default_factory=list)
    income: list[float] = field(default_factory=list)
    income_ratio: list[float] = field(default_factory=list)
    crowding: list[float] = field(default_factory=list)
    ln_ai_gain: list[float] = field(default_factory=list)
    ai_post_fill: float = FILL_PRIOR


class Market:
    """Remembered sums, faded every week, and the beliefs of the present week.

    Parameters
    ----------
    tree : Tree
        Specialties in subcategories in categories.
    half_life : float
        Weeks after which what was seen counts half.
    strength : float
        Contracts that the level above is worth.
    """

    def __init__(self, tree: Tree, half_life: float, strength: float) -> None:
        self.tree = tree
        self.strength = strength
        self.fading = exp(-log(2.0) / half_life)
        self.slow_fading = exp(-log(2.0) / LONG_HALF_LIFE)
        n = len(tree.subcategory_of)
        self.sums: dict[str, Array] = {name: np.zeros(n) for name in SEEN}
        self.seen_this_week = np.zeros((n, len(SEEN)), dtype=np.int64)
        self.long_run_earnings, self.long_run_weeks = np.zeros(n), np.zeros(n)
        self.ai_posts_closed, self.ai_posts_filled = 0.0, 0.0
        self.ai_closed_this_week, self.ai_filled_this_week = 0.0, 0.0
        self.believed: dict[str, Array] = {}
        self.form_beliefs()

    def see(self, name: str, specialty: int, amount: float) -> None:
        """Add to what this week shows of a specialty."""
        self.seen_this_week[specialty, PLACE[name]] += fixed_point(float(amount))

    @property
    def this_week(self) -> dict[str, Array]:
        """What this week shows so far, each of shape (n_specialties,)."""
        return dict(zip(SEEN, self.seen_this_week.T / SCALE, strict=True))

    def see_ai_post_closed(self, *, filled: bool) -> None:
        """An AI-related post closed."""
        self.ai_closed_this_week += 1.0
        self.ai_filled_this_week += 1.0 if filled else 0.0

    def close_week(self) -> None:
        """Fade the memory, add this week's sums, form the beliefs of the next week.

        Writes    sums, long_run_earnings, long_run_weeks, ai_posts_closed, ai_posts_filled, beliefs
        """
        seen = self.this_week
        self.long_run_earnings = self.long_run_earnings * self.slow_fading + seen["earnings"]
        self.long_run_weeks = self.long_run_weeks * self.slow_fading + seen["active_weeks"]
        for name in SEEN:
            self.sums[name] = self.sums[name] * self.fading + seen[name]
        self.seen_this_week[:] = 0
        self.ai_posts_closed = self.ai_posts_closed * self.fading + self.ai_closed_this_week
        self.ai_posts_filled = self.ai_posts_filled * self.fading + self.ai_filled_this_week
        self.ai_closed_this_week = self.ai_filled_this_week = 0.0
        self.form_beliefs()

    def form_beliefs(self) -> None:
        """Draw the beliefs from the remembered sums (partial pooling)."""
        s, k = self.sums, self.strength
        weeks = 52.0 * k
        income = pooled(self.tree, s["earnings"], s["active_weeks"], INCOME_PRIOR, weeks)
        long_run = pooled(self.tree, self.long_run_earnings, self.long_run_weeks, INCOME_PRIOR, weeks)
        proposals = pooled(self.tree, s["proposals"], s["closed"], PROPOSALS_PRIOR, k)
        platform = float(s["proposals"].sum()) / max(float(s["closed"].sum()), 1.0)
        self.believed = {
            "price": exp_of_each(pooled(self.tree, s["ln_price_over_budget"], s["contracts"], 0.0, k)),
            "quality": pooled(self.tree, s["succeeded"], s["ended"], QUALITY_PRIOR, k),
            "fill": pooled(self.tree, s["filled"], s["closed"], FILL_PRIOR, k),
            "ai_user_share": pooled(self.tree, s["contracts_ai_user"], s["contracts"], 0.0, k),
            "income": income,
            "income_ratio": income / long_run,
            "crowding": proposals / (platform if platform > 0.0 else PROPOSALS_PRIOR),
            "ln_ai_gain": self._ln_ai_gain(income, weeks),
        }
        ai_post_fill = (self.ai_posts_filled + k * FILL_PRIOR) / (self.ai_posts_closed + k)
        self.beliefs = Beliefs(
            **{name: values.tolist() for name, values in self.believed.items()}, ai_post_fill=ai_post_fill
        )

    def _ln_ai_gain(self, income: Array, weeks: float) -> Array:
        """Log ratio of the weekly earnings of AI users and of others, pooled; 0 where nobody uses AI."""
        s = self.sums
        ratio_ai = pooled(self.tree, s["ai_earnings"] / income, s["ai_active_weeks"], 1.0, weeks)
        others = s["active_weeks"] - s["ai_active_weeks"]
        ratio_others = pooled(self.tree, (s["earnings"] - s["ai_earnings"]) / income, others, 1.0, weeks)
        return ln_ratio_of_each(ratio_ai, ratio_others, LEAST_INCOME_RATIO)


@rule
def exp_of_each(values: Array) -> Array:
    """Exponential of each entry."""
    results = np.zeros(len(values))
    for place in range(len(values)):
        results[place] = exp(values[place])
    return results


@rule
def ln_ratio_of_each(one: Array, other: Array, least: float) -> Array:
    """Natural logarithm of the ratio of each two entries, which count as `least` at least."""
    results = np.zeros(len(one))
    for place in range(len(one)):
        results[place] = log(max(one[place], least)) - log(max(other[place], least))
    return results
