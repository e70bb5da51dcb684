"""One of several writers of a result, for `tools/reliability.py`: proceeds, or says who does and how soon it knew."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sim.experiment.work_folder import open_work_folder
from sim.parameters.errors import StoreLocked


def main(target: Path, n_writers: int) -> int:
    """Write for as long as the others need to notice; return the exit code."""
    begun = time.monotonic()
    try:
        with open_work_folder(target, {}) as folder:
            folder.put("00", b"mine")
            deadline = time.monotonic() + 60.0
            while len(list(target.parent.glob("refused-*"))) < n_writers - 1 and time.monotonic() < deadline:
                time.sleep(0.02)
    except StoreLocked as locked:
        holder = re.search(r"process (\d+)", str(locked))
        print(holder[1] if holder else "nobody", time.monotonic() - begun)
        (target.parent / f"refused-{time.monotonic_ns()}").touch()
        return locked.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
