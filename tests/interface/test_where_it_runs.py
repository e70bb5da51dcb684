"""``--on`` reaches whatever runs a market: `compare`, with a posterior or without, and `sensitivity` of a file."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.experiment.executors.local import Local
from sim.experiment.sweep.run import SweepResult
from sim.interface.cli.main import main

SMALL = {"population.n_freelancers": 300, "horizon.warm_up_weeks": 12, "horizon.weeks": 30, "replication.n_twins": 0}


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Two scenarios, and a machine on which no process can be started."""

    def refuse(*_):
        raise AssertionError("processes of this machine were asked for")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Local, "outcomes", refuse)
    Path("one.yaml").write_text("name: one\n", encoding="utf-8")
    Path("two.yaml").write_text("name: two\nclients: {augmentation_preference: 1.0}\n", encoding="utf-8")
    return tmp_path


def test_a_comparison_is_run_where_it_is_asked_for(here, capsys):
    options = [part for path, value in SMALL.items() for part in ("--set", f"{path}={value}")]
    options += ["--replications", "2", "--no-figures"]
    assert main(["compare", "one.yaml", "two.yaml", "--on", "serial", *options]) == 0
    found = sim.compare("one.yaml", "two.yaml", set=SMALL, replications=2, on="serial", out="other", figures=False)
    (folder,) = Path("results/compare/one-vs-two").iterdir()
    assert (folder / "effects.csv").read_bytes() == (found.folder / "effects.csv").read_bytes()


@pytest.mark.parametrize("more", [[], ["--posterior", "draws.csv:4"]])
def test_a_place_that_is_none_is_told_before_anything_runs(here, capsys, more):
    assert main(["compare", "one.yaml", "two.yaml", "--on", "moon", *more]) == 2
    assert "--on: 'moon' is not local, serial or dask://host:port" in capsys.readouterr().err
    assert not Path("results").exists()


def test_runs_at_draws_are_run_where_it_is_asked_for(here, capsys):
    draws = "hiring.nobody_utility\n1.0\n1.1\n1.2\n1.3\n"
    Path("draws.csv").write_text(draws, encoding="utf-8")
    options = [part for path, value in SMALL.items() for part in ("--set", f"{path}={value}")]
    options += ["--replications", "2", "--posterior", "draws.csv:4", "--quiet"]
    assert main(["compare", "one.yaml", "two.yaml", "--on", "serial", *options]) == 0
    assert len(list(Path("results/compare").glob("*-posterior/*/effects.parquet"))) == 1


def test_a_sweep_that_is_run_for_its_indices_is_run_where_it_is_asked_for(here, capsys, monkeypatch):
    text = "name: s\nscenario: one.yaml\nreplications: 2\ndesign:\n  kind: morris\n  trajectories: 2\n  parameters:\n"
    Path("s.yaml").write_text(f"{text}    search.proposals_per_week: {{low: 0.5, high: 1.5}}\n", encoding="utf-8")
    asked = []

    def run_sweep(sweep, *, on, **_):
        asked.append(on)
        return SweepResult(here, {}, already_there=True)

    monkeypatch.setattr("sim.experiment.sweep.run.run_sweep", run_sweep)
    assert main(["sensitivity", "s.yaml", "--on", "dask://127.0.0.1:1"]) == 2  # this folder is no sweep
    assert asked == ["dask://127.0.0.1:1"]
