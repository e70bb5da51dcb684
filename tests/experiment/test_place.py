from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sim.experiment.place import LARGEST_SEED, run_folder, safe_name
from sim.parameters.errors import InputError
from sim.parameters.names import LONGEST_NAME

HOSTILE = [
    "", ".", "..", "...", "../up", "a/b", "/etc", "a\\b", "C:", ".hidden", "-rf", "_", "a.", "a ", " a", "a\n", "a\0b",
    "a\tb", "con", "NUL", "nul.txt", "com1", "LPT9", "aux.", "~", "~root", "$HOME", "a*", "a?b", "a|b", "<a>", 'a"b',
    "a:b", "é", "\u0430", "\u202egnp", "\ufeffa", "\uff11", "a" * (LONGEST_NAME + 1), "a" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_hostile_names_are_refused(name):
    with pytest.raises(InputError) as refused:
        safe_name(name)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 400


@pytest.mark.parametrize("name", ["baseline", "no_ai", "v1.2-a_B", "7", "console", "a" * LONGEST_NAME])
def test_plain_names_are_kept(name):
    assert safe_name(name) == name


@given(st.text())
@example("..")
def test_a_run_never_leaves_the_folder_of_results(name):
    out = Path("/somewhere/out")
    try:
        folder = run_folder(out, name, "0123456789ab", 1)
    except InputError:
        return
    assert folder.resolve().parent.parent == out
    assert folder.name == "0123456789ab-s1"


@pytest.mark.parametrize("seed", [-1, LARGEST_SEED + 1])
def test_seeds_out_of_range_are_refused(seed):
    with pytest.raises(InputError, match="seed"):
        run_folder(Path("out"), "a", "f", seed)


def test_seed_zero_is_a_seed():
    assert run_folder(Path("out"), "a", "f", 0) == Path("out/a/f-s0")
