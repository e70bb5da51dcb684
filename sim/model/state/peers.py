"""What share of the active freelancers and clients of each subcategory use AI, pooled towards the platform."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from sim.model.state.clients import Clients
    from sim.model.state.freelancers import Freelancers
    from sim.model.state.pooling import Tree

    Heads = npt.NDArray[np.int64]

STRENGTH = 20.0
"""Agents that the platform's share counts as."""


@dataclass
class Peers:
    """Shares of AI users by subcategory, as everybody sees them this week; lists of length n_subcategories."""

    freelancer_ai_share: list[float] = field(default_factory=list)
    client_ai_share: list[float] = field(default_factory=list)

    def look_around(self, tree: Tree, freelancers: Freelancers, clients: Clients) -> None:
        """Count AI users at the start of the week.

        Reads     freelancers.active, ai_adopted, specialty; clients.active, ai_adopted, subcategory
        Writes    freelancer_ai_share, client_ai_share
        """
        place = tree.subcategory_of[freelancers.array("specialty")]
        counted = _heads(tree, place, freelancers.array("active"), freelancers.array("ai_adopted"))
        place = clients.array("subcategory")
        self.settle(tree, *counted, *_heads(tree, place, clients.array("active"), clients.array("ai_adopted")))

    def settle(
        self, tree: Tree, n_freelancers: Heads, n_freelancer_users: Heads, n_clients: Heads, n_client_users: Heads
    ) -> None:
        """Form the shares from heads by subcategory: the active, and those of them who use AI."""
        self.freelancer_ai_share = _shares(tree, n_freelancers, n_freelancer_users)
        self.client_ai_share = _shares(tree, n_clients, n_client_users)


def _heads(tree: Tree, place: Any, active: Any, adopted: Any) -> tuple[Heads, Heads]:
    """Active ones by subcategory, and those of them who use AI."""
    n = np.bincount(place[active], minlength=tree.n_subcategories)
    return n, np.bincount(place[active & adopted], minlength=tree.n_subcategories)


def _shares(tree: Tree, n: Heads, users: Heads) -> list[float]:
    """Share of adopters by subcategory, with the platform's share counting as `STRENGTH` agents.

    Raises
    ------
    ValueError
        If the heads are not those of the subcategories.
    """
    if n.shape != (tree.n_subcategories,) or users.shape != n.shape:
        raise ValueError(f"heads of {tree.n_subcategories} subcategories are needed, got {n.shape} and {users.shape}")
    platform = float(users.sum()) / max(float(n.sum()), 1.0)
    shares: list[float] = ((users + STRENGTH * platform) / (n + STRENGTH)).tolist()
    return shares
