"""How much memory is free, as the system tells it."""

from __future__ import annotations

import pytest

from sim.experiment import memory

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
