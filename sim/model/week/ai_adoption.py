"""Phase 3: freelancers and clients who do not use AI decide whether to adopt it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.model.marketplace import Marketplace


def walk(market: Marketplace) -> None:
    """Adoption is for good; everybody sees last week's peers.

    Writes    freelancers.ai_adopted, ai_adopted_week, ai_proficiency; clients.ai_adopted, ai_adopted_week
    """
    ai, week = market.parameters.ai, market.week
    if ai.capability.mode == "none":
        return
    if ai.freelancer_adoption.mode != "none":
        for freelancer in market.active_freelancers:
            if freelancer.ai_adopted:
                continue
            if freelancer.decide_ai_adoption() and not freelancer.ai_withheld:
                freelancer.ai_adopted = True
                freelancer.ai_adopted_week = week
                freelancer.ai_proficiency = market.parameters.learning.proficiency_start
    if ai.client_adoption.mode != "none":
        for client in market.active_clients:
            if not client.ai_adopted and client.decide_ai_adoption():
                client.ai_adopted = True
                client.ai_adopted_week = week
