"""R8: one sweep of the market itself under everything that must not matter; one SHA-256."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__  # type: ignore[attr-defined]
from reliability_found import ROOT, Found, files_of, write_sweep
from reliability_loss import LoopbackCluster
from reliability_sweep import POOLS, THREADS

VECTORS = {
    "NPY_DISABLE_CPU_FEATURES": " ".join(name for name in __cpu_dispatch__ if __cpu_features__.get(name)),
}
"""Switches off the vector instructions that NumPy has found."""
USUAL = {"LC_ALL": "C.UTF-8"}
ELSEWHERE = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
"""Another day, and text that is ASCII by default; both locales are there on every Linux."""
TWO_THREADS = {THREADS: "2"}
EXECUTORS = (["--on", "serial"], ["--workers", "1"], ["--workers", "2"], ["--workers", "4"], ["--on", "dask"])
ORDERS = ([], ["--shuffle", "1"], ["--shuffle", "2"])
SURROUNDINGS: tuple[dict[str, str], ...] = (
    {"PYTHONHASHSEED": "0"}, {"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "random"}, VECTORS, TWO_THREADS,
    {"OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2"}, ELSEWHERE,
)  # fmt: skip
FIRST = (
    (0, 0, 0), (1, 0, 1), (2, 1, 2), (3, 2, 0), (4, 0, 1), (0, 1, 3), (2, 0, 3), (0, 2, 4), (0, 1, 5), (2, 2, 6),
    (2, 1, 4), (4, 1, 3),
)  # fmt: skip
"""Cells of every change: each executor, order and surrounding at least once, threads in this process and in workers."""


def r8_matrix(found: Found, cells: int, dice: np.random.Generator, scratch: Path) -> None:
    """Run one sweep in many cells of the matrix, and compare all its files."""
    path = write_sweep(scratch, 3, 2, real=True)
    places = [len(EXECUTORS), len(ORDERS), len(SURROUNDINGS)]
    drawn = [tuple(int(dice.integers(n)) for n in places) for _ in range(max(cells - len(FIRST), 0))]
    chosen = [*FIRST, *drawn][:cells]
    cluster = LoopbackCluster(2) if any(EXECUTORS[one[0]][-1] == "dask" for one in chosen) else None
    sums: dict[str, str] = {}
    try:
        for number, (where, order, around) in enumerate(chosen):
            out, pools = scratch / f"r8-{number}", scratch / f"r8-{number}.pools"
            options = [cluster.address if one == "dask" and cluster else one for one in EXECUTORS[where]]
            code = "tools/reliability_sweep.py"
            command = [sys.executable, code, "--real", *ORDERS[order], "--", "sweep", str(path), "--out", str(out)]
            environment = os.environ | USUAL | SURROUNDINGS[around] | {POOLS: str(pools)}
            done = subprocess.run(
                [*command, *options, "--no-figures", "--quiet"],
                cwd=ROOT, env=environment, check=False, capture_output=True, text=True,
            )  # fmt: skip
            name = f"{options} {ORDERS[order]} {SURROUNDINGS[around]}"
            found.check(done.returncode == 0, f"R8 {name}: {done.returncode}: {done.stderr[-500:]}")
            sums[name] = hashlib.sha256(repr(files_of(out)).encode()).hexdigest()
            threaded = SURROUNDINGS[around] is TWO_THREADS and EXECUTORS[where][-1] != "dask"
            found.check(pools.exists() == threaded, f"R8 {name}: threads {'did not share' if threaded else 'shared'}")
            found.counts.update(cells=1, threaded=int(threaded))
    finally:
        if cluster is not None:
            cluster.close()
    found.check(len(set(sums.values())) == 1, f"R8: {sums}")
