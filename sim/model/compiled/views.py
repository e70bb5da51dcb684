"""Mesa agents of a market that the compiled engine walks: views of rows, made when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.model.agents.client import Client
from sim.model.agents.freelancer import Freelancer
from sim.parameters.errors import InputError

if TYPE_CHECKING:
    from sim.model.agents.row_agent import RowAgent
    from sim.model.marketplace import Marketplace


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
    """Make the Mesa agents that are missing, and the lists of those who take part."""
    for row in range(len(market.freelancer_at), market.freelancers.n_rows):
        market.freelancer_at.append(market.freelancer_class(market, market.freelancers, row))
    for row in range(len(market.client_at), market.clients.n_rows):
        market.client_at.append(market.client_class(market, market.clients, row))
    stocks = market.stocks()
    market.active_freelancers = [market.freelancer_at[row] for row in stocks.freelancers.tolist()]
    market.active_clients = [market.client_at[row] for row in stocks.clients.tolist()]
    market.running_contracts = stocks.contracts.tolist()
