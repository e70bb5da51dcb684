"""What share of the active freelancers and clients of each subcategory use AI, pooled towards the platform.

And what share of those alike in openness: newcomers are as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.model.compilation import rule
from sim.model.rules.ai_adoption import N_OPENNESS, OPENNESS_CUTS

if TYPE_CHECKING:
    import numpy.typing as npt

    from sim.model.state.clients import Clients
    from sim.model.state.freelancers import Freelancers
    from sim.model.state.pooling import Tree
    from sim.model.state.table import Table

    Heads = npt.NDArray[np.int64]
    Shares = npt.NDArray[np.float64]

STRENGTH = 20.0
"""Agents that the platform's share counts as."""


class Peers:
    """Shares of AI users by subcategory, as everybody sees them this week; nil before anybody looked around.

    Attributes
    ----------
    freelancer_shares, client_shares : ndarray of float64, shape (n_subcategories,)
    freelancer_shares_by_openness, client_shares_by_openness : ndarray of float64, shape (n_subcategories, N_OPENNESS)
        Among those of a group of openness (`sim.model.rules.ai_adoption.openness_group`).
    freelancer_ai_share, client_ai_share : list of float
        The first two as plain numbers, for one who decides alone.
    """

    def __init__(self, n_subcategories: int) -> None:
        by_openness = n_subcategories, N_OPENNESS
        self.freelancer_shares: Shares = np.zeros(n_subcategories)
        self.client_shares: Shares = np.zeros(n_subcategories)
        self.freelancer_shares_by_openness: Shares = np.zeros(by_openness)
        self.client_shares_by_openness: Shares = np.zeros(by_openness)
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

    def look_around(self, tree: Tree, freelancers: Freelancers, clients: Clients, means: tuple[float, float]) -> None:
        """Count AI users at the start of the week; `means` are those of openness, of freelancers and of clients.

        Reads     freelancers.active, ai_adopted, ai_openness, specialty; clients.active, ai_adopted, ai_openness,
                  subcategory
        Writes    the shares
        """
        places = tree.subcategory_of[freelancers.array("specialty")], clients.array("subcategory")
        counted = (
            _heads(tree, place, table, mean)
            for place, table, mean in zip(places, (freelancers, clients), means, strict=True)
        )
        self.settle(tree, *(heads for pair in counted for heads in pair))

    def settle(
        self, tree: Tree, n_freelancers: Heads, n_freelancer_users: Heads, n_clients: Heads, n_client_users: Heads
    ) -> None:
        """Form the shares from heads by subcategory and group of openness: the active, and those who use AI.

        Raises
        ------
        ValueError
            If the heads are not those of the subcategories.
        """
        self.freelancer_shares = _shares(tree, n_freelancers, n_freelancer_users, self.freelancer_shares_by_openness)
        self.client_shares = _shares(tree, n_clients, n_client_users, self.client_shares_by_openness)
        self._lists = None


def _heads(tree: Tree, place: Any, table: Table, mean: float) -> tuple[Heads, Heads]:
    """Active ones by subcategory and group of openness, and those of them who use AI."""
    active, adopted = table.array("active"), table.array("ai_adopted")
    deviation = table.array("ai_openness").astype(np.float64) - mean
    cell = place.astype(np.int64) * N_OPENNESS + np.searchsorted(OPENNESS_CUTS, deviation, side="right")
    shape, n = (tree.n_subcategories, N_OPENNESS), tree.n_subcategories * N_OPENNESS
    all_heads, users = np.bincount(cell[active], minlength=n), np.bincount(cell[active & adopted], minlength=n)
    return all_heads.reshape(shape), users.reshape(shape)


def _shares(tree: Tree, n: Heads, users: Heads, by_openness: Shares) -> Shares:
    """Share of adopters by subcategory, with the platform's share counting as `STRENGTH` agents.

    The shares within groups of openness are written to `by_openness`, pooled alike, by a tenth of the strength each.

    Raises
    ------
    ValueError
        If the heads are not those of the subcategories.
    """
    if n.shape != by_openness.shape or users.shape != n.shape:
        wanted = f"heads of {tree.n_subcategories} subcategories by {N_OPENNESS} groups of openness are needed"
        raise ValueError(f"{wanted}, got {n.shape} and {users.shape}")
    shares = np.zeros(len(n))
    _write_shares(n, users, shares, by_openness)
    return shares


@rule
def _write_shares(n: Heads, users: Heads, shares: Shares, by_openness: Shares) -> None:
    """Pool each subcategory with the platform: all together, and group by group."""
    n_places, n_groups = by_openness.shape
    for group in range(-1, n_groups):
        first, end = (0, n_groups) if group < 0 else (group, group + 1)
        strength = STRENGTH if group < 0 else STRENGTH / n_groups
        all_heads, all_users = 0, 0
        for place in range(n_places):
            for each in range(first, end):
                all_heads += n[place, each]
                all_users += users[place, each]
        platform = float(all_users) / max(float(all_heads), 1.0)
        for place in range(n_places):
            heads_here, users_here = 0, 0
            for each in range(first, end):
                heads_here += n[place, each]
                users_here += users[place, each]
            share = (users_here + strength * platform) / (heads_here + strength)
            if group < 0:
                shares[place] = share
            else:
                by_openness[place, group] = share
