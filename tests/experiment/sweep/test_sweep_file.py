# ruff: noqa: E501 - a message stands on one line, as the user sees it

from __future__ import annotations

import re
from datetime import date

import pytest

from sim.experiment.sweep.plan import plan_of
from sim.experiment.sweep.reading import load_sweep, sweep_of
from sim.experiment.sweep.sweep_file import SweepFile
from sim.parameters.errors import InputError

GRID = "design:\n  kind: grid\n  parameters:\n    ai.client_adoption.share: {low: 0, high: 1, n: 3}\n"

WRONG = {
    "unknown parameter": (GRID.replace("share", "shar"), "s.yaml:7:5: design.parameters.ai.client_adoption.shar: there is no parameter of this name; did you mean `ai.client_adoption.share`?"),
    "out of bounds": (GRID.replace("high: 1", "high: 1.4"), "s.yaml:7:5: design.parameters.ai.client_adoption.share: point 2: ai.client_adoption.share: 1.4 is above the highest allowed value 1 (unit: 1)"),
    "misspelt range": (GRID.replace("high", "hig"), "s.yaml:7:40: design.parameters.ai.client_adoption.share: hig: there is no parameter of this name; did you mean `high`?"),
    "no levels": (GRID.replace(", n: 3", ""), "s.yaml:5:3: design: in a grid a range needs `n`: ai.client_adoption.share"),
    "range of another kind": (GRID.replace("high: 1", "high: x"), "s.yaml:7:5: design.parameters.ai.client_adoption.share.high: expected a number, got the text 'x'"),
    "range the wrong way": (GRID.replace("low: 0", "low: 2"), "s.yaml:7:5: design.parameters.ai.client_adoption.share: low is not below high"),
    "log scale from zero": (GRID.replace("n: 3", "n: 3, scale: log"), "s.yaml:7:5: design.parameters.ai.client_adoption.share: a log scale needs numbers above 0"),
    "range of a choice": (GRID.replace("share", "mode"), "s.yaml:7:5: design.parameters.ai.client_adoption.mode: a parameter that is a choice needs `values: [...]`, not a range"),
    "values and a range": (GRID.replace("n: 3", "values: [1]"), "s.yaml:7:31: design.parameters.ai.client_adoption.share: expected `values`, or `low` and `high`, not both"),
    "misspelt kind": (GRID.replace("grid", "grdi"), "s.yaml:5:9: design.kind: expected one of grid"),
    "not a power of two": (GRID.replace("kind: grid", "kind: sobol\n  n: 6").replace(", n: 3", ""), "s.yaml:5:3: design: n: 6 is not a power of two, which keeps a Sobol' sequence balanced; write 4 or 8"),
    "ignored option": (GRID.replace("kind: grid", "kind: grid\n  n: 6"), "s.yaml:5:3: design: a design of kind grid does not use n"),
    "points of a list differ": ("design:\n  kind: list\n  points: [{fees.client_fee_rate: 0.1}, {reskilling.hazard: 0.1}]\n", "s.yaml:5:3: design: point 1 names other parameters than point 0: fees.client_fee_rate, reskilling.hazard"),
    "point of a list out of bounds": ("design:\n  kind: list\n  points: [{fees.client_fee_rate: 0.1}, {fees.client_fee_rate: 3.0}]\n", "s.yaml:6:42: design.points[1].fees.client_fee_rate: point 1: fees.client_fee_rate: 3.0 is above the highest allowed value 0.9"),
    "set out of bounds": (GRID + "set: {fees.client_fee_rate: 3.0}\n", "s.yaml:8:7: set.fees.client_fee_rate: 3.0 is above the highest allowed value 0.9"),
    "set unknown": (GRID + "set:\n  fees:\n    client_fee_rat: 0.1\n", "s.yaml:10:5: set.fees.client_fee_rat: there is no parameter of this name; did you mean `fees.client_fee_rate`?"),
    "what-if out of bounds": (GRID + "what_if: {fees.client_fee_rate: -1.0}\n", "s.yaml:8:11: what_if.fees.client_fee_rate: point 0: fees.client_fee_rate: -1.0 is below the lowest allowed value 0"),
    "reference and what-if": (GRID + "what_if: {fees.client_fee_rate: 0.1}\nreference: {fees.client_fee_rate: 0.2}\n", "give `reference` or `what_if`, not both"),
    "replications as a parameter": (GRID + "set: {replication.n_replications: 4}\n", "s.yaml:8:7: set.replication.n_replications: is written as `replications` in a sweep"),
    "misspelt part": (GRID + "what_iff: {fees.client_fee_rate: 0.1}\n", "s.yaml:8:1: what_iff: there is no parameter of this name; did you mean `what_if`?"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_sweep_is_told_with_file_line_and_path(sweep_file, text, said):
    path = sweep_file(text)
    with pytest.raises(InputError, match=re.escape(said)):
        plan_of(load_sweep(path), 0)


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("fees.client_fee_rate=3", "--set: fees.client_fee_rate: 3 is above the highest allowed value 0.9"),
        ("fees.client_fee_rat=0.1", "--set: fees.client_fee_rat: there is no parameter of this name; did you mean"),
        ("scenario=nowhere.yaml", "there is no such file"),
        ("design.kindd=grid", "--set: design.kindd: there is no parameter of this name; did you mean `design.kind`?"),
    ],
)
def test_a_wrong_override_is_told(sweep_file, override, said):
    with pytest.raises(InputError, match=re.escape(said)):
        plan_of(load_sweep(sweep_file(GRID), [override]), 0)


