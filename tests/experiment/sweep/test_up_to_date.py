"""What becomes of a stored sweep when the code that wrote it, or a cause of failure, is not what it was."""

from __future__ import annotations

import json

import pandas as pd
import pytest
import tiny_market

from sim.analysis.sweeps.pairing import Effect
from sim.experiment.manifest import read_manifest
from sim.experiment.store import verify
from sim.experiment.sweep.whole import redraw_sweep

GRID = """design:
  kind: grid
  parameters:
    ai.client_adoption.share: {low: 0, high: 1, n: 3}
reference: {fees.client_fee_rate: 0.8}
"""
MEND = {"mended": False}


def at_half(scenario):
    return scenario.ai.client_adoption.share == 0.5 and scenario.fees.client_fee_rate < 0.8


def simulate(scenario, seed, replication, on_week=None):
    """One run is lost at a half, all at one, until mended."""
    if not MEND["mended"] and (
        (at_half(scenario) and replication == 1)
        or (scenario.ai.client_adoption.share == 1.0 and scenario.fees.client_fee_rate < 0.8)
    ):
        raise ZeroDivisionError("the market broke")
    return tiny_market.simulate(scenario, seed, replication, on_week)


def refuse_to_run(scenario, seed, replication, on_week=None):
    raise AssertionError("something was run")


refuse_to_run.__module__, refuse_to_run.__qualname__ = "tiny_market", "simulate"  # the same market, by its keys


@pytest.fixture(autouse=True)
def broken_at_first():
    MEND["mended"] = False


def files_in(folder):
    left_out = {"manifest.json", "log.jsonl"}
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in left_out
    }


def other_writer(monkeypatch, version="newer"):
    for module in ("up_to_date", "whole"):
        monkeypatch.setattr(f"sim.experiment.sweep.{module}.dataset_version", lambda: version)


def test_other_code_writes_the_dataset_anew_from_the_stored_points(run, sweep_file, monkeypatch):
    with monkeypatch.context() as older:
        other_writer(older, "older")
        older.setattr("sim.experiment.sweep.dataset.effect", lambda *_: Effect(99.0))
        first = run(sweep_file(GRID))
    assert set(first.outcomes["effect"].dropna()) == {99.0}
    told = []
    again = run(sweep_file(GRID), simulate=refuse_to_run, tell=told.append)
    assert again.already_there
    assert [line.partition(": ")[2] for line in told] == [
        "was written by other code; its dataset has been written anew from the stored points"
    ]
    assert 99.0 not in set(again.outcomes["effect"])
    assert again.outcomes["effect"].notna().sum() == first.outcomes["effect"].notna().sum()
    assert verify(again.folder) == []
    assert not list(again.folder.parent.glob(".*"))
    run(sweep_file(GRID), simulate=refuse_to_run, tell=told.append)
    assert len(told) == 1, "once is enough"


def test_failures_are_written_anew_as_they_were(run, sweep_file, monkeypatch):
    first = run(sweep_file(GRID), simulate=simulate)
    assert (first.summary["points_failed"], first.summary["runs_failed"]) == (1, 1)
    before = files_in(first.folder)
    log = (first.folder / "log.jsonl").read_bytes()
    other_writer(monkeypatch)
    again = run(sweep_file(GRID), simulate=simulate)
    assert files_in(again.folder) == before
    assert (again.folder / "log.jsonl").read_bytes() == log
    assert read_manifest(again.folder)["dataset_version"] == "newer"


def test_figures_drawn_anew_do_not_make_a_dataset_new(run, sweep_file, monkeypatch):
    first = run(sweep_file(GRID))
    other_writer(monkeypatch)
    redraw_sweep(first.folder)
    told = []
    again = run(sweep_file(GRID), tell=told.append)
    assert len(told) == 1
    assert (again.folder / "figures").is_dir(), "they were there, and are drawn anew with the rest"


