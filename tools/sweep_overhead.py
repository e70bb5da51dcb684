"""What the machinery of sweeps costs: a sweep against the same points in a plain loop, and the memory of its parent.

    python tools/sweep_overhead.py                # time, loops and sweeps in turn: some minutes
    python tools/sweep_overhead.py --memory       # peak memory of the parent at 100 and at 2,000 points

The loop is what one would write by hand: as many processes as the sweep has workers, each doing every n-th point and
keeping nothing. Both sides start their processes themselves and are told in wall time and in processor time of all
their processes, waited-for descendants included. A busy machine changes both, the second less, so loops and sweeps take
turns, and a sweep is compared with the mean of the loops before and behind it. How far two neighbouring loops differ
says what such a comparison can tell at all.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

from sim.experiment.cores import threads_each  # noqa: E402 - the path comes first
from sim.experiment.sweep.plan import plan_of  # noqa: E402
from sim.experiment.sweep.point import point_work, tasks_of  # noqa: E402
from sim.experiment.sweep.reading import load_sweep  # noqa: E402
from sim.experiment.sweep.run import run_sweep  # noqa: E402

SWEEP = """name: overhead
scenario: base.yaml
replications: {replications}
design:
  kind: latin_hypercube
  n: {points}
  parameters:
    search.proposals_per_week: {{low: 0.6, high: 1.5}}
"""
BASE = "name: base\npopulation: {{n_freelancers: {size}}}\nhorizon: {{warm_up_weeks: {warm_up}}}\n"


def write_sweep(folder: Path, points: int, replications: int, size: int, warm_up: int) -> Path:
    """Write a sweep and its scenario; return the path of the sweep."""
    (folder / "base.yaml").write_text(BASE.format(size=size, warm_up=warm_up), encoding="utf-8")
    path = folder / "sweep.yaml"
    path.write_text(SWEEP.format(points=points, replications=replications), encoding="utf-8")
    return path


def part_of_loop(path: Path, first: int, n_processes: int) -> None:
    """Do every n-th point of a sweep, as one process of the plain loop."""
    for task in tasks_of(plan_of(load_sweep(path), 0))[first::n_processes]:
        point_work(task, lambda *_: None)


def loop(path: Path, n_processes: int) -> None:
    """Do the points of a sweep in a plain loop over processes."""
    context = get_context("spawn")
    with threads_each(1):
        parts = [context.Process(target=part_of_loop, args=(path, k, n_processes)) for k in range(n_processes)]
        for part in parts:
            part.start()
    for part in parts:
        part.join()


def measured(side: str, path: Path, workers: int, out: Path) -> tuple[float, float]:
    """Return wall and processor seconds of one side, run in a process of its own."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, __file__, "--side", side, str(path), str(workers), str(out)]
    subprocess.run(command, check=True, cwd=ROOT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - begun, cpu


def compare(pairs: int, points: int, replications: int, size: int, warm_up: int) -> None:
    """Print the times of loops and sweeps in turn, and by how much a sweep exceeds the loops around it."""
    took: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory() as scratch:
        small = Path(scratch) / "small"
        small.mkdir()
        measured("loop", write_sweep(small, 2, 1, size, warm_up), 2, small)  # compiles where it has not been done
        path = write_sweep(Path(scratch), points, replications, size, warm_up)
        for number in range(2 * pairs + 1):
            side = "sweep" if number % 2 else "loop"
            took.append(measured(side, path, 2, Path(scratch) / f"out-{number}"))
            print(f"{side}: {took[-1][0]:.2f} s, processor {took[-1][1]:.2f} s", flush=True)
    print(f"{points} points of {replications} runs of {size} freelancers, {pairs} sweeps between loops")
    for name, times in zip(("wall", "processor"), zip(*took, strict=True), strict=True):
        print(f"{name} time: {told(times)}")


def told(times: tuple[float, ...]) -> str:
    """Return by how much sweeps exceed the loops around them, from the times of loop, sweep, loop, sweep, ..., loop."""
    loops, sweeps = times[::2], times[1::2]
    excess = [
        2.0 * one / (before + behind) - 1.0 for one, (before, behind) in zip(sweeps, pairwise(loops), strict=True)
    ]
    apart = [abs(2.0 * (one - other) / (one + other)) for one, other in pairwise(loops)]
    return (
        f"the sweep takes {statistics.median(excess):+.1%} (median; {min(excess):+.1%} to {max(excess):+.1%}), "
        f"neighbouring loops differ by {statistics.median(apart):.1%}"
    )


def memory(numbers: tuple[int, ...]) -> None:
    """Print the peak memory of the parent of sweeps of so many points, of a market that takes no time."""
    peaks: dict[str, list[float]] = {"memory": [], "figures": []}
    for points in (2, *numbers):  # the first compiles where it has not been done, which takes more
        for side, found in peaks.items():
            with tempfile.TemporaryDirectory() as scratch:
                path = write_sweep(Path(scratch), points, 2, 300, 0)
                command = [sys.executable, __file__, "--side", side, str(path), "2", scratch]
                done = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True)
                found.append(float(done.stdout))
    for side, (_, *found) in peaks.items():
        told = ", ".join(f"{peak:.0f} MiB at {points} points" for points, peak in zip(numbers, found, strict=True))
        each = 1024.0 * (found[-1] - found[0]) / (numbers[-1] - numbers[0])
        drawn = "figures drawn" if side == "figures" else "no figures"
        print(f"peak memory of the parent, {drawn}: {told}; {each:.0f} KiB a point", flush=True)


def side_of(side: str, path: Path, workers: int, out: Path) -> None:
    """Be one side of a comparison."""
    if side == "loop":
        loop(path, workers)
    elif side == "sweep":
        run_sweep(path, out=out, workers=workers, draw=False)
    else:
        import reliability_market  # noqa: PLC0415 - it changes how points are summarised

        run_sweep(path, out=out, workers=workers, draw=side == "figures", simulate=reliability_market.simulate)
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0)
    sys.stdout.flush()


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description="What the machinery of sweeps costs.")
    parser.add_argument("--pairs", type=int, default=5, help="sweeps, each between two loops")
    parser.add_argument("--points", type=int, default=40)
    parser.add_argument("--replications", type=int, default=2)
    parser.add_argument("--size", type=int, default=2_000, help="freelancers")
    parser.add_argument("--warm-up", type=int, default=520, help="weeks before the reference period")
    parser.add_argument("--memory", action="store_true", help="measure the memory of the parent instead")
    parser.add_argument("--side", nargs=4, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.side:
        side, path, workers, out = asked.side
        side_of(side, Path(path), int(workers), Path(out))
    elif asked.memory:
        memory((100, 2_000))
    else:
        compare(asked.pairs, asked.points, asked.replications, asked.size, asked.warm_up)


if __name__ == "__main__":
    main()
