"""The market in idiomatic NumPy: columns by agents, boolean masks, `bincount`, sorting and `searchsorted`.

The phases, equations and parameters are those of `sim.model`; random numbers come from one `Generator`, so single
decisions differ. What is sequential in the rules is played in rounds (`search`, `hiring`), or added up over a week
(`delivery`); each file says how. Rows of those who went quiet or left, of closed posts with their proposals and of
ended contracts are dropped every week, so a week costs what is active, not what is registered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.numpy_market.adoption import adopt_ai
from benchmarks.numpy_market.beliefs import Beliefs
from benchmarks.numpy_market.columns import empty_contracts, empty_posts, empty_proposals
from benchmarks.numpy_market.delivery import end_contracts, end_week, reskill, work_and_pay
from benchmarks.numpy_market.hiring import hire
from benchmarks.numpy_market.landscape import Landscape
from benchmarks.numpy_market.needs import post_needs
from benchmarks.numpy_market.participation import enter, leave, new_clients, new_freelancers
from benchmarks.numpy_market.search import search
from sim.model.rules.ai_adoption import N_OPENNESS
from sim.model.setting import Setting
from sim.model.week.participation import apportioned

if TYPE_CHECKING:
    from sim.parameters.scenario import Scenario

COUNTED = ("n_freelancers", "n_clients", "new_needs", "new_posts", "new_ai_posts", "new_proposals", "new_contracts",
           "gross_services_volume", "freelancer_ai_adopters", "client_ai_adopters")  # fmt: skip


class NumpyMarket:
    """The freelance market, column by column.

    Parameters
    ----------
    scenario : Scenario
        All parameters.
    seed : int
        Of the generator.

    Attributes
    ----------
    week : int
        From 0 at ``horizon.start``; negative in the warm-up.
    counts : dict of str to float
        Of the last week: active freelancers and clients, needs, posts, proposals, contracts, gross services volume
        (USD), and who uses AI.
    """

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.parameters = scenario
        self.rng = np.random.default_rng(seed)
        self.setting = Setting(scenario)
        self.land = Landscape(self.setting)
        self.week = self.setting.calendar.first_week
        self.beliefs = Beliefs(self.setting, scenario.learning)
        self.posts, self.proposals, self.contracts = empty_posts(), empty_proposals(), empty_contracts()
        self.counts = dict.fromkeys(COUNTED, 0.0)
        self.log2_horizon = self.usefulness = 0.0
        self.freelancers_alike = self.clients_alike = np.zeros((self.setting.tree.n_subcategories, N_OPENNESS))
        needs, between = scenario.needs, scenario.clients.budget_log_sd_between
        self.hours_median = np.array(
            [needs.hours_median_1m, needs.hours_median_3m, needs.hours_median_6m, needs.hours_median_over_6m]
        )
        self.hours_log_sd_within = np.sqrt(max(needs.hours_log_sd**2 - between**2, 0.0))
        self.is_founded = False
        n = scenario.population.n_freelancers
        counts = apportioned(n * scenario.participation.founding_share, self.setting.post_share)
        self.freelancers = new_freelancers(self, np.repeat(np.arange(len(counts)), counts))
        counts = apportioned(n * scenario.population.clients_per_freelancer, self.setting.subcategory_share)
        self.clients = new_clients(self, np.repeat(np.arange(len(counts)), counts))
        self.is_founded = True

    def step(self) -> None:
        """Walk one week."""
        self.counts = dict.fromkeys(COUNTED, 0.0)
        self.log2_horizon, self.usefulness = self.setting.log2_horizon(self.week), self.setting.usefulness(self.week)
        if self.week > self.setting.calendar.first_week:
            leave(self)
        enter(self)
        adopt_ai(self)
        post_needs(self)
        search(self)
        hire(self)
        work_and_pay(self)
        end_contracts(self)
        end_week(self)
        reskill(self)
        self.beliefs.close_week()
        self._count()
        self.week += 1

    def _count(self) -> None:
        """Count who is here at the end of the week."""
        self.counts["n_freelancers"] = float(np.count_nonzero(~self.freelancers.retiring))
        self.counts["n_clients"] = float(len(self.clients))
        self.counts["freelancer_ai_adopters"] = float(self.freelancers.ai_adopted.sum())
        self.counts["client_ai_adopters"] = float(self.clients.ai_adopted.sum())
