"""The market as a plain Mesa model: agents with attributes, lists and dicts, `math`, and Mesa's own random numbers.

The phases, equations and parameters are those of `sim.model`; random numbers, and so single decisions, are not. Only
what a week needs is kept: who goes quiet or leaves is removed, and posts and contracts that are over are forgotten.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mesa import Model

from benchmarks.plain_mesa.beliefs import Beliefs
from benchmarks.plain_mesa.circles import Circles
from benchmarks.plain_mesa.client import Client
from benchmarks.plain_mesa.delivery import deliver
from benchmarks.plain_mesa.freelancer import Freelancer
from benchmarks.plain_mesa.hiring import hire
from benchmarks.plain_mesa.luck import poisson, tenth
from sim.model.rules.ai_adoption import N_OPENNESS
from sim.model.setting import WEEKS_A_YEAR, Setting
from sim.model.state.peers import STRENGTH
from sim.model.week.participation import YEARS_OF_PAST, apportioned

if TYPE_CHECKING:
    from random import Random

    from mesa.agent import AgentSet

    from benchmarks.plain_mesa.work import Contract, JobPost
    from sim.parameters.ai_adoption import ClientAdoption, FreelancerAdoption
    from sim.parameters.scenario import Scenario

COUNTED = ("n_freelancers", "n_clients", "new_needs", "new_posts", "new_ai_posts", "new_proposals", "new_contracts",
           "gross_services_volume", "freelancer_ai_adopters", "client_ai_adopters")  # fmt: skip


class MesaMarket(Model):  # type: ignore[misc]
    """The freelance market, object by object.

    Parameters
    ----------
    scenario : Scenario
        All parameters.
    seed : int
        Of Mesa's generators.

    Attributes
    ----------
    week : int
        From 0 at ``horizon.start``; negative in the warm-up.
    counts : dict of str to float
        Of the last week: active freelancers and clients, needs, posts, proposals, contracts, gross services volume
        (USD), and who uses AI.
    """

    random: Random

    def __init__(self, scenario: Scenario, seed: int) -> None:
        super().__init__(seed=seed)
        self.parameters = scenario
        self.setting = Setting(scenario)
        self.week = self.setting.calendar.first_week
        self.beliefs = Beliefs(self.setting, scenario.learning)
        self.open_posts: list[JobPost] = []
        self.contracts: list[Contract] = []
        self.circles = Circles([], self.setting)
        self.counts = dict.fromkeys(COUNTED, 0.0)
        self.ai_is_public: list[bool] = []
        self.freelancer_peers: list[float] = []
        self.client_peers: list[float] = []
        self.freelancers_alike: list[list[float]] = []
        self.clients_alike: list[list[float]] = []
        self.log2_horizon = self.usefulness = 0.0
        self._derive()
        n = scenario.population.n_freelancers
        for specialty, count in enumerate(
            apportioned(n * scenario.participation.founding_share, self.setting.post_share)
        ):
            Freelancer.create_agents(self, count, specialty)
        clients = n * scenario.population.clients_per_freelancer
        for subcategory, count in enumerate(apportioned(clients, self.setting.subcategory_share)):
            Client.create_agents(self, count, subcategory)

    def _derive(self) -> None:
        """Numbers that every agent would work out anew."""
        p, needs = self.parameters, self.parameters.needs
        self.hours_median = (
            needs.hours_median_1m,
            needs.hours_median_3m,
            needs.hours_median_6m,
            needs.hours_median_over_6m,
        )
        between = p.clients.budget_log_sd_between
        self.hours_log_sd_within = math.sqrt(max(needs.hours_log_sd**2 - between**2, 0.0))
        self.level_slack = p.search.level_slack
        self.level_difficulty = [p.delivery.level_difficulty_step * (level - 1) for level in range(3)]
        self.budget_stretch = math.exp(p.search.budget_tolerance)
        self.idle_factor = math.exp(-p.learning.cut_per_idle_week)

    @property
    def freelancers(self) -> AgentSet:
        """Freelancers who are searching or working."""
        return self.agents_by_type[Freelancer]

    @property
    def clients(self) -> AgentSet:
        """Clients who take part."""
        return self.agents_by_type[Client]

    def step(self) -> None:
        """Walk one week."""
        self.counts = dict.fromkeys(COUNTED, 0.0)
        if self.week > self.setting.calendar.first_week:
            self.freelancers.do("consider_quitting")
            self.clients.do("consider_leaving")
        self._enter()
        self._adopt_ai()
        self.clients.do("meet_needs")
        self._search()
        hire(self)
        deliver(self)
        self.freelancers.do("end_week")
        self.freelancers.do("consider_moving")
        self.beliefs.close_week()
        self._count()
        self.week += 1

    def _enter(self) -> None:
        """New registrations by specialty, answering to pay; new clients by subcategory."""
        p, setting = self.parameters, self.setting
        n, participation = p.population.n_freelancers, p.participation
        has_past = self.week >= setting.calendar.first_week + YEARS_OF_PAST * WEEKS_A_YEAR
        elasticity = participation.entry_elasticity if has_past else 0.0
        flow = n * participation.registration_rate
        for specialty, share in enumerate(setting.post_share):
            mean = flow * share * math.exp(elasticity * self.beliefs.ln_income_ratio[specialty])
            for _ in range(poisson(self.random, mean)):
                Freelancer(self, specialty)
        entries = n * p.population.clients_per_freelancer * participation.client_entry_rate
        for subcategory, share in enumerate(setting.subcategory_share):
            for _ in range(poisson(self.random, entries * share)):
                Client(self, subcategory)

    def newcomers_may_use(self, adoption: FreelancerAdoption | ClientAdoption, subcategory: int) -> bool:
        """Whether who registers now may use AI already: it is public, and peers have been seen."""
        ai = self.parameters.ai
        if ai.capability.mode == "none" or adoption.mode == "none" or not self.ai_is_public:
            return False
        return adoption.newcomers_as_peers and self.setting.ai_is_public(subcategory, self.week)

    def _adopt_ai(self) -> None:
        """Let everybody look around, then decide."""
        ai, setting = self.parameters.ai, self.setting
        self.log2_horizon, self.usefulness = setting.log2_horizon(self.week), setting.usefulness(self.week)
        if ai.capability.mode == "none":
            return
        self.ai_is_public = [setting.ai_is_public(place, self.week) for place in range(setting.tree.n_subcategories)]
        if ai.freelancer_adoption.mode != "none":
            mean = ai.freelancer_adoption.openness_mean
            seen = [(setting.subcategory_of[f.specialty], f.ai_openness - mean, f.ai_adopted) for f in self.freelancers]
            self.freelancer_peers, self.freelancers_alike = self._ai_shares(seen)
            self.freelancers.do("consider_ai")
        if ai.client_adoption.mode != "none":
            mean = ai.client_adoption.openness_mean
            seen = [(c.subcategory, c.ai_openness - mean, c.ai_adopted) for c in self.clients]
            self.client_peers, self.clients_alike = self._ai_shares(seen)
            self.clients.do("consider_ai")

    def _ai_shares(self, seen: list[tuple[int, float, bool]]) -> tuple[list[float], list[list[float]]]:
        """Share of AI users by subcategory, and by tenth of openness within; the platform's counts as some agents."""
        n = self.setting.tree.n_subcategories
        shares = self._pooled(n, [(place, adopted) for place, _, adopted in seen], STRENGTH)
        alike: list[list[tuple[int, bool]]] = [[] for _ in range(N_OPENNESS)]
        for place, deviation, adopted in seen:
            alike[tenth(deviation)].append((place, adopted))
        by_tenth = [self._pooled(n, those, STRENGTH / N_OPENNESS) for those in alike]
        return shares, [[column[place] for column in by_tenth] for place in range(n)]

    @staticmethod
    def _pooled(n: int, seen: list[tuple[int, bool]], strength: float) -> list[float]:
        """Share of AI users by subcategory."""
        heads, users = [0] * n, [0] * n
        for place, adopted in seen:
            heads[place] += 1
            if adopted:
                users[place] += 1
        platform = sum(users) / max(sum(heads), 1)
        return [(u + strength * platform) / (h + strength) for u, h in zip(users, heads, strict=True)]

    def _search(self) -> None:
        """Invitations for new posts, then search by everybody with free hours."""
        for post in self.open_posts:
            if post.week == self.week:
                post.client.invite(post)
        self.circles = Circles(self.open_posts, self.setting)
        self.freelancers.shuffle_do("search")

    def _count(self) -> None:
        """Count who is here at the end of the week."""
        freelancers, clients = self.freelancers, self.clients
        self.counts["n_freelancers"] = float(len(freelancers))
        self.counts["n_clients"] = float(len(clients))
        self.counts["freelancer_ai_adopters"] = float(sum(f.ai_adopted for f in freelancers))
        self.counts["client_ai_adopters"] = float(sum(c.ai_adopted for c in clients))
