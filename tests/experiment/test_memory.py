"""How much memory is free, as the system tells it, and how much a run needs, as was measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.experiment import memory
from sim.experiment.memory import GIB, refuse_points_that_do_not_fit
from sim.parameters.errors import InputError
from sim.parameters.resolve import apply_overrides, load_scenario

ROOT = Path(__file__).resolve().parents[2]

MIB = 1 << 20


@pytest.fixture
def group(tmp_path, monkeypatch):
    """A control group of 1,000 MiB that holds 900, on a machine that has more."""
    (tmp_path / "meminfo").write_text("MemTotal: 9 kB\nMemAvailable:    4096000 kB\n", encoding="ascii")
    (tmp_path / "memory.max").write_text(f"{1000 * MIB}\n", encoding="ascii")
    (tmp_path / "memory.current").write_text(f"{900 * MIB}\n", encoding="ascii")
    monkeypatch.setattr(memory, "_MACHINE", tmp_path / "meminfo")
    monkeypatch.setattr(memory, "_GROUP", tmp_path)
    return tmp_path


def test_files_that_nobody_uses_are_free(group):
    text = f"anon {200 * MIB}\nfile {700 * MIB}\ninactive_file {600 * MIB}\nactive_file {100 * MIB}\n"
    (group / "memory.stat").write_text(text, encoding="ascii")
    assert memory.memory_available() == 700 * MIB


@pytest.mark.parametrize("text", [None, "anon 3\n", "inactive_file\n", "inactive_file many\n"])
def test_a_group_that_does_not_say_is_taken_at_its_word(group, text):
    if text is not None:
        (group / "memory.stat").write_text(text, encoding="ascii")
    assert memory.memory_available() == 100 * MIB


def test_a_group_without_a_limit_has_what_the_machine_has(group):
    (group / "memory.max").write_text("max\n", encoding="ascii")
    assert memory.memory_available() == 4000 * MIB


def test_a_machine_that_does_not_say_has_what_its_group_has_and_else_no_end(group):
    """Kernels before 3.14, and what stands in for one, tell the total and what is free, not what is available."""
    (group / "meminfo").write_text("MemTotal: 9000 kB\nMemFree: 5000 kB\n", encoding="ascii")
    assert memory.memory_available() == 100 * MIB
    (group / "memory.max").unlink()
    assert memory.memory_available() == float("inf")


def test_what_a_run_needs_is_not_told_too_low():
    """The whole platform, as measured; and with the short warm-up of the benchmarks, that enters most at once."""
    platform = load_scenario(ROOT / "scenarios" / "platform.yaml")
    stored = ROOT / "benchmarks" / "results"
    measured = json.loads((stored / "whole_platform.json").read_text(encoding="utf-8"))["peak_mb"]
    assert measured < memory.memory_needed(platform, 1) / 1e6 < 1.5 * measured
    short = apply_overrides(platform, {"horizon.warm_up_weeks": 104, "record.people_share": 0.0})
    scale = json.loads((stored / "benchmarks.json").read_text(encoding="utf-8"))["scale"]
    largest = max(row["peak_mb"] for row in scale["rows"] if row["size"] == short.population.n_freelancers)
    assert largest < memory.memory_needed(short, 1) / 1e6 < 1.5 * largest


def test_points_need_what_the_dearest_needs_in_no_more_processes_than_there_are_points(monkeypatch):
    monkeypatch.setattr(memory, "memory_available", lambda: 10.0 * GIB)
    refuse_points_that_do_not_fit("s", [1.0 * GIB, 4.0 * GIB], 64)
    refuse_points_that_do_not_fit("s", [], 64)
    with pytest.raises(InputError, match=r"^s: 3 points side by side need about 12\.0 GiB, 10\.0 GiB are free: lower"):
        refuse_points_that_do_not_fit("s", iter([1.0 * GIB, 4.0 * GIB, 1.0 * GIB]), 64)
