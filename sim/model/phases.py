"""The week as one ordered tuple: what can be printed, timed, and read as the table of contents of the model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.model.week import (
    ai_adoption,
    ai_capability,
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

if TYPE_CHECKING:
    from sim.model.marketplace import Marketplace


@dataclass(frozen=True)
class Phase:
    """One phase of the week."""

    name: str
    meaning: str
    walk: Callable[[Marketplace], None]


PHASES: tuple[Phase, ...] = (
    Phase("participation", "Clients and freelancers leave and enter; entry answers to pay.", participation.walk),
    Phase("AI capability", "The frontier moves along the measured path; everybody sees the peers.", ai_capability.walk),
    Phase("AI adoption", "Freelancers and clients decide, each by a hazard, whether to adopt AI.", ai_adoption.walk),
    Phase("needs and posting", "Needs arise: done by AI alone, posted, or dropped.", posting.walk),
    Phase("search and proposing", "Freelancers with free hours look for posts and propose.", search.walk),
    Phase("hiring", "Clients read part of the proposals and hire one, or nobody.", hiring.walk),
    Phase("delivery", "Hours are worked, faster with AI; experience grows.", delivery.walk),
    Phase("payment", "Clients pay, the platform takes its fees, freelancers earn.", payment.walk),
    Phase("rating and learning", "Contracts end and are rated; reputation and asking rates move.", learning.walk),
    Phase("reskilling", "Freelancers without work may move to a neighbouring specialty.", reskilling.walk),
    Phase("record", "The week is checked, written down and remembered by the market.", record.walk),
)
