"""Phase 3: freelancers and clients who do not use AI decide whether to adopt it.

Where a scenario pins who uses AI, it does so from the public release on: until then the market is the one it would have
been, and from then on exactly the most open share use AI, whoever else had used it before giving it up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.model.state.freelancers import NEVER

if TYPE_CHECKING:
    from sim.model.marketplace import Marketplace


def walk(market: Marketplace) -> None:
    """Adoption is for good, unless pinned; everybody sees last week's peers.

    Writes    freelancers.ai_adopted, ai_adopted_week, ai_proficiency; clients.ai_adopted, ai_adopted_week
    """
    ai, week = market.parameters.ai, market.week
    if ai.capability.mode == "none":
        return
    if ai.freelancer_adoption.mode != "none":
        for freelancer in market.active_freelancers:
            if freelancer.ai_adopted:
                if freelancer.ai_use_is_pinned and not freelancer.decide_ai_adoption():
                    freelancer.ai_adopted = False
                    freelancer.ai_adopted_week = NEVER
                    freelancer.ai_proficiency = 0.0
            elif freelancer.decide_ai_adoption() and not freelancer.ai_withheld:
                freelancer.ai_adopted = True
                freelancer.ai_adopted_week = week
                freelancer.ai_proficiency = market.parameters.learning.proficiency_start
    if ai.client_adoption.mode != "none":
        for client in market.active_clients:
            if client.ai_adopted:
                if client.ai_use_is_pinned and not client.decide_ai_adoption():
                    client.ai_adopted = False
                    client.ai_adopted_week = NEVER
            elif client.decide_ai_adoption():
                client.ai_adopted = True
                client.ai_adopted_week = week
