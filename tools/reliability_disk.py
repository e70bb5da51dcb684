"""R3, R4: a run and a sweep that stop, or are refused by the disk, at any step that reaches it."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import signal
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import reliability_market  # noqa: F401 - its import is what makes summaries here quick
from reliability_found import Found, files_of, forked, hidden_in, write_sweep
from reliability_sweep import command

from sim.experiment import reporting
from sim.experiment.ledger import Ledger
from sim.experiment.replication import simulate
from sim.experiment.run import run_scenario
from sim.parameters.errors import SimulatorError
from sim.parameters.horizon import Horizon
from sim.parameters.population import Population
from sim.parameters.replication import Replication
from sim.parameters.scenario import Scenario

STEPS: tuple[tuple[Any, str], ...] = (
    (os, "open"), (os, "write"), (os, "fsync"), (os, "replace"), (os, "rename"), (os, "mkdir"), (Ledger, "_commit"),
    (Path, "write_bytes"), (Path, "write_text"), (pq.ParquetWriter, "write_table"), (pq.ParquetWriter, "close"),
    (shutil, "rmtree"),
)  # fmt: skip
"""Every call by which `sim.experiment` reaches a disk; each can be stopped before, or half-way, and behind."""
NEVER_REFUSED = {"rmtree"}
"""Steps whose refusal is asked to be ignored."""
NOTHING_BEHIND = {"open", "mkdir"}
"""Steps that have not been done where they are refused."""
NOT_REACHED = 71
Deed = Callable[[], int]


class Tripwire:
    """Counts stops before and behind each step, and ends the process, or raises an error, at the n-th."""

    def __init__(self, n: int, error: int | None) -> None:
        self.left, self.error = n, error
        for owner, name in STEPS:
            if error is None or name not in NEVER_REFUSED:
                setattr(owner, name, self.wrapped(getattr(owner, name), name))

    def wrapped(self, step: Callable[..., Any], name: str) -> Callable[..., Any]:
        """Return a step with a stop before it and one behind it."""

        def stepping(*given: Any, **options: Any) -> Any:
            if (name == "open" and not given[1] & os.O_CREAT) or (name in {"write", "fsync"} and not _a_file(given[0])):
                return step(*given, **options)
            self.left -= 1
            if self.left == 0:
                if name in {"write", "write_bytes", "write_text"}:
                    step(given[0], given[1][: len(given[1]) // 2], *given[2:], **options)
                self.end()
            came = step(*given, **options)
            self.left -= self.error is None or name not in NOTHING_BEHIND
            if self.left == 0:
                self.end()
            return came

        return stepping

    def end(self) -> None:
        """End the process, or refuse.

        Raises
        ------
        OSError
            If it is to refuse.
        """
        if self.error is None:
            os.kill(os.getpid(), signal.SIGKILL)
        raise OSError(self.error, os.strerror(self.error or 0))


def _a_file(descriptor: int) -> bool:
    """Return whether a descriptor is a file or folder, and not a pipe of a library."""
    mode = os.fstat(descriptor).st_mode
    return stat.S_ISREG(mode) or stat.S_ISDIR(mode)


def sweep_deed(scratch: Path, out: Path) -> Deed:
    """Return what runs a sweep of three points."""
    path = write_sweep(scratch, 3, 2)
    return lambda: command(["sweep", str(path), "--out", str(out), "--on", "serial", "--no-figures", "--quiet"])


def run_deed(scratch: Path, out: Path) -> Deed:
    """Return what runs a scenario of two replications, on tables that a real market has recorded beforehand."""
    asked = Scenario(
        name="tiny",
        population=Population(n_freelancers=200),
        horizon=Horizon(warm_up_weeks=2, weeks=4),
        replication=Replication(n_replications=2, n_twins=0),
    )
    stored = {number: simulate(asked, 0, number) for number in range(2)}

    class Summary:
        def to_dict(self, fingerprint: str, seed: int) -> dict[str, Any]:
            return {"fingerprint": fingerprint, "seed": seed, "outcomes": {}}

    def recorded(scenario: Scenario, seed: int, replication: int, on_week: Any = None) -> dict[str, Any]:
        return stored[replication]

    def deed() -> int:
        reporting.summarise = lambda _: Summary()  # type: ignore[assignment]
        try:
            run_scenario(asked, 0, None, out, workers=1, draw=False, simulate=recorded)
        except SimulatorError as error:
            print(f"error: {error}")
            return error.exit_code
        return 0

    return deed


def r3_crash_points(found: Found, every: int, dice: np.random.Generator, scratch: Path) -> None:
    """Stop a sweep, and a run, at every `every`-th stop, by kill, EIO and ENOSPC in turn."""
    for what, make in (("sweep", sweep_deed), ("run", run_deed)):
        whole = scratch / f"{what}-whole"
        code = forked(make(scratch / what, whole), scratch / "said")
        found.check(code == 0, f"R3 {what}: failed in one go: {(scratch / 'said').read_text()[-500:]}")
        expected = files_of(whole)
        for kind, error in (("kill", None), ("EIO", errno.EIO), ("ENOSPC", errno.ENOSPC)):
            n = 1 + int(dice.integers(every))
            while stopped_at(found, make, scratch / f"{what}-{kind}", n, error, expected):
                found.counts.update({"stops": 1, what: 1})
                n += every


def stopped_at(
    found: Found,
    make: Callable[[Path, Path], Deed],
    scratch: Path,
    n: int,
    error: int | None,
    expected: dict[str, bytes],
) -> bool:
    """Stop at the n-th stop and go on; return False when there are fewer."""
    out, said = scratch / f"{n}" / "out", scratch / "said"
    out.parent.mkdir(parents=True)
    deed = make(scratch / "files", out)

    def stopping() -> int:
        wire = Tripwire(n, error)
        code = deed()
        return NOT_REACHED if wire.left > 0 else code

    code = forked(stopping, said)
    told = said.read_text(encoding="utf-8", errors="replace")
    name = f"R3 {scratch.name} at stop {n}"
    if code == NOT_REACHED:
        return False
    if error is None:
        found.check(code == -signal.SIGKILL, f"{name}: ended with {code}")
    else:
        found.check(code in {2, 3, 4}, f"{name}: exit code {code}: {told[-600:]}")
        found.check(str(out) in told and os.strerror(error) in told, f"{name}: said {told[-300:]}")
    found.check(forked(deed, said) == 0, f"{name}: could not go on: {said.read_text()[-500:]}")
    found.check(files_of(out) == expected, f"{name}: other bytes than in one go")
    found.check(not hidden_in(out), f"{name}: left over: {hidden_in(out)}")
    shutil.rmtree(out.parent)
    return True


def r4_full_disks(found: Found, n: int, dice: np.random.Generator, scratch: Path) -> None:
    """Let a sweep meet a disk that is full at n points; then a place that cannot be written to."""
    whole = scratch / "whole"
    found.check(forked(sweep_deed(scratch / "files", whole), scratch / "said") == 0, "R4: failed in one go")
    expected = files_of(whole)
    most = sum(len(content) for content in expected.values())
    for part in (np.arange(n) + dice.uniform(0.2, 0.8)) / n:
        with small_disk(scratch / "disk", int(part * most)) as (place, limit, enlarge):
            out, said = place / "out", scratch / "said"
            deed = sweep_deed(scratch / "files", out)
            code = forked(lambda: limit() or deed(), said)  # noqa: B023 - called at once
            told = said.read_text(encoding="utf-8", errors="replace")
            found.check(code in {2, 3}, f"R4 at {part:.2f}: exit code {code}: {told[-500:]}")
            found.check(str(place) in told and "bytes are needed" in told, f"R4 at {part:.2f}: said {told[-500:]}")
            found.check(not list(out.glob("*/*/[!.]*")), f"R4 at {part:.2f}: something half-written is visible")
            enlarge()
            found.check(forked(deed, said) == 0, f"R4 at {part:.2f}: could not go on: {said.read_text()[-500:]}")
            found.check(files_of(out) == expected and not hidden_in(out), f"R4 at {part:.2f}: other bytes")
            found.counts.update(full=1)
    for place in places_that_refuse(scratch):
        code = forked(sweep_deed(scratch / "files", place), scratch / "said")
        told = (scratch / "said").read_text(encoding="utf-8")
        found.check(code == 2 and str(place) in told and told.count("\n") == 1, f"R4 {place}: {code}: {told[-500:]}")
        found.counts.update(refused=1)


@contextmanager
def small_disk(place: Path, n_bytes: int) -> Iterator[tuple[Path, Callable[[], None], Callable[[], None]]]:
    """Give a place with so many bytes, what limits a process to them, and what lifts the limit.

    It is a file system in memory where one may be mounted, a limit on the size of files elsewhere.
    """
    place.mkdir(exist_ok=True)
    size = max(n_bytes // 4096, 1)
    mounted = not subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"nr_blocks={size}", "none", str(place)], check=False, stderr=subprocess.DEVNULL
    ).returncode  # fmt: skip

    def limit() -> None:
        if not mounted:
            resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes // 8, resource.RLIM_INFINITY))

    def enlarge() -> None:
        if mounted:
            subprocess.run(["mount", "-o", "remount,nr_blocks=100000", str(place)], check=True)

    try:
        yield place, limit, enlarge
    finally:
        if mounted:
            subprocess.run(["umount", str(place)], check=True)
        else:
            shutil.rmtree(place)


def places_that_refuse(scratch: Path) -> Iterator[Path]:
    """Yield folders of results that nobody can write to: below a file, in /proc, in a folder without leave."""
    (scratch / "file").touch()
    yield scratch / "file" / "out"
    yield Path("/proc/out")
    if os.getuid():
        (scratch / "closed").mkdir(mode=0o500)
        yield scratch / "closed" / "out"