def test_what_was_computed_from_an_older_dataset_goes_and_is_told(run, sweep_file, monkeypatch):
    first = run(sweep_file(GRID))
    (first.folder / "discovery").mkdir()
    (first.folder / "discovery" / "box.csv").write_text("a", encoding="utf-8")
    told = []
    other_writer(monkeypatch)
    run(sweep_file(GRID), tell=told.append)
    assert told[0].endswith(", without discovery: ask `sensitivity` for them again")


def test_figures_that_were_left_out_are_drawn_when_asked_for(run, sweep_file):
    first = run(sweep_file(GRID), draw=False)
    before = files_in(first.folder)
    again = run(sweep_file(GRID), draw=True, simulate=refuse_to_run)
    assert again.already_there
    assert list((again.folder / "figures").glob("*.png"))
    assert before.items() <= files_in(again.folder).items()


def test_a_figure_that_fails_keeps_nothing_from_being_stored(run, sweep_file, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr("sim.analysis.figures.sweeps.draw_all", lambda *_: 1 / 0)
        first = run(sweep_file(GRID), draw=True)
        assert first.undrawn == "a figure failed: ZeroDivisionError: division by zero"
        assert verify(first.folder) == []
        assert not (first.folder / "figures").exists()
        assert not list(first.folder.parent.glob(".*"))
        log = [json.loads(line) for line in (first.folder / "log.jsonl").read_text().splitlines()]
        assert log[0]["figures"] == first.undrawn
        assert run(sweep_file(GRID), draw=True).undrawn == first.undrawn
        assert run(sweep_file(GRID), draw=False).undrawn == ""
    again = run(sweep_file(GRID), draw=True, simulate=refuse_to_run)
    assert (again.undrawn, again.already_there) == ("", True)
    assert list((again.folder / "figures").glob("*.png"))


def test_a_figure_that_is_not_there_though_announced_has_failed(run, sweep_file, monkeypatch, tmp_path):
    monkeypatch.setattr("sim.analysis.figures.sweeps.draw_all", lambda *_: [tmp_path / "never.png"])
    assert run(sweep_file(GRID), draw=True).undrawn == "never.png: this figure was not drawn"


def test_single_lost_runs_of_a_stored_sweep_are_tried_again_when_asked(run, sweep_file):
    first = run(sweep_file(GRID), simulate=simulate)
    MEND["mended"] = True
    assert run(sweep_file(GRID), simulate=simulate).n_failed == 2, "a stored sweep stays as it is"
    told = []
    again = run(sweep_file(GRID), simulate=simulate, retry_failed=True, tell=told.append)
    assert told == ["2 of 4 points are there already; 2 are new."]
    assert (again.folder, again.n_failed) == (first.folder, 0)
    assert len(pd.read_parquet(again.folder / "failures.parquet")) == 0


def interrupted(run, path):
    """Leave a work folder in which a point has lost a run."""

    def stops(scenario, seed, replication, on_week=None):
        if scenario.fees.client_fee_rate == 0.8:  # the reference point, the last
            raise KeyboardInterrupt
        return simulate(scenario, seed, replication, on_week)

    stops.__module__, stops.__qualname__ = simulate.__module__, simulate.__qualname__
    with pytest.raises(KeyboardInterrupt):
        run(path, simulate=stops)


def test_lost_runs_of_an_interrupted_sweep_are_tried_again(run, sweep_file):
    interrupted(run, sweep_file(GRID))
    MEND["mended"] = True
    told = []
    result = run(sweep_file(GRID), simulate=simulate, tell=told.append)
    assert told == ["1 of 4 points are there already; 3 are new."]
    assert result.n_failed == 0


def test_lost_runs_are_not_taken_over_from_an_interrupted_sweep(run, sweep_file):
    interrupted(run, sweep_file(GRID))
    MEND["mended"] = True
    result = run(sweep_file(GRID.replace("n: 3", "n: 5")), simulate=simulate)
    assert result.n_failed == 0
