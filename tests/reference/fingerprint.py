"""SHA-256 over every recorded table of a market; run as a program, it prints that of a small market in this process.

Usage: python -m tests.reference.fingerprint SEED WARM_UP_WEEKS WEEKS [ENGINE]
"""

from __future__ import annotations

import hashlib
import json
import sys

import numpy as np

from sim.model.compiled import tasks
from sim.model.marketplace import Marketplace
from tests.model.hand_made import busy_scenario


def fingerprint(tables):
    """SHA-256 of names, dtypes and values, in the order of the tables."""
    digest = hashlib.sha256()
    for table, columns in tables.items():
        for name, values in columns.items():
            digest.update(f"{table}.{name}:{values.dtype.str}:{len(values)}\n".encode())
            digest.update(
                "\0".join(values).encode() if values.dtype == object else np.ascontiguousarray(values).tobytes()
            )
    return digest.hexdigest()


def fingerprint_of(seed, warm_up_weeks, weeks, engine="agents"):
    """Of a busy market of 300 freelancers; the compiled engine walks it in two threads."""
    tasks.LEAST_ROWS, tasks.LEAST_IN_BLOCK = 0, 1
    scenario = busy_scenario(horizon={"warm_up_weeks": warm_up_weeks, "weeks": weeks}, engine=engine)
    market = Marketplace(scenario, seed=seed, n_threads=2)
    market.run()
    return fingerprint(market.record.tables())


def switched_on():
    """Features of the processor that NumPy uses now, beyond its baseline."""
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

    return [name for name in __cpu_dispatch__ if __cpu_features__.get(name)]


if __name__ == "__main__":
    import numba

    report = {
        "sha256": fingerprint_of(*map(int, sys.argv[1:4]), *sys.argv[4:]),
        "numpy_features": switched_on(),
        "cpu": numba.config.CPU_NAME,
        "compiled": not numba.config.DISABLE_JIT,
    }
    sys.stdout.write(json.dumps(report))
