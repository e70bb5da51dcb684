"""The columns of the state and the flows of the week as kernels take them: named tuples of arrays."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from sim.model.state.clients import Clients
from sim.model.state.contracts import Contracts
from sim.model.state.freelancers import Freelancers
from sim.model.state.job_posts import JobPosts

if TYPE_CHECKING:
    from sim.model.marketplace import Marketplace
    from sim.model.state.table import Table
    from sim.parameters.declaration import Group

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Counts = Sequence[int] | Whole
Fields = TypeVar("Fields", bound=tuple[Any, ...])
_named: Any = namedtuple  # noqa: PYI024 - the fields are the declared columns

People: Any = _named("People", list(Freelancers.columns()))
"""Columns of `Freelancers`; each an array with room for rows to come."""
Buyers: Any = _named("Buyers", list(Clients.columns()))
"""Columns of `Clients`."""
Posts: Any = _named("Posts", list(JobPosts.columns()))
"""Columns of `JobPosts`."""
Deals: Any = _named("Deals", list(Contracts.columns()))
"""Columns of `Contracts`."""


def columns_of(kind: Any, table: Table) -> Any:
    """The columns of a table, room for new rows included; stale once the table has grown."""
    return kind(*(table.with_room(name) for name in kind._fields))


class Flow(NamedTuple):
    """Sums of the week, in whole numbers and fixed point.

    Attributes
    ----------
    weekly : ndarray of int64, shape (n_cells, n_flows)
        The weekly panel; columns by `places.WEEKLY`.
    busy : ndarray of bool, shape (n_cells,)
        Cells of the panel in which something may have happened.
    bins : ndarray of int64, shape (n_bins, n_flows)
        The table of complexity; columns by `places.COMPLEX`.
    busy_bins : ndarray of bool, shape (n_bins,)
        Bins in which something may have happened.
    seen : ndarray of int64, shape (n_specialties, len(SEEN))
        What the market sees, in fixed point; columns by `places.SEE`.
    """

    weekly: Whole
    busy: Flags
    bins: Whole
    busy_bins: Flags
    seen: Whole


def flow_of(market: Marketplace) -> Flow:
    """The arrays of this week's flows; the same arrays in every week."""
    weekly, bins = market.record.weekly, market.record.complexity
    return Flow(weekly.sums, weekly.busy, bins.sums, bins.busy, market.market.seen_this_week)


def taken_from(kind: type[Fields], *groups: Group) -> Fields:
    """Fill the fields of a named tuple with the parameters of the same name, looked up in groups in order.

    Raises
    ------
    LookupError
        If no group has a parameter of that name.
    """
    values = []
    for name in kind._fields:  # type: ignore[attr-defined]
        group = next((group for group in groups if name in type(group).model_fields), None)
        if group is None:
            raise LookupError(f"no parameter is called {name}")
        values.append(getattr(group, name))
    return kind(*values)
