"""The key of a point: a hash of everything its summary depends on, so that equal points are computed once.

The name and description of a scenario are not in it, nor is the sweep: a point that two sweeps share, or a sweep before
and after it was edited, is the same point.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from sim.experiment.fingerprint import LENGTH, canonical_json, code_version, hash_of_files
from sim.experiment.replication import Simulate, simulate
from sim.parameters.scenario import Scenario

KEY_LENGTH = 32
"""Hexadecimal digits of a key (128 bits)."""
_WRITERS: Final = ("dataset", "outcome_parts", "run_rows", "whole")


@cache
def summary_version() -> str:
    """Return the version of everything that makes the summary of a point of recorded tables.

    That is every file of `sim.analysis` itself and not its rooms: a change of a figure asks for no new simulation.
    """
    import sim.analysis

    names = sorted(f"analysis/{path.name}" for path in _folder(sim.analysis.__path__[0]))
    return hash_of_files([*names, "experiment/sweep/point.py", "experiment/sweep/estimates.py"])


@cache
def dataset_version() -> str:
    """Return the version of everything that makes dataset and figures of a sweep of the summaries of its points.

    It is in no key: where it has changed, the dataset is written anew from the points that are stored.
    """
    return hash_of_files(["analysis", *(f"experiment/sweep/{name}.py" for name in _WRITERS)])


def versions() -> str:
    """Return the versions of all code that a point depends on, for people to compare."""
    return f"{code_version()}-{summary_version()}"


def point_key(scenario: Scenario, seed: int, simulator: Simulate = simulate) -> str:
    """Return the key of a point: code, resolved scenario with its replications, seed.

    Parameters
    ----------
    scenario : Scenario
        Resolved.
    seed : int
    simulator : callable
        Runs one replication; another than the model's own has its name in the key.
    """
    code = code_version()
    if simulator is not simulate:
        code += f" {getattr(simulator, '__module__', '')}.{getattr(simulator, '__qualname__', repr(simulator))}"
    asked = scenario.model_dump(mode="json", exclude={"name", "description"})
    content = {"code": code, "summary": summary_version(), "scenario": asked, "seed": seed}
    return hashlib.sha256(canonical_json(content)).hexdigest()[:KEY_LENGTH]


def sweep_fingerprint(content: object) -> str:
    """Return the identity of a sweep from what it consists of: 12 hexadecimal digits."""
    return hashlib.sha256(canonical_json(content)).hexdigest()[:LENGTH]


def _folder(path: str) -> list[Path]:
    return [one for one in Path(path).glob("*.py") if one.is_file()]
