"""How far a week of the compiled engine is from what memory and arithmetic allow, on one thread.

The floor adds up, at unit costs measured on the same machine, what no implementation of these rules can leave out:

- each row of active freelancers and clients and each running contract is read once, in a stream;
- each active agent draws one random block a week;
- each proposal sent costs two random blocks (where to look, how visible it is), one gather (the post), two logarithms,
  and its bytes written once;
- each proposal that a client weighs costs one random block, one gather (the freelancer) and four logarithms (a normal
  quantile, a Gumbel number, the price);
- each hire costs three gathers (freelancer, client, post) and the bytes of a contract.

It leaves out sorting, sums, tables and Python, and takes nothing as overlapping.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.bandwidth import unit_costs
from benchmarks.contestants import COMPILED_1
from benchmarks.ratios import Found, row_of, time_of
from benchmarks.situation import LARGE
from sim.model.state.clients import Clients
from sim.model.state.contracts import Contracts
from sim.model.state.freelancers import Freelancers

PROPOSAL_BYTES = 48
"""Price, speed, odds inside the frontier, visibility, and who, where, when, how."""
NS_PER_MS = 1e6


def measure(contests: list[Found], size: int = LARGE) -> dict[str, Any] | None:
    """Return the floor of a week beside the time of the compiled engine, or None if that was not measured.

    Parameters
    ----------
    contests : list of dict
        From `contest.hold`.
    size : int
        Registered freelancers.

    Returns
    -------
    dict or None
        ``parts_ms``: by what is done; ``floor_ms``, ``compiled_ms``, ``share`` (floor over compiled); ``counts`` and
        ``unit_costs`` behind them.
    """
    row, time = row_of(contests, size, COMPILED_1), time_of(contests, size, COMPILED_1)
    if row is None or time is None or "heads" not in row:
        return None
    counts, widths = row["heads"], _bytes_of_rows()
    streamed = sum(counts[name] * widths[name] for name in ("active", "clients", "running"))
    costs = unit_costs(int(streamed))
    parts = {name: ns / NS_PER_MS for name, ns in _parts(counts, widths, streamed, costs).items()}
    floor = sum(parts.values())
    return {
        "size": size,
        "parts_ms": parts,
        "floor_ms": floor,
        "compiled_ms": time.value,
        "share": floor / time.value,
        "counts": counts,
        "unit_costs": costs,
    }


def _parts(
    counts: dict[str, float], widths: dict[str, int], streamed: float, costs: dict[str, Any]
) -> dict[str, float]:
    """Nanoseconds of each part."""
    byte, gather, block, log = (costs[name] for name in ("stream_ns_per_byte", "gather_ns", "block_ns", "log_ns"))
    agents, proposals, hires = counts["active"] + counts["clients"], counts["proposals"], counts["contracts"]
    weighed = counts.get("weighed", proposals)
    return {
        "read the state once": streamed * byte,
        "luck of every agent": agents * block,
        "send proposals": proposals * (2.0 * block + gather + 2.0 * log + PROPOSAL_BYTES * byte),
        "weigh proposals": weighed * (block + gather + 4.0 * log),
        "hire": hires * (3.0 * gather + widths["running"] * byte),
    }


def _bytes_of_rows() -> dict[str, int]:
    """Bytes of a row of freelancers, clients and contracts."""
    tables = {"active": Freelancers, "clients": Clients, "running": Contracts}
    return {
        name: sum(np.dtype(column.dtype).itemsize for column in table.columns().values())
        for name, table in tables.items()
    }
