"""R1, R2, R9: kills of sweeps and of workers, and writers that want the same place."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import FrameType

import numpy as np
import reliability_work as deeds
from reliability_found import (
    Found,
    files_of,
    forked,
    hidden_in,
    kill,
    left_after,
    outputs_in,
    processes,
    said_of,
    start,
    write_sweep,
)

from sim.experiment.executors.local import Local
from sim.experiment.executors.supervisor import Limits
from sim.experiment.task import Task
from sim.experiment.work_folder import open_work_folder
from sim.parameters.errors import StoreLocked

POINTS, REPLICATIONS, WORKERS = 25, 4, 2
PAUSE = "0.03"
REAL_EVERY = 10
"""One round in so many has the market itself; the others have one that takes no time, so that more can be played."""
MOST_TRIES = 5
"""Rounds that are begun, at most, for each that counts; and kills in one of them."""
WATCHDOG = 60  # s

Whole = tuple[dict[str, bytes], float]
"""Files of a sweep in one go, and seconds from its first output to its end."""


def r1_killed_sweeps(found: Found, rounds: int, dice: np.random.Generator, scratch: Path) -> None:
    """Kill a sweep of 100 runs at uniform random times, 1 to 3 times; it ends in the bytes of a sweep in one go.

    A round counts only if a kill has landed between its first point and its last; others are played again.
    """
    whole: dict[bool, Whole] = {}
    for number in range(MOST_TRIES * rounds):
        if found.counts["rounds"] == rounds:
            break
        real = found.counts["rounds"] % REAL_EVERY == REAL_EVERY - 1
        path = write_sweep(scratch / f"sweep-{real}", POINTS, REPLICATIONS, real=real)
        if real not in whole:
            whole[real] = uninterrupted(found, path, scratch / f"whole-{real}", real=real)
        landed = one_round(found, path, scratch / f"r1-{number}", dice, whole[real], real=real)
        count_round(found, landed, real=real)
    found.check(found.counts["rounds"] == rounds, f"R1: kills landed in {found.counts['rounds']} rounds of {rounds}")


def count_round(found: Found, landed: int, *, real: bool) -> None:
    """Count a round, and whether a kill has landed in it at all."""
    if landed:
        found.counts.update(rounds=1, landed=landed, real=int(real))
    else:
        found.counts.update(missed=1)


def one_round(found: Found, path: Path, out: Path, dice: np.random.Generator, whole: Whole, *, real: bool) -> int:
    """Kill a sweep until 1 to 3 kills have landed in the middle of its points, and let it end; return how many have.

    A kill that lands before its first point or behind its last is followed by another one while the sweep is not whole.
    """
    calls, (expected, length) = out.with_name(f"{out.name}-calls"), whole
    environment = {"RELIABILITY_CALLS": str(calls), "RELIABILITY_PAUSE": PAUSE}
    landed = killed = 0
    wanted = int(dice.integers(1, 4))
    for _ in range(MOST_TRIES):
        if landed == wanted or is_whole(out):
            break
        ended, middle = killed_once(found, path, out, dice, length, real=real, **environment)
        killed, landed = killed + ended, landed + (ended and middle)
    last = start(path, out, "--workers", str(WORKERS), real=real, **environment)
    found.check(last.wait() == 0, f"R1 {out.name}: the last start failed: {said_of(out)[-500:]}")
    found.check(files_of(out) == expected, f"R1 {out.name}: other bytes than in one go")
    found.check(not hidden_in(out), f"R1 {out.name}: left over: {hidden_in(out)}")
    found.check(not left_after(last.pid), f"R1 {out.name}: a process is left")
    runs = calls.stat().st_size if calls.exists() else 0
    most = POINTS * REPLICATIONS + killed * WORKERS * REPLICATIONS
    found.check(real or runs <= most, f"R1 {out.name}: {runs} runs, {most} at most")
    return landed


def uninterrupted(found: Found, path: Path, out: Path, *, real: bool) -> Whole:
    """Return the files of a sweep in one go, and how long it took from its first output to its end."""
    process = start(path, out, "--workers", str(WORKERS), real=real, RELIABILITY_PAUSE=PAUSE)
    wait_for_work(process, out, outputs=1)
    begun = time.monotonic()
    found.check(process.wait() == 0, f"R1: the sweep in one go failed: {said_of(out)[-500:]}")
    return files_of(out), time.monotonic() - begun


def killed_once(
    found: Found, path: Path, out: Path, dice: np.random.Generator, length: float, *, real: bool, **environment: str
) -> tuple[bool, bool]:
    """Start a sweep, kill its group or its parent alone; say whether that ended it, and in the middle of its points."""
    before = outputs_in(out)
    process = start(path, out, "--workers", str(WORKERS), real=real, **environment)
    wait_for_work(process, out, outputs=len(before) + 1 if dice.integers(4) else 0)  # one in four from its beginning on
    with suppress(subprocess.TimeoutExpired):  # uniform over the time that what is missing takes
        process.wait(float(dice.uniform(0.0, 1.0)) * length * (1.0 - len(before) / POINTS))
    kill(process, group=bool(dice.integers(2)))
    ended = process.wait()
    left = left_after(process.pid)
    found.check(not left, f"R1: {len(left)} processes are alive 2 s after a kill")
    after = outputs_in(out)
    if is_whole(out):  # its outputs are no longer needed, and may be half removed
        return ended == -signal.SIGKILL, False
    found.check(not (before - after and after), "R1: something that was kept is lost, or was done again")
    return ended == -signal.SIGKILL, 0 < len(after) < POINTS


def is_whole(out: Path) -> bool:
    """Return whether the result of a sweep stands in its place."""
    return any(not path.parent.name.startswith(".") for path in out.glob("*/*/*/manifest.json"))


def wait_for_work(process: subprocess.Popen[bytes], out: Path, outputs: int) -> None:
    """Wait until a sweep holds its work folder with so many outputs, or has ended."""
    while process.poll() is None and not (list(out.glob("*/*/.*.lock")) and len(outputs_in(out)) >= outputs):
        time.sleep(0.005)


def r2_storm(found: Found, n_tasks: int, dice: np.random.Generator, scratch: Path) -> None:
    """Kill a random worker that has come up every 50 ms; each task has one outcome, and the right one."""
    tasks = [Task(f"{number:06x}", str(number), "rest") for number in range(n_tasks)]
    over, kills = threading.Event(), 0

    def storm() -> None:
        nonlocal kills
        while not over.wait(0.05):
            working = [one for one in workers_here() if has_come_up(one)]
            if working:
                with suppress(ProcessLookupError):
                    os.kill(working[int(dice.integers(len(working)))], signal.SIGKILL)
                    kills += 1

    thread = threading.Thread(target=storm)
    came = []
    signal.signal(signal.SIGALRM, _hangs)
    thread.start()
    try:
        for outcome in Local(4, Limits(attempts=1_000)).outcomes(tasks, deeds.work):
            signal.alarm(WATCHDOG)
            came.append(outcome)
    except TimeoutError as hang:
        found.check(right=False, told=f"R2: {hang}")
    finally:
        signal.alarm(0)
        over.set()
        thread.join()
    keys = sorted(outcome.key for outcome in came)
    found.check(keys == [task.key for task in tasks], "R2: a task has no outcome, or two")
    wrong = sum(outcome.output != deeds.output_of(outcome.key) for outcome in came)
    found.check(not wrong, f"R2: {wrong} wrong outputs")
    found.check(not list(workers_here()), "R2: a worker is left")
    found.counts.update(tasks=n_tasks, killed=kills)


def _hangs(number: int, frame: FrameType | None) -> None:
    raise TimeoutError(f"no outcome for {WATCHDOG} s")


def workers_here() -> Iterator[int]:
    """Yield the worker processes of this process."""
    for one, fields in processes():
        with suppress(OSError):
            if int(fields[1]) == os.getpid() and b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes():
                yield one


def has_come_up(process_id: int) -> bool:
    """Return whether a worker is about to take tasks: the last thing it does before is to drop what is printed."""
    try:
        return Path(f"/proc/{process_id}/fd/1").readlink() == Path(os.devnull)
    except OSError:
        return False


def r9_writers(found: Found, rounds: int, dice: np.random.Generator, scratch: Path) -> None:
    """Let 2 or 8 processes want the same place at once; one proceeds, the others end with code 5 and name it."""
    for number in range(rounds):
        n_writers, killed = int(dice.choice([2, 8])), bool(dice.integers(2))
        target = scratch / f"r9-{number}" / "result"
        target.parent.mkdir()
        codes: dict[int, int] = {}
        threads = [
            threading.Thread(target=_one_writer, args=(codes, one, target, n_writers), kwargs={"killed": killed})
            for one in range(n_writers)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        check_writers(found, target, codes, killed=killed)
        with open_work_folder(target, {}) as folder:  # no lock is stale
            found.check(folder.done() == {"00"}, "R9: what the holder kept is lost")
            folder.discard()
        locks = [path.name for path in target.parent.iterdir() if path.name.endswith(".lock")]
        found.check(not locks, f"R9: left over: {locks}")
        found.counts.update(rounds=1, writers=n_writers, holders_killed=int(killed))


def _one_writer(codes: dict[int, int], one: int, target: Path, n_writers: int, *, killed: bool) -> None:
    """Be a writer in a process of its own, and note its exit code."""
    codes[one] = forked(lambda: a_writer(target, n_writers, killed=killed), target.parent / f"said-{one}")


def check_writers(found: Found, target: Path, codes: dict[int, int], *, killed: bool) -> None:
    """Check that one proceeded, and that all others named it within a second."""
    said = {one: (target.parent / f"said-{one}").read_text(encoding="utf-8").split() for one in codes}
    first = -signal.SIGKILL if killed else 0
    winners = [one for one, code in codes.items() if code == first]
    losers = [one for one in codes if one not in winners]
    found.check(len(winners) == 1 and all(codes[one] == 5 for one in losers), f"R9: exit codes {codes}")
    for one in losers:
        holder, seconds = said[one][0], float(said[one][1])
        found.check([holder] == said[winners[0]][:1] and seconds < 1.0, f"R9: named {holder} after {seconds:.2f} s")


def a_writer(target: Path, n_writers: int, *, killed: bool) -> int:
    """Write for as long as the others need to notice, and perhaps be killed; return the exit code."""
    begun = time.monotonic()
    try:
        with open_work_folder(target, {}) as folder:
            print(os.getpid(), flush=True)
            folder.put("00", b"mine")
            deadline = time.monotonic() + 60.0
            while len(list(target.parent.glob("refused-*"))) < n_writers - 1 and time.monotonic() < deadline:
                time.sleep(0.01)
            if killed:
                os.kill(os.getpid(), signal.SIGKILL)
    except StoreLocked as locked:
        holder = re.search(r"process (\d+)", str(locked))
        print(holder[1] if holder else "nobody", time.monotonic() - begun)
        (target.parent / f"refused-{os.getpid()}").touch()
        return locked.exit_code
    return 0
