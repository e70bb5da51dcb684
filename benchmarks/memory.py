"""Peak memory of this process."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

STATUS = Path("/proc/self/status")
MB = 1e6


def peak_mb() -> float:
    """Return the largest resident memory this process has had, in MB (1e6 bytes).

    Linux carries ``ru_maxrss`` over from the process that started this one, so where there is ``/proc`` the high-water
    mark of this program alone is read.
    """
    if STATUS.exists():
        for line in STATUS.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return float(line.split()[1]) * 1024.0 / MB
    peak = float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    return peak / MB if sys.platform == "darwin" else peak * 1024.0 / MB
