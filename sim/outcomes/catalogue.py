"""Every number of ``summary.json``, declared once; `sim.analysis.summary` computes exactly these.

Platform scale: one simulated freelancer stands for ``population.platform_freelancers / population.n_freelancers``
people (18 million registered by default, company reports), and counts and money are multiplied by that. Clients, needs
and posts scale with the number of freelancers, so ratios need no scaling.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from sim.outcomes.ai_outcomes import ADOPTION, CATEGORY, CHOICES, DISPLACEMENT, PREMIA, SELECTIVITY, SOFTWARE
from sim.outcomes.outcome import AGGREGATIONS, Outcome
from sim.outcomes.volume_outcomes import DECOMPOSITION, GROWTH, MARKET

OUTCOMES: Final[tuple[Outcome, ...]] = (
    *GROWTH,
    *MARKET,
    *DISPLACEMENT,
    *CHOICES,
    *PREMIA,
    *SOFTWARE,
    *SELECTIVITY,
    *ADOPTION,
    *DECOMPOSITION,
)
CATALOGUE: Final[Mapping[str, Outcome]] = MappingProxyType({outcome.name: outcome for outcome in OUTCOMES})
CATEGORY_CATALOGUE: Final[Mapping[str, Outcome]] = MappingProxyType({outcome.name: outcome for outcome in CATEGORY})

__all__ = ["AGGREGATIONS", "CATALOGUE", "CATEGORY_CATALOGUE", "OUTCOMES", "Outcome"]
