"""What a newcomer waits for: compiling, the command line, the first week in a notebook."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.situation import LEAST, ROOT, START, WARM_UP_WEEKS

COMPILING_SIZE, COMPILING_WEEKS = 1_000, 12
"""A market, with AI public, that calls every kernel."""
NOTEBOOK_WEEKS = 104
COMMANDS = 3
WITH_AI = (f"horizon.start={START}", f"horizon.warm_up_weeks={WARM_UP_WEEKS}")

NOTEBOOK = """
import json, sys
from time import perf_counter
begun = perf_counter()
from sim.model.marketplace import Marketplace
from sim.parameters.resolve import load_scenario
scenario = load_scenario("scenarios/baseline.yaml", sys.argv[2:])
model = Marketplace(scenario, seed=0)
made = perf_counter()
weeks = int(sys.argv[1]) or scenario.horizon.warm_up_weeks + scenario.horizon.weeks
seconds = []
for _ in range(weeks):
    started = perf_counter()
    model.step()
    seconds.append(perf_counter() - started)
model.record.tables()
print(json.dumps({"made_s": made - begun, "step_s": seconds}))
"""


def measure(say: Callable[[str], None], size: int = LEAST, *, commands: int = COMMANDS) -> dict[str, Any]:
    """Return seconds of first use, all of processes of their own.

    Parameters
    ----------
    say : callable
        Takes a line of progress.
    size : int
        Freelancers of the notebook and of the command.
    commands : int
        How often the command is timed, after once that fills the cache.

    Returns
    -------
    dict
        ``cold_s``: a program that calls every kernel, with an empty cache less with a full one, whose times are
        ``cold_program_s``, ``warm_program_s``. ``command_s``, ``tables_s``: lists, with figures and without.
        ``whole_run_step_s``: each week of what the command walks, inside a process. ``notebook``: ``made_s`` (import
        and building) and ``step_s`` of each week.
    """
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        cache = {"NUMBA_CACHE_DIR": str(Path(folder) / "cache")}
        for name in ("cold_program_s", "warm_program_s"):
            found[name] = _program(COMPILING_WEEKS, COMPILING_SIZE, WITH_AI, cache)[0]
        found["cold_s"] = found["cold_program_s"] - found["warm_program_s"]
        say(f"every kernel compiled in {found['cold_s']:.1f} s with an empty cache")
        _command(size, Path(folder) / "first")
        for name, options in (("command_s", ()), ("tables_s", ("--no-figures",))):
            found[name] = [_command(size, Path(folder) / f"{name}-{n}", *options) for n in range(commands)]
    seconds = [median(found[name]) for name in ("command_s", "tables_s")]
    say(f"the command took {seconds[0]:.2f} s with a full cache, {seconds[1]:.2f} s without figures")
    found["whole_run_step_s"] = _program(0, size, (), {})[1]["step_s"]
    found["notebook"] = _program(NOTEBOOK_WEEKS, size, WITH_AI, {})[1]
    return found


def fill_cache() -> None:
    """Compile every kernel into the usual cache, so that no contestant has the compiler in its time or memory."""
    _program(COMPILING_WEEKS, COMPILING_SIZE, WITH_AI, {})


def _program(weeks: int, size: int, changes: tuple[str, ...], cache: dict[str, str]) -> tuple[float, dict[str, Any]]:
    """Seconds of a process that builds a market and steps through it (0: all of its weeks), and what it says."""
    overrides = (f"population.n_freelancers={size}", "engine=compiled", *changes)
    arguments = [sys.executable, "-c", NOTEBOOK, str(weeks), *overrides]
    started = perf_counter()
    done = subprocess.run(arguments, cwd=ROOT, env=_environment(cache), stdout=subprocess.PIPE, text=True, check=True)
    return perf_counter() - started, json.loads(done.stdout.splitlines()[-1])


def _command(size: int, out: Path, *options: str) -> float:
    """Seconds of the command that runs the baseline once, from process start to its end."""
    settings = (
        f"population.n_freelancers={size}",
        "engine=compiled",
        "replication.n_replications=1",
        "replication.n_twins=0",
    )
    chosen = [word for setting in settings for word in ("--set", setting)]
    arguments = [sys.executable, "run.py", "run", "scenarios/baseline.yaml", *chosen, "--out", str(out), *options]
    started = perf_counter()
    subprocess.run(arguments, cwd=ROOT, env=_environment({}), stdout=subprocess.DEVNULL, text=True, check=True)
    return perf_counter() - started


def _environment(changes: dict[str, str]) -> dict[str, str]:
    """The environment of this process with changes, the project importable."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **changes}
