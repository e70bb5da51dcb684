"""What agents hand to one another: job posts, proposals and contracts, as plain objects."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.plain_mesa.client import Client
    from benchmarks.plain_mesa.freelancer import Freelancer


@dataclass(slots=True, eq=False)
class JobPost:
    """A need on the market; `position` is its place on the circle of attention."""

    client: Client
    specialty: int
    category: int
    level: int
    ai_related: bool
    hours: float
    hours_per_week: float
    budget_rate: float
    complexity: float
    position: float
    week: int
    proposals: dict[Freelancer, Proposal] = field(default_factory=dict)
    is_open: bool = True


@dataclass(slots=True, eq=False)
class Proposal:
    """What a freelancer sends to a post; `perception` and `taste` are the client's luck in judging it."""

    freelancer: Freelancer
    price: float
    speed: float
    inside: float
    ai_used: bool
    shows_ai: bool
    distance: float
    visibility: float
    perception: float
    taste: float


@dataclass(slots=True, eq=False)
class Contract:
    """Work under way."""

    post: JobPost
    freelancer: Freelancer
    rate: float
    hours_per_week: float
    hours_left: float
    fee_rate: float
    ai_used: bool
    inside: float
