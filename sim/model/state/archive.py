"""What has left the tables of a compiled market: those who never come back, finished contracts and closed posts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.model.state.clients import Clients
from sim.model.state.freelancers import Freelancers

Columns = dict[str, npt.NDArray[Any]]

FREELANCER_COLUMNS = tuple(name for name in Freelancers.columns() if name not in {"hours_booked", "ai_visible"})
CLIENT_COLUMNS = tuple(
    name
    for name in Clients.columns()
    if name not in {"active", "rate_z", "last_post_failed", "last_paid_week"} and not name.startswith("remembered_")
)
"""State columns that the census reads."""


@dataclass
class Archive:
    """Chunks of rows that are to be recorded, and totals over all that has left; empty in a market of agents.

    Attributes
    ----------
    n_freelancers, n_freelancers_ever_hired, n_clients, n_contracts, n_posts_filled, n_posts_expired : int
        Heads, contracts and posts.
    spend, earnings, paid : int
        Cents that those clients spent, those freelancers earned, and was paid on those contracts.
    freelancers, clients, contracts : list of dict of ndarray
        Rows to be recorded: `FREELANCER_COLUMNS` and `CLIENT_COLUMNS` of those in the sample of the census, contracts
        as `sim.model.record.contract_rows` writes them.
    """

    n_freelancers: int = 0
    n_freelancers_ever_hired: int = 0
    n_clients: int = 0
    n_contracts: int = 0
    n_posts_filled: int = 0
    n_posts_expired: int = 0
    spend: int = 0
    earnings: int = 0
    paid: int = 0
    freelancers: list[Columns] = field(default_factory=list)
    clients: list[Columns] = field(default_factory=list)
    contracts: list[Columns] = field(default_factory=list)


def joined(chunks: list[Columns], live: Columns) -> Columns:
    """Rows of the chunks, and the live ones behind them."""
    if not chunks:
        return live
    return {name: np.concatenate([*(chunk[name] for chunk in chunks), values]) for name, values in live.items()}
