"""Bad input on the command line: exit code 2, one error with file, line and path, no traceback, nothing written."""

# ruff: noqa: E501 - a message stands on one line, as the user sees it

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.interface.cli.main import main

LAUGHS = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"

FILES = {
    "unknown key": ("ai:\n  client_adoption:\n    shar: 0.4\n",
                    "s.yaml:3:5: ai.client_adoption.shar: there is no parameter of this name; did you mean `ai.client_adoption.share`?"),
    "wrong type": ("population:\n  n_freelancers: many\n", "s.yaml:2:18: population.n_freelancers: expected a whole number"),
    "out of range": ("ai:\n  client_adoption:\n    share: 1.4\n",
                     "s.yaml:3:12: ai.client_adoption.share: 1.4 is above the highest allowed value 1 (unit: 1)"),
    "wrong date": ("horizon:\n  start: 2021-02-30\n",
                   "s.yaml:2:10: horizon.start: expected a date written as YYYY-MM-DD (unit: date), got the text '2021-02-30'"),
    "not a Monday": ("horizon:\n  start: 2021-07-08\n",
                     "s.yaml:2:10: horizon.start: expected a Monday, such as 2021-07-05 (unit: date), got the text '2021-07-08'"),
    "circular extends": ("extends: s.yaml\n", "s.yaml:1:10: extends: the files extend one another in a circle: s.yaml extends s.yaml"),
    "missing extends": ("extends: nowhere.yaml\n", "s.yaml:1:10: extends: nowhere.yaml: there is no such file"),
    "not YAML": ("a: [1, 2\nb: }\n", "s.yaml:2:2: not valid YAML"),
    "duplicate keys": ("name: a\nname: b\n", "s.yaml:2:1: `name` is written twice, first in line 1"),
    "unsafe tag": ("name: !!python/object/apply:os.mkdir ['made']\n", "s.yaml:1:7: tags ("),
    "alias bomb": (LAUGHS, "s.yaml:1:4: anchors (&a) are not allowed"),
    "empty file": ("", "s.yaml:1:1: the file is empty"),
    "name out of the folder": ("name: ../../up\n", "s.yaml:1:7: name: expected a name for a folder"),
}  # fmt: skip


