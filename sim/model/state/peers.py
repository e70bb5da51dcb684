"""What share of the active freelancers and clients of each subcategory use AI, pooled towards the platform."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.model.compilation import rule

if TYPE_CHECKING:
    import numpy.typing as npt

    from sim.model.state.clients import Clients
    from sim.model.state.freelancers import Freelancers
    from sim.model.state.pooling import Tree

    Heads = npt.NDArray[np.int64]
    Shares = npt.NDArray[np.float64]

STRENGTH = 20.0
"""Agents that the platform's share counts as."""


class Peers:
    """Shares of AI users by subcategory, as everybody sees them this week; nil before anybody looked around.

    Attributes
    ----------
    freelancer_shares, client_shares : ndarray of float64, shape (n_subcategories,)
    freelancer_ai_share, client_ai_share : list of float
        The same as plain numbers, for one who decides alone.
    """

    def __init__(self, n_subcategories: int) -> None:
        self.freelancer_shares: Shares = np.zeros(n_subcategories)
        self.client_shares: Shares = np.zeros(n_subcategories)
        self._lists: tuple[list[float], list[float]] | None = None

    @property
    def freelancer_ai_share(self) -> list[float]:
        """Share of AI users among active freelancers."""
        return self._as_lists()[0]

    @property
    def client_ai_share(self) -> list[float]:
        """Share of AI users among active clients."""
        return self._as_lists()[1]

    def _as_lists(self) -> tuple[list[float], list[float]]:
        """Both as plain numbers."""
        if self._lists is None:
            self._lists = self.freelancer_shares.tolist(), self.client_shares.tolist()
        return self._lists

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
        self.freelancer_shares = _shares(tree, n_freelancers, n_freelancer_users)
        self.client_shares = _shares(tree, n_clients, n_client_users)
        self._lists = None


def _heads(tree: Tree, place: Any, active: Any, adopted: Any) -> tuple[Heads, Heads]:
    """Active ones by subcategory, and those of them who use AI."""
    n = np.bincount(place[active], minlength=tree.n_subcategories)
    return n, np.bincount(place[active & adopted], minlength=tree.n_subcategories)


def _shares(tree: Tree, n: Heads, users: Heads) -> Shares:
    """Share of adopters by subcategory, with the platform's share counting as `STRENGTH` agents.

    Raises
    ------
    ValueError
        If the heads are not those of the subcategories.
    """
    if n.shape != (tree.n_subcategories,) or users.shape != n.shape:
        raise ValueError(f"heads of {tree.n_subcategories} subcategories are needed, got {n.shape} and {users.shape}")
    shares = np.zeros(len(n))
    _write_shares(n, users, shares)
    return shares


@rule
def _write_shares(n: Heads, users: Heads, shares: Shares) -> None:
    """Pool each subcategory with the platform."""
    all_heads, all_users = 0, 0
    for place in range(len(n)):
        all_heads += n[place]
        all_users += users[place]
    platform = float(all_users) / max(float(all_heads), 1.0)
    for place in range(len(n)):
        shares[place] = (users[place] + STRENGTH * platform) / (n[place] + STRENGTH)
