"""The JSON Schema accepts what the loader accepts and refuses what it refuses, and it is draft 7."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from sim.parameters.resolve import dump_scenario
from sim.parameters.scenario import Scenario
from sim.parameters.schema import groups_of, parameter_rows, scenario_schema
from sim.parameters.yaml_reader import read_mapping

SCHEMA = scenario_schema(Scenario, "test")
SHIPPED = sorted((Path(__file__).resolve().parents[2] / "scenarios").glob("*.yaml"))


def test_it_is_a_draft_7_schema() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    text = json.dumps(SCHEMA)
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"
    for newer in ("prefixItems", "$defs", "unevaluatedProperties", "required"):
        assert f'"{newer}"' not in text


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_scenarios_are_valid(path: Path) -> None:
    jsonschema.Draft7Validator(SCHEMA).validate(read_mapping(path.read_bytes(), path.name).plain())


def test_a_whole_scenario_is_valid() -> None:
    jsonschema.Draft7Validator(SCHEMA).validate(read_mapping(dump_scenario(Scenario()).encode(), "x").plain())


@pytest.mark.parametrize(
    "values",
    [
        {"unknown": 1}, {"ai": {"unknown": 1}}, {"ai": 3}, {"horizon": {"weeks": 0}}, {"horizon": {"weeks": "10"}},
        {"horizon": {"start": "5 July 2021"}}, {"ai": {"client_adoption": {"share": 1.4}}}, {"engine": "fast"},
        {"ai": {"client_adoption": {"mode": "pined"}}}, {"record": {"contracts": "yes"}}, {"extends": 3}, [],
    ],
)  # fmt: skip
def test_wrong_values_are_invalid(values: object) -> None:
    assert list(jsonschema.Draft7Validator(SCHEMA).iter_errors(values))


def test_every_parameter_is_declared_whole() -> None:
    rows = parameter_rows(Scenario)
    assert len({row.path for row in rows}) == len(rows) > 100
    for row in rows:
        assert row.unit, row.path
        assert row.source, row.path
        assert row.meaning.endswith("."), row.path
        assert row.role in {"set", "calibrated", "lever", "run"}, row.path
        number = isinstance(row.default, int | float) and not isinstance(row.default, bool)
        assert row.bounded == number, f"{row.path}: a number has two bounds, anything else none"


def test_paths_that_tools_rely_on() -> None:
    paths = {row.path for row in parameter_rows(Scenario)}
    relied_on = {
        "name", "description", "engine", "horizon.start", "horizon.weeks", "horizon.warm_up_weeks",
        "population.n_freelancers", "ai.capability.mode", "ai.freelancer_adoption.mode", "ai.freelancer_adoption.share",
        "ai.client_adoption.mode", "ai.client_adoption.share", "clients.augmentation_preference", "record.contracts",
        "record.proposals", "record.freelancer_months",
    }  # fmt: skip
    assert relied_on <= paths
    assert {"ai", "ai.client_adoption"} <= set(groups_of(Scenario))


@pytest.mark.parametrize(
    ("path", "allowed", "default"),
    [
        ("ai.client_adoption.share", "0 to 1", "0.5"),
        ("record.contracts", "true | false", "false"),
        ("ai.client_adoption.mode", "endogenous | pinned | none", "endogenous"),
        ("horizon.start", "", "2021-07-05"),
    ],
)
def test_rows_in_words(path: str, allowed: str, default: str) -> None:
    row = {row.path: row for row in parameter_rows(Scenario)}[path]
    assert (row.allowed, row.written_default) == (allowed, default)
