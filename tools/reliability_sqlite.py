"""R3 inside SQLite: a sweep that is killed, or refused by the disk, at any system call of its ledger's own writing.

`strace` is what stops it: it sees the calls that SQLite makes by itself (pages of the journal, syncs, truncations),
which no wrapper in Python does. A kill comes before its call is carried out, so the n-th kill is behind the one before.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from functools import cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np
from reliability_disk import sweep_deed
from reliability_found import ROOT, Found, files_of, forked, hidden_in

CALLS = ("openat", "pwrite64", "fdatasync", "ftruncate", "unlink")
"""What SQLite reaches the disk by, on Linux; its memory maps are no calls."""
FILES = ("", "-wal", "-shm", "-journal")
ERRORS = (None, "EIO", "ENOSPC")
"""None is a kill."""


class Stop(NamedTuple):
    """Where a sweep is stopped: at the n-th call of this name, by an error or a kill."""

    call: str
    error: str | None
    n: int

    def __str__(self) -> str:
        return f"{self.call}-{self.n}-{self.error or 'kill'}"


@cache
def can_trace() -> bool:
    """Return whether `strace` is there and may trace."""
    command = ["strace", "-f", "-qq", "-o", os.devnull, "true"]
    return shutil.which("strace") is not None and subprocess.run(command, check=False).returncode == 0


def r3_inside_sqlite(found: Found, every: int, dice: np.random.Generator, scratch: Path) -> None:
    """Stop a sweep at every `every`-th call of each kind on the files of its ledger; nowhere if it cannot be traced."""
    if not can_trace():
        return
    whole = scratch / "sqlite-whole"
    code = forked(sweep_deed(scratch / "files", whole), scratch / "said")
    found.check(code == 0, f"R3 SQLite: failed in one go: {(scratch / 'said').read_text()[-500:]}")
    expected = files_of(whole)
    (name,) = [path.name for path in (whole / "sweeps" / "s").glob("[!.]*")]
    for call, error in product(CALLS, ERRORS):
        stop = Stop(call, error, 1 + int(dice.integers(every)))
        while stopped_inside(found, scratch / f"sqlite-{stop}", name, stop, expected):
            found.counts.update(sqlite=1)
            stop = stop._replace(n=stop.n + every)


def stopped_inside(found: Found, out: Path, name: str, stop: Stop, expected: dict[str, bytes]) -> bool:
    """Stop a sweep and go on; return False when it ended before it was stopped."""
    said, trace = out.with_suffix(".said"), out.with_suffix(".trace")
    path = out.parent / "files" / "sweep.yaml"
    done = subprocess.run(
        [*traced(out / "sweeps" / "s" / f".{name}.work" / "ledger.sqlite", stop, trace),
         sys.executable, "tools/reliability_sweep.py", "--", "sweep", str(path), "--out", str(out), "--on", "serial",
         "--no-figures", "--quiet"],
        cwd=ROOT, check=False, capture_output=True, text=True,
    )  # fmt: skip
    told, where = done.stderr, f"R3 SQLite {stop}"
    if "INJECTED" not in trace.read_text(errors="replace") and done.returncode != -signal.SIGKILL:
        shutil.rmtree(out)
        return False
    if stop.error is None:
        found.check(done.returncode == -signal.SIGKILL, f"{where}: ended with {done.returncode}")
    elif done.returncode == 0:  # SQLite tried again, or did without: then the result is whole
        found.check(files_of(out) == expected, f"{where}: exit code 0 and other bytes")
    else:
        found.check(done.returncode in {2, 3, 4} and str(out) in told, f"{where}: {done.returncode}: {told[-500:]}")
    code = forked(sweep_deed(out.parent / "files", out), said)
    found.check(code == 0, f"{where}: could not go on: {said.read_text()[-500:]}")
    found.check(files_of(out) == expected, f"{where}: other bytes than in one go")
    found.check(not hidden_in(out), f"{where}: left over: {hidden_in(out)}")
    shutil.rmtree(out)
    return True


def traced(ledger: Path, stop: Stop, trace: Path) -> list[str]:
    """Return the command that stops another at a call on the files of a ledger."""
    how = "signal=SIGKILL" if stop.error is None else f"error={stop.error}"
    paths = [part for ending in FILES for part in ("-P", f"{ledger}{ending}")]
    what = ["-e", f"trace={stop.call}", "-e", f"inject={stop.call}:{how}:when={stop.n}"]
    return ["strace", "-f", "--seccomp-bpf", "-qq", "-o", str(trace), *paths, *what]
