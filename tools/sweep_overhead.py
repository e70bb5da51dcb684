"""What the machinery of sweeps costs: a sweep against the same points in a plain loop, and the memory of its parent.

    python tools/sweep_overhead.py                # time, in interleaved pairs: some minutes
    python tools/sweep_overhead.py --memory       # peak memory of the parent at 100 and at 2,000 points

The loop is what one would write by hand: as many processes as the sweep has workers, each doing every n-th point and
keeping nothing. Both sides start their processes themselves and are told in wall time and in processor time of all
their processes; the second does not depend on what else the machine does.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
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
    """Print the times of both sides, pair by pair, and the medians of their ratios."""
    ratios: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory() as scratch:
        path = write_sweep(Path(scratch), points, replications, size, warm_up)
        measured("loop", path, 2, Path(scratch))  # compiles where it has not been done
        for number in range(pairs):
            order = ("loop", "sweep") if number % 2 else ("sweep", "loop")
            took = {side: measured(side, path, 2, Path(scratch) / f"out-{number}") for side in order}
            (wall, cpu), (wall_loop, cpu_loop) = took["sweep"], took["loop"]
            ratios.append((wall / wall_loop - 1.0, cpu / cpu_loop - 1.0))
            print(
                f"pair {number}: sweep {wall:.2f} s, loop {wall_loop:.2f} s; processor {cpu:.2f} and {cpu_loop:.2f} s",
                flush=True,
            )
    wall, cpu = (statistics.median(column) for column in zip(*ratios, strict=True))
    print(f"{points} points of {replications} runs of {size} freelancers, {pairs} pairs, medians: ", end="")
    print(f"the sweep takes {wall:+.1%} wall time and {cpu:+.1%} processor time")


def memory(numbers: tuple[int, ...]) -> None:
    """Print the peak memory of the parent of sweeps of so many points, of a market that takes no time."""
    for points in numbers:
        with tempfile.TemporaryDirectory() as scratch:
            path = write_sweep(Path(scratch), points, 2, 300, 0)
            command = [sys.executable, __file__, "--side", "memory", str(path), "2", scratch]
            done = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True)
            print(f"{points} points: peak memory of the parent {done.stdout.strip()} MiB", flush=True)


def side_of(side: str, path: Path, workers: int, out: Path) -> None:
    """Be one side of a comparison."""
    if side == "loop":
        loop(path, workers)
    elif side == "sweep":
        run_sweep(path, out=out, workers=workers, draw=False)
    else:
        import reliability_market  # noqa: PLC0415 - it changes how points are summarised

        run_sweep(path, out=out, workers=workers, draw=False, simulate=reliability_market.simulate)
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    sys.stdout.flush()


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description="What the machinery of sweeps costs.")
    parser.add_argument("--pairs", type=int, default=5)
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
