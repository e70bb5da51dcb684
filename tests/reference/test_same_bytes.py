"""Same scenario and seed, same bytes: in another process, under another hash seed, on a lesser CPU, uncompiled."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.reference.fingerprint import fingerprint, fingerprint_of, switched_on

ROOT = Path(__file__).resolve().parents[2]
LONG, SHORT = (1, 10, 30), (1, 2, 14)
ADVANCED = switched_on()


def elsewhere(size, engine="agents", **environment):
    """What a process of its own reports."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.reference.fingerprint", *map(str, size), engine]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def here():
    return {size: fingerprint_of(*size) for size in (LONG, SHORT)}


def test_twice_in_one_process(here):
    assert fingerprint_of(*LONG) == here[LONG]


@pytest.mark.parametrize("hash_seed", ["0", "1", "4294967295"])
def test_under_another_hash_seed(here, hash_seed):
    assert elsewhere(LONG, PYTHONHASHSEED=hash_seed)["sha256"] == here[LONG]


@pytest.mark.skipif(not ADVANCED, reason="NumPy uses nothing beyond its baseline on this processor")
def test_without_the_vector_instructions_that_numpy_found(here):
    report = elsewhere(LONG, NPY_DISABLE_CPU_FEATURES=" ".join(ADVANCED))
    assert report["numpy_features"] == []
    assert report["sha256"] == here[LONG]


def test_compiled_for_the_least_processor(here):
    report = elsewhere(LONG, NUMBA_CPU_NAME="generic")
    assert report["cpu"] == "generic"
    assert report["sha256"] == here[LONG]


def test_the_compiled_engine_here(here):
    assert fingerprint_of(*LONG, "compiled") == here[LONG]


@pytest.mark.slow  # compiles every kernel for another processor
def test_the_compiled_engine_on_the_least_processor(here):
    report = elsewhere(LONG, "compiled", NUMBA_CPU_NAME="generic", NPY_DISABLE_CPU_FEATURES=" ".join(ADVANCED))
    assert (report["cpu"], report["numpy_features"]) == ("generic", [])
    assert report["sha256"] == here[LONG]


def test_uncompiled(here):
    report = elsewhere(SHORT, NUMBA_DISABLE_JIT="1")
    assert report["compiled"] is False
    assert report["sha256"] == here[SHORT]


def test_with_one_thread_and_with_two(here):
    for threads in ("1", "2"):
        environment = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"), threads)
        assert elsewhere(LONG, **environment)["sha256"] == here[LONG]


def test_another_seed_gives_other_bytes(here):
    assert fingerprint_of(2, *LONG[1:]) != here[LONG]


def test_the_fingerprint_sees_every_part_of_a_table():
    import numpy as np

    plain = {"a": {"x": np.array([1.0, 2.0]), "y": np.array(["p", "q"], dtype=object)}}
    others = [
        {"b": plain["a"]},
        {"a": {"z": plain["a"]["x"], "y": plain["a"]["y"]}},
        {"a": plain["a"] | {"x": np.array([1.0, np.nextafter(2.0, 3.0)])}},
        {"a": plain["a"] | {"x": np.array([1.0, 2.0], dtype="f4")}},
        {"a": plain["a"] | {"y": np.array(["p", "r"], dtype=object)}},
        {"a": {"x": plain["a"]["x"]}},
    ]
    assert len({fingerprint(tables) for tables in [plain, *others]}) == 7
