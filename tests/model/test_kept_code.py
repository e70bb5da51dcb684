"""Machine code kept on disk: cut short, or with no place to be written, it costs a warning and never a number."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = "from sim.model.randomness.portable_math import exp, log; print(exp(1.5), log(7.0))"


def run(cache, *, code=CODE):
    """A fresh process with this folder for machine code."""
    return subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"NUMBA_CACHE_DIR": str(cache), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )


@pytest.fixture(scope="module")
def warm(tmp_path_factory):
    folder = tmp_path_factory.mktemp("code")
    return folder, run(folder).stdout


@pytest.mark.parametrize("suffix", ["*.nbi", "*.nbc"])
@pytest.mark.parametrize("length", [0, 40])
def test_code_that_is_cut_short_is_compiled_anew(warm, tmp_path, suffix, length):
    folder, expected = warm
    broken = tmp_path / "code"
    shutil.copytree(folder, broken)
    files = sorted(broken.rglob(suffix))
    assert files
    for path in files:
        path.write_bytes(path.read_bytes()[:length])
    done = run(broken)
    assert done.stdout == expected
    assert "compiling anew" in done.stderr
    again = run(broken)
    assert again.stdout == expected


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path, warm):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")
    assert run(blocked / "code").stdout == warm[1]  # machine code is kept elsewhere, or not at all


def test_eight_cold_processes_share_a_folder(tmp_path, warm):
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", CODE],
            env=os.environ | {"NUMBA_CACHE_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(8)
    ]
    assert [process.communicate(timeout=180)[0] for process in processes] == [warm[1]] * 8
