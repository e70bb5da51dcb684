"""Where each flow stands: the columns of the arrays that kernels add into, by the name of the flow."""

from __future__ import annotations

from collections import namedtuple
from typing import Any, Final

from sim.model.record.flows import N_COMPLEXITY_KEYS
from sim.model.state.market import SEEN
from sim.outcomes.columns import COMPLEXITY, WEEKLY_FLOWS

_named: Any = namedtuple  # noqa: PYI024 - the fields are those of the declared columns


def _places(name: str, fields: Any) -> Any:
    """A constant whose attributes count from 0 in the order of `fields`."""
    return _named(name, fields)(*range(len(fields)))


WEEKLY: Final = _places("Weekly", [column.name for column in WEEKLY_FLOWS])
"""Columns of the weekly panel's sums."""
COMPLEX: Final = _places("Complexity", [column.name for column in COMPLEXITY[N_COMPLEXITY_KEYS:]])
"""Columns of the sums of the table of complexity."""
SEE: Final = _places("Seen", SEEN)
"""Columns of what the market sees of a specialty this week."""
