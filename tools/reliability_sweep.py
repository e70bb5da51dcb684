"""The command line of the simulator with the market of `reliability_market`, for `tools/reliability*.py`.

    python tools/reliability_sweep.py [--real] [--shuffle SEED] [--memory-mb N] -- sweep FILE --out FOLDER ...

``--real`` leaves the market as it is; ``--shuffle`` hands points out in another order; ``--memory-mb`` limits workers.
With `THREADS` in the environment even the smallest market is shared among so many threads, in local workers too, which
start this file as well.
"""

from __future__ import annotations

import argparse
import os
import sys
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
THREADS = "RELIABILITY_THREADS"
POOLS = "RELIABILITY_POOLS"
"""Environment variable: a file that gets a byte each time that blocks are handed to threads."""


def command(arguments: list[str], *, real: bool = False, shuffle: int | None = None, memory_mb: int = 0) -> int:
    """Run one command of the program, and return its exit code."""
    from sim.experiment.sweep import plan, run  # noqa: PLC0415 - workers start this file too, and need none of it
    from sim.interface.cli.main import main  # noqa: PLC0415

    options: dict[str, Any] = {}
    if not real:
        import reliability_market  # noqa: PLC0415

        options["simulate"] = reliability_market.simulate
        plan.plan_of = _once(plan.plan_of, simulator=reliability_market.simulate)
    if memory_mb:
        from sim.experiment.executors.local import Local  # noqa: PLC0415
        from sim.experiment.executors.supervisor import Limits  # noqa: PLC0415

        options["executor"] = Local(2, Limits(timeout_s=6.0, memory_bytes=memory_mb << 20))
    if shuffle is not None:
        run.tasks_of = _shuffled(run.tasks_of, shuffle)
    run.run_sweep = _once(run.run_sweep, **options)
    return main(arguments)


def _once(function: Any, **options: Any) -> Any:
    """Return a function with options, those of an earlier call replaced."""
    return partial(getattr(function, "func", function), **options)


def _shuffled(function: Any, seed: int) -> Any:
    import numpy as np  # noqa: PLC0415

    def shuffled(*given: Any) -> list[Any]:
        tasks = function(*given)
        return [tasks[place] for place in np.random.default_rng(seed).permutation(len(tasks))]

    return shuffled


def share_small_markets(n_threads: str) -> None:
    """Let threads share every market of this process, and note that they do."""
    from sim.experiment import cores  # noqa: PLC0415
    from sim.model.compiled import tasks  # noqa: PLC0415

    os.environ[cores.THREADS] = n_threads
    tasks.LEAST_ROWS, tasks.LEAST_IN_BLOCK = 0, 1
    threads_of = tasks.Crew._threads  # noqa: SLF001 - where blocks are handed to threads

    def noted(crew: Any) -> Any:
        descriptor = os.open(os.environ[POOLS], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        os.write(descriptor, b".")
        os.close(descriptor)
        return threads_of(crew)

    tasks.Crew._threads = noted  # type: ignore[method-assign] # noqa: SLF001


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "tools")]
if THREADS in os.environ:
    share_small_markets(os.environ[THREADS])
if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="The command line with another market.")
    parser.add_argument("--real", action="store_true")
    parser.add_argument("--shuffle", type=int)
    parser.add_argument("--memory-mb", type=int, default=0)
    parser.add_argument("arguments", nargs="+")
    asked = parser.parse_args()
    sys.exit(command(asked.arguments, real=asked.real, shuffle=asked.shuffle, memory_mb=asked.memory_mb))
