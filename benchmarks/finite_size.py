"""How large a market has to be for its per-capita outcomes: ``python -m benchmarks.finite_size``.

Runs the whole baseline at several sizes, with more replications of small ones so that each size has about as many
freelancers in all; writes ``finite_size.json`` (every run), ``finite_size.md`` and ``finite_size.png``, ``.svg``.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks import machine
from benchmarks.finite_size_agreement import Point, first_agreeing, points_of
from benchmarks.finite_size_outcomes import OUTCOMES, Job, walk
from benchmarks.situation import RESULTS
from benchmarks.tables import number, table

SIZES = (3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
IN_ALL = 3_000_000
"""Freelancers of all replications of a size together."""
LEAST_REPLICATIONS, MOST_REPLICATIONS = 3, 1_000
PROCESSES = 2
ONE_THREAD = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def replications_of(size: int, in_all: int) -> int:
    """Return the number of replications of a size."""
    return min(max(round(in_all / size), LEAST_REPLICATIONS), MOST_REPLICATIONS)


def run_all(jobs: Sequence[Job], processes: int) -> Iterator[dict[str, Any]]:
    """Yield the runs as they end, the largest begun first; processes are spawned, each on one thread."""
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    ordered = sorted(jobs, key=lambda job: -job.size)
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        for future in as_completed([pool.submit(walk, job) for job in ordered]):
            yield future.result()


def report(points: dict[str, list[Point]], described: dict[str, Any]) -> str:
    """Return ``finite_size.md``."""
    some = next(iter(points.values()))
    sizes, largest = [point.size for point in some], some[-1].size
    counts = ", ".join(f"{point.replications} at {point.size:,}" for point in some)
    rows = []
    for outcome in OUTCOMES:
        own = points[outcome.key]
        first = first_agreeing(own)
        rows.append([outcome.label, *map(_value, own), f"{first:,}" if first else f"only {largest:,}"])
    header = ["", *(f"{size:,}" for size in sizes), "agrees from"]
    said = (
        f"Baseline over its whole period; replications: {counts}. Value (Monte Carlo standard error), over the last 52 "
        f"weeks. `agrees from`: the least size from which on every 95% interval of the ratio to {largest:,} holds 1."
    )
    lines = [
        "# Size of the market",
        "",
        machine.sentence(described),
        "",
        said,
        "",
        *table(header, rows),
    ]
    return "\n".join(lines) + "\n"


def _value(point: Point) -> str:
    one = point.estimate
    if one.value is None:
        return ""
    error = "" if one.standard_error is None else f" ({one.standard_error:.2g})"
    return number(one.value) + error


def write(runs: Sequence[dict[str, Any]], folder: Path) -> list[Path]:
    """Write numbers, table and figure; return the files."""
    from benchmarks.finite_size_figure import draw  # noqa: PLC0415 - spawned processes need no Matplotlib

    folder.mkdir(parents=True, exist_ok=True)
    described, points = machine.describe(), points_of(runs)
    numbers, text = folder / "finite_size.json", folder / "finite_size.md"
    ordered = sorted(runs, key=lambda run: (run["size"], run["replication"]))
    numbers.write_text(json.dumps({"machine": described, "runs": ordered}, indent=1) + "\n", encoding="utf-8")
    text.write_text(report(points, described), encoding="utf-8")
    return [numbers, text, *draw(points, folder)]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run, with a line of progress for each run, and write."""
    chosen = _parser().parse_args(arguments)
    counts = chosen.replications or [replications_of(size, chosen.in_all) for size in chosen.sizes]
    jobs = [
        Job(size, number, tuple(chosen.changes))
        for size, count in zip(chosen.sizes, counts, strict=True)
        for number in range(count)
    ]
    begun, runs = perf_counter(), []
    for run in run_all(jobs, chosen.processes):
        runs.append(run)
        spent = perf_counter() - begun
        print(
            f"[{spent:6.0f} s] {len(runs)} of {len(jobs)}: {run['size']:,} freelancers, {run['seconds']:.1f} s",
            flush=True,
        )
    for path in write(runs, chosen.out):
        print(f"wrote {path}", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.finite_size", description="Finite-size effects.")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), help="registered freelancers")
    parser.add_argument("--replications", type=int, nargs="+", help="of each size, in order; by default from --in-all")
    parser.add_argument("--in-all", type=int, default=IN_ALL, help="freelancers of a size, replications together")
    parser.add_argument("--processes", type=int, default=PROCESSES, help="runs at a time, each on one thread")
    parser.add_argument("--set", dest="changes", action="append", default=[], metavar="PATH=VALUE", help="an override")
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder of the results")
    return parser


if __name__ == "__main__":
    main()
