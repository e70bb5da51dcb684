"""Damaged scenario texts: whatever the bytes, the answer is a scenario or one readable error, and it comes at once."""

from __future__ import annotations

import random
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.parameters.errors import InputError, ScenarioSyntaxError, ScenarioValueError
from sim.parameters.resolve import load_scenario
from sim.parameters.scenario import Scenario
from sim.parameters.yaml_reader import read_mapping
from tests.pace import slowness

SEED = 20_211_123
MUTANTS = 50_000
FILES = 2_000
LONGEST = 1.0  # seconds for one input

TEXTS = (
    b"# what if\nname: test\nhorizon:\n  start: 2021-07-05\n  weeks: 12\n",
    b'description: "what if \\u00e9?"\nai:\n  capability: {mode: frozen, frozen_at: 2024-01-01}\n',
    b"population:\n  n_freelancers: 1000  # few\n  clients_per_freelancer: 6.2e-2\n",
    b"ai: {client_adoption: {mode: pinned, share: .4}, automation: {enabled: false}}\n",
    b"description: |\n  two lines\n  of text\nrecord: {contracts: true}\n",
    b"description: >-\n  folded\n  text\nfees:\n    client_fee_rate: 0.05\n",
    b"? name\n: 'it''s'\nclients:\n  augmentation_preference: -0.5\n",
    b"{name: flow, needs: {ai_rate: 0x1, hours_log_sd: +1.0}}\n",
    "description: xyz\u00e9 \u2603 \U0001f600\nreskilling: {hazard: 1e-3}\n".encode(),
    b"---\nname: marked\nreplication:\n  n_replications: 3\n...\n",
)
TOKENS = (
    b"&a ", b"*a", b"!!python/object/apply:os.system ", b"!t ", b"<<: ", b"%YAML 1.1\n", b"%TAG ! x\n", b"---\n",
    b"...\n", b"- ", b"? ", b": ", b", ", b"[", b"]", b"{", b"}", b"|\n", b">\n", b"|+9\n", b"'", b'"', b"#", b"@",
    b"`", b"\\", b"\t", b"\r\n", b"\n", b"\n\n  ", b"\x00", b"\x85", b"\xef\xbb\xbf", b"\xff\xfe", b"\xe2\x80\xae",
    b"\xe2\x80\xa8", b"\xed\xa0\x80", b"\xf0\x9f", b'"\\x00"', b'"\\ud800"', b'"\\U00110000"', b".nan", b".inf",
    b"-.inf", b"1e999", b"017", b"0o17", b"0xFFFF", b"12:30:45", b"1_000", b"9" * 400, b"yes", b"null", b"~", b"true",
    b"2021-02-30", b"extends: a.yaml\n", b"[" * 60, b"- " * 60,
)  # fmt: skip


def mutant(luck: random.Random) -> bytes:
    """Return one of the texts, damaged in one to three places."""
    data = bytearray(luck.choice(TEXTS))
    for _ in range(luck.choice((1, 1, 1, 2, 3))):
        at = luck.randrange(len(data) + 1)
        kind = luck.randrange(6)
        if kind == 0 and at < len(data):
            data[at] ^= 1 << luck.randrange(8)
        elif kind == 1 and at < len(data):
            data[at] = luck.randrange(256)
        elif kind == 2:
            del data[at : at + luck.randint(1, 8)]
        elif kind == 3:
            other = luck.choice(TEXTS)
            data[at:at] = other[luck.randrange(len(other)) :]
        else:
            data[at:at] = luck.choice(TOKENS)
    return bytes(data)


def readable(error: Exception, source: str) -> bool:
    """Return whether an error begins with its place, is short, and has nothing of the machinery in it."""
    text = str(error)
    lines = text.splitlines()
    told = text.startswith(f"{source}:") and max(map(len, lines)) < 600 and "Traceback" not in text
    return told and "\x1b" not in text and isinstance(error, ScenarioSyntaxError | ScenarioValueError)


def outcome_of(data: bytes) -> str:
    """Read and validate; return what came out. Anything but success and an `InputError` propagates."""
    try:
        Scenario.model_validate(read_mapping(data, "mutant.yaml").plain())
    except ScenarioSyntaxError as error:
        return "refused by the reader" if readable(error, "mutant.yaml") else "told badly"
    except ValueError:  # pydantic's ValidationError; how it is told is tested with files below
        return "refused by the parameters"
    return "read"


def test_mutants_are_read_or_refused_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    luck = random.Random(SEED)  # noqa: S311 - no secret
    found: Counter[str] = Counter()
    longest = 0.0
    for number in range(MUTANTS):
        data = mutant(luck)
        begun = time.process_time()
        try:
            found[outcome_of(data)] += 1
        except Exception as error:  # noqa: BLE001 - any exception is a failure, told with what caused it
            pytest.fail(f"mutant {number}, {data!r}: {type(error).__name__}: {error}")
        longest = max(longest, time.process_time() - begun)
    with capsys.disabled():
        print(f"\n{MUTANTS:,} mutants: {dict(found)}, slowest {longest * 1e3:.0f} ms")  # noqa: T201 - shown by pytest -s
    assert longest < LONGEST * slowness()
    assert sum(found.values()) == MUTANTS
    assert set(found) == {"read", "refused by the parameters", "refused by the reader"}
    assert min(found.values()) > MUTANTS // 100  # the mutants reach every outcome


def test_mutant_files_give_a_scenario_or_one_error(tmp_path: Path) -> None:
    luck = random.Random(SEED + 1)  # noqa: S311 - no secret
    path = tmp_path / "mutant.yaml"
    refused, told_badly = 0, []
    for _ in range(FILES):
        data = mutant(luck)
        path.write_bytes(data)
        try:
            assert isinstance(load_scenario(path), Scenario)
        except InputError as error:
            refused += 1
            told_badly += [] if readable(error, str(path)) else [(data, str(error))]
    assert told_badly == []
    assert FILES // 10 < refused < FILES


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    assert outcome_of(data) != "told badly"


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert outcome_of(text.encode("utf-8", errors="surrogatepass")) != "told badly"


@given(st.text(alphabet="[]{}:,-?|>'\"#&*!%@ \n\tab0", max_size=120))
def test_any_punctuation_is_read_or_refused(text: str) -> None:
    assert outcome_of(text.encode()) != "told badly"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scenarios") / "whole.yaml"
    path.write_bytes(TEXTS[0])
    return path


PATHS = st.sampled_from(["horizon.weeks", "ai.capability", "ai", "name", "record.contracts", "horizon.start", ""])


@given(
    path=PATHS | st.text(max_size=20),
    value=st.text(max_size=40) | st.sampled_from([t.decode("latin-1") for t in TOKENS]),
)
def test_any_override_is_taken_or_refused(whole: Path, path: str, value: str) -> None:
    try:
        assert isinstance(load_scenario(whole, [f"{path}={value}"]), Scenario)
    except InputError as error:
        assert str(error).startswith("--set")  # noqa: PT017 - either outcome is right
