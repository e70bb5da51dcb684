"""R5: bits flipped and files cut in stored sweeps and in the work folders of interrupted ones."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import reliability_market
from reliability_found import NO_CHECKSUM, Found, files_of, hidden_in, write_sweep
from reliability_sweep import command

from sim.analysis.sweeps import parts

POINTS, REPLICATIONS = 6, 2
POINTS_A_PART = 4
"""So that a sweep of few points has two files of estimates."""


def r5_damage(found: Found, flips: int, dice: np.random.Generator, scratch: Path) -> None:
    """Flip a bit in a file, or cut it (half as often); all is found, and only what is damaged is run again."""
    path = write_sweep(scratch, POINTS, REPLICATIONS)
    whole, broken = scratch / "whole", scratch / "broken"
    parts.POINTS_A_PART = POINTS_A_PART
    quiet(["sweep", str(path), "--out", str(whole), "--on", "serial", "--no-figures"])
    expected = files_of(whole)
    interrupt(path, broken)
    for number in range(flips + flips // 2):
        cut, stored = number >= flips, number % 3 != 2
        out = scratch / "out"
        shutil.copytree(whole if stored else broken, out)
        files = [one for one in sorted(out.rglob("*")) if one.is_file() and one.name not in NO_CHECKSUM]
        damaged = files[int(dice.integers(len(files)))]
        place = damage(damaged, dice, cut=cut)
        name = f"R5 {number}: {damaged.name} {'cut' if cut else 'flipped'} at {place}"
        if stored:
            code, said = quiet(["verify", str(next(out.rglob("manifest.json")).parent)])
            found.check(code == 4 and damaged.name in said, f"{name}: verify says {code}: {said[-200:]}")
        most, least = runs_allowed(whole, damaged, place, cut=cut, stored=stored)
        runs, code, said = resumed(path, out)
        found.check(code == 0, f"{name}: could not be mended: {said[-300:]}")
        found.check(least <= runs <= most, f"{name}: {runs} runs, {least} to {most} are right")
        found.check(files_of(out) == expected and not hidden_in(out), f"{name}: other bytes")
        found.counts.update({"cuts" if cut else "flips": 1, "stored" if stored else "interrupted": 1, "runs": runs})
        shutil.rmtree(out)


def damage(path: Path, dice: np.random.Generator, *, cut: bool) -> int:
    """Damage a file; return where."""
    content = bytearray(path.read_bytes())
    place = int(dice.integers(len(content)))
    content[place] ^= 1 << int(dice.integers(8))
    path.write_bytes(content[:place] if cut else content)
    return place


def runs_allowed(whole: Path, damaged: Path, place: int, *, cut: bool, stored: bool) -> tuple[int, int]:
    """Return how many runs the damage may cost, at most and at least."""
    if not stored:  # half of the points are missing anyway
        missing = POINTS // 2 * REPLICATIONS
        one_more = missing + (REPLICATIONS if damaged.suffix == ".output" else 0)
        return one_more, one_more
    if damaged.name == "points.parquet":
        return POINTS * REPLICATIONS, 0
    if damaged.parent.name != parts.OUTCOMES:
        return 0, 0
    metadata = pq.ParquetFile(next(whole.rglob(damaged.name))).metadata
    if cut:
        return metadata.num_row_groups * REPLICATIONS, metadata.num_row_groups * REPLICATIONS
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        columns = [group.column(place) for place in range(group.num_columns)]
        begins = min(one.dictionary_page_offset or one.data_page_offset for one in columns)
        if begins <= place < begins + sum(one.total_compressed_size for one in columns):
            return REPLICATIONS, 0  # some columns are made anew from the design
    return metadata.num_row_groups * REPLICATIONS, 0  # in the directory of the file


def interrupt(path: Path, out: Path) -> None:
    """Run half of the points of a sweep."""
    calls = 0

    def stop() -> None:
        nonlocal calls
        calls += 1
        if calls > POINTS // 2 * REPLICATIONS:
            raise KeyboardInterrupt

    counted(stop, lambda: quiet(["sweep", str(path), "--out", str(out), "--on", "serial", "--no-figures"]))


def resumed(path: Path, out: Path) -> tuple[int, int, str]:
    """Run a sweep again; return the number of runs, the exit code and what was said."""
    calls: list[None] = []
    code, said = counted(
        lambda: calls.append(None),
        lambda: quiet(["sweep", str(path), "--out", str(out), "--on", "serial", "--no-figures"]),
    )
    return len(calls), code, said


def counted(each: Callable[[], None], deed: Callable[[], tuple[int, str]]) -> tuple[int, str]:
    """Do something with every run told."""
    before = reliability_market.note_call
    reliability_market.note_call = each
    try:
        return deed()
    finally:
        reliability_market.note_call = before


def quiet(arguments: list[str]) -> tuple[int, str]:
    """Run a command in this process; return its exit code and what it has said."""
    said = StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        code = command(arguments)
    return code, said.getvalue()
