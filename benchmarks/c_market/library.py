"""The C source as a loaded library: compiled on demand into a cache folder, anew when source, options or CPU change."""

from __future__ import annotations

import ctypes
import hashlib
import os
import platform
import shutil
import subprocess
from functools import cache
from pathlib import Path

import numpy as np

SOURCE = Path(__file__).resolve().parent
FAST = ("-O3", "-march=native")
PORTABLE = ("-O2", "-ffp-contract=off", "-DPORTABLE_MATH")
"""With the engine's own exp and log, and no fused arithmetic: every bit is that of the compiled engine."""
ALWAYS = ("-std=gnu11", "-fopenmp", "-fPIC", "-shared")
REALS = np.ctypeslib.ndpointer(np.float64, flags="C_CONTIGUOUS")
WHOLES = np.ctypeslib.ndpointer(np.int64, flags="C_CONTIGUOUS")
MARKET, WHOLE, REAL, FLAG = ctypes.c_void_p, ctypes.c_int64, ctypes.c_double, ctypes.c_int
SIGNATURES = {
    "market_names": (ctypes.c_char_p, (FLAG,)),
    "market_new": (MARKET, (REALS, ctypes.POINTER(ctypes.c_void_p), WHOLES, ctypes.c_uint64, FLAG)),
    "market_free": (None, (MARKET,)),
    "market_enter_freelancers": (None, (MARKET, WHOLES, WHOLE, FLAG)),
    "market_enter_clients": (None, (MARKET, WHOLES, WHOLE)),
    "market_begin_week": (None, (MARKET, REALS)),
    "market_end_week": (None, (MARKET, REALS)),
    "market_time_reading": (REAL, (MARKET, WHOLE, WHOLES)),
    "market_seconds": (None, (MARKET, REALS)),
    "market_totals": (None, (MARKET, WHOLES)),
    "market_identities": (None, (MARKET, REALS)),
}
"""What each function of market.c gives, and what it takes."""


class NoCompilerError(RuntimeError):
    """There is no C compiler, or it does not compile the market."""


def compiler() -> str | None:
    """Path of the C compiler: ``CC``, else gcc; None without one."""
    return shutil.which(os.environ.get("CC", "gcc"))


@cache
def library(*, portable: bool = False) -> ctypes.CDLL:
    """The market as a loaded library.

    Parameters
    ----------
    portable : bool
        With the bits of the compiled engine instead of the speed of ``-O3 -march=native`` and libm.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # threads that spin while they wait slow down a busy machine
    loaded = ctypes.CDLL(str(_built(PORTABLE if portable else FAST)))
    for name, (result, arguments) in SIGNATURES.items():
        function = getattr(loaded, name)
        function.restype, function.argtypes = result, arguments
    return loaded


def cache_folder() -> Path:
    """Where compiled libraries are kept."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "freelance-market-sim" / "c_market"


def _built(options: tuple[str, ...]) -> Path:
    """The library of these options, compiled unless it is there already.

    Raises
    ------
    NoCompilerError
        If there is no compiler, or it refuses.
    """
    program = compiler()
    if program is None:
        raise NoCompilerError("the C market needs gcc (or another C compiler named by CC), and there is none here")
    path = cache_folder() / f"{_stamp(program, options)}.so"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        command = [program, *ALWAYS, *options, "-o", str(fresh), str(SOURCE / "market.c"), "-lm"]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        if run.returncode != 0:
            raise NoCompilerError(f"{' '.join(command)} failed:\n{run.stderr}")
        fresh.replace(path)
    return path


def _stamp(program: str, options: tuple[str, ...]) -> str:
    """What the machine code depends on: sources, options, compiler and CPU, as a short digest."""
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    digest = hashlib.sha256("\n".join((*options, program, version, platform.machine(), _cpu())).encode())
    for path in sorted([*SOURCE.glob("*.h"), *SOURCE.glob("*.c")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:20]


def _cpu() -> str:
    """What this CPU can do, where the system tells."""
    listed = Path("/proc/cpuinfo")
    lines = listed.read_text(encoding="utf-8").splitlines() if listed.exists() else []
    return next((line for line in lines if line.startswith(("flags", "Features"))), "")
