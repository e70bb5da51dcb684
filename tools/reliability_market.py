"""A market that takes no time, for `tools/reliability*.py`: what it earns follows from scenario, seed and replication.

Importing this module replaces the summary of points by one that needs neither pandas nor compiled code, so that
processes are started in a tenth of the time; all else of a sweep is the real thing. Worker processes find it by name.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from sim.analysis.estimate import missing, ratio
from sim.experiment.sweep import point
from sim.experiment.sweep.estimates import LostRun, PointSummary, estimate_table
from sim.experiment.task import OnWeek
from sim.outcomes.catalogue import CATALOGUE, CATEGORY_CATALOGUE
from sim.parameters.scenario import Scenario

WEEKS = 4
PAUSE = "RELIABILITY_PAUSE"
"""Environment variable: seconds that a run takes."""
CALLS = "RELIABILITY_CALLS"
"""Environment variable: a file that gets a byte a run."""


def simulate(scenario: Scenario, seed: int, replication: int, on_week: OnWeek | None = None) -> dict[str, pa.Table]:
    """Return one table with one number, or do the deed that the scenario asks for."""
    note_call()
    asked = scenario.search.proposals_per_week
    for week in range(WEEKS + 1):
        if week == 2 and asked in DEEDS:
            import reliability_work  # noqa: PLC0415 - only where something bad is asked for

            reliability_work.DEEDS[DEEDS[asked]]()
        if on_week is not None:
            on_week(week, WEEKS)
        if week:
            time.sleep(float(os.environ.get(PAUSE, "0")) / WEEKS)
    digest = hashlib.sha256(f"{asked!r} {seed} {replication}".encode()).digest()
    return {"luck": pa.table({"value": [int.from_bytes(digest[:4]) / 2.0**32]})}


DEEDS = {0.51: "error", 0.52: "exit", 0.53: "segfault", 0.54: "hang", 0.55: "20 GB", 0.56: "1 GB of prints"}
"""What a run does instead of ending well, by the proposals a week that its scenario asks for."""


def note_call() -> None:
    """Add a byte to the file that counts runs, if there is one."""
    path = os.environ.get(CALLS)
    if path:
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        os.write(descriptor, b".")
        os.close(descriptor)


def summary_of(
    scenario: Scenario, tables: dict[str, list[pa.Table]], done: Iterable[int], lost: Iterable[LostRun]
) -> PointSummary:
    """Return a summary with every outcome, all from the one number of each run."""
    numbers = np.array([table["value"][0].as_py() for table in tables["luck"]])
    outcomes = dict.fromkeys(CATALOGUE, ratio(numbers + scenario.search.proposals_per_week, np.ones(len(numbers))))
    outcomes["ai_premium_causal"] = missing("no twin world was run (replication.n_twins is 0)")
    categories = {"Legal": dict.fromkeys(CATEGORY_CATALOGUE, ratio(numbers, np.ones(len(numbers))))}
    return PointSummary(estimate_table(outcomes, categories), tuple(done), tuple(lost))


point.summary_of = summary_of
