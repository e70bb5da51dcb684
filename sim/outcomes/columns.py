"""Every recorded table and its columns in order: the contract between the model, the store and the analysis.

Every number in a recorded table is a count or a sum; ratios are formed in `sim.analysis`.
See docs/decisions/0001-floors-and-contracts.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from sim.outcomes.column import DTYPES, NEVER, Column
from sim.outcomes.events import CONTRACTS, FREELANCER_MONTHS, PROPOSALS
from sim.outcomes.market import PLATFORM
from sim.outcomes.people import CLIENTS, FREELANCER_STATUS, FREELANCERS
from sim.outcomes.weekly import COMPLEXITY, DURATIONS, LEVELS, WEEKLY_FLOWS, WEEKLY_KEYS

TABLES: Final[Mapping[str, tuple[Column, ...]]] = MappingProxyType(
    {
        "weekly": WEEKLY_KEYS + WEEKLY_FLOWS,
        "complexity": COMPLEXITY,
        "platform": PLATFORM,
        "freelancers": FREELANCERS,
        "clients": CLIENTS,
        "contracts": CONTRACTS,
        "proposals": PROPOSALS,
        "freelancer_months": FREELANCER_MONTHS,
    }
)
ALWAYS_RECORDED: Final = ("weekly", "complexity", "platform", "freelancers", "clients")
ON_REQUEST: Final = ("contracts", "proposals", "freelancer_months")

__all__ = [
    "ALWAYS_RECORDED",
    "CLIENTS",
    "COMPLEXITY",
    "CONTRACTS",
    "DTYPES",
    "DURATIONS",
    "FREELANCERS",
    "FREELANCER_MONTHS",
    "FREELANCER_STATUS",
    "LEVELS",
    "NEVER",
    "ON_REQUEST",
    "PLATFORM",
    "PROPOSALS",
    "TABLES",
    "WEEKLY_FLOWS",
    "WEEKLY_KEYS",
    "Column",
    "column_names",
]


def column_names(table: str) -> tuple[str, ...]:
    """Return the names of a table's columns in declared order.

    Parameters
    ----------
    table : str
        Name of a recorded table.

    Raises
    ------
    KeyError
        If there is no such table.
    """
    return tuple(column.name for column in TABLES[table])
