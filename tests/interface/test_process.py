"""The program as a process: it answers at once, leaves nothing when interrupted, and runs whole."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.pace import of_children

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = [sys.executable, str(ROOT / "run.py")]
TINY = ["--set", "population.n_freelancers=200", "--set", "horizon.warm_up_weeks=4", "--set", "replication.n_twins=0"]


def program(*arguments: str, timeout: float = 240.0) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PROGRAM, *arguments], capture_output=True, text=True, timeout=timeout, check=False)


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"]], ids=" ".join)
def test_help_answers_at_once(arguments: list[str]) -> None:
    taken = []
    for _ in range(5):
        begun = of_children()
        assert program(*arguments).returncode == 0
        taken.append(of_children() - begun)
    assert min(taken) < 0.3  # the least of five: what it takes once its files are at hand


WITHOUT_LOCKS = """
import sys
sys.modules["fcntl"] = None  # as on Windows
from sim.interface.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    "arguments",
    [["run", "quick.yaml"], ["sweep", "sweeps/hand_set.yaml"], ["compare", "quick.yaml", "quick.yaml"]],
    ids=" ".join,
)
def test_a_system_without_file_locks_is_told_in_words(arguments: list[str], tmp_path: Path) -> None:
    command, *files = arguments
    paths = [str(ROOT / "scenarios" / name) for name in files]
    line = [sys.executable, "-c", WITHOUT_LOCKS, command, *paths, "--out", str(tmp_path / "out")]
    done = subprocess.run(line, capture_output=True, text=True, timeout=120, check=False, cwd=ROOT)
    assert (done.returncode, done.stderr) == (
        2, "error: this system has no POSIX file locks: run on Linux or macOS, or under WSL 2 on Windows\n",
    )  # fmt: skip
    assert not (tmp_path / "out").exists()


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = " ".join([*PROGRAM, "describe", "parameters", "|", "head", "-n", "1"])
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""


def test_a_tiny_market_from_yaml_to_figures(tmp_path: Path) -> None:
    scenario = ROOT / "scenarios" / "quick.yaml"
    options = ["run", str(scenario), *TINY, "--set", "horizon.weeks=6", "--replications", "1", "--out", str(tmp_path)]
    first = program(*options)
    assert first.returncode == 0, first.stderr
    assert first.stderr == ""
    folder = Path(next(line for line in first.stdout.splitlines() if line.startswith("Result:")).split(maxsplit=1)[1])
    assert folder.parent == tmp_path / "quick"
    again = program(*options, "--json")
    assert again.returncode == 0
    assert json.loads(again.stdout) == json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert program("verify", str(folder)).returncode == 0
    drawn = program("plot", str(folder))
    assert drawn.returncode == 0, drawn.stderr
    assert {Path(line).suffix for line in drawn.stdout.splitlines()} == {".png", ".svg"}
    with (folder / "weekly.parquet").open("r+b") as file:
        file.seek(100)
        file.write(b"\x00\x01\x02")
    damaged = program("verify", str(folder))
    assert damaged.returncode == 4
    assert "weekly.parquet" in damaged.stderr


def test_interrupted(tmp_path: Path) -> None:
    """Ctrl-C while weeks are walked: one line, 130, nothing left."""
    options = [
        "run",
        str(ROOT / "scenarios" / "quick.yaml"),
        *TINY,
        "--set",
        "horizon.weeks=1000",
        "--out",
        str(tmp_path),
    ]
    process = subprocess.Popen([*PROGRAM, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 120.0
    while not list(tmp_path.glob("quick/.*.work")) and process.poll() is None and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(1.0)
    assert process.poll() is None, process.communicate()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == ""
    assert err == "interrupted; nothing half-written is left\n"
    assert list(tmp_path.rglob("*.parquet")) == []
    assert [path for path in tmp_path.rglob("*") if path.name.startswith(".")] == []
