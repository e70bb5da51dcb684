"""Both engines over the whole period: every scenario that ships, every recorded table, every column of the final state.

Usage: python -m tests.reference.whole_period [SIZE [SCENARIO ...]]

Without arguments: all scenarios at 2,000 freelancers, then `LARGER` at 20,000, each with the compiled engine on 1, 2
and 4 threads. It takes some minutes, one line a scenario; the exit code is 1 if anything differs.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from sim.model.compiled import tasks
from sim.model.marketplace import Marketplace
from sim.model.state.canonical import canonical_state
from sim.parameters.resolve import load_scenario

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
THREADS = (1, 2, 4)
LARGER = ("baseline", "no_ai", "worker_resistance")
ON_REQUEST = (
    "record.contracts=true",
    "record.proposals=true",
    "record.freelancer_months=true",
    "record.people_share=1.0",
)


def everything_of(name, size, engine, n_threads=1, seed=1):
    """Recorded tables and final state of a scenario over its whole period, warm-up included."""
    changes = (f"population.n_freelancers={size}", f"engine={engine}", *ON_REQUEST)
    market = Marketplace(load_scenario(SCENARIOS / f"{name}.yaml", changes), seed=seed, n_threads=n_threads)
    market.run()
    state = {f"state of {table}": columns for table, columns in canonical_state(market).items()}
    return market.record.tables() | state


def differing(one, other):
    """Names of the columns in which two sets of tables differ in any bit."""
    assert {name: list(columns) for name, columns in one.items()} == {n: list(columns) for n, columns in other.items()}
    return [
        f"{table}.{name}"
        for table, columns in one.items()
        for name, values in columns.items()
        if values.dtype != other[table][name].dtype or _bytes(values) != _bytes(other[table][name])
    ]


def _bytes(values):
    """What is compared: every bit of numbers, the text of strings."""
    return "\0".join(values).encode() if values.dtype == object else values.tobytes()


def check(name, size):
    """What differs between the engines, by number of threads; nothing, if all is well."""
    tasks.LEAST_ROWS, tasks.LEAST_IN_BLOCK = 0, 1  # let threads share even the smallest market
    agents = everything_of(name, size, "agents")
    found = {n: differing(agents, everything_of(name, size, "compiled", n)) for n in THREADS}
    return {n: columns for n, columns in found.items() if columns}, agents


def main(arguments):
    """Check what was asked for and say how it went."""
    names = sorted(path.stem for path in SCENARIOS.glob("*.yaml"))
    wanted = [(name, 2_000) for name in names] + [(name, 20_000) for name in LARGER]
    if arguments:
        wanted = [(name, int(arguments[0])) for name in arguments[1:] or names]
    failed = False
    for name, size in wanted:
        start = time.perf_counter()
        found, agents = check(name, size)
        failed = failed or bool(found)
        rows = sum(len(next(iter(columns.values()))) for columns in agents.values())
        columns = sum(len(columns) for columns in agents.values())
        outcome = f"DIFFERENT: {found}" if found else "equal"
        sys.stdout.write(
            f"{name} at {size:,}: {columns} columns, {rows:,} rows, {THREADS} threads: {outcome}"
            f" ({time.perf_counter() - start:.0f} s)\n"
        )
        sys.stdout.flush()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
