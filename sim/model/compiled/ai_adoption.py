"""Phases 2 and 3, compiled: everybody looks around; those who do not use AI decide whether to adopt it.

Where use is pinned and AI public, all are asked, and those who use AI and are not among the most open give it up.
"""

# ruff: noqa: PLR0917 - a kernel takes the columns and numbers it reads, in a fixed order

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.model.compiled.columns import Flow
from sim.model.compiled.kernel import kernel, piece, whole
from sim.model.compiled.luck import Arriving, Needing, count_ai_needs
from sim.model.compiled.offers import Numbers
from sim.model.compiled.world import Now, Seen, World, ai_is_public
from sim.model.randomness import decisions
from sim.model.randomness.draws import uniform
from sim.model.rules.ai_adoption import ai_adoption_hazard, client_benefit, freelancer_benefit, pinned_adopts
from sim.model.state.freelancers import NEVER

if TYPE_CHECKING:
    from sim.model.marketplace import Marketplace


FAR_BELOW, MOST_FAR_BELOW = -4.0, 0.018
"""logistic(-4) is 0.01799: below it, a hazard is less than 0.018 of the largest."""


class FreelancerChoice(NamedTuple):
    """Parameters of adoption by freelancers (group ai.freelancer_adoption)."""

    share: float
    max_hazard: float
    before_public: float
    cost: float
    capability_weight: float
    exposure_weight: float
    peer_weight: float
    gain_weight: float
    openness_weight: float
    withheld_share: float


class ClientChoice(NamedTuple):
    """Parameters of adoption by clients (group ai.client_adoption)."""

    share: float
    max_hazard: float
    before_public: float
    cost: float
    capability_weight: float
    exposure_weight: float
    peer_weight: float
    openness_weight: float


def look_around(market: Marketplace) -> None:
    """Phase 2: which share of the peers uses AI at the start of the week."""
    e = market.engine
    e.n_client_adopters = int(e.client_heads[1].sum())
    market.peers.settle(market.setting.tree, *e.freelancer_heads, *e.client_heads)
    e.see_peers()


def walk(market: Marketplace) -> None:
    """Phase 3: adoption is for good, unless pinned; all see last week's peers. Whom luck may allow it are asked."""
    ai = market.parameters.ai
    if ai.capability.mode == "none":
        return
    if ai.freelancer_adoption.mode != "none":
        _walk_freelancers(market)
    if ai.client_adoption.mode != "none":
        _walk_clients(market)


def _walk_freelancers(market: Marketplace) -> None:
    """Freelancers whom luck may allow it decide, block by block."""
    p, e = market.parameters.ai.freelancer_adoption, market.engine
    by, start, pinned = e.taken(FreelancerChoice, p), market.parameters.learning.proficiency_start, p.mode == "pinned"
    ends = dict(zip(e.freelancer_events.blocks, e.freelancer_events.adoption, strict=True))

    def decide(first: int, end: int, _: Flow) -> None:
        rows = e.luck.adoption[first : ends[first, end]]
        adopt_freelancers(e.people, rows, e.world, e.now, e.seen, by, pinned, start)

    e.crew.walk(e.freelancer_events.blocks, decide)


def _walk_clients(market: Marketplace) -> None:
    """Clients whom luck may allow it decide, block by block."""
    p, e = market.parameters.ai.client_adoption, market.engine
    by, pinned = e.taken(ClientChoice, p), p.mode == "pinned"
    ends = dict(zip(e.client_events.blocks, e.client_events.adoption, strict=True))

    def decide(first: int, end: int, _: Flow) -> int:
        rows = e.needing.adoption[first : ends[first, end]]
        return adopt_clients(e.buyers, rows, e.needing, e.world, e.now, e.seen, by, pinned, e.arriving)

    e.n_client_adopters += sum(e.crew.walk(e.client_events.blocks, decide))


