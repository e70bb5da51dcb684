"""Phases 2 and 3, compiled: everybody looks around; those who do not use AI decide whether to adopt it."""

# ruff: noqa: PLR0917 - a kernel takes the columns and numbers it reads, in a fixed order

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.model.compiled.columns import Rows, taken_from
from sim.model.compiled.kernel import kernel, whole
from sim.model.compiled.world import Now, Seen, World, ai_is_public
from sim.model.randomness import decisions
from sim.model.randomness.draws import uniform
from sim.model.rules.ai_adoption import ai_adoption_hazard, client_benefit, freelancer_benefit, pinned_adopts

if TYPE_CHECKING:
    from sim.model.marketplace import Marketplace


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
    market.peers.look_around(market.setting.tree, market.freelancers, market.clients)
    market.engine.see_peers()


def walk(market: Marketplace) -> None:
    """Phase 3: adoption is for good; everybody sees last week's peers."""
    ai, e = market.parameters.ai, market.engine
    if ai.capability.mode == "none":
        return
    if ai.freelancer_adoption.mode != "none":
        chosen = taken_from(FreelancerChoice, ai.freelancer_adoption)
        start = market.parameters.learning.proficiency_start
        pinned = ai.freelancer_adoption.mode == "pinned"
        adopt_freelancers(e.people, e.freelancers, e.world, e.now, e.seen, chosen, pinned, start)
    if ai.client_adoption.mode != "none":
        pinned = ai.client_adoption.mode == "pinned"
        adopt_clients(e.buyers, e.clients, e.world, e.now, e.seen, taken_from(ClientChoice, ai.client_adoption), pinned)


@kernel
def adopt_freelancers(
    people: Any, rows: Rows, world: World, now: Now, seen: Seen, p: FreelancerChoice, pinned: bool, start: float
) -> None:
    """Freelancers who do not use AI, and may, decide; luck above the largest hazard settles the matter."""
    for row in rows:
        if people.ai_adopted[row] or people.ai_withheld[row]:
            continue
        specialty, who = whole(people.specialty[row]), people.freelancer_id[row]
        subcategory = world.subcategory_of[specialty]
        public = ai_is_public(world, now, subcategory)
        if pinned:
            adopts = public and pinned_adopts(uniform(now.luck, decisions.FREELANCER_OPENNESS, 0, who, 0), p.share)
        else:
            most = p.max_hazard if public else p.max_hazard * p.before_public
            u = uniform(now.luck, decisions.FREELANCER_AI_ADOPTION, now.week, who, 0)
            if u >= most:
                continue
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
            adopts = u < ai_adoption_hazard(benefit, p.cost, most)
        if adopts:
            people.ai_adopted[row] = True
            people.ai_adopted_week[row] = now.week
            people.ai_proficiency[row] = start


@kernel
def adopt_clients(buyers: Any, rows: Rows, world: World, now: Now, seen: Seen, p: ClientChoice, pinned: bool) -> None:
    """Clients that do not use AI decide; luck above the largest hazard settles the matter."""
    for row in rows:
        if buyers.ai_adopted[row]:
            continue
        subcategory, who = whole(buyers.subcategory[row]), buyers.client_id[row]
        public = ai_is_public(world, now, subcategory)
        if pinned:
            adopts = public and pinned_adopts(uniform(now.luck, decisions.CLIENT_OPENNESS, 0, who, 0), p.share)
        else:
            most = p.max_hazard if public else p.max_hazard * p.before_public
            u = uniform(now.luck, decisions.CLIENT_AI_ADOPTION, now.week, who, 0)
            if u >= most:
                continue
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
            adopts = u < ai_adoption_hazard(benefit, p.cost, most)
        if adopts:
            buyers.ai_adopted[row] = True
            buyers.ai_adopted_week[row] = now.week
