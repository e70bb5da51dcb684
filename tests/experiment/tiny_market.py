"""Markets small enough to test what is around them; found by name in worker processes."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import numpy as np
import pyarrow as pa

from sim.experiment.tables import arrow_table
from sim.outcomes.columns import ALWAYS_RECORDED, ON_REQUEST, TABLES
from sim.parameters.errors import InputError

ROWS = 40
WEEKS = 3
SCRATCH = "TINY_MARKET_SCRATCH"  # environment variable: a folder where a market leaves word


def columns_of(table, seed, replication, shift=0.0):
    """Values that differ by seed, replication and column: repeated strings, blanks in floats, both truth values."""
    made = {}
    for place, column in enumerate(TABLES[table]):
        numbers = (np.arange(ROWS) * (place + 3) + 7 * replication + seed) % 11
        if column.name == "date":
            made[column.name] = np.array([f"2021-07-{5 + 7 * (row % 2):02d}" for row in range(ROWS)], dtype=object)
        elif column.dtype == "str":
            made[column.name] = np.array([f"{column.name} {number}" for number in numbers], dtype=object)
        elif column.dtype == "float64":
            made[column.name] = np.where(numbers == 3, np.nan, numbers / 7.0 + shift)
        else:
            made[column.name] = numbers.astype(column.dtype)
    return made


def simulate(scenario, seed, replication, on_week=None):
    names = [*ALWAYS_RECORDED, *(name for name in ON_REQUEST if getattr(scenario.record, name))]
    for week in range(WEEKS):
        if on_week is not None:
            on_week(week + 1, WEEKS)
    shift = scenario.ai.freelancer_adoption.withheld_share
    return {name: arrow_table(name, columns_of(name, seed, replication, shift), replication) for name in names}


def raise_in_second(scenario, seed, replication, on_week=None):
    if replication == 1:
        raise ZeroDivisionError("the market broke")
    return simulate(scenario, seed, replication, on_week)


def refuse(scenario, seed, replication, on_week=None):
    raise InputError("horizon.weeks: these weeks cannot be run")


def refuse_work(task, on_week):
    raise InputError("horizon.weeks: these weeks cannot be run")


def die_once_in_second(scenario, seed, replication, on_week=None):
    word = Path(os.environ[SCRATCH]) / "died"
    if replication == 1 and not word.exists():
        word.write_text(str(os.getpid()))
        if on_week is not None:
            on_week(1, WEEKS)
        os.kill(os.getpid(), signal.SIGKILL)
    return simulate(scenario, seed, replication, on_week)


def die_always_in_second(scenario, seed, replication, on_week=None):
    if replication == 1:
        with (Path(os.environ[SCRATCH]) / "deaths").open("a") as deaths:
            deaths.write("x")
        os.kill(os.getpid(), signal.SIGKILL)
    return simulate(scenario, seed, replication, on_week)


def exit_in_second(scenario, seed, replication, on_week=None):
    if replication == 1:
        os._exit(7)
    return simulate(scenario, seed, replication, on_week)


def never_end(scenario, seed, replication, on_week=None):
    (Path(os.environ[SCRATCH]) / f"running-{replication}").write_text(str(os.getpid()))
    while True:
        time.sleep(0.02)


def threads(scenario, seed, replication, on_week=None):
    (Path(os.environ[SCRATCH]) / f"threads-{replication}").write_text(os.environ.get("NUMBA_NUM_THREADS", "unset"))
    return simulate(scenario, seed, replication, on_week)


def wrong_columns(scenario, seed, replication, on_week=None):
    columns = columns_of("weekly", seed, replication)
    del columns["new_needs"]
    return {"weekly": arrow_table("weekly", columns, replication)}


def empty(scenario, seed, replication, on_week=None) -> dict[str, pa.Table]:
    return {name: table.slice(0, 0) for name, table in simulate(scenario, seed, replication, on_week).items()}


def note(replication):
    with (Path(os.environ[SCRATCH]) / "simulated").open("a") as simulated:
        simulated.write(f"{replication}\n")


def counted(scenario, seed, replication, on_week=None):
    note(replication)
    return simulate(scenario, seed, replication, on_week)


def raise_until_mended(scenario, seed, replication, on_week=None):
    note(replication)
    if replication == 1 and not (Path(os.environ[SCRATCH]) / "mended").exists():
        raise ZeroDivisionError("the market broke")
    return simulate(scenario, seed, replication, on_week)


def hang_in_second(scenario, seed, replication, on_week=None):
    if replication == 1:
        time.sleep(600)
    return simulate(scenario, seed, replication, on_week)


def slow(scenario, seed, replication, on_week=None):
    time.sleep(0.15)
    note(replication)
    return simulate(scenario, seed, replication, on_week)
