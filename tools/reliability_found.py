"""What a test of `tools/reliability.py` has found, and what several of them need: sweeps, processes, files."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NO_CHECKSUM = {"log.jsonl"}
"""Files of a result that hold times and are documented to differ."""
TIMES = {"created_utc", "wall_time_s", "manifest_sha256"}
"""Entries of a manifest that are documented to differ."""


@dataclass
class Found:
    """Counts of what was done, and each thing that was wrong."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def check(self, right: object, told: str) -> None:
        """Note something that is wrong unless it is right."""
        if not right:
            self.wrong.append(told)


def write_sweep(folder: Path, points: int, replications: int, *, real: bool = False, name: str = "s") -> Path:
    """Write a sweep of a tiny market, and its scenario; return the path of the sweep."""
    folder.mkdir(parents=True, exist_ok=True)
    engine = "compiled" if real else "agents"
    (folder / "base.yaml").write_text(
        f"name: base\nengine: {engine}\npopulation: {{n_freelancers: 300}}\nhorizon: {{warm_up_weeks: 4, weeks: 12}}\n",
        encoding="utf-8",
    )
    path = folder / "sweep.yaml"
    path.write_text(
        f"name: {name}\nscenario: base.yaml\nreplications: {replications}\ndesign:\n  kind: grid\n  parameters:\n"
        f"    search.proposals_per_week: {{low: 1.0, high: 2.0, n: {points}}}\n",
        encoding="utf-8",
    )
    return path


def start(path: Path, out: Path, *options: str, real: bool = False, **environment: str) -> subprocess.Popen[bytes]:
    """Start a sweep in a process group of its own; what it says goes to a file beside its results."""
    program = ["run.py"] if real else ["tools/reliability_sweep.py", "--"]
    command = [sys.executable, *program, "sweep", str(path), "--out", str(out), "--no-figures", "--quiet", *options]
    with out.with_name(out.name + ".said").open("ab") as said:
        return subprocess.Popen(
            command, cwd=ROOT, start_new_session=True, env=os.environ | environment, stdout=said, stderr=said
        )


def said_of(out: Path) -> str:
    """Return what sweeps into a folder have said."""
    return out.with_name(out.name + ".said").read_text(encoding="utf-8", errors="replace")


def processes() -> Iterator[tuple[int, list[str]]]:
    """Yield every process that is alive, with the fields of its status behind its name."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
            if fields[0] != "Z":
                yield int(stat.parent.name), fields


def group_of(process_id: int) -> list[int]:
    """Return the processes of a group that are alive."""
    return [one for one, fields in processes() if int(fields[2]) == process_id]


def left_after(process_id: int, seconds: float = 2.0) -> list[int]:
    """Return the processes of a group that are still alive after so many seconds."""
    end = time.monotonic() + seconds
    while (left := group_of(process_id)) and time.monotonic() < end:
        time.sleep(0.02)
    return left


def kill(process: subprocess.Popen[bytes], *, group: bool) -> None:
    """Kill a process, or its group."""
    with suppress(ProcessLookupError):
        (os.killpg if group else os.kill)(process.pid, signal.SIGKILL)


def files_of(out: Path) -> dict[str, bytes]:
    """Return every file of the results in a folder, the documented differences left out."""
    found = {}
    for path in sorted(out.rglob("*")):
        if path.is_file() and path.name not in NO_CHECKSUM:
            content = path.read_bytes()
            if path.name == "manifest.json":
                facts = json.loads(content)
                content = json.dumps({key: facts[key] for key in facts if key not in TIMES}).encode()
            found[path.relative_to(out).as_posix()] = content
    return found


def hidden_in(out: Path) -> list[str]:
    """Return what should not be left: hidden files and folders."""
    return sorted(path.name for path in out.rglob(".*"))


def outputs_in(out: Path) -> set[tuple[str, int]]:
    """Return the outputs that work folders keep, by name and time of writing."""
    found = set()
    for path in out.glob("*/*/.*.work/*.output"):
        with suppress(OSError):
            found.add((path.name, path.stat().st_mtime_ns))
    return found


def forked(deed: Callable[[], int], said: Path) -> int:
    """Do something in a child of this process; return its exit code, negative where a signal ended it.

    What it says is put into a file. Nothing has to be imported again, which is why so many can be tried.
    """
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        code = 70
        try:
            descriptor = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
            os.dup2(descriptor, 1)
            os.dup2(descriptor, 2)
            code = deed()
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