@kernel
def adopt_freelancers(
    people: Any, rows: Numbers, world: World, now: Now, seen: Seen, p: FreelancerChoice, pinned: bool, start: float
) -> None:
    """Freelancers who may adopt AI decide."""
    for row in rows:
        specialty, who = whole(people.specialty[row]), people.freelancer_id[row]
        subcategory = world.subcategory_of[specialty]
        public = ai_is_public(world, now, subcategory)
        if pinned and public:
            adopts = pinned_adopts(uniform(now.luck, decisions.FREELANCER_OPENNESS, 0, who, 0), p.share)
        else:
            benefit = freelancer_benefit(
                now.usefulness,
                p.capability_weight,
                world.augmentation_exposure[specialty],
                p.exposure_weight,
                seen.freelancer_ai_share[subcategory],
                p.peer_weight,
                seen.ln_ai_gain[specialty],
                p.gain_weight,
                np.float64(people.ai_openness[row]),
                p.openness_weight,
            )
            u = uniform(now.luck, decisions.FREELANCER_AI_ADOPTION, now.week, who, 0)
            most = p.max_hazard if public else p.max_hazard * p.before_public
            adopts = u < ai_adoption_hazard(benefit, p.cost, most)
        if people.ai_adopted[row]:
            if not adopts:
                people.ai_adopted[row] = False
                people.ai_adopted_week[row] = NEVER
                people.ai_proficiency[row] = 0.0
            continue
        if adopts and p.withheld_share > 0.0:
            adopts = uniform(now.luck, decisions.FREELANCER_WITHHELD, 0, who, 0) >= p.withheld_share
        if adopts:
            people.ai_adopted[row] = True
            people.ai_adopted_week[row] = now.week
            people.ai_proficiency[row] = start


@kernel
def adopt_clients(
    buyers: Any,
    rows: Numbers,
    needing: Needing,
    world: World,
    now: Now,
    seen: Seen,
    p: ClientChoice,
    pinned: bool,
    arriving: Arriving,
) -> int:
    """Clients that may adopt AI decide; those that do have their first AI-related needs. Gives how many more use it."""
    n = 0
    for row in rows:
        subcategory, who = whole(buyers.subcategory[row]), buyers.client_id[row]
        public = ai_is_public(world, now, subcategory)
        if pinned and public:
            adopts = pinned_adopts(uniform(now.luck, decisions.CLIENT_OPENNESS, 0, who, 0), p.share)
        else:
            benefit = client_benefit(
                now.usefulness,
                p.capability_weight,
                world.subcategory_exposure[subcategory],
                p.exposure_weight,
                seen.client_ai_share[subcategory],
                p.peer_weight,
                np.float64(buyers.ai_openness[row]),
                p.openness_weight,
            )
            adopts = _below_hazard(now, who, benefit, p, p.max_hazard if public else p.max_hazard * p.before_public)
        if buyers.ai_adopted[row]:
            if not adopts:
                buyers.ai_adopted[row] = False
                buyers.ai_adopted_week[row] = NEVER
                needing.ai_needs[row] = 0
                n -= 1
        elif adopts:
            buyers.ai_adopted[row] = True
            buyers.ai_adopted_week[row] = now.week
            u = uniform(now.luck, decisions.AI_NEED_ARRIVAL, now.week, who, 0)
            needing.ai_needs[row] = count_ai_needs(u, buyers, row, now, arriving)
            n += 1
    return n


@piece
def _below_hazard(now: Now, who: int, benefit: float, p: ClientChoice, most: float) -> bool:
    """Whether the luck of a client lies below its hazard; where that is next to nothing, its block decides at once."""
    u = uniform(now.luck, decisions.CLIENT_AI_ADOPTION, now.week, who, 0)
    if 2.0 * (benefit - p.cost) < FAR_BELOW and u >= most * MOST_FAR_BELOW:
        return False
    return u < ai_adoption_hazard(benefit, p.cost, most)
