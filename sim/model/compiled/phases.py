"""The week of the compiled engine: the phases of `sim.model.phases`, walked by kernels over the same tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.model.compiled import (
    ai_adoption,
    delivery,
    hiring,
    learning,
    participation,
    payment,
    posting,
    record,
    reskilling,
    search,
)
from sim.model.phases import PHASES, Phase

if TYPE_CHECKING:
    from sim.model.marketplace import Marketplace


WALKS: dict[str, Callable[[Marketplace], None]] = {
    "participation": participation.walk,
    "AI capability": ai_adoption.look_around,
    "AI adoption": ai_adoption.walk,
    "needs and posting": posting.walk,
    "search and proposing": search.walk,
    "hiring": hiring.walk,
    "delivery": delivery.walk,
    "payment": payment.walk,
    "rating and learning": learning.walk,
    "reskilling": reskilling.walk,
    "record": record.walk,
}
COMPILED_PHASES: tuple[Phase, ...] = tuple(Phase(p.name, p.meaning, WALKS[p.name]) for p in PHASES)
