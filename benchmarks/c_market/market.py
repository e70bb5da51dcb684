"""The market in C: the yardstick of what a compiled language gives with the algorithm of the compiled engine.

The phases, equations, random numbers and columns are those of the compiled engine, written by hand in C with libm and
gcc's own optimisation. Rows that nobody needs any more are dropped once a quarter, so the censuses at the end of a run
are not written; all sums of the week, and the cells of the weekly panel from week 0 on, are.
"""

from __future__ import annotations

import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.c_market.given import parameters, pointers, this_week, work_categories
from benchmarks.c_market.library import library
from sim.model.record.flows import N_COMPLEXITY_KEYS
from sim.model.setting import Setting
from sim.model.state.market import SEEN
from sim.model.week.participation import apportioned
from sim.outcomes.columns import COMPLEXITY, WEEKLY_FLOWS

if TYPE_CHECKING:
    import ctypes

    from sim.parameters.scenario import Scenario

COUNTED = ("n_freelancers", "n_clients", "new_needs", "new_posts", "new_ai_posts", "new_proposals", "new_contracts",
           "gross_services_volume", "freelancer_ai_adopters", "client_ai_adopters")  # fmt: skip
PARAMETERS, WORLD, NOW, PHASES, WEEKLY, COMPLEX, SEE = range(7)
"""Lists of names that the library has."""


@dataclass(frozen=True)
class ReadingTime:
    """Time of the hiring kernel: reading the proposals of every open post once, and choosing.

    Attributes
    ----------
    seconds : float
    n_posts, n_proposals : int
        Open posts, and proposals that lie at them.
    n_weighed : int
        Proposals of clients' short lists, for which a utility is computed.
    """

    seconds: float
    n_posts: int
    n_proposals: int
    n_weighed: int

    @property
    def ns_per_proposal(self) -> float:
        """Nanoseconds for each proposal at the open posts."""
        return self.seconds * 1e9 / max(self.n_proposals, 1)


class CMarket:
    """The freelance market in C.

    Parameters
    ----------
    scenario : Scenario
        All parameters.
    seed : int
        0 to 2^63 - 1; the draws are those of `sim.model.marketplace.Marketplace` under the same seed.
    n_threads : int
        Threads that share blocks of rows.
    portable_math : bool
        With the bits of the compiled engine instead of libm and ``-O3 -march=native``: slower, to compare with.

    Attributes
    ----------
    week : int
        From 0 at ``horizon.start``; negative in the warm-up.
    counts : dict of str to float
        Of the last week: active freelancers and clients, needs, posts, proposals, contracts, gross services volume
        (USD), and who uses AI.
    """

    def __init__(self, scenario: Scenario, seed: int, n_threads: int = 1, *, portable_math: bool = False) -> None:
        self.parameters = scenario
        self.setting = Setting(scenario)
        self.week = self.setting.calendar.first_week
        self.counts = dict.fromkeys(COUNTED, 0.0)
        self._library = library(portable=portable_math)
        _check_names(self._library)
        self._world = work_categories(self._names(WORLD), self.setting, scenario)
        tree = self.setting.tree
        sizes = np.array([self.setting.n_specialties, tree.n_subcategories, tree.n_categories], dtype=np.int64)
        numbers = parameters(self._names(PARAMETERS), scenario)
        self._market = self._library.market_new(numbers, pointers(self._world), sizes, seed, n_threads)
        self._released = weakref.finalize(self, self._library.market_free, self._market)
        self._found()

    def _names(self, kind: int) -> str:
        """One of the lists of names of the library."""
        return names_of(self._library, kind)

    def _found(self) -> None:
        """Those who came and went before the warm-up, and its founders."""
        p, week = self.parameters, self.week
        n, participation = p.population.n_freelancers, p.participation
        still_to_come = participation.founding_share + participation.registration_rate * p.horizon.warm_up_weeks
        before = apportioned(n * max(1.0 - still_to_come, 0.0), self.setting.post_share)
        founders = apportioned(n * participation.founding_share, self.setting.post_share)
        clients = apportioned(n * p.population.clients_per_freelancer, self.setting.subcategory_share)
        enter = self._library.market_enter_freelancers
        enter(self._market, np.array(before, dtype=np.int64), week - 2, 1)
        enter(self._market, np.array(founders, dtype=np.int64), week - 1, 0)
        self._library.market_enter_clients(self._market, np.array(clients, dtype=np.int64), week - 1)

    def step(self) -> None:
        """Walk one week."""
        self._begin_week()
        self._end_week()

    def hiring_kernel_time(self, repetitions: int = 10) -> ReadingTime:
        """Walk one week, and time how long reading all proposals and choosing takes in it (nobody is hired meanwhile).

        Parameters
        ----------
        repetitions : int
            Times that the kernel is run; the mean is given.
        """
        self._begin_week()
        sizes = np.zeros(3, dtype=np.int64)
        seconds = float(self._library.market_time_reading(self._market, repetitions, sizes))
        self._end_week()
        return ReadingTime(seconds, *sizes.tolist())

    def _begin_week(self) -> None:
        """Walk a week up to hiring."""
        self._library.market_begin_week(
            self._market, this_week(self._names(NOW), self.week, self.setting, self.parameters)
        )

    def _end_week(self) -> None:
        """Walk the rest of a week."""
        counts = np.zeros(len(COUNTED))
        self._library.market_end_week(self._market, counts)
        self.counts = dict(zip(COUNTED, counts.tolist(), strict=True))
        self.week += 1

    @property
    def time_of_phases(self) -> dict[str, float]:
        """Seconds of the last week by phase."""
        names = self._names(PHASES).split()
        seconds = np.zeros(len(names))
        self._library.market_seconds(self._market, seconds)
        return dict(zip(names, seconds.tolist(), strict=True))

    @property
    def totals(self) -> dict[str, int]:
        """Flows of the last week over all cells: counts, cents, and real numbers in fixed point."""
        names = self._names(WEEKLY).split()
        sums = np.zeros(len(names), dtype=np.int64)
        self._library.market_totals(self._market, sums)
        return dict(zip(names, sums.tolist(), strict=True))

    @property
    def gaps(self) -> dict[str, float]:
        """By how much the identities of the last week are missed."""
        gaps = np.zeros(3)
        self._library.market_identities(self._market, gaps)
        return dict(zip(("hours booked", "hours beyond the week", "running contracts"), gaps.tolist(), strict=True))


def names_of(loaded: ctypes.CDLL, kind: int) -> str:
    """One of the lists of names of a library."""
    listed: bytes = loaded.market_names(kind)
    return listed.decode()


def _check_names(loaded: ctypes.CDLL) -> None:
    """The flows of the library must be the declared ones.

    Raises
    ------
    ValueError
        If they are not: a flow has been added or moved.
    """
    declared = {
        WEEKLY: [column.name for column in WEEKLY_FLOWS],
        COMPLEX: [column.name for column in COMPLEXITY[N_COMPLEXITY_KEYS:]],
        SEE: list(SEEN),
    }
    for kind, expected in declared.items():
        if names_of(loaded, kind).split() != expected:
            raise ValueError(f"the flows of benchmarks/c_market/state.h are not {expected}")
