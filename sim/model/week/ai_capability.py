"""Phase 2: the frontier moves; nobody decides anything. The path is laid out when the market is set up."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.model.marketplace import Marketplace


def walk(market: Marketplace) -> None:
    """Everybody looks around: which share of the peers uses AI at the start of the week.

    Writes    peers
    """
    ai = market.parameters.ai
    means = ai.freelancer_adoption.openness_mean, ai.client_adoption.openness_mean
    market.peers.look_around(market.setting.tree, market.freelancers, market.clients, means)
