"""Kill, damage and contend, count what went wrong, and keep the counts in docs/reliability.md.

    python tools/reliability.py                      # counts of every change, some minutes
    python tools/reliability.py --rounds release     # counts of a release, hours
    python tools/reliability.py --only R1 R5 --write

Kill times and damage come from a seeded generator, so that a failure can be played again. A kill counts if it landed:
the process ended by it, and some of its work was kept and some not.
"""

from __future__ import annotations

import argparse
import os
import platform
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

import reliability_work as deeds  # noqa: E402 - the path comes first

from sim.experiment.executors.local import Local  # noqa: E402
from sim.experiment.executors.supervisor import Limits  # noqa: E402
from sim.experiment.task import Outcome, Task  # noqa: E402
from sim.experiment.work_folder import open_work_folder, work_path  # noqa: E402

PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- reliability: begin (tools/reliability.py --write) -->", "<!-- reliability: end -->"
N_RUNS = 24
RUN = [
    "scenarios/quick.yaml", "--set", "population.n_freelancers=500", "--set", "replication.n_twins=0", "--replications",
    str(N_RUNS), "--workers", "2", "--no-figures", "--quiet",
]  # fmt: skip
COUNTS = {"R1": (20, 500), "R2": (500, 10_000), "R5": (100, 10_000), "R9": (20, 500), "R11": (1, 50)}
Line = tuple[str, int]
"""What was done, in words with counts; and how often something was wrong."""


def start(out: Path) -> subprocess.Popen[bytes]:
    """Start a run in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "run.py", "run", *RUN, "--out", str(out)], cwd=ROOT, start_new_session=True
    )


def group_of(process_id: int) -> list[int]:
    """Return the processes of a group that are alive."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
            if int(fields[2]) == process_id and fields[0] != "Z":
                found.append(int(stat.parent.name))
    return found


def wait_for_work(process: subprocess.Popen[bytes], out: Path) -> None:
    """Wait until a run holds its work folder, or has ended."""
    while process.poll() is None and not list(out.glob("quick/.*.lock")):
        time.sleep(0.01)


def files_of(out: Path) -> dict[str, bytes]:
    """Return every file of a run but its manifest, which holds times."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in out.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }


def outputs_in(out: Path) -> set[tuple[str, int]]:
    """Return the outputs that a work folder keeps, by name and time of writing."""
    found = set()
    for path in out.glob("quick/.*.work/*.output"):
        with suppress(OSError):
            found.add((path.name, path.stat().st_mtime_ns))
    return found


def r1_kills(rounds: int, dice: np.random.Generator, scratch: Path) -> Line:
    """Kill a run at random times, the group or the parent, 1 to 3 times; it ends with the bytes of a run in one go."""
    whole = scratch / "whole"
    process = start(whole)
    wait_for_work(process, whole)
    begun = time.monotonic()
    process.wait()
    expected, length = files_of(whole), time.monotonic() - begun
    landed = wrong = 0
    for number in range(rounds):
        out = scratch / f"r1-{number}"
        for _ in range(int(dice.integers(1, 4))):
            process, before = start(out), outputs_in(out)
            wait_for_work(process, out)
            with suppress(subprocess.TimeoutExpired):
                process.wait(float(dice.uniform(0.0, 1.0)) * length)
            kill = os.killpg if dice.integers(2) else os.kill
            with suppress(ProcessLookupError):
                kill(process.pid, signal.SIGKILL)
            ended = process.wait()
            time.sleep(2.0)
            wrong += bool(group_of(process.pid))
            after = outputs_in(out)
            landed += ended == -signal.SIGKILL and 0 < len(after) < N_RUNS
            wrong += bool(before - after and after)  # something kept was lost or done again
        wrong += start(out).wait() != 0
        wrong += files_of(out) != expected
        wrong += any(path.name.startswith(".") for path in out.rglob("*"))
    return f"{rounds} rounds, {landed} kills landed in runs of {N_RUNS} replications", wrong


def r2_storm(n_tasks: int, dice: np.random.Generator, scratch: Path) -> Line:
    """Kill a random worker that has come up every 50 ms; each task has one outcome, and the right one."""
    tasks = [Task(f"{number:06x}", str(number), "rest") for number in range(n_tasks)]
    over, kills = threading.Event(), 0

    def storm() -> None:
        nonlocal kills
        while not over.wait(0.05):
            working = [one for one in children() if has_come_up(one)]
            if working:
                with suppress(ProcessLookupError):
                    os.kill(working[int(dice.integers(len(working)))], signal.SIGKILL)
                    kills += 1

    thread = threading.Thread(target=storm)
    thread.start()
    try:
        came = list(Local(4, Limits(attempts=1_000)).outcomes(tasks, deeds.work))
    finally:
        over.set()
        thread.join()
    wrong = int(sorted(outcome.key for outcome in came) != [task.key for task in tasks])
    wrong += sum(outcome.output != deeds.output_of(outcome.key) for outcome in came)
    return f"{n_tasks} tasks of 10 ms, {kills} workers killed, one every 50 ms", wrong + (not scratch.exists())


def children() -> Iterator[int]:
    """Yield the worker processes of this process."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
            command = (stat.parent / "cmdline").read_bytes()
            if int(fields[1]) == os.getpid() and fields[0] != "Z" and b"spawn_main" in command:
                yield int(stat.parent.name)


