"""What everybody can see of the market: remembered sums of recent contracts, and the beliefs drawn from them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sim.model.compilation import rule
from sim.model.fixed_point import SCALE, fixed_point
from sim.model.randomness.portable_math import exp, log
from sim.model.state.pooling import Array, Places, Tree, pooled_in

Wholes = npt.NDArray[np.int64]

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

BELIEVED = ("price", "quality", "fill", "ai_user_share", "income", "income_ratio", "crowding", "ln_ai_gain")
"""Beliefs about a specialty, as in `Beliefs`."""
CONTRACTS, LN_PRICE, ENDED, SUCCEEDED, CLOSED, FILLED, PROPOSALS, BY_AI_USERS = range(8)
ACTIVE_WEEKS, EARNINGS, AI_ACTIVE_WEEKS, AI_EARNINGS = range(8, 12)
"""Places in `SEEN`."""

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
        self._sums = np.zeros((len(SEEN), n))
        self.sums: dict[str, Array] = dict(zip(SEEN, self._sums, strict=True))
        self.seen_this_week = np.zeros((n, len(SEEN)), dtype=np.int64)
        self.long_run_earnings, self.long_run_weeks = np.zeros(n), np.zeros(n)
        self.ai_posts_closed, self.ai_posts_filled = 0.0, 0.0
        self.ai_closed_this_week, self.ai_filled_this_week = 0.0, 0.0
        self.believed: dict[str, Array] = {}
        self.ai_post_fill = FILL_PRIOR
        self._beliefs: Beliefs | None = None
        self.form_beliefs()

    @property
    def beliefs(self) -> Beliefs:
        """The beliefs of the present week as plain numbers, for one who decides alone."""
        if self._beliefs is None:
            lists = {name: values.tolist() for name, values in self.believed.items()}
            self._beliefs = Beliefs(**lists, ai_post_fill=self.ai_post_fill)
        return self._beliefs

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
        _remember(
            self.seen_this_week, self._sums, self.fading, self.long_run_earnings, self.long_run_weeks, self.slow_fading
        )
        self.ai_posts_closed = self.ai_posts_closed * self.fading + self.ai_closed_this_week
        self.ai_posts_filled = self.ai_posts_filled * self.fading + self.ai_filled_this_week
        self.ai_closed_this_week = self.ai_filled_this_week = 0.0
        self.form_beliefs()

    def form_beliefs(self) -> None:
        """Draw the beliefs from the remembered sums (partial pooling)."""
        s, k, tree = self.sums, self.strength, self.tree
        platform = float(s["proposals"].sum()) / max(float(s["closed"].sum()), 1.0)
        believed = np.full((len(BELIEVED), len(tree.subcategory_of)), np.nan)
        _believe(
            self._sums, self.long_run_earnings, self.long_run_weeks, k, platform if platform > 0.0 else PROPOSALS_PRIOR,
            tree.subcategory_of, tree.category_of_subcategory, tree.n_categories, believed,
        )  # fmt: skip
        self.believed = dict(zip(BELIEVED, believed, strict=True))
        self.ai_post_fill = (self.ai_posts_filled + k * FILL_PRIOR) / (self.ai_posts_closed + k)
        self._beliefs = None


@rule
def _remember(
    seen: Wholes, sums: Array, fading: float, long_run_earnings: Array, long_run_weeks: Array, slow_fading: float
) -> None:
    """Fade what is remembered, and add what this week showed, which begins anew with zeros."""
    for s in range(len(seen)):
        for place in range(len(SEEN)):
            amount = seen[s, place] / SCALE
            sums[place, s] = sums[place, s] * fading + amount
            if place == EARNINGS:
                long_run_earnings[s] = long_run_earnings[s] * slow_fading + amount
            elif place == ACTIVE_WEEKS:
                long_run_weeks[s] = long_run_weeks[s] * slow_fading + amount
            seen[s, place] = 0


@rule
def _believe(  # noqa: PLR0917 - as above
    sums: Array,
    long_run_earnings: Array,
    long_run_weeks: Array,
    strength: float,
    platform: float,
    subcategory_of: Places,
    category_of_subcategory: Places,
    n_categories: int,
    believed: Array,
) -> None:
    """Draw all beliefs from the remembered sums, as `BELIEVED` lists them; `platform` is proposals per closed post."""
    tree, k = (subcategory_of, category_of_subcategory, n_categories), strength
    weeks = 52.0 * k
    earnings, active, contracts, closed = sums[EARNINGS], sums[ACTIVE_WEEKS], sums[CONTRACTS], sums[CLOSED]
    income = pooled_in(earnings, active, INCOME_PRIOR, weeks, *tree)
    ai_earnings, ai_active = sums[AI_EARNINGS], sums[AI_ACTIVE_WEEKS]
    ratio_ai = pooled_in(ai_earnings / income, ai_active, 1.0, weeks, *tree)
    ratio_others = pooled_in((earnings - ai_earnings) / income, active - ai_active, 1.0, weeks, *tree)
    believed[0] = exp_of_each(pooled_in(sums[LN_PRICE], contracts, 0.0, k, *tree))
    believed[1] = pooled_in(sums[SUCCEEDED], sums[ENDED], QUALITY_PRIOR, k, *tree)
    believed[2] = pooled_in(sums[FILLED], closed, FILL_PRIOR, k, *tree)
    believed[3] = pooled_in(sums[BY_AI_USERS], contracts, 0.0, k, *tree)
    believed[4] = income
    believed[5] = income / pooled_in(long_run_earnings, long_run_weeks, INCOME_PRIOR, weeks, *tree)
    believed[6] = pooled_in(sums[PROPOSALS], closed, PROPOSALS_PRIOR, k, *tree) / platform
    believed[7] = ln_ratio_of_each(ratio_ai, ratio_others, LEAST_INCOME_RATIO)


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
