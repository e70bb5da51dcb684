"""What the compiled engine keeps from phase to phase: live columns, the luck of the week, open posts and proposals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from sim.model.compiled.columns import Buyers, Counts, Deals, People, Posts, Rows, columns_of, flow_of, taken_from
from sim.model.compiled.entry import ClientTraits, FreelancerTraits, bringing_of, enter_clients, enter_freelancers
from sim.model.compiled.luck import MOST_IDLE_WEEKS, Leaving, Luck, Needing, idle_factors
from sim.model.compiled.needs import NeedSizes
from sim.model.compiled.offers import Held
from sim.model.compiled.tasks import Crew
from sim.model.compiled.thresholds import arriving_of, trying_of
from sim.model.compiled.world import now_of, seen_by_all, seen_of_peers, world_of
from sim.model.rules.ai_adoption import N_OPENNESS
from sim.model.state.job_posts import OPEN
from sim.model.state.stocks import Stocks

if TYPE_CHECKING:
    from sim.model.compiled.looking_over import Tally
    from sim.model.compiled.participation import Events
    from sim.model.marketplace import Marketplace
    from sim.model.record.platform import Heads
    from sim.parameters.declaration import Group

Fields = TypeVar("Fields", bound=tuple[Any, ...])


class CompiledEngine:
    """State of the compiled engine beside the tables.

    Parameters
    ----------
    market : Marketplace
        Its tables are walked.
    n_threads : int
        Threads that share the blocks of rows.

    Attributes
    ----------
    people, buyers, posts, deals : named tuple of ndarray
        Columns of the tables freelancers, clients, job_posts, contracts, with room for new rows.
    open_posts, running : ndarray of int64
        Rows of open posts and of running contracts, each in order of rows.
    n_in_order : int
        Rows of freelancers that stand in order of ids; those who have come since stand behind, in order of entry.
    first_new_post : int
        Row of the first post of this week.
    luck, needing : named tuple of ndarray
        What the luck of the week may come to, by row.
    freelancer_events, client_events : Events
        Where the events of each block of rows end.
    freelancer_heads, client_heads : ndarray of int64, shape (2, n_subcategories, N_OPENNESS)
        Active ones, and those of them who use AI, at the start of the week.
    held : Held
        Proposals of open posts.
    world, now, seen, flow : named tuple
        Setting, week, beliefs, and the sums of the week.
    """

    freelancer_events: Events
    client_events: Events
    heads: Heads
    tally: Tally

    def __init__(self, market: Marketplace, n_threads: int) -> None:
        self.market = market
        self.world = world_of(market)
        self.flow = flow_of(market)
        self.crew = Crew(n_threads, self.flow)
        self.refer()
        self.open_posts, self.running = _no_rows(), _no_rows()
        self.first_new_post, self.n_open_before = 0, 0
        self.held = Held()
        self._taken: dict[type, Any] = {}
        self._take_parameters(market)
        nobody = np.zeros(0, dtype=np.int32)
        self.luck = Luck(np.zeros(0, dtype=np.int16), np.zeros(0), nobody, nobody)
        self.needing = Needing(np.zeros(0, dtype=np.uint8), np.zeros(0, dtype=np.uint8), nobody)
        n_subcategories = len(self.world.subcategory_share)
        self.freelancer_heads = np.zeros((2, n_subcategories, N_OPENNESS), dtype=np.int64)
        self.client_heads = np.zeros((2, n_subcategories, N_OPENNESS), dtype=np.int64)
        self.booked = np.zeros(0)
        self.n_client_adopters = 0
        self.n_in_order = 0
        self.begin_week()

    def _take_parameters(self, market: Marketplace) -> None:
        """Parameters that several phases read, and what follows from them alone."""
        p = market.parameters
        self.leaving = self.taken(Leaving, p.participation)
        self.trying, self.arriving = trying_of(p), arriving_of(p)
        self.freelancers_bring = bringing_of(p, p.ai.freelancer_adoption)
        self.clients_bring = bringing_of(p, p.ai.client_adoption)
        self.idle_factor = np.zeros(MOST_IDLE_WEEKS)
        idle_factors(self.idle_factor, p.participation.quit_idle_slope)
        self.ratio_factor = np.zeros(len(self.world.subcategory_of))
        names = (name for name in NeedSizes._fields if name not in {"hours_median", "hours_log_sd_within"})
        taken = {name: getattr(p.needs if name in type(p.needs).model_fields else p.clients, name) for name in names}
        within = market.hours_log_sd_within
        self.need_sizes = NeedSizes(**taken, hours_median=np.array(market.hours_median), hours_log_sd_within=within)

    def refer(self) -> None:
        """Refer to the columns anew: they have moved."""
        market = self.market
        self.people, self.buyers = columns_of(People, market.freelancers), columns_of(Buyers, market.clients)
        self.posts, self.deals = columns_of(Posts, market.job_posts), columns_of(Deals, market.contracts)

    def begin_week(self) -> None:
        """Read the week, and the beliefs that the last one left."""
        self.now = now_of(self.market)
        self.seen = seen_by_all(self.market)

    def taken(self, kind: type[Fields], *groups: Group) -> Fields:
        """Parameters of a kind, looked up once: they do not change within a run."""
        if kind not in self._taken:
            self._taken[kind] = taken_from(kind, *groups)
        fields: Fields = self._taken[kind]
        return fields

    def see_peers(self) -> None:
        """Read the shares of AI users among peers."""
        self.seen = self.seen._replace(**seen_of_peers(self.market.peers))

    def make_room(self, name: str, extra: int) -> None:
        """See to it that `extra` more rows fit in one of the tables."""
        if getattr(self.market, name).reserve(extra):
            self.refer()

    def make_room_for_luck(self) -> None:
        """See to it that each row of freelancers and clients has a place for its luck; what is there stays."""
        for name, table in (("luck", self.market.freelancers), ("needing", self.market.clients)):
            columns = getattr(self, name)
            missing = table.n_rows - len(columns[0])
            if missing > 0:
                room = missing + table.n_rows // 4
                grown = (np.concatenate((old, np.zeros(room, dtype=old.dtype))) for old in columns)
                setattr(self, name, type(columns)(*grown))

    def enter_freelancers(self, counts: Counts, week: int, *, quiet: bool = False) -> None:
        """Register freelancers by specialty, searching or quiet."""
        numbers = np.array(counts, dtype=np.int64)
        table, new = self.market.freelancers, int(numbers.sum())
        self.make_room("freelancers", new)
        p = self.market.parameters
        traits = self.taken(FreelancerTraits, p.search, p.learning, p.hiring, p.ai.freelancer_adoption)
        enter_freelancers(
            self.people, table.n_rows, numbers, week, quiet, self.world, self.now, self.seen, traits,
            self.freelancers_bring, p.learning.proficiency_start,
        )  # fmt: skip
        table.n_rows += new

    def enter_clients(self, counts: Counts, week: int) -> None:
        """Bring in clients by subcategory."""
        numbers = np.array(counts, dtype=np.int64)
        table, new = self.market.clients, int(numbers.sum())
        self.make_room("clients", new)
        p = self.market.parameters
        traits = self.taken(ClientTraits, p.needs, p.clients, p.ai.client_adoption)
        enter_clients(
            self.buyers, table.n_rows, numbers, week, self.world, self.now, self.seen, traits, self.clients_bring
        )
        table.n_rows += new

    def forget_closed_posts(self) -> None:
        """Take the posts that closed, and their proposals, off the market."""
        is_open = self.posts.status[self.open_posts] == OPEN
        self.held.keep(is_open)
        self.open_posts = self.open_posts[is_open]

    def rows_moved(self, *, freelancers: Any, clients: Any, job_posts: Any, contracts: Any) -> None:  # noqa: ARG002
        """Follow the rows that a compaction has moved; each argument maps old rows to new ones, -1 for gone."""
        self.n_in_order = int(freelancers.max(initial=-1)) + 1
        self.open_posts = job_posts[self.open_posts].astype(np.int64)
        self.running = contracts[self.running].astype(np.int64)
        self.held.rows_moved(freelancers, job_posts)
        self.refer()

    def stocks(self) -> Stocks:
        """Who and what is in the market now."""
        freelancers = np.flatnonzero(self.market.freelancers.array("active"))
        clients = np.flatnonzero(self.market.clients.array("active"))
        return Stocks(freelancers, clients, self.running, len(self.open_posts))


def _no_rows() -> Rows:
    """An empty set of rows."""
    return np.zeros(0, dtype=np.int64)