def has_come_up(process_id: int) -> bool:
    """Return whether a worker is about to take tasks: the last thing it does before is to drop what is printed."""
    try:
        return Path(f"/proc/{process_id}/fd/1").readlink() == Path(os.devnull)
    except OSError:
        return False


def r5_damage(flips: int, dice: np.random.Generator, scratch: Path) -> Line:
    """Flip a bit, or cut, in a kept output or the ledger; only what is damaged is not done, nothing wrong is read."""
    keys = [f"{number:04x}" for number in range(8)]
    target = scratch / "r5"
    wrong, cuts = 0, flips // 2
    for number in range(flips + cuts):
        with open_work_folder(target, {}) as folder:
            for key in keys:
                folder.put(key, deeds.output_of(key))
        files = sorted(work_path(target).iterdir())
        path = files[int(dice.integers(len(files)))]
        content = bytearray(path.read_bytes())
        place = int(dice.integers(len(content)))
        content[place] ^= 1 << int(dice.integers(8))
        path.write_bytes(content if number < flips else content[:place])
        with open_work_folder(target, {}) as folder:
            expected = {key for key in keys if f"{key}.output" != path.name}
            wrong += folder.done() != expected
            wrong += any(folder.output(key) != deeds.output_of(key) for key in folder.done())
    return f"{flips} bits flipped and {cuts} cuts in outputs and ledger", wrong


def r9_writers(rounds: int, dice: np.random.Generator, scratch: Path) -> Line:
    """Start 2 or 8 runs of the same result at once; one proceeds, the others end with code 5 and name it."""
    command = [sys.executable, str(ROOT / "tools" / "reliability_writer.py")]
    wrong = 0
    for number in range(rounds):
        n_writers = int(dice.choice([2, 8]))
        target = scratch / f"r9-{number}" / "result"
        target.parent.mkdir()
        writers = [
            subprocess.Popen([*command, str(target), str(n_writers)], stdout=subprocess.PIPE, text=True)
            for _ in range(n_writers)
        ]
        said = [writer.communicate()[0].split() for writer in writers]
        codes = [writer.returncode for writer in writers]
        wrong += sorted(codes) != [0] + [5] * (n_writers - 1)
        winner = str(writers[codes.index(0)].pid) if 0 in codes else ""
        wrong += sum(one[:1] != [winner] or float(one[1]) >= 1.0 for one, code in zip(said, codes, strict=True) if code)
        wrong += any(path.name.endswith(".lock") for path in target.parent.iterdir())
    return f"{rounds} rounds of 2 or 8 writers at once", wrong


