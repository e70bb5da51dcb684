"""A proposal, and a need before it is posted: the two things that agents hand to one another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.model.agents.freelancer import Freelancer


@dataclass(slots=True)
class Proposal:
    """What a freelancer sends to a job post.

    Attributes
    ----------
    freelancer : Freelancer
    price : float
        USD per hour of an able person (standard hour).
    speed : float
        Standard hours delivered per hour worked.
    inside : float
        Chance that the work's tasks lie inside the frontier of AI.
    ai_used : bool
        AI will be used; a contract takes it over, as it does price and speed.
    shows_ai : bool
        The client can see that AI will be used.
    distance : float
        0 from the same specialty, 1 from the same subcategory, 2 from the same category.
    visibility : float
        Place in the client's list.
    rank : int
        1 is the best of the considered; 0 not considered yet.
    """

    freelancer: Freelancer
    price: float
    speed: float
    inside: float
    ai_used: bool
    shows_ai: bool
    distance: float
    visibility: float
    week: int
    rank: int = 0
    won: bool = False


@dataclass(slots=True)
class Need:
    """What a client needs done, before it is known who does it.

    Attributes
    ----------
    need_id : int
    specialty, level, duration : int
        Level 0 to 2; planned duration 0 to 3 (under 1, 1 to 3, 3 to 6, over 6 months).
    hours, hours_per_week : float
        Hours of an able person without AI, and the pace planned.
    budget_rate : float
        USD per hour of an able person.
    complexity : float
        log2 minutes.
    ai_related, fixed_price : bool
    """

    need_id: int
    specialty: int
    level: int
    duration: int
    hours: float
    hours_per_week: float
    budget_rate: float
    complexity: float
    ai_related: bool
    fixed_price: bool

    @property
    def value(self) -> float:
        """Budget, USD."""
        return self.budget_rate * self.hours
