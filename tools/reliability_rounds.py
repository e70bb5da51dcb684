"""The tests of `tools/reliability.py`: how many rounds, in parts that are kept, and the table of what came of them."""

from __future__ import annotations

import json
import os
import platform
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from reliability_change import r12_names, r13_changes
from reliability_damage import r5_damage
from reliability_disk import r3_crash_points, r4_full_disks
from reliability_found import ROOT, Found
from reliability_kills import r1_killed_sweeps, r2_storm, r9_writers
from reliability_loss import r10_losses, r11_bad_points
from reliability_matrix import r8_matrix
from reliability_sqlite import r3_inside_sqlite

from sim.experiment.fingerprint import hash_of_files

PAGE = ROOT / "docs" / "reliability.md"
KEPT = ROOT / "results" / "reliability.json"
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - a file system without waiting
BEGIN, END = "<!-- reliability: begin (tools/reliability.py --write) -->", "<!-- reliability: end -->"


@dataclass(frozen=True)
class Test:
    """One line of the bar.

    Attributes
    ----------
    play : callable
        ``play(found, rounds, dice, scratch)``.
    ci, release : int
        Rounds of every change, and of a release.
    told : str
        What was done, with counts by name.
    on_disk : bool
        Whether the scratch files of a release lie on the disk; damage to files is the same wherever they lie.
    """

    play: Callable[[Found, int, np.random.Generator, Path], None]
    ci: int
    release: int
    told: str
    on_disk: bool = True


def r3_every_step(found: Found, every: int, dice: np.random.Generator, scratch: Path) -> None:
    """Stop at steps that Python takes, then at those of SQLite itself."""
    found.counts["every"] = every
    r3_crash_points(found, every, dice, scratch)
    r3_inside_sqlite(found, every, dice, scratch)


TESTS = {
    "R1": Test(
        r1_killed_sweeps,
        20,
        500,
        "{rounds} rounds ({real} of the market itself) with a kill that landed, {landed} kills landed in sweeps of 100 "
        "runs; {missed} rounds with none are not counted",
    ),
    "R2": Test(r2_storm, 500, 16_000, "{tasks} tasks of 10 ms, {killed} workers killed, one every 50 ms"),
    "R3": Test(
        r3_every_step,
        5,
        1,
        "{stops} stops of a sweep ({sweep}) and a run ({run}), {sqlite} inside SQLite: kill, EIO, ENOSPC at one step "
        "to the disk in {every}",
    ),
    "R4": Test(
        r4_full_disks, 5, 20, "{full} points at which the disk is full, {refused} places that cannot be written to"
    ),
    "R5": Test(
        r5_damage,
        100,
        10_000,
        "{flips} bits flipped and {cuts} cuts: {stored} in stored sweeps, {interrupted} in interrupted ones",
        on_disk=False,
    ),
    "R8": Test(
        r8_matrix,
        12,
        200,
        "{cells} cells: executors, order, hash seeds, vector instructions, two threads ({threaded} cells), time zone "
        "and locale: one SHA-256",
    ),
    "R9": Test(
        r9_writers,
        20,
        500,
        "{rounds} rounds of 2 or 8 writers at once ({writers} in all), {holders_killed} holders killed",
    ),
    "R10": Test(
        r10_losses,
        1,
        50,
        "{lost} losses on a Dask cluster: worker killed, worker stopped, scheduler, client; {twice} stopped until its "
        "point had been done elsewhere, and done twice",
    ),
    "R11": Test(
        r11_bad_points,
        1,
        50,
        "{rounds} rounds: error, exit, segfault, hang, 20 GB, 1 GB of prints, no bytes; and in a sweep",
    ),
    "R12": Test(r12_names, 1, 1, "{names} hostile names of scenarios and sweeps, and a linked folder of results"),
    "R13": Test(r13_changes, 1, 1, "{changes} changes of stored and interrupted sweeps: scenario, size, code, format"),
}


def carry_out(names: list[str], rounds: str, seed: int, *, write: bool) -> int:
    """Play tests, print a line each, and return 1 if anything was wrong.

    Rounds are played in parts of the size of `ci`. With `write`, what a part has found is kept until all of them are
    done, so that an interrupted call goes on; and the table of the page is written after each test.
    """
    failures = 0
    for name in names:
        test = TESTS[name]
        number = {"ci": test.ci, "release": test.release}.get(rounds) or int(rounds)
        counts = _played(name, number, seed, keep=write)
        failures += counts["wrong"]
        row = _row(name, counts)
        print(row, flush=True)
        if write:
            write_page([row])
    return 1 if failures else 0


def _played(name: str, rounds: int, seed: int, *, keep: bool) -> Counter[str]:
    """Play the rounds of a test in parts, and return all counts together."""
    test, title = TESTS[name], f"{name} {rounds} {seed} {hash_of_files(('.',))}"
    kept: dict[str, Any] = json.loads(KEPT.read_text()) if keep and KEPT.exists() else {}
    done = kept.get(title, {"parts": 0, "counts": {}})
    counts = Counter(done["counts"])
    for part in range(done["parts"], -(-rounds // test.ci)):
        found, begun = Found(), time.monotonic()
        dice = np.random.default_rng([seed, int(name[1:]), part])
        place = None if rounds == test.release and test.on_disk else MEMORY
        with tempfile.TemporaryDirectory(prefix="reliability-", dir=place) as scratch:
            test.play(found, min(test.ci, rounds - part * test.ci), dice, Path(scratch))
        for told in found.wrong:
            print(f"  wrong: {told}", flush=True)
        counts.update(found.counts)
        counts.update(wrong=len(found.wrong), milliseconds=round(1000 * (time.monotonic() - begun)))
        if keep:
            KEPT.parent.mkdir(exist_ok=True)
            KEPT.write_text(json.dumps({**kept, title: {"parts": part + 1, "counts": counts}}))
    return counts


def _row(name: str, counts: Counter[str]) -> str:
    what = TESTS[name].told.format_map(counts)
    day = datetime.now(UTC).date().isoformat()
    return f"| {name} | {what} | {counts['wrong']} | {counts['milliseconds'] / 1000:.0f} s | {day} |"


def write_page(rows: list[str]) -> None:
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