def test_what_is_set_holds_at_every_point(sweep_file):
    path = sweep_file(GRID + "set: {fees.client_fee_rate: 0.2, population: {n_freelancers: 500}}\n")
    plan = plan_of(load_sweep(path, ["horizon.weeks=100"], 7), 0)
    for entry in plan.entries:
        assert entry.scenario.fees.client_fee_rate == 0.2
        assert entry.scenario.population.n_freelancers == 500
        assert entry.scenario.horizon.weeks == 100
        assert entry.scenario.replication.n_replications == 7
    assert [entry.settings for entry in plan.entries] == [(0.0,), (0.5,), (1.0,)]


def test_dates_whole_numbers_and_choices_are_handled(sweep_file):
    text = (
        "design:\n  kind: grid\n  parameters:\n"
        "    ai.capability.frozen_at: {low: 2024-01-01, high: 2024-01-03, n: 3}\n"
        "    reskilling.patience_weeks: {low: 1, high: 2, n: 2}\n"
        "    ai.capability.mode: {values: [frozen, none]}\n"
        "    ai.automation.enabled: {values: [true]}\n"
    )
    settings = [entry.settings for entry in plan_of(load_sweep(sweep_file(text)), 0).entries]
    assert len(settings) == 12
    assert settings[0] == (date(2024, 1, 1), 1, "frozen", True)
    assert settings[-1] == (date(2024, 1, 3), 2, "none", True)


def test_a_sweep_can_extend_another(sweep_file):
    sweep_file(GRID, "parent.yaml")
    path = sweep_file("extends: parent.yaml\ndesign: {parameters: {ai.client_adoption.share: {n: 5}}}\n")
    assert plan_of(load_sweep(path), 0).n_points == 5


def test_a_part_of_the_file_can_be_set_from_the_command_line(sweep_file):
    text = GRID.replace("kind: grid", "kind: sobol\n  n: 8").replace(", n: 3", "")
    assert plan_of(load_sweep(sweep_file(text), ["design.n=4"]), 0).n_points == 4


def test_a_sweep_made_in_python_is_the_one_in_the_file(sweep_file, tmp_path):
    file = SweepFile.model_validate(
        {
            "name": "s",
            "scenario": "base.yaml",
            "replications": 3,
            "design": {"parameters": {"ai.client_adoption.share": {"low": 0, "high": 1, "n": 3}}},
        }
    )
    ours, theirs = plan_of(sweep_of(file, tmp_path), 0), plan_of(load_sweep(sweep_file(GRID)), 0)
    assert [entry.key for entry in ours.entries] == [entry.key for entry in theirs.entries]
    assert ours.fingerprint == theirs.fingerprint
