"""What a scenario asks to be recorded on top: proposals and freelancer-months, handed to the recorder one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from sim.model.agents.proposal import Proposal
from sim.model.compiled.offers import AI_SHOWN, NO_AI
from sim.model.state.job_posts import FILLED, OPEN

if TYPE_CHECKING:
    from sim.model.compiled.columns import Rows, Whole
    from sim.model.compiled.offers import Numbers
    from sim.model.marketplace import Marketplace


@dataclass(frozen=True, slots=True)
class Sender:
    """What the recorder reads of the freelancer who sent a proposal."""

    freelancer_id: int
    reputation: float
    experience_hours: float


def record_proposals(market: Marketplace, order: Rows, chosen: Numbers) -> None:
    """Hand over the proposals of the posts that closed this week, in the order in which they closed."""
    engine, status = market.engine, market.job_posts.status
    held, open_posts = engine.held, engine.open_posts
    if market.week < 0:
        return
    for k in order.tolist():
        post = int(open_posts[k])
        if status[post] != OPEN:
            own = range(int(held.first[k]), int(held.first[k + 1]))
            won = chosen[k] if status[post] == FILLED else -1
            market.record.proposals_of(post, [_proposal(market, i, won=i == won) for i in own])


def _proposal(market: Marketplace, i: int, *, won: bool) -> Proposal:
    """A proposal as the recorder reads it."""
    offer, people = market.engine.held.offers[i], market.freelancers
    row = int(offer["freelancer"])
    sender: Any = Sender(people.freelancer_id[row], people.reputation[row], people.experience_hours[row])
    return Proposal(
        freelancer=cast("Any", sender),
        price=float(offer["price"]),
        speed=float(offer["speed"]),
        inside=float(offer["inside"]),
        ai_used=bool(offer["ai"] != NO_AI),
        shows_ai=bool(offer["ai"] == AI_SHOWN),
        distance=float(offer["distance"]),
        visibility=float(offer["visibility"]),
        week=int(offer["week"]),
        rank=int(offer["rank"]),
        won=won,
    )


def record_months(market: Marketplace, running: Rows, earned: Whole) -> None:
    """Hand over what each running contract brought its freelancer this week, in the order of the contracts."""
    contracts = market.contracts
    for row, cents in zip(running.tolist(), earned.tolist(), strict=True):
        market.record.work_of(contracts.freelancer[row], cents, contracts.hours_this_week[row])