def r11_bad_tasks(rounds: int, dice: np.random.Generator, scratch: Path) -> Line:
    """Tasks that raise, exit, crash, hang, take 20 GB or print 1 GB, among good ones."""
    expected = {
        "error": ("error", 1), "exit": ("crashed", 2), "segfault": ("crashed", 2), "hang": ("timeout", 1),
        "20 GB": ("crashed", 2),
    }  # fmt: skip
    wrong = 0
    for number in range(rounds):
        names = [*expected, "1 GB of prints", *["rest"] * 10]
        order = dice.permutation(len(names))
        tasks = [Task(f"{place:04x}", names[place], names[place]) for place in order]
        limits = Limits(timeout_s=20.0, memory_bytes=2 << 30)
        for outcome in Local(2, limits).outcomes(tasks, deeds.work):
            wrong += not as_it_should(outcome, names[int(outcome.key, 16)], expected)
        wrong += bool(list(children())) + (not scratch.exists()) + (number < 0)
    return f"{rounds} rounds: error, exit, segfault, hang, 20 GB, 1 GB of prints among 10 good tasks", wrong


def as_it_should(outcome: Outcome, name: str, expected: dict[str, tuple[str, int]]) -> bool:
    """Return whether an outcome is that of its deed; a time limit may be overstepped by a second."""
    if name not in expected:
        return outcome.output == deeds.output_of(outcome.key)
    failure = outcome.failure
    return (
        failure is not None
        and (failure.status, outcome.attempts) == expected[name]
        and (name != "hang" or outcome.seconds < 21.0)
    )


TESTS: dict[str, Callable[[int, np.random.Generator, Path], Line]] = {
    "R1": r1_kills, "R2": r2_storm, "R5": r5_damage, "R9": r9_writers, "R11": r11_bad_tasks,
}  # fmt: skip


def main() -> int:
    """Run the tests asked for, print a line each, and return 1 if anything was wrong."""
    parser = argparse.ArgumentParser(description="Kill, damage and contend; count what went wrong.")
    parser.add_argument("--rounds", default="change", help="change, release, or a number for each test")
    parser.add_argument("--only", nargs="*", choices=TESTS, default=list(TESTS), help="some of the tests")
    parser.add_argument("--seed", type=int, default=0, help="of kill times and damage")
    parser.add_argument("--write", action="store_true", help="put the table into docs/reliability.md")
    asked = parser.parse_args()
    rows, failures = [], 0
    for name in asked.only:
        few, many = COUNTS[name]
        rounds = {"change": few, "release": many}.get(asked.rounds) or int(asked.rounds)
        dice = np.random.default_rng([asked.seed, int(name[1:])])
        begun = time.monotonic()
        with tempfile.TemporaryDirectory() as scratch:
            what, wrong = TESTS[name](rounds, dice, Path(scratch))
        failures += wrong
        day = datetime.now(UTC).date().isoformat()
        row = f"| {name} | {what} | {wrong} | {time.monotonic() - begun:.0f} s | {day} |"
        rows.append(row)
        print(row, flush=True)
    if asked.write:
        write(rows)
    return 1 if failures else 0


def write(rows: list[str]) -> None:
    """Put rows into the page in place of older ones of the same tests, with the kind of machine."""
    where = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    old, _, after = rest.partition(END)
    kept = {line.split("|")[1].strip(): line for line in [*old.splitlines(), *rows] if line.startswith("| R")}
    head = [
        BEGIN,
        f"The last on {where}.",
        "",
        "| test | what was done | wrong | time | day |",
        "|---|---|--:|--:|---|",
    ]
    lines = [*head, *(kept[name] for name in sorted(kept, key=lambda name: int(name[1:]))), END]
    PAGE.write_text(before + "\n".join(lines) + after, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
