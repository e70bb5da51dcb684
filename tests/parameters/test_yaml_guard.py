"""Bombs: each is refused within a second, at a place, in words."""

from __future__ import annotations

import pytest

from sim.parameters.errors import ScenarioSyntaxError
from sim.parameters.yaml_guard import MAX_BYTES, MAX_DEPTH, MAX_NODES, Place, hidden_character
from sim.parameters.yaml_reader import read_mapping
from tests.pace import within

LAUGHS = b"a: &a [x, x, x, x, x, x, x, x, x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (97 + i, 97 + i, b", ".join([b"*%c" % (96 + i)] * 9)) for i in range(1, 9)
)

BOMBS = {
    "a billion laughs": (LAUGHS, "s.yaml:1:4: anchors"),
    "anchor of itself": (b"a: &x [*x]\n", "s.yaml:1:4: anchors"),
    "brackets": (b"a: " + b"[" * 100_000, f"s.yaml:1:{MAX_DEPTH + 3}: nested deeper than {MAX_DEPTH} levels"),
    "braces": (b"{a: " * 20_000, f"s.yaml:1:{4 * MAX_DEPTH + 1}: nested deeper than {MAX_DEPTH} levels"),
    "block lists": (b"a:\n  " + b"- " * 20_000, f"s.yaml:2:{2 * MAX_DEPTH + 1}: nested deeper than {MAX_DEPTH} levels"),
    "indents": (
        b"".join(b" " * i + b"a:\n" for i in range(400)),
        f"s.yaml:{MAX_DEPTH + 1}:{MAX_DEPTH + 1}: nested deeper",
    ),
    "question marks": (b"? " * 60_000, "s.yaml:1:3: a name is expected"),
    "items": (b"a: [" + b"1," * 60_000 + b"1]", f"s.yaml:1:{2 * MAX_NODES - 1}: more than {MAX_NODES} keys and values"),
    "keys": (b"".join(b"k%d: 1\n" % i for i in range(12_000)), f"s.yaml:{MAX_NODES // 2}:"),
    "large": (b"a: 1\n" + b"#" * MAX_BYTES, f"s.yaml: the file is larger than {MAX_BYTES // 1024} KiB"),
    "large quoted": (b'a: "' + b"x" * MAX_BYTES, "s.yaml: the file is larger than"),
    "not closed, long": (b'a: "' + b"\n" * (MAX_BYTES - 10), f"s.yaml:{MAX_BYTES - 9}:1: not valid YAML"),
}


@pytest.mark.parametrize(("data", "said"), BOMBS.values(), ids=BOMBS.keys())
def test_bombs_are_refused_at_once(data: bytes, said: str) -> None:
    with within(1.0), pytest.raises(ScenarioSyntaxError) as caught:
        read_mapping(data, "s.yaml")
    assert str(caught.value).startswith(said)
    assert len(str(caught.value)) < 300


HEAVY = {
    "one long text": b"a: '" + b"x " * (MAX_BYTES // 2 - 10) + b"'",
    "many short lines": b"a: |\n" + b" x\n" * (MAX_BYTES // 3 - 10),
    "folded": b"a: >\n" + b" x\n\n" * (MAX_BYTES // 4 - 10),
    "comments": b"a: 1\n" + b"#\n" * (MAX_BYTES // 2 - 10),
    "as many items as allowed": b"a: [" + b"1," * (MAX_NODES - 4) + b"1]",
    "as deep as allowed": b"a: " + b"[" * (MAX_DEPTH - 1) + b"]" * (MAX_DEPTH - 1),
}


@pytest.mark.parametrize("data", HEAVY.values(), ids=HEAVY.keys())
def test_the_heaviest_files_let_in_are_read_within_a_second(data: bytes) -> None:
    with within(1.0):
        assert isinstance(read_mapping(data, "s.yaml").content, dict)


def test_places_and_characters_in_words() -> None:
    assert str(Place("s.yaml", 3, 7)) == "s.yaml:3:7"
    assert str(Place("--set")) == "--set"
    assert hidden_character("a\u202eb") == "U+202E"
    assert hidden_character("xyz\u00e9\t\n\U0001f600") is None
