"""Rows that nobody needs any more leave the tables of the compiled engine: what is to be recorded of them is archived.

A contract goes when it has ended, a post when it is closed and its contract has ended. A freelancer who has gone quiet
never comes back, and a client that has left neither: they go once nothing that is still counted refers to them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.model.randomness import decisions
from sim.model.record.contract_rows import contract_rows
from sim.model.sample import drawn
from sim.model.setting import WEEKS_A_YEAR
from sim.model.state.archive import CLIENT_COLUMNS, FREELANCER_COLUMNS, Columns
from sim.model.state.canonical import STILL_RUNNING
from sim.model.state.job_posts import EXPIRED, FILLED, OPEN

if TYPE_CHECKING:
    from sim.model.marketplace import Marketplace
    from sim.model.state.table import Table

Mask = npt.NDArray[np.bool_]
RowMap = npt.NDArray[np.int32]
BY_PLACE = {"freelancers": "freelancer_id", "clients": "client_id"}
"""Tables put in order of ids, so that those of a specialty lie side by side in memory: no number depends on it."""
LEAST_GONE = 0.1
"""Share of the rows of a table that must be able to go for the tables to be gone through."""


class Staying(NamedTuple):
    """Whether each row stays, by table."""

    freelancers: Mask
    clients: Mask
    job_posts: Mask
    contracts: Mask


def compact(market: Marketplace, least_gone: float = LEAST_GONE) -> bool:
    """Let rows go that nobody needs any more, and tell everybody who holds rows where the others are now.

    Parameters
    ----------
    market : Marketplace
        At the end of a week of the compiled engine, the row of the platform written.
    least_gone : float, optional
        Nothing is done unless more than this share of the rows of a table can go.

    Returns
    -------
    bool
        Whether rows have moved.
    """
    staying = _who_stays(market)
    if not any(len(mask) - np.count_nonzero(mask) > least_gone * len(mask) for mask in staying):
        return False
    _archive(market, staying)
    kept = {name: np.flatnonzero(mask) for name, mask in staying._asdict().items()}
    for name in BY_PLACE:
        ids = getattr(market, name).array(BY_PLACE[name])[kept[name]]
        kept[name] = kept[name][np.argsort(ids, kind="stable")]
    maps = {name: _new_rows(rows, getattr(market, name).n_rows) for name, rows in kept.items()}
    for name, rows in kept.items():
        getattr(market, name).keep(rows)
    posts, contracts = market.job_posts, market.contracts
    _translate(posts, "client", maps["clients"])
    _translate(contracts, "post", maps["job_posts"])
    _translate(contracts, "client", maps["clients"])
    _translate(contracts, "freelancer", maps["freelancers"])
    market.record.rows_moved(maps["freelancers"])
    market.engine.rows_moved(**maps)
    return True


def _who_stays(market: Marketplace) -> Staying:
    """Rows that are still needed."""
    posts, contracts, people, clients = market.job_posts, market.contracts, market.freelancers, market.clients
    running = contracts.array("week_ended") == STILL_RUNNING
    needed_posts = posts.array("status") == OPEN
    needed_posts[contracts.array("post")[running]] = True
    needed_clients = clients.array("active") | (clients.array("last_paid_week") > market.week - WEEKS_A_YEAR)
    needed_clients[posts.array("client")[needed_posts]] = True
    needed_people = people.array("active") | (people.array("n_running") > 0)
    needed_people |= market.record.platform.may_count(people.array("earnings"))
    held = market.engine.held
    needed_people[held.offers["freelancer"][: held.n]] = True
    needed_people[market.record.at_work_this_month] = True
    return Staying(needed_people, needed_clients, needed_posts, running)


def _archive(market: Marketplace, staying: Staying) -> None:
    """Add up those who go, and keep of them what is to be recorded."""
    archive, share = market.archive, market.parameters.record.people_share
    people, clients, contracts = market.freelancers, market.clients, market.contracts
    gone = np.flatnonzero(~staying.freelancers)
    archive.n_freelancers += len(gone)
    archive.n_freelancers_ever_hired += int(np.count_nonzero(people.array("n_contracts")[gone]))
    archive.earnings += int(people.array("earnings")[gone].sum())
    chosen = gone[drawn(market.luck, decisions.FREELANCER_SAMPLE, people.array("freelancer_id")[gone], share)]
    _put(archive.freelancers, people, FREELANCER_COLUMNS, chosen)
    gone = np.flatnonzero(~staying.clients)
    archive.n_clients += len(gone)
    archive.spend += int(clients.array("spend")[gone].sum())
    chosen = gone[drawn(market.luck, decisions.CLIENT_SAMPLE, clients.array("client_id")[gone], share)]
    _put(archive.clients, clients, CLIENT_COLUMNS, chosen)
    gone = np.flatnonzero(~staying.contracts)
    archive.n_contracts += len(gone)
    archive.paid += int(contracts.array("paid")[gone].sum())
    if market.parameters.record.contracts:
        archive.contracts.append(contract_rows(market, gone))
    status = market.job_posts.array("status")[~staying.job_posts]
    archive.n_posts_filled += int(np.count_nonzero(status == FILLED))
    archive.n_posts_expired += int(np.count_nonzero(status == EXPIRED))


def _put(chunks: list[Columns], table: Table, names: tuple[str, ...], rows: npt.NDArray[Any]) -> None:
    """Keep the columns of these rows as a chunk."""
    if len(rows) > 0:
        chunks.append({name: table.array(name)[rows] for name in names})


def _new_rows(kept: npt.NDArray[np.int64], n: int) -> RowMap:
    """New row of each of `n` old ones, -1 for one that goes."""
    rows = np.full(n, -1, dtype=np.int32)
    rows[kept] = np.arange(len(kept), dtype=np.int32)
    return rows


def _translate(table: Table, column: str, rows: RowMap) -> None:
    """Write new rows in place of old ones."""
    cells = table.array(column)
    cells[:] = rows[cells]
