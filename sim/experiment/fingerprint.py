"""Who a run is: a hash of what was asked (the resolved scenario) and of the code that answers.

Two versions of code are told apart, because they go stale apart:

- `code_version` covers every source and data file of `sim.parameters`, `sim.outcomes` and `sim.model`, and the files of
  `sim.experiment` that make twin worlds and tables. It is part of the fingerprint: a change asks for a new simulation.
- `analysis_version` covers `sim.analysis`. It is not part of the fingerprint, so that a change of a figure or of a
  statistic does not simulate again; the manifest keeps it, and a run that is there is summarised and drawn anew.

The name and the description of a scenario change nothing in its results and stay out; the seed stands in the name of
the folder. The number of replications is a parameter, so it is in.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import sim
from sim.parameters.scenario import Scenario

LENGTH = 12
"""Hexadecimal digits of a fingerprint (48 bits)."""

_SIMULATION = ("parameters", "outcomes", "model", "experiment/replication.py", "experiment/tables.py")
_ANALYSIS = ("analysis",)
_BY_NAME_ONLY = ("name", "description")


def fingerprint(scenario: Scenario, code: str) -> str:
    """Return the identity of a run but for its seed.

    Parameters
    ----------
    scenario : Scenario
        The resolved scenario, with the number of replications that will be run.
    code : str
        What runs it, as `code_version` says.

    Returns
    -------
    str
        12 hexadecimal digits of a SHA-256.
    """
    asked = scenario.model_dump(mode="json", exclude=set(_BY_NAME_ONLY))
    return hashlib.sha256(canonical_json({"code": code, "scenario": asked})).hexdigest()[:LENGTH]


def task_key(scenario: Scenario, code: str, seed: int, replication: int, world: str) -> str:
    """Return the key of one simulated world: equal keys are equal tables, whichever run asked for them.

    Parameters
    ----------
    scenario : Scenario
        The resolved scenario of this world. How many replications and twins there are besides changes nothing in it.
    code : str
        As for `fingerprint`.
    seed, replication : int
        Of the run; of the world.
    world : str
        ``main`` or ``twin``.

    Returns
    -------
    str
        64 hexadecimal digits, a SHA-256.
    """
    asked = scenario.model_dump(mode="json", exclude={*_BY_NAME_ONLY, "replication"})
    content = {"code": code, "scenario": asked, "seed": seed, "replication": replication, "world": world}
    return hashlib.sha256(canonical_json(content)).hexdigest()


@cache
def code_version() -> str:
    """Return the version of everything a simulated number depends on: 12 hexadecimal digits.

    Read once a process, because a process goes on with the code that it began with.
    """
    return hash_of_files(_SIMULATION)


@cache
def analysis_version() -> str:
    """Return the version of everything that makes summaries and figures of recorded tables: 12 hexadecimal digits."""
    return hash_of_files(_ANALYSIS)


def canonical_json(value: Any) -> bytes:
    """Return the one way to write a value: sorted keys, no blanks, ASCII.

    Raises
    ------
    ValueError
        If a number is not finite.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def readable_json(value: Any) -> bytes:
    """Return JSON for people and programs: sorted keys, indented, numbers that are not finite written as null."""
    text = json.dumps(plain(value), sort_keys=True, indent=2, allow_nan=False, ensure_ascii=False)
    return (text + "\n").encode("utf-8")


def plain(value: Any) -> Any:
    """Return a value in the types of JSON: NumPy scalars unpacked, tuples as lists, non-finite numbers as None."""
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, str | bool | int) or value is None:
        return value
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if hasattr(value, "tolist"):  # NumPy scalars and arrays
        return plain(value.tolist())
    if isinstance(value, Iterable):
        return [plain(entry) for entry in value]
    return str(value)


def hash_of_files(parts: Iterable[str]) -> str:
    """Return a hash over names and bytes of source and data files, caches left out."""
    root = Path(sim.__path__[0])
    digest = hashlib.sha256()
    for part in parts:
        top = root / part
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith("."):
                name = path.relative_to(root).as_posix().encode()
                content = path.read_bytes()
                digest.update(b"%d %s %d\n" % (len(name), name, len(content)))
                digest.update(content)
    return digest.hexdigest()[:LENGTH]
