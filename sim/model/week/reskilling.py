"""Phase 10: freelancers without work may move to a neighbouring specialty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.model.rules.reskilling import reputation_after_move

if TYPE_CHECKING:
    from sim.model.agents.freelancer import Freelancer
    from sim.model.marketplace import Marketplace


def walk(market: Marketplace) -> None:
    """Those who decide to move lose part of their standing.

    Writes    freelancers.specialty, reputation, standing, ability, weeks_idle
    """
    for freelancer in market.active_freelancers:
        other = freelancer.decide_move()
        if other is not None:
            _move(market, freelancer, other)
            market.record.platform.note("new_reskilled")


def _move(market: Marketplace, freelancer: Freelancer, specialty: int) -> None:
    """Move a freelancer to another specialty."""
    p = market.parameters.reskilling
    prior = market.parameters.learning.reputation_prior
    freelancer.specialty = specialty
    freelancer.reputation = reputation_after_move(freelancer.reputation, prior, p.standing_kept)
    freelancer.standing *= p.standing_kept
    freelancer.ability -= p.ability_loss
    freelancer.weeks_idle = 0
