"""What commands print and how they end, around a run that is already made."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from unittest.mock import Mock

import pytest

from sim.experiment import run as experiment
from sim.experiment import store
from sim.experiment.run import RunResult
from sim.interface.cli.headline import HEADLINE, number, published_number
from sim.interface.cli.main import main
from sim.outcomes.catalogue import CATALOGUE
from sim.parameters.errors import RunFailed, StoreDamaged, StoreLocked
from sim.parameters.scenario import Scenario

SUMMARY = {
    "scenario": "s",
    "fingerprint": "abc",
    "seed": 5,
    "replications": 2,
    "outcomes": {
        "fill_rate": {"value": 0.3712, "unit": "1", "standard_error": 0.0123},
        "gross_services_volume": {"value": 4.0123e9, "unit": "USD/year", "standard_error": None},
        "earnings_gini": {"value": None, "unit": "1", "standard_error": None},
    },
    "claims": [
        {"id": "S1", "verdict": "reproduced", "text": "It [grew] by 25%.", "outcomes": []},
        {"id": "S2", "verdict": "not reproduced", "text": "It did not.", "outcomes": []},
    ],
    "targets": [
        {"id": "C5", "metric": "hires over posts, 2024", "unit": "1", "value": 0.35, "standard_error": None,
         "reference": 0.38, "low": 0.30, "high": 0.45, "passed": True},
    ],
    "validation": [
        {"id": "H9", "metric": "Gini of lifetime spend", "unit": "1", "value": 0.7, "standard_error": None,
         "reference": 0.91, "low": 0.85, "high": None, "passed": False},
    ],
}  # fmt: skip


def with_note(error, note):
    error.add_note(note)
    return error


@pytest.fixture
def scenario_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "s.yaml"
    path.write_text("description: What if?\npopulation: {n_freelancers: 12345}\n", encoding="utf-8")
    return path


@pytest.fixture
def calls(monkeypatch, tmp_path):
    """Replace the run by one that is already made; return what it was asked for."""
    made = []

    def run_scenario(
        scenario, seed, replications, out, force, on_progress, *, workers, draw, tell, executor, fail_fast
    ):
        assert draw
        assert executor is None
        assert not fail_fast
        assert callable(tell)
        made.append((scenario, seed, replications, out, force, on_progress, workers))
        return RunResult(tmp_path / "results" / "s" / "abc-s5", SUMMARY, already_there=bool(force))

    monkeypatch.setattr(experiment, "run_scenario", run_scenario)
    return made


def test_options_reach_the_run(scenario_file, calls, capsys):
    options = [
        "--seed",
        "5",
        "--replications",
        "3",
        "--out",
        "o",
        "--force",
        "--workers",
        "2",
        "--set",
        "horizon.weeks=7",
    ]
    assert main(["run", str(scenario_file), *options]) == 0
    (scenario, seed, replications, out, force, on_progress, workers) = calls[0]
    assert isinstance(scenario, Scenario)
    assert (scenario.name, scenario.horizon.weeks) == ("s", 7)
    assert (seed, replications, out, force, workers) == (5, 3, Path("o"), True, 2)
    assert on_progress is None  # standard error is not a terminal here


def test_defaults_reach_the_run(scenario_file, calls, capsys):
    assert main(["run", str(scenario_file)]) == 0
    assert calls[0][1:] == (0, None, Path("results"), False, None, None)


def test_what_a_run_prints(scenario_file, calls, capsys):
    assert main(["run", str(scenario_file)]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert "What if?" in out
    assert "s: 12,345 freelancers, replications 2, seed 5" in out
    rows = {line.split()[0]: line.split()[1:] for line in out.splitlines() if line.strip()}
    assert rows["fill_rate"] == ["0.371", "0.012", "1", "0.38"]
    assert rows["gross_services_volume"][:3] == ["4,012,300,000", "-", "USD/year"]
    assert rows["earnings_gini"] == ["-", "-", "1"]
    assert "It [grew] by 25%." in out
    assert rows["S2"][:2] == ["not", "reproduced"]
    assert rows["C5"][-1] == "pass"
    assert "0.3 to 0.45" in out
    assert rows["H9"][-1] == "fail"
    assert "at least 0.85" in out
    assert "abc-s5" in rows["Result:"][0]
    assert "Already there" not in out


def test_a_stored_run_says_so(scenario_file, calls, capsys):
    assert main(["run", str(scenario_file), "--force"]) == 0
    assert "Already there: nothing was run" in capsys.readouterr().out


def test_json_is_the_summary_alone(scenario_file, calls, capsys):
    assert main(["run", str(scenario_file), "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out) == SUMMARY
    assert err == ""


def test_quiet_prints_nothing(scenario_file, calls, capsys):
    assert main(["run", str(scenario_file), "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


def test_progress_is_shown_on_a_terminal_only(scenario_file, calls, capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert main(["run", str(scenario_file), "--quiet"]) == 0
    assert main(["run", str(scenario_file)]) == 0
    quiet, shown = calls[0][5], calls[1][5]
    assert quiet is None
    shown(3, 10)


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (RunFailed("replication 2 failed"), 3, "error: replication 2 failed\n"),
        (StoreDamaged("weekly.parquet: differs"), 4, "error: weekly.parquet: differs\n"),
        (StoreLocked("being written"), 5, "error: being written\n"),
        (KeyboardInterrupt(), 130, "interrupted; nothing half-written is left\n"),
        (with_note(KeyboardInterrupt(), "7 of 20 are kept"), 130, "interrupted: 7 of 20 are kept\n"),
        (ZeroDivisionError("oh\nno"), 1, "error: ZeroDivisionError: oh no (this is a bug; add --debug to see where)\n"),
    ],
)
def test_every_failure_has_its_code_and_one_line(scenario_file, capsys, monkeypatch, error, code, said):
    monkeypatch.setattr(experiment, "run_scenario", Mock(side_effect=error))
    assert main(["run", str(scenario_file)]) == code
    assert capsys.readouterr() == ("", said)


def test_a_bug_is_shown_where_it_is_with_debug(scenario_file, capsys, monkeypatch):
    monkeypatch.setattr(experiment, "run_scenario", Mock(side_effect=ZeroDivisionError))
    assert main(["run", str(scenario_file), "--debug"]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_verify_tells_what_differs(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(store, "verify", Mock(return_value=[]))
    assert main(["verify", str(tmp_path)]) == 2
    assert capsys.readouterr() == ("", f"error: {tmp_path}: is not a folder of results\n")
    (tmp_path / "manifest.json").write_text("{}", encoding="utf-8")
    assert main(["verify", str(tmp_path)]) == 0
    assert "every file is as it was written" in capsys.readouterr().out
    monkeypatch.setattr(store, "verify", Mock(return_value=["a: differs", "b: is missing"]))
    assert main(["verify", str(tmp_path)]) == 4
    assert capsys.readouterr() == ("", "error: a: differs\nb: is missing\n")


def test_plot_tells_the_figures(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(experiment, "redraw", lambda folder: [folder / "a.png", folder / "a.svg"])
    (tmp_path / "scenario.yaml").write_text("name: a\n", encoding="utf-8")
    assert main(["plot", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines() == [str(tmp_path / "a.png"), str(tmp_path / "a.svg")]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["describe", "parameters"], "ai.client_adoption.share"),
        (["describe", "parameters", "horizon"], "horizon.weeks"),
        (["describe", "outcomes"], "ai_work_earnings_growth_2025q1"),
        (["describe", "week"], "hiring"),
        (["describe", "schema"], '"$schema": "http://json-schema.org/draft-07/schema#"'),
        ([], "Usage: run.py"),
        (["--help"], "Usage: run.py"),
    ],
)
def test_describe(capsys, arguments, said):
    assert main(arguments) == 0
    out, err = capsys.readouterr()
    assert said in out
    assert err == ""


def test_describe_part_of_the_parameters(capsys):
    assert main(["describe", "parameters", "ai.client_adoption"]) == 0
    out = capsys.readouterr().out
    assert "ai.client_adoption.share" in out
    assert "ai.freelancer_adoption" not in out


@pytest.mark.parametrize(
    ("value", "said"),
    [(None, "-"), (0.0, "0"), (0.12345, "0.123"), (-2.5, "-2.5"), (1234.5, "1,234"), (4.0123e9, "4,012,300,000")],
)
def test_numbers_in_words(value, said):
    assert number(value) == said


def test_headline_outcomes_are_declared():
    assert set(HEADLINE) <= set(CATALOGUE)


def test_published_numbers_are_found():
    """A series of published points exists; a row of a check is read from the summary."""
    series = [where for where in HEADLINE.values() if isinstance(where, str)]
    assert series
    assert all(published_number(where, {}) is not None for where in series)
    assert published_number(("C5", "hires over posts, 2024"), SUMMARY) == 0.38
    assert published_number(("C5", "something else"), SUMMARY) is None
