"""What a scenario asks to be recorded on top: proposals and freelancer-months, handed to the recorder one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from sim.model.agents.proposal import Proposal
from sim.model.state.job_posts import OPEN

if TYPE_CHECKING:
    from sim.model.compiled.columns import Rows, Whole
    from sim.model.marketplace import Marketplace


@dataclass(frozen=True, slots=True)
class Sender:
    """What the recorder reads of the freelancer who sent a proposal."""

    freelancer_id: int
    ai_adopted: bool
    reputation: float
    experience_hours: float


def record_proposals(market: Marketplace, order: Rows, first: Rows, numbers: Rows, oldest: int) -> None:
    """Hand over the proposals of the posts that closed this week, in the order in which they closed."""
    status = market.job_posts.status
    if market.week < 0:
        return
    for post in order.tolist():
        if status[post] != OPEN:
            own = numbers[first[post - oldest] : first[post - oldest + 1]]
            market.record.proposals_of(post, [_proposal(market, i) for i in own.tolist()])


def _proposal(market: Marketplace, i: int) -> Proposal:
    """A proposal as the recorder reads it."""
    o, people = market.engine.offers, market.freelancers
    row = int(o.freelancer[i])
    sender: Any = Sender(
        people.freelancer_id[row], people.ai_adopted[row], people.reputation[row], people.experience_hours[row]
    )
    return Proposal(
        freelancer=cast("Any", sender),
        price=float(o.price[i]),
        speed=float(o.speed[i]),
        inside=float(o.inside[i]),
        shows_ai=bool(o.shows_ai[i]),
        distance=float(o.distance[i]),
        visibility=float(o.visibility[i]),
        week=int(o.week[i]),
        rank=int(o.rank[i]),
        won=bool(o.won[i]),
    )


def record_months(market: Marketplace, running: Rows, earned: Whole) -> None:
    """Hand over what each running contract brought its freelancer this week, in the order of the contracts."""
    contracts = market.contracts
    for row, cents in zip(running.tolist(), earned.tolist(), strict=True):
        market.record.work_of(contracts.freelancer[row], cents, contracts.hours_this_week[row])
