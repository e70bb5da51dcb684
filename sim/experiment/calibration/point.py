"""A point of a calibration as one task: some replications of a scenario, and all targets of them.

Only the targets are computed, by the function that `run` uses; rows kept for validation are not even imported.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from sim.experiment.fingerprint import canonical_json, plain
from sim.experiment.replication import Simulate, simulate
from sim.experiment.tables import pandas_frame
from sim.experiment.task import OnWeek, Task
from sim.parameters.scenario import Scenario

MADE_BY: Final = (
    "analysis/__init__.py", "analysis/calendar.py", "analysis/checks.py", "analysis/did.py", "analysis/estimate.py",
    "analysis/growth.py", "analysis/newey_west.py", "analysis/panel.py", "analysis/results.py", "analysis/study.py",
    "analysis/targets.py", "experiment/calibration/point.py",
)  # fmt: skip
"""Files that make targets of recorded tables: a change of any other part of the analysis asks for no new run."""


@dataclass(frozen=True, slots=True)
class Payload:
    """What the work on a point needs.

    Attributes
    ----------
    scenario : Scenario
        Resolved.
    seed : int
    replications : tuple of int
        Numbers of the replications, each with its own luck.
    simulate : callable
        Runs one replication; found by its name in worker processes.
    """

    scenario: Scenario
    seed: int
    replications: tuple[int, ...]
    simulate: Simulate = simulate


def moments_work(task: Task, on_week: OnWeek) -> bytes:
    """Run the replications of a point and return its targets as JSON, one object a row."""
    from sim.analysis.results import Results
    from sim.analysis.targets import targets

    payload: Payload = task.payload
    parts: dict[str, list[pa.Table]] = {}
    for number, replication in enumerate(payload.replications):

        def weeks(done: int, total: int, before: int = number) -> None:
            on_week(before * total + done, len(payload.replications) * total)

        for name, table in payload.simulate(payload.scenario, payload.seed, replication, weeks).items():
            parts.setdefault(name, []).append(table)
    frames = {name: pandas_frame(pa.concat_tables(tables).unify_dictionaries()) for name, tables in parts.items()}
    rows = [
        {
            "id": check.id,
            "metric": check.metric,
            "unit": check.unit,
            "reference": check.reference,
            "low": check.low,
            "high": check.high,
            "value": check.estimate.value,
            "standard_error": check.estimate.standard_error,
            "single": check.estimate.single,
            "reason": check.estimate.reason,
        }
        for check in targets(Results(tables=frames, scenario=payload.scenario))
    ]
    return canonical_json(plain(rows))


def rows_of(output: bytes) -> list[dict[str, Any]]:
    """Return what `moments_work` gave, one mapping a target."""
    rows: list[dict[str, Any]] = json.loads(output)
    return rows
