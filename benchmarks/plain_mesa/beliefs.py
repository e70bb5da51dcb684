"""What everybody can see of the market: faded sums of recent contracts, pooled from platform down to specialty."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

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

Array = npt.NDArray[np.float64]
LEAST_RATIO = 0.05


class Beliefs:
    """Sums by specialty, and the beliefs drawn from them once a week."""

    def __init__(self, setting: Setting, learning: Learning) -> None:
        n = setting.n_specialties
        self.tree = setting.tree
        self.strength = learning.belief_prior_contracts
        self.fading = 0.5 ** (1.0 / learning.belief_half_life)
        self.slow_fading = 0.5 ** (1.0 / LONG_HALF_LIFE)
        self.sums = {name: np.zeros(n) for name in SEEN}
        self.this_week = {name: [0.0] * n for name in SEEN}
        self.long_earnings, self.long_weeks = np.zeros(n), np.zeros(n)
        self.ai_closed = self.ai_filled = 0.0
        self.ai_closed_now = self.ai_filled_now = 0.0
        self.form()

    def see(self, name: str, specialty: int, amount: float = 1.0) -> None:
        """Add to what this week shows of a specialty."""
        self.this_week[name][specialty] += amount

    def close_week(self) -> None:
        """Fade the memory, add this week, form the beliefs of the next one."""
        now = {name: np.array(values) for name, values in self.this_week.items()}
        self.long_earnings = self.long_earnings * self.slow_fading + now["earnings"]
        self.long_weeks = self.long_weeks * self.slow_fading + now["active_weeks"]
        for name in SEEN:
            self.sums[name] = self.sums[name] * self.fading + now[name]
            self.this_week[name] = [0.0] * len(now[name])
        self.ai_closed = self.ai_closed * self.fading + self.ai_closed_now
        self.ai_filled = self.ai_filled * self.fading + self.ai_filled_now
        self.ai_closed_now = self.ai_filled_now = 0.0
        self.form()

    def form(self) -> None:
        """Draw the beliefs from the remembered sums, as lists that agents look up."""
        s, k = self.sums, self.strength
        weeks = 52.0 * k
        self.price = np.exp(self.pooled(s["ln_price_over_budget"], s["contracts"], 0.0, k)).tolist()
        self.quality = self.pooled(s["succeeded"], s["ended"], QUALITY_PRIOR, k).tolist()
        self.fill = self.pooled(s["filled"], s["closed"], FILL_PRIOR, k).tolist()
        self.ai_user_share = self.pooled(s["contracts_ai_user"], s["contracts"], 0.0, k).tolist()
        income = self.pooled(s["earnings"], s["active_weeks"], INCOME_PRIOR, weeks)
        ratio = income / self.pooled(self.long_earnings, self.long_weeks, INCOME_PRIOR, weeks)
        self.income = income.tolist()
        self.ln_income_ratio = np.log(np.clip(ratio, LEAST, MOST)).tolist()
        proposals = self.pooled(s["proposals"], s["closed"], PROPOSALS_PRIOR, k)
        platform = s["proposals"].sum() / max(s["closed"].sum(), 1.0)
        self.crowding = (proposals / (platform if platform > 0.0 else PROPOSALS_PRIOR)).tolist()
        users = self.pooled(s["ai_earnings"] / income, s["ai_active_weeks"], 1.0, weeks)
        others = self.pooled(
            (s["earnings"] - s["ai_earnings"]) / income, s["active_weeks"] - s["ai_active_weeks"], 1.0, weeks
        )
        self.ln_ai_gain = (np.log(np.maximum(users, LEAST_RATIO)) - np.log(np.maximum(others, LEAST_RATIO))).tolist()
        self.ai_post_fill = (self.ai_filled + k * FILL_PRIOR) / (self.ai_closed + k)

    def pooled(self, total: Array, weight: Array, prior: float, strength: float) -> Array:
        """Ratio of each specialty, pooled towards subcategory, category and platform."""
        tree = self.tree
        sub_total, sub_weight = tree.by_subcategory(total), tree.by_subcategory(weight)
        cat_total, cat_weight = tree.by_category(sub_total), tree.by_category(sub_weight)
        platform = (math.fsum(cat_total) + strength * prior) / (math.fsum(cat_weight) + strength)
        category = (cat_total + strength * platform) / (cat_weight + strength)
        subcategory = (sub_total + strength * category[tree.category_of_subcategory]) / (sub_weight + strength)
        pooled: Array = (total + strength * subcategory[tree.subcategory_of]) / (weight + strength)
        return pooled
