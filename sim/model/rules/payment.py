"""Phase 8, payment: what the client pays, the platform keeps and the freelancer earns, in whole cents."""

from __future__ import annotations

import math

from sim.model.compilation import rule


@rule
def in_cents(usd: float) -> int:
    """US dollars to the nearest whole cent."""
    return math.floor(usd * 100.0 + 0.5)


@rule
def fee_cents(paid: int, rate: float) -> int:
    """The platform's share of a payment, rounded to the nearest cent; the rest is the freelancer's."""
    return math.floor(paid * rate + 0.5)


@rule
def variable_fee_rate(low: float, high: float, crowding: float) -> float:
    """Fee of a new contract where it varies: low + (high - low) * crowding / (1 + crowding).

    `crowding` is proposals per post in the specialty over those of the platform: where many compete, the fee is high.
    """
    return low + (high - low) * crowding / (1.0 + crowding)