SCENARIO = "name: a\npopulation: {n_freelancers: 500}\n"
SWEEP = "name: b\nscenario: s.yaml\ndesign: {kind: grid, parameters: {needs.rate_mean: {values: [0.01]}}}\n"
LIST = "name: c\nscenario: s.yaml\nmechanisms: {m: {says: What., set: {needs.rate_mean: 0.01}}}\n"
OTHER_KINDS = {
    ("run", SWEEP): "this is a sweep, not a scenario; `sweep` takes it",
    ("validate", LIST): "this is a list of ablations, not a scenario; `ablate` takes it",
    ("calibrate", SWEEP): "this is a sweep, not a scenario; `sweep` takes it",
    ("sweep", SCENARIO): "this is a scenario, not a sweep; `run` takes it",
    ("sensitivity", SCENARIO): "this is a scenario, not a sweep; `run` takes it",
    ("ablate", SWEEP): "this is a sweep, not a list of ablations; `sweep` takes it",
    ("compare", SWEEP): "this is a sweep, not a scenario; `sweep` takes it",
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run, make sure that it is refused in words and as bad input, and return the words."""
    code = main(arguments)
    out, err = capsys.readouterr()
    assert code == 2
    assert out == ""
    assert "Traceback" not in err
    assert err.startswith("error: ")
    assert len(re.findall("^error: ", err, re.MULTILINE)) == 1
    return err.removeprefix("error: ")


@pytest.mark.parametrize(("text", "said"), FILES.values(), ids=FILES.keys())
def test_a_bad_file(here: Path, capsys: pytest.CaptureFixture[str], text: str, said: str) -> None:
    Path("s.yaml").write_text(text, encoding="utf-8")
    told = refused(capsys, "run", "s.yaml")
    assert told.startswith(said)
    assert told.count("\n") == 1
    assert [path.name for path in here.iterdir()] == ["s.yaml"]


@pytest.mark.parametrize(("given", "said"), OTHER_KINDS.items(), ids=[command for command, _ in OTHER_KINDS])
def test_a_file_of_another_kind(
    here: Path, capsys: pytest.CaptureFixture[str], given: tuple[str, str], said: str
) -> None:
    command, text = given
    Path("s.yaml").write_text(SCENARIO, encoding="utf-8")
    Path("other.yaml").write_text(text, encoding="utf-8")
    files = ["s.yaml", "other.yaml"] if command == "compare" else ["other.yaml"]
    assert refused(capsys, command, *files) == f"other.yaml: {said}\n"
    assert sorted(path.name for path in here.iterdir()) == ["other.yaml", "s.yaml"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "nowhere.yaml"], "nowhere.yaml: there is no such file"),
        (["run", "."], ".: is a folder, not a scenario file"),
        (["run", "s.yaml", "--set", "horizon.weeks=0"], "--set: horizon.weeks: 0 is below the lowest allowed value 1 (unit: weeks)"),
        (["run", "s.yaml", "--set", "horizon.week=9"], "--set: horizon.week: there is no parameter of this name; did you mean `horizon.weeks`?"),
        (["run", "s.yaml", "--set", "horizon.weeks"], "--set: expected path=value, got 'horizon.weeks'"),
        (["run", "s.yaml", "--engine", "fast"], "--set: engine: expected one of agents"),
        (["run", "s.yaml", "--seed", "x"], "Invalid value for '--seed'"),
        (["run", "s.yaml", "--seed", "-1"], "seed: -1 is not a whole number in 0 to"),
        (["run", "s.yaml", "--until", "se=1:fill_rate", "--replications", "0"], "--replications: 0 is not 1 or more"),
        (["run", "s.yaml", "--until", "se=1:ai_premium_causal"], "--until: ai_premium_causal is measured in twin worlds"),
        (["run", "s.yaml", "--on", "dask://nonsense"], "--on: 'dask://nonsense' is not dask://host:port"),
        (["run", "s.yaml", "--timeout", "nan"], "timeout: nan is not a number of seconds above 0"),
        (["compare", "s.yaml", "s.yaml", "--posterior", "x:2", "--force"], "--posterior and --force"),
        (["verify", "."], ".: is not a folder of results"),
        (["plot", "."], ".: is not a folder of results"),
        (["run", "s.yaml", "--replications", "0"], "replication.n_replications: 0"),
        (["run", "s.yaml", "--workers", "0"], "Invalid value for '--workers'"),
        (["run", "s.yaml", "--out", "s.yaml/results"], "s.yaml"),
        (["run"], "Missing argument 'SCENARIO.yaml'."),
        (["rum", "s.yaml"], "No such command 'rum'. Did you mean 'run'?"),
        (["run", "s.yaml", "--replication", "3"], "No such option '--replication'. Did you mean '--replications'?"),
        (["describe", "parameter"], "No such command 'parameter'. Did you mean 'parameters'?"),
        (["describe"], "Missing command."),
        (["describe", "parameters", "ai.client_adoptio"],
         "ai.client_adoptio: there is no parameter or group of this name; did you mean `ai.client_adoption`?"),
        (["verify", "nowhere"], "nowhere: is not a folder of results"),
        (["plot", "nowhere"], ""),
    ],
)  # fmt: skip
def test_a_bad_command(here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    Path("s.yaml").write_text("name: s\nhorizon: {weeks: 2, warm_up_weeks: 0}\n", encoding="utf-8")
    told = refused(capsys, *arguments)
    assert told.startswith(said)
    assert [path.name for path in here.iterdir()] == ["s.yaml"]


def test_several_problems_are_one_error(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("s.yaml").write_text("horizon:\n  weeks: 0\n  week: 3\n", encoding="utf-8")
    lines = refused(capsys, "run", "s.yaml").splitlines()
    assert [line.split(": ")[0] for line in lines] == ["s.yaml:2:10", "s.yaml:3:3"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("reference: noai.yaml", "b.yaml:4:12: reference: "),
        ("what_if: true", "b.yaml:4:10: what_if: "),
        ("set: [a, b]", "b.yaml:4:6: set: "),
    ],
)
def test_settings_of_a_sweep_that_are_no_group(
    here: Path, capsys: pytest.CaptureFixture[str], line: str, said: str
) -> None:
    Path("s.yaml").write_text(SCENARIO, encoding="utf-8")
    Path("b.yaml").write_text(f"{SWEEP}{line}\n", encoding="utf-8")
    assert refused(capsys, "sweep", "b.yaml").startswith(said)
    assert sorted(path.name for path in here.iterdir()) == ["b.yaml", "s.yaml"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["sweep", "b.yaml", "--set", "replication.n_replications=5"],
            "--set: replication.n_replications: is written as",
        ),
        (["sweep", "b.yaml", "--set", "name=foo"], "--set: name: names nothing"),
        (["sensitivity", "b.yaml"], "b: a design of kind grid has no indices; use morris or saltelli"),
        (
            ["sensitivity", "b.yaml", "--discover", "fil_rate", "--above", "1"],
            "--discover: there is no outcome 'fil_rate'",
        ),
    ],
)
def test_what_a_sweep_cannot_do_is_told_before_it_is_run(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    Path("s.yaml").write_text(SCENARIO, encoding="utf-8")
    Path("b.yaml").write_text(SWEEP, encoding="utf-8")
    assert refused(capsys, *arguments).startswith(said)
    assert sorted(path.name for path in here.iterdir()) == ["b.yaml", "s.yaml"]
