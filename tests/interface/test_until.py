"""``run --until`` as it is typed, on a small market that is real."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.experiment.store import verify
from sim.interface.cli.main import main

OPTIONS = ["--set", "population.n_freelancers=300", "--set", "horizon.warm_up_weeks=12", "--set", "horizon.weeks=30"]
OPTIONS += ["--set", "replication.n_replications=4", "--set", "replication.n_twins=0", "--on", "serial", "--json"]


@pytest.fixture
def until(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("small.yaml").write_text("description: A small market.\n", encoding="utf-8")

    def run(asked, *more):
        assert main(["run", "small.yaml", "--until", asked, *OPTIONS, *more]) == 0
        out, err = capsys.readouterr()
        return json.loads(out), err

    return run


def stored():
    (folder,) = (one for one in Path("results/small").iterdir() if not one.name.startswith("."))
    return folder


def test_the_summary_says_whether_the_precision_was_reached(until):
    told, said = until("se=0.5:fill_rate", "--no-figures")
    assert told["replications"] == 4
    found = told["outcomes"]["fill_rate"]["standard_error"]
    assert told["precision"] == {"outcome": "fill_rate", "asked": 0.5, "standard_error": found, "reached": True}
    assert json.loads((stored() / "summary.json").read_bytes()) == told
    assert verify(stored()) == []
    before = (stored() / "manifest.json").read_bytes()
    assert until("se=0.5:fill_rate", "--no-figures") == (told, said), "the same again is found as it is"
    assert (stored() / "manifest.json").read_bytes() == before


def test_a_precision_that_was_not_reached_is_stored_and_outlives_new_figures(until, capsys):
    told, said = until("se=1e-9:fill_rate", "--replications", "6")
    assert told["replications"] == 6
    assert said.count("standard error of fill_rate") == 2
    assert "6 replications are the most that were allowed" in said
    assert not told["precision"]["reached"]
    assert told["precision"]["standard_error"] > 1e-9
    assert list((stored() / "figures").glob("*.png"))
    before = (stored() / "summary.json").read_bytes()
    assert main(["plot", str(stored())]) == 0
    assert (stored() / "summary.json").read_bytes() == before
    assert json.loads(before) == told
    assert verify(stored()) == []


@pytest.mark.parametrize("twins", ["0", "3"])
def test_an_outcome_of_twin_worlds_is_refused_with_what_to_set_instead(tmp_path, monkeypatch, capsys, twins):
    monkeypatch.chdir(tmp_path)
    Path("small.yaml").write_text("description: A small market.\n", encoding="utf-8")
    monkeypatch.setattr("sim.experiment.run.run_scenario", lambda *_, **__: pytest.fail("it was run"))
    asked = ["--until", "se=0.01:ai_premium_causal", *OPTIONS, "--set", f"replication.n_twins={twins}"]
    assert main(["run", "small.yaml", *asked]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith("error: --until: ai_premium_causal is measured in twin worlds")
    assert f"raise replication.n_twins ({twins}) with --set" in err
    assert [path.name for path in tmp_path.iterdir()] == ["small.yaml"]
