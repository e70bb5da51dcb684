"""What share of the active freelancers and clients of each subcategory use AI, pooled towards the platform."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sim.model.state.clients import Clients
    from sim.model.state.freelancers import Freelancers
    from sim.model.state.pooling import Array, Tree

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
        active = np.flatnonzero(freelancers.array("active"))
        place = tree.subcategory_of[freelancers.array("specialty")[active]]
        self.freelancer_ai_share = _shares(tree, place.astype(np.int64), freelancers.array("ai_adopted")[active])
        active = np.flatnonzero(clients.array("active"))
        place = clients.array("subcategory")[active]
        self.client_ai_share = _shares(tree, place.astype(np.int64), clients.array("ai_adopted")[active])


def _shares(tree: Tree, place: Array, adopted: Array) -> list[float]:
    """Share of adopters by subcategory, with the platform's share counting as `STRENGTH` agents."""
    n = np.bincount(place, minlength=tree.n_subcategories)
    users = np.bincount(place[adopted], minlength=tree.n_subcategories)
    platform = float(users.sum()) / max(float(n.sum()), 1.0)
    shares: list[float] = ((users + STRENGTH * platform) / (n + STRENGTH)).tolist()
    return shares
