"""The marketplace: a Mesa model whose state lies in tables and whose week is a tuple of phases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.model.agents.client import Client
from sim.model.agents.freelancer import Freelancer
from sim.model.compiled.engine import CompiledEngine
from sim.model.compiled.phases import COMPILED_PHASES
from sim.model.compiled.views import make_views, refuse_overrides
from sim.model.mesa_base import Model
from sim.model.phases import PHASES
from sim.model.randomness.keys import replication_seed
from sim.model.randomness.portable_math import exp, log
from sim.model.record.recorder import Recorder
from sim.model.setting import Setting
from sim.model.state.archive import Archive
from sim.model.state.clients import Clients
from sim.model.state.contracts import Contracts
from sim.model.state.freelancers import Freelancers
from sim.model.state.job_posts import JobPosts
from sim.model.state.market import Market
from sim.model.state.peers import Peers
from sim.model.state.stocks import Stocks

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.model.agents.proposal import Proposal
    from sim.parameters.scenario import Scenario


class Marketplace(Model):
    """An online freelance market under AI adoption, walked agent by agent.

    Parameters
    ----------
    scenario : Scenario
        All parameters; at hand as ``parameters``.
    seed : int, optional
        0 to 2^63 - 1.
    replication : int, optional
        Number of the replication; 0 runs under `seed` itself.
    freelancer_class, client_class : type, optional
        Subclasses with decisions of your own.
    n_threads : int, optional
        Threads of the compiled engine; the numbers do not depend on it.

    Attributes
    ----------
    freelancers, clients, job_posts, contracts : Table
        The state.
    archive : Archive
        What has left the tables of the compiled engine; empty in the agents engine.
    active_freelancers, active_clients : list
        Mesa agents of those who take part, in order of their rows.
    open_posts : dict
        Row of each open post, and the proposals it has by freelancer row.
    running_contracts : list of int
        Rows of contracts under way.
    market : Market
        What is remembered of recent contracts, and the beliefs drawn from it.
    record : Recorder
        What the run leaves behind.
    week : int
        From 0 at ``horizon.start``; negative in the warm-up.
    """

    def __init__(
        self,
        scenario: Scenario,
        seed: int = 0,
        replication: int = 0,
        *,
        freelancer_class: type[Freelancer] = Freelancer,
        client_class: type[Client] = Client,
        n_threads: int = 1,
    ) -> None:
        super().__init__(rng=0)
        self.parameters = scenario
        self.luck = replication_seed(seed, replication)
        self.setting = Setting(scenario)
        self.week = self.setting.calendar.first_week
        self.freelancer_class, self.client_class = freelancer_class, client_class
        self.freelancers, self.clients = Freelancers(), Clients()
        self.job_posts, self.contracts = JobPosts(), Contracts()
        self.archive = Archive()
        self.freelancer_at: list[Freelancer] = []
        self.client_at: list[Client] = []
        self.row_of_freelancer: dict[int, int] = {}
        self.active_freelancers: list[Freelancer] = []
        self.active_clients: list[Client] = []
        self.open_posts: dict[int, dict[int, Proposal]] = {}
        self.running_contracts: list[int] = []
        learning = scenario.learning
        self.market = Market(self.setting.tree, learning.belief_half_life, learning.belief_prior_contracts)
        self.peers = Peers(self.setting.tree.n_subcategories)
        self.fees_kept = 0
        self.heads_last_week = 0
        self._derive(scenario)
        self.record = Recorder(self)
        self.phases = PHASES
        if scenario.engine == "compiled":
            refuse_overrides(freelancer_class, client_class)
            self.engine = CompiledEngine(self, n_threads)
            self.phases = COMPILED_PHASES

    def _derive(self, scenario: Scenario) -> None:
        """Sizes of needs in the form in which they are drawn."""
        p = scenario.needs
        self.hours_median = [p.hours_median_1m, p.hours_median_3m, p.hours_median_6m, p.hours_median_over_6m]
        between = scenario.clients.budget_log_sd_between
        variance = max(p.hours_log_sd * p.hours_log_sd - between * between, 0.0)
        self.hours_log_sd_within = exp(0.5 * log(variance)) if variance > 0.0 else 0.0

    def add_freelancer(self, row: int, *, quiet: bool = False) -> None:
        """Make the Mesa agent of a new row of `freelancers`."""
        freelancer = self.freelancer_class(self, self.freelancers, row)
        self.freelancer_at.append(freelancer)
        self.row_of_freelancer[freelancer.freelancer_id] = row
        if not quiet:
            self.active_freelancers.append(freelancer)

    def add_client(self, row: int) -> None:
        """Make the Mesa agent of a new row of `clients`."""
        client = self.client_class(self, self.clients, row)
        self.client_at.append(client)
        self.active_clients.append(client)

    def stocks(self) -> Stocks:
        """Who and what is in the market now, whichever engine walks."""
        if self.parameters.engine == "compiled":
            return self.engine.stocks()
        return Stocks(
            np.array([freelancer.row for freelancer in self.active_freelancers], dtype=np.int64),
            np.array([client.row for client in self.active_clients], dtype=np.int64),
            np.array(self.running_contracts, dtype=np.int64),
            len(self.open_posts),
        )

    def under_way(self) -> tuple[int, int]:
        """Numbers of open posts and of running contracts."""
        if self.parameters.engine == "compiled":
            return len(self.engine.open_posts), len(self.engine.running)
        return len(self.open_posts), len(self.running_contracts)

    @property
    def agents(self) -> Any:
        """All Mesa agents.

        Those of the compiled engine are made when asked for, one for each row of its tables: whoever has left the
        market for good is no longer an agent.
        """
        make_views(self)
        return super().agents

    @property
    def agents_by_type(self) -> Any:
        """Mesa agents by class, as `agents`."""
        make_views(self)
        return super().agents_by_type

    def distance(self, one: int, other: int) -> float:
        """Distance of two specialties: 0 the same, 1 the same subcategory, 2 beyond."""
        if one == other:
            return 0.0
        return 1.0 if self.setting.subcategory_of[one] == self.setting.subcategory_of[other] else 2.0

    def step(self) -> None:
        """Walk one week: every phase in order."""
        for phase in self.phases:
            phase.walk(self)
        self.week += 1

    def run(self, on_week: Callable[[int, int], None] | None = None) -> None:
        """Walk the warm-up and the horizon to their end.

        Parameters
        ----------
        on_week : callable, optional
            Called with (weeks done, weeks in all) after each week.
        """
        first, end = self.setting.calendar.first_week, self.setting.calendar.end_week
        while self.week < end:
            self.step()
            if on_week is not None:
                on_week(self.week - first, end - first)
