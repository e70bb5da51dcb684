"""A point of an ablation as one task: targets, validation rows, claims and outcomes of all its replications.

The numbers are those of ``run`` on the point's scenario: the same tables, the same functions.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.experiment.fingerprint import canonical_json, plain
from sim.experiment.sweep.point import PointPayload, give_memory_back, results_of, run_worlds
from sim.experiment.task import OnWeek, Task
from sim.parameters.errors import SimulatorError

if TYPE_CHECKING:
    from sim.analysis.ablation.measured import Measured
    from sim.analysis.estimate import Estimate
    from sim.analysis.results import Results


class ReplicationLost(SimulatorError):  # noqa: N818 - read as a sentence
    """A replication of a point raised an error, so that it does not pair with the others."""


def ablation_work(task: Task, on_week: OnWeek) -> bytes:
    """Run all replications of a point and return what is measured on them, as JSON.

    Raises
    ------
    ReplicationLost
        If one raised an error.
    """
    payload: PointPayload = task.payload
    tables, _, lost = run_worlds(payload, on_week)
    if lost:
        first = lost[0]
        raise ReplicationLost(f"replication {first.replication} ({first.world} world): {first.kind}: {first.cause}")
    output = canonical_json(plain(measured(results_of(payload.scenario, tables))))
    tables.clear()
    give_memory_back()
    return output


def measured(results: Results) -> dict[str, Any]:
    """Return targets, validation rows, claims and outcomes as plain values."""
    from sim.analysis.claims import claims
    from sim.analysis.summary import estimates
    from sim.analysis.targets import targets
    from sim.analysis.validation import validation

    found, categories = estimates(results)
    rows = {"target": targets(results), "validation": validation(results)}
    return {
        "rows": [
            {
                "part": part,
                "id": one.id,
                "metric": one.metric,
                "unit": one.unit,
                "reference": one.reference,
                "low": one.low,
                "high": one.high,
                "estimate": _written(one.estimate),
            }
            for part, checks in rows.items()
            for one in checks
        ],
        "claims": {one.id: one.verdict for one in claims(found, categories)},
        "outcomes": {name: _written(one) for name, one in found.items()},
    }


def _written(one: Estimate) -> dict[str, Any]:
    return {
        "value": one.value,
        "standard_error": one.standard_error,
        "degrees": one.degrees,
        "reason": one.reason,
        "left_out": one.left_out,
        "single": one.single,
    }


def measured_of(output: bytes) -> Measured:
    """Return what `ablation_work` gave."""
    from sim.analysis.ablation.measured import Measured
    from sim.analysis.checks import Check

    content = json.loads(output)
    rows = [
        (row["part"], Check(**{name: row[name] for name in _CHECK}, estimate=_read(row["estimate"])))
        for row in content["rows"]
    ]
    outcomes = {name: _read(one) for name, one in content["outcomes"].items()}
    return Measured(rows, content["claims"], outcomes)


_CHECK = ("id", "metric", "unit", "reference", "low", "high")


def _read(row: Mapping[str, Any]) -> Estimate:
    from sim.analysis.estimate import Estimate

    def values(name: str) -> tuple[float, ...] | None:
        kept = row[name]
        return None if kept is None else tuple(float("nan") if one is None else one for one in kept)

    return Estimate(
        row["value"], row["standard_error"], None, row["degrees"], row["reason"], values("left_out"), values("single")
    )
