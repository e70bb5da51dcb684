"""Where each flow stands: the rows of the arrays that kernels add into, by the name of the flow."""

from __future__ import annotations

from collections import namedtuple
from typing import Any, Final

from sim.model.record.flows import N_COMPLEXITY_KEYS, names_of_reals, names_of_wholes
from sim.model.state.market import SEEN
from sim.outcomes.columns import COMPLEXITY, WEEKLY_FLOWS

_named: Any = namedtuple  # noqa: PYI024 - the fields are those of the declared columns


def _places(name: str, fields: Any) -> Any:
    """A constant whose attributes count from 0 in the order of `fields`."""
    return _named(name, fields)(*range(len(fields)))


WEEKLY: Final = _places("WeeklyWholes", names_of_wholes(WEEKLY_FLOWS))
"""Rows of counts and cents in the weekly panel's whole numbers."""
WEEKLY_REAL: Final = _places("WeeklyReals", names_of_reals(WEEKLY_FLOWS))
"""Rows of hours, values and sums in the weekly panel's real numbers."""
COMPLEX: Final = _places("ComplexityWholes", names_of_wholes(COMPLEXITY[N_COMPLEXITY_KEYS:]))
"""Rows of counts in the table of complexity."""
COMPLEX_REAL: Final = _places("ComplexityReals", names_of_reals(COMPLEXITY[N_COMPLEXITY_KEYS:]))
"""Rows of values in the table of complexity."""
SEE: Final = _places("Seen", SEEN)
"""Rows of what the market sees of a specialty this week."""
