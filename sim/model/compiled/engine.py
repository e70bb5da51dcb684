"""What the compiled engine keeps from phase to phase: live columns, rows of those who take part, and proposals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.model.compiled.columns import Buyers, Counts, Deals, People, Posts, Rows, columns_of, flow_of, taken_from
from sim.model.compiled.entry import ClientTraits, FreelancerTraits, enter_clients, enter_freelancers
from sim.model.compiled.offers import empty_offers, keep_open, with_room_for
from sim.model.compiled.world import now_of, seen_by_all, world_of
from sim.model.state.job_posts import OPEN
from sim.model.state.stocks import Stocks

if TYPE_CHECKING:
    from sim.model.marketplace import Marketplace

FIRST_OFFERS = 4096


class CompiledEngine:
    """State of the compiled engine beside the tables.

    Parameters
    ----------
    market : Marketplace
        Its tables are walked.

    Attributes
    ----------
    people, buyers, posts, deals : named tuple of ndarray
        Columns of the tables freelancers, clients, job_posts, contracts, with room for new rows.
    freelancers, clients, open_posts, running : ndarray of int64
        Rows of the active, of open posts and of running contracts, each in order of rows.
    first_new_post : int
        Row of the first post of this week.
    offers : Offers
        Proposals of open posts; the first `n_offers` are in use.
    last_of : ndarray of int32
        Each freelancer's last proposal among them, -1 for none.
    booked : ndarray of float64
        Room to add up hours by freelancer; zeros.
    n_open_before : int
        Open posts at the end of the last week.
    world, now, seen, flow : named tuple
        Setting, week, beliefs, and the sums of the week.
    """

    def __init__(self, market: Marketplace) -> None:
        self.market = market
        self.world = world_of(market)
        self.flow = flow_of(market)
        self.people = columns_of(People, market.freelancers)
        self.buyers = columns_of(Buyers, market.clients)
        self.posts = columns_of(Posts, market.job_posts)
        self.deals = columns_of(Deals, market.contracts)
        self.freelancers, self.clients = _no_rows(), _no_rows()
        self.open_posts, self.running = _no_rows(), _no_rows()
        self.first_new_post = 0
        self.offers, self.n_offers = empty_offers(FIRST_OFFERS), 0
        self.last_of = np.full(0, -1, dtype=np.int32)
        self.booked = np.zeros(0)
        self.n_open_before = 0
        self.begin_week()
        p = market.parameters
        self._freelancer_traits = taken_from(FreelancerTraits, p.search, p.learning, p.hiring, p.ai.freelancer_adoption)
        self._client_traits = taken_from(ClientTraits, p.needs, p.clients, p.ai.client_adoption)

    def begin_week(self) -> None:
        """Read the week, and the beliefs that the last one left."""
        self.now = now_of(self.market)
        self.seen = seen_by_all(self.market)

    def see_peers(self) -> None:
        """Read the shares of AI users among peers."""
        peers = self.market.peers
        self.seen = self.seen._replace(
            freelancer_ai_share=np.array(peers.freelancer_ai_share), client_ai_share=np.array(peers.client_ai_share)
        )

    def make_room(self, name: str, extra: int) -> None:
        """See to it that `extra` more rows fit in one of the tables."""
        kinds: dict[str, tuple[str, Any]] = {
            "freelancers": ("people", People),
            "clients": ("buyers", Buyers),
            "job_posts": ("posts", Posts),
            "contracts": ("deals", Deals),
        }
        attribute, kind = kinds[name]
        table = getattr(self.market, name)
        if table.reserve(extra):
            setattr(self, attribute, columns_of(kind, table))

    def make_room_for_offers(self, extra: int) -> None:
        """See to it that `extra` more proposals fit, and one last proposal for each freelancer."""
        self.offers = with_room_for(self.offers, self.n_offers, extra)
        missing = len(self.people.freelancer_id) - len(self.last_of)
        if missing > 0:
            self.last_of = np.concatenate((self.last_of, np.full(missing, -1, dtype=np.int32)))

    def room_to_add_up(self) -> None:
        """See to it that `booked` has a place for each freelancer."""
        if len(self.booked) < self.market.freelancers.n_rows:
            self.booked = np.zeros(len(self.people.freelancer_id))

    def enter_freelancers(self, counts: Counts, week: int, *, quiet: bool = False) -> None:
        """Register freelancers by specialty, searching or quiet."""
        table, new = self.market.freelancers, int(sum(counts))
        self.make_room("freelancers", new)
        first, numbers = table.n_rows, np.array(counts, dtype=np.int64)
        traits, luck = self._freelancer_traits, self.market.luck
        enter_freelancers(self.people, first, numbers, week, luck, quiet, self.world, traits)
        table.n_rows = first + new
        if not quiet:
            self.freelancers = np.concatenate((self.freelancers, np.arange(first, first + new)))

    def enter_clients(self, counts: Counts, week: int) -> None:
        """Bring in clients by subcategory."""
        table, new = self.market.clients, int(sum(counts))
        self.make_room("clients", new)
        first, numbers = table.n_rows, np.array(counts, dtype=np.int64)
        enter_clients(self.buyers, first, numbers, week, self.market.luck, self._client_traits)
        table.n_rows = first + new
        self.clients = np.concatenate((self.clients, np.arange(first, first + new)))

    def forget_closed_posts(self) -> None:
        """Take the posts that closed, and their proposals, off the market."""
        self.n_offers = keep_open(self.offers, self.n_offers, self.last_of, self.posts.status)
        self.open_posts = self.open_posts[self.posts.status[self.open_posts] == OPEN]

    def stocks(self) -> Stocks:
        """Who and what is in the market now."""
        return Stocks(self.freelancers, self.clients, self.running, len(self.open_posts))


def _no_rows() -> Rows:
    """An empty set of rows."""
    return np.zeros(0, dtype=np.int64)
