from __future__ import annotations

import re
import shutil

import numpy as np
import pytest

import sim
from sim.experiment import fingerprint as module
from sim.experiment.fingerprint import analysis_version, canonical_json, code_version, fingerprint, readable_json
from sim.parameters.horizon import Horizon
from sim.parameters.record import Record
from sim.parameters.replication import Replication
from sim.parameters.scenario import Scenario


def test_name_and_description_are_not_behaviour():
    named = Scenario(name="a", description="why")
    assert re.fullmatch(r"[0-9a-f]{12}", fingerprint(named, "v"))
    assert fingerprint(named, "v") == fingerprint(Scenario(name="b"), "v")


@pytest.mark.parametrize(
    "other",
    [
        Scenario(horizon=Horizon(weeks=Horizon().weeks - 1)),
        Scenario(replication=Replication(n_replications=2)),
        Scenario(record=Record(contracts=True)),
    ],
    ids=["weeks", "replications", "record"],
)
def test_anything_else_is_another_run(other):
    assert fingerprint(other, "v") != fingerprint(Scenario(), "v")


def test_another_code_is_another_run():
    assert fingerprint(Scenario(), "v") != fingerprint(Scenario(), "w")


def test_canonical_json_does_not_know_the_order_of_keys():
    assert canonical_json({"b": 1, "a": [1.5, "é"]}) == b'{"a":[1.5,"\\u00e9"],"b":1}'
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_json({"a": float("nan")})


def test_readable_json_takes_numpy_and_blanks():
    value = {"b": np.float64(0.5), "a": (np.int64(2), float("inf"), np.nan), "c": np.array([1, 2]), "d": True, "e": "x"}
    assert (
        readable_json(value)
        == b'{\n  "a": [\n    2,\n    null,\n    null\n  ],\n  "b": 0.5,\n  "c": [\n    1,\n    2\n  ],\n'
        b'  "d": true,\n  "e": "x"\n}\n'
    )


@pytest.fixture
def copied_code(tmp_path, monkeypatch):
    """A copy of the sources that the versions are taken of."""
    root = tmp_path / "sim"
    shutil.copytree(sim.__path__[0], root, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(module.sim, "__path__", [str(root)])
    yield root
    clear_both()


def versions():
    """Both versions, of the files as they are now."""
    clear_both()
    return code_version(), analysis_version()


def clear_both():
    code_version.cache_clear()
    analysis_version.cache_clear()


def append(path):
    path.parent.mkdir(exist_ok=True)
    with path.open("a") as stream:
        stream.write("\n# changed\n")


@pytest.mark.parametrize(
    ("file", "simulation", "analysis"),
    [
        ("parameters/fees.py", True, False),
        ("parameters/data/new_table.csv", True, False),
        ("outcomes/weekly.py", True, False),
        ("model/randomness/keys.py", True, False),
        ("experiment/replication.py", True, False),
        ("analysis/growth.py", False, True),
        ("experiment/executors/local.py", False, False),
        ("interface/new.py", False, False),
        ("model/__pycache__/keys.pyc", False, False),
    ],
)
def test_what_a_change_of_code_makes_stale(copied_code, file, simulation, analysis):
    before = versions()
    append(copied_code / file)
    after = versions()
    assert (after[0] != before[0], after[1] != before[1]) == (simulation, analysis)


def test_moving_text_from_one_file_to_the_next_is_a_change(copied_code):
    before = versions()
    folder = copied_code / "outcomes"
    (folder / "market.py").rename(folder / "market_renamed.py")
    assert versions()[0] != before[0]
