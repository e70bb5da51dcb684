"""How the compiled engine grows with the market: time, memory, state."""

from __future__ import annotations

import math
from itertools import pairwise
from statistics import fmean, median
from typing import Any

import numpy as np

from benchmarks.contestants import COMPILED_1, COMPILED_2
from benchmarks.ratios import Found, row_of
from benchmarks.situation import MIDDLE
from sim.model.state.freelancers import Freelancers

NS_PER_MS = 1e6


def growth_of(contests: list[Found]) -> list[dict[str, Any]]:
    """Return one row a size from 100,000 on and number of threads, in order of size."""
    rows = []
    for contest in contests:
        for key in (COMPILED_1, COMPILED_2):
            row = row_of(contests, contest["size"], key)
            if contest["size"] >= MIDDLE and row and "heads" in row:
                ms, active = median(row["ms"]), row["heads"]["active"]
                rows.append(
                    {
                        "size": contest["size"],
                        "key": key,
                        "ms": ms,
                        "active": active,
                        "ns_per_active": NS_PER_MS * ms / active if active else None,
                        "peak_mb": row["peak_mb"],
                    }
                )
    return rows


def slope(rows: list[dict[str, Any]], key: str) -> float | None:
    """Return the least-squares slope of ln(time) on ln(active freelancers); None below two sizes."""
    points = [(math.log(row["active"]), math.log(row["ms"])) for row in rows if row["key"] == key and row["active"]]
    if len(points) < 2:
        return None
    middle = fmean(x for x, _ in points)
    return sum((x - middle) * y for x, y in points) / sum((x - middle) ** 2 for x, _ in points)


def steps(rows: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """Return the slope between each two neighbouring sizes, in order: a fit over few sizes hides a steep last step."""
    own = sorted((row for row in rows if row["key"] == key and row["active"]), key=lambda row: row["size"])
    return [
        {
            "sizes": [small["size"], large["size"]],
            "slope": math.log(large["ms"] / small["ms"]) / math.log(large["active"] / small["active"]),
        }
        for small, large in pairwise(own)
    ]


def state_bytes() -> int:
    """Return bytes of one freelancer: the sum over the declared columns."""
    return sum(np.dtype(declared.dtype).itemsize for declared in Freelancers.columns().values())
