"""What everybody can see of the market: faded sums of recent contracts, pooled from platform down to specialty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from benchmarks.numpy_market.columns import Floats
from sim.model.rules.participation import LEAST, MOST
from sim.model.state.market import (
    FILL_PRIOR,
    INCOME_PRIOR,
    LONG_HALF_LIFE,
    PROPOSALS_PRIOR,
    QUALITY_PRIOR,
    SEEN,
)

if TYPE_CHECKING:
    from sim.model.setting import Setting
    from sim.parameters.learning import Learning

LEAST_RATIO = 0.05


class Beliefs:
    """Sums by specialty, and the beliefs drawn from them once a week."""

    def __init__(self, setting: Setting, learning: Learning) -> None:
        self.n = setting.n_specialties
        self.tree = setting.tree
        self.strength = learning.belief_prior_contracts
        self.fading = 0.5 ** (1.0 / learning.belief_half_life)
        self.slow_fading = 0.5 ** (1.0 / LONG_HALF_LIFE)
        self.sums = np.zeros((len(SEEN), self.n))
        self.this_week = np.zeros((len(SEEN), self.n))
        self.long_run = np.zeros((2, self.n))
        self.ai_posts, self.ai_posts_now = np.zeros(2), np.zeros(2)
        self.form()

    def see(self, name: str, specialty: npt.NDArray[Any], amount: npt.NDArray[Any] | None = None) -> None:
        """Add up what this week shows of specialties."""
        self.this_week[SEEN.index(name)] += np.bincount(specialty, amount, self.n)

    def close_week(self) -> None:
        """Fade the memory, add this week, form the beliefs of the next one."""
        now = self.this_week
        earnings_and_weeks = now[[SEEN.index("earnings"), SEEN.index("active_weeks")]]
        self.long_run = self.long_run * self.slow_fading + earnings_and_weeks
        self.sums = self.sums * self.fading + now
        self.ai_posts = self.ai_posts * self.fading + self.ai_posts_now
        self.this_week[:] = 0.0
        self.ai_posts_now[:] = 0.0
        self.form()

    def form(self) -> None:
        """Draw the beliefs from the remembered sums."""
        s, k = dict(zip(SEEN, self.sums, strict=True)), self.strength
        weeks = 52.0 * k
        self.price = np.exp(self.pooled(s["ln_price_over_budget"], s["contracts"], 0.0, k))
        self.quality = self.pooled(s["succeeded"], s["ended"], QUALITY_PRIOR, k)
        self.fill = self.pooled(s["filled"], s["closed"], FILL_PRIOR, k)
        self.ai_user_share = self.pooled(s["contracts_ai_user"], s["contracts"], 0.0, k)
        self.income = self.pooled(s["earnings"], s["active_weeks"], INCOME_PRIOR, weeks)
        long_run = self.pooled(self.long_run[0], self.long_run[1], INCOME_PRIOR, weeks)
        self.ln_income_ratio = np.log(np.clip(self.income / long_run, LEAST, MOST))
        proposals = self.pooled(s["proposals"], s["closed"], PROPOSALS_PRIOR, k)
        platform = s["proposals"].sum() / max(s["closed"].sum(), 1.0)
        self.crowding = proposals / (platform if platform > 0.0 else PROPOSALS_PRIOR)
        users = self.pooled(s["ai_earnings"] / self.income, s["ai_active_weeks"], 1.0, weeks)
        others = self.pooled(
            (s["earnings"] - s["ai_earnings"]) / self.income, s["active_weeks"] - s["ai_active_weeks"], 1.0, weeks
        )
        self.ln_ai_gain = np.log(np.maximum(users, LEAST_RATIO) / np.maximum(others, LEAST_RATIO))
        self.ai_post_fill = (self.ai_posts[1] + k * FILL_PRIOR) / (self.ai_posts[0] + k)

    def pooled(self, total: Floats, weight: Floats, prior: float, strength: float) -> Floats:
        """Ratio of each specialty, pooled towards subcategory, category and platform."""
        tree = self.tree
        sub_total, sub_weight = tree.by_subcategory(total), tree.by_subcategory(weight)
        cat_total, cat_weight = tree.by_category(sub_total), tree.by_category(sub_weight)
        platform = (cat_total.sum() + strength * prior) / (cat_weight.sum() + strength)
        category = (cat_total + strength * platform) / (cat_weight + strength)
        subcategory = (sub_total + strength * category[tree.category_of_subcategory]) / (sub_weight + strength)
        pooled: Floats = (total + strength * subcategory[tree.subcategory_of]) / (weight + strength)
        return pooled
