"""Mesa agents of a market that the compiled engine walks: views of rows, made when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np

from sim.model.agents.client import Client
from sim.model.agents.freelancer import Freelancer
from sim.model.agents.row_agent import RowAgent
from sim.parameters.errors import InputError

if TYPE_CHECKING:
    from sim.model.marketplace import Marketplace
    from sim.model.state.table import Table

View = TypeVar("View", bound=RowAgent)


def refuse_overrides(freelancer_class: type[Freelancer], client_class: type[Client]) -> None:
    """Refuse a subclass that decides otherwise: kernels do not call the methods of agents.

    Raises
    ------
    InputError
        Naming the class and the method.
    """
    classes: tuple[tuple[type[RowAgent], type[RowAgent]], ...] = (
        (freelancer_class, Freelancer),
        (client_class, Client),
    )
    for given, base in classes:
        for name in vars(base):
            if not name.startswith("__") and getattr(given, name, None) is not getattr(base, name):
                raise InputError(
                    f"engine: compiled cannot run {given.__name__}, which overrides {base.__name__}.{name}: "
                    "write engine: agents in the scenario"
                )


def make_views(market: Marketplace) -> None:
    """Bring the Mesa agents of a compiled market up to date with its tables, and the lists of those who take part.

    Agents are made when first asked for, one for each row. Whoever has left the tables is removed from the model and is
    no longer an agent; the others stay the same objects. In a market of the agents engine nothing is done.
    """
    if getattr(market, "engine", None) is None:
        return
    market.freelancer_at = _up_to_date(market, market.freelancers, market.freelancer_at, market.freelancer_class)
    market.client_at = _up_to_date(market, market.clients, market.client_at, market.client_class)
    stocks = market.stocks()
    market.active_freelancers = [market.freelancer_at[row] for row in stocks.freelancers.tolist()]
    market.active_clients = [market.client_at[row] for row in stocks.clients.tolist()]
    market.running_contracts = stocks.contracts.tolist()


def _up_to_date(market: Marketplace, table: Table, views: list[View], kind: type[View]) -> list[View]:
    """One view for each row of a table, in order of rows: those there were, if they are still there, and new ones."""
    if any(view.epoch != table.epoch for view in views):
        ids = np.fromiter((view.own_id for view in views), dtype=np.int64, count=len(views))
        at: dict[int, View] = {}
        for view, row in zip(views, table.rows_of(ids).tolist(), strict=True):
            if row < 0:
                view.remove()
            else:
                view.note_row(row)
                at[row] = view
        return [at[row] if row in at else kind(market, table, row) for row in range(table.n_rows)]
    views.extend([kind(market, table, row) for row in range(len(views), table.n_rows)])
    return views
