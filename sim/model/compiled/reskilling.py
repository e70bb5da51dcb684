"""Phase 10, compiled: freelancers without work may move to a neighbouring specialty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.model.compiled.columns import Real
from sim.model.compiled.kernel import kernel, whole
from sim.model.compiled.offers import Numbers
from sim.model.compiled.world import Now, World
from sim.model.randomness import decisions
from sim.model.randomness.draws import uniform
from sim.model.rules.reskilling import reputation_after_move, worth_moving

if TYPE_CHECKING:
    from sim.model.marketplace import Marketplace


class Moving(NamedTuple):
    """Parameters of moving (groups reskilling and learning)."""

    patience_weeks: int
    gain_needed: float
    standing_kept: float
    ability_loss: float
    reputation_prior: float


def walk(market: Marketplace) -> None:
    """Those whose luck says that they may move, decide; one who moves loses part of the standing."""
    e, p, moved = market.engine, market.parameters, 0
    moving = e.taken(Moving, p.reskilling, p.learning)
    for (first, _), end in zip(e.freelancer_events.blocks, e.freelancer_events.moving, strict=True):
        moved += move(e.people, e.luck.moving[first:end], e.seen.income, e.world, e.now, moving)
    if moved > 0:
        market.record.platform.note("new_reskilled", moved)


@kernel
def move(people: Any, rows: Numbers, income: Real, world: World, now: Now, p: Moving) -> int:
    """Move those without work who find a specialty that pays more; gives their number."""
    moved = 0
    for row in rows:
        if people.n_running[row] > 0 or people.weeks_idle[row] < p.patience_weeks:
            continue
        who, here = people.freelancer_id[row], whole(people.specialty[row])
        category = world.category_of[here]
        first, end = world.first_neighbour[category], world.first_neighbour[category + 1]
        u = uniform(now.luck, decisions.RESKILLING_TARGET, now.week, who, 0)
        other = world.neighbours[first + int(u * (end - first))]
        if other != here and worth_moving(income[other], income[here], p.gain_needed):
            kept = p.standing_kept
            people.specialty[row] = other
            people.reputation[row] = reputation_after_move(np.float64(people.reputation[row]), p.reputation_prior, kept)
            people.standing[row] = np.float64(people.standing[row]) * kept
            people.ability[row] = np.float64(people.ability[row]) - p.ability_loss
            people.weeks_idle[row] = 0
            moved += 1
    return moved
