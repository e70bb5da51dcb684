"""Tables of the market: one array a column, rows added at the end and dropped by a mask."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class Columns:
    """Arrays of equal length, the fields of a dataclass."""

    def names(self) -> list[str]:
        """Names of the columns."""
        return [field.name for field in fields(self)]  # type: ignore[arg-type]

    def __len__(self) -> int:
        return len(getattr(self, self.names()[0]))

    def append(self, new: Self) -> None:
        """Add the rows of another table."""
        for name in self.names():
            setattr(self, name, np.concatenate([getattr(self, name), getattr(new, name)]))

    def keep(self, rows: npt.NDArray[Any]) -> None:
        """Keep the rows of a mask, or those of the given numbers."""
        places = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
        for name in self.names():
            setattr(self, name, getattr(self, name).take(places, axis=0))


def new_places(kept: Bools) -> Ints:
    """Where each row will be after `keep`; -1 for those dropped, and last of all for row -1."""
    places = np.full(len(kept) + 1, -1, dtype=np.int64)
    places[:-1][kept] = np.arange(int(kept.sum()))
    return places


@dataclass
class Freelancers(Columns):
    """Those who are searching or working; the retiring only finish their work."""

    specialty: Ints
    ability: Floats
    reservation_wage: Floats
    asking_rate: Floats
    hours_per_week: Floats
    hours_booked: Floats
    n_running: Ints
    n_contracts: Ints
    experience_hours: Floats
    reputation: Floats
    n_ratings: Floats
    standing: Floats
    weeks_idle: Ints
    retiring: Bools
    ai_openness: Floats
    ai_visible: Bools
    ai_withheld: Bools
    ai_adopted: Bools
    ai_proficiency: Floats

    @property
    def free_hours(self) -> Floats:
        """Hours a week left for more work."""
        free: Floats = np.where(self.retiring, 0.0, self.hours_per_week - self.hours_booked)
        return free


@dataclass
class Clients(Columns):
    """Those who take part; `remembered` has three rows of freelancers a client, -1 for nobody."""

    subcategory: Ints
    need_rate: Floats
    budget_scale: Floats
    rate_z: Floats
    augmentation_preference: Floats
    price_sensitivity: Floats
    ai_openness: Floats
    ai_adopted: Bools
    ai_adopted_week: Ints
    last_post_failed: Bools
    remembered: Ints


@dataclass
class Posts(Columns):
    """Open posts; client -1 has left."""

    client: Ints
    specialty: Ints
    level: Ints
    ai_related: Bools
    hours: Floats
    hours_per_week: Floats
    budget_rate: Floats
    complexity: Floats
    position: Floats
    week: Ints
    n_proposals: Ints


@dataclass
class Proposals(Columns):
    """Proposals for open posts by freelancers who are active."""

    post: Ints
    freelancer: Ints
    price: Floats
    speed: Floats
    inside: Floats
    ai_used: Bools
    shows_ai: Bools
    distance: Floats
    visibility: Floats
    perception: Floats
    taste: Floats


@dataclass
class Contracts(Columns):
    """Running contracts; client -1 has left."""

    client: Ints
    freelancer: Ints
    specialty: Ints
    level: Ints
    complexity: Floats
    rate: Floats
    hours_per_week: Floats
    hours_left: Floats
    fee_rate: Floats
    ai_used: Bools
    inside: Floats


def empty_posts() -> Posts:
    """No posts."""
    i, f, b = np.zeros(0, np.int64), np.zeros(0), np.zeros(0, np.bool_)
    return Posts(i, i, i, b, f, f, f, f, f, i, i)


def empty_proposals() -> Proposals:
    """No proposals."""
    i, f, b = np.zeros(0, np.int64), np.zeros(0), np.zeros(0, np.bool_)
    return Proposals(i, i, f, f, f, b, b, f, f, f, f)


def empty_contracts() -> Contracts:
    """No contracts."""
    i, f, b = np.zeros(0, np.int64), np.zeros(0), np.zeros(0, np.bool_)
    return Contracts(i, i, i, i, f, f, f, f, f, b, f)
