"""A written scenario reads back as it was."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sim.parameters.declaration import Group
from sim.parameters.errors import ScenarioValueError
from sim.parameters.resolve import apply_overrides, dump_scenario, load_scenario
from sim.parameters.scenario import Scenario
from sim.parameters.schema import ParameterRow, parameter_rows
from sim.parameters.yaml_guard import hidden_character
from sim.parameters.yaml_reader import read_mapping
from sim.parameters.yaml_writer import written


def values_of(row: ParameterRow) -> st.SearchStrategy[object]:
    """Any value the parameter allows."""
    if row.path == "name":
        return st.from_regex(r"[A-Za-z0-9_]([A-Za-z0-9._-]{0,30}[A-Za-z0-9_-])?", fullmatch=True)
    if row.choices:
        return st.sampled_from(row.choices)
    if row.path == "horizon.start":
        return st.integers(0, 15_000).map(lambda weeks: date(1900, 1, 1) + timedelta(weeks=weeks))
    by_type = {
        bool: st.booleans(),
        date: st.dates(date(1900, 1, 1), date(2200, 1, 1)),
        str: st.text(max_size=40).filter(lambda text: hidden_character(text) is None),
    }
    if type(row.default) in by_type:
        return by_type[type(row.default)]
    assert row.low is not None
    assert row.high is not None
    if isinstance(row.default, int):
        return st.integers(int(row.low), int(row.high))
    return st.floats(row.low, row.high)


ROWS = {row.path: row for row in parameter_rows(Scenario)}
CHANGES = st.dictionaries(st.sampled_from(sorted(ROWS)), st.none(), max_size=12).flatmap(
    lambda chosen: st.fixed_dictionaries({path: values_of(ROWS[path]) for path in chosen})
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("written") / "s.yaml"


@given(changes=CHANGES)
def test_any_valid_scenario_loads_back_equal(path: Path, changes: dict[str, object]) -> None:
    scenario = apply_overrides(Scenario(), changes)
    path.write_text(dump_scenario(scenario), encoding="utf-8", newline="")
    assert load_scenario(path) == scenario


@given(st.text())
def test_any_text_comes_back_or_is_refused(text: str) -> None:
    if hidden_character(text) is None:
        assert read_mapping(written({"a": text}).encode(), "s.yaml").plain() == {"a": text}
    else:
        with pytest.raises(ScenarioValueError, match="cannot be written to a scenario"):
            written({"a": text})


@pytest.mark.parametrize(
    "text", ["", "yes", "null", "1", "1e3", "0o17", "017", " x", "x ", "a: b", "a #b", "- x", "x:", "'"]
)
def test_texts_that_look_like_something_else(text: str) -> None:
    assert read_mapping(written({"a": text}).encode(), "s.yaml").plain() == {"a": text}


def test_layout() -> None:
    values = {"a": {"b": True, "c": [1, "x"], "d": {}}, "e": None, "f": date(2021, 7, 5), "g": 0.1, "h": "plain words"}
    text = "a:\n  b: true\n  c: [1, x]\n  d: {}\ne: null\nf: 2021-07-05\ng: 0.1\nh: plain words\n"
    assert written(values) == text


def test_other_readers_see_the_same_numbers() -> None:
    """Read by plain PyYAML, the dump of the defaults has the same values; dates become dates there."""
    assert yaml.safe_load(dump_scenario(Scenario())) == Scenario().model_dump()


def test_every_parameter_is_written() -> None:
    class Small(Group):
        share: float = 0.1

    assert dump_scenario(Small()) == "share: 0.1\n"
    assert len(dump_scenario(Scenario()).splitlines()) > len(ROWS)
