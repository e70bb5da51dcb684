"""The state in an order that does not depend on the engine: those who have left the tables stand where they entered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sim.model.randomness import decisions
from sim.model.randomness.draws import WEEK_OFFSET
from sim.model.randomness.keys import CLIENT_NUMBER_BITS, FREELANCER_NUMBER_BITS, WEEK_BITS
from sim.model.sample import drawn
from sim.model.state.archive import CLIENT_COLUMNS, FREELANCER_COLUMNS, Columns, joined
from sim.model.state.contracts import Contracts
from sim.model.state.job_posts import OPEN

if TYPE_CHECKING:
    from sim.model.marketplace import Marketplace
    from sim.model.state.table import Table

Ids = npt.NDArray[np.int64]
STILL_RUNNING = Contracts.columns()["week_ended"].blank
"""Week in which a running contract has ended."""


def entry_weeks(ids: Ids, number_bits: int) -> Ids:
    """Weeks of entry of freelancers or clients, from ids."""
    return ((ids >> number_bits) & (2 * WEEK_OFFSET - 1)) - WEEK_OFFSET


def order_of_entry(ids: Ids, number_bits: int) -> Ids:
    """What puts ids in order: week of entry, then specialty or subcategory of entry, then number."""
    week = (ids >> number_bits) & (2 * WEEK_OFFSET - 1)
    place = ids >> (number_bits + WEEK_BITS)
    key = (week << (ids.itemsize * 8 - 1 - WEEK_BITS)) | (place << number_bits) | (ids & ((1 << number_bits) - 1))
    return np.argsort(key, kind="stable")


def freelancer_columns(market: Marketplace) -> Columns:
    """Everybody who ever registered and is in the sample of the census, in order of entry."""
    share = market.parameters.record.people_share
    live = _sampled(market, market.freelancers, FREELANCER_COLUMNS, decisions.FREELANCER_SAMPLE, share)
    calendar = market.setting.calendar
    last_week = calendar.public_week - 1
    chunks = market.archive.freelancers
    if calendar.first_week <= last_week < market.week:
        chunks = [_with_experience_before_ai(chunk, last_week) for chunk in chunks]
    return _in_order(joined(chunks, live), "freelancer_id", FREELANCER_NUMBER_BITS)


def client_columns(market: Marketplace) -> Columns:
    """Every client ever seen that is in the sample of the census, in order of entry."""
    share = market.parameters.record.people_share
    live = _sampled(market, market.clients, CLIENT_COLUMNS, decisions.CLIENT_SAMPLE, share)
    return _in_order(joined(market.archive.clients, live), "client_id", CLIENT_NUMBER_BITS)


def canonical_state(market: Marketplace) -> dict[str, Columns]:
    """Freelancers, clients, open posts and running contracts, with ids in place of rows: equal between engines.

    Returns
    -------
    dict of dict of ndarray
        `freelancers` and `clients` (those in the sample of the census, what the census reads of them) in order of
        entry; `job_posts` that are open and running `contracts` in order of need ids.
    """
    posts, contracts = market.job_posts, market.contracts
    need, client = posts.array("need_id"), market.clients.array("client_id")
    rows = np.flatnonzero(posts.array("status") == OPEN)
    rows = rows[np.argsort(need[rows], kind="stable")]
    asked = {name: posts.array(name)[rows] for name in posts.columns()}
    rows = np.flatnonzero(contracts.array("week_ended") == STILL_RUNNING)
    rows = rows[np.argsort(need[contracts.array("post")[rows]], kind="stable")]
    agreed = {name: contracts.array(name)[rows] for name in contracts.columns()}
    agreed["freelancer"] = market.freelancers.array("freelancer_id")[agreed["freelancer"]]
    return {
        "freelancers": {name: values.copy() for name, values in freelancer_columns(market).items()},
        "clients": {name: values.copy() for name, values in client_columns(market).items()},
        "job_posts": asked | {"client": client[asked["client"]]},
        "contracts": agreed | {"post": need[agreed["post"]], "client": client[agreed["client"]]},
    }


def _sampled(market: Marketplace, table: Table, names: tuple[str, ...], decision: int, share: float) -> Columns:
    """Columns of the live rows in the sample, as views where that is everybody."""
    if share >= 1.0:
        return {name: table.array(name) for name in names}
    chosen = np.flatnonzero(drawn(market.luck, decision, table.array(table.id_column), share))
    return {name: table.array(name)[chosen] for name in names}


def _with_experience_before_ai(chunk: Columns, last_week: int) -> Columns:
    """Those who left before the last week without AI had then the experience with which they left."""
    known = chunk["experience_before_ai"]
    missing = np.isnan(known) & (entry_weeks(chunk["freelancer_id"], FREELANCER_NUMBER_BITS) <= last_week)
    return chunk | {"experience_before_ai": np.where(missing, chunk["experience_hours"], known)}


def _in_order(columns: Columns, id_column: str, number_bits: int) -> Columns:
    """Columns in order of entry."""
    order = order_of_entry(columns[id_column], number_bits)
    if np.array_equal(order, np.arange(len(order))):
        return columns
    return {name: values[order] for name, values in columns.items()}
