"""Sweeps of a quick market in a folder of their own."""

# ruff: noqa: E402 - the folders of two modules must be known first

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]  # for `quick_market` and `tiny_market`

import quick_market
import tiny_market

from sim.experiment.sweep import point
from sim.experiment.sweep.run import run_sweep
from sim.parameters.resolve import dump_scenario
from sim.parameters.scenario import Scenario


@pytest.fixture
def sweep_file(tmp_path):
    """Write a sweep and its scenario; return the path of the sweep."""
    (tmp_path / "base.yaml").write_text(dump_scenario(Scenario(name="base")), encoding="utf-8")

    def write(text, name="s.yaml"):
        path = tmp_path / name
        path.write_text(f"name: s\nscenario: base.yaml\nreplications: 3\n{text}", encoding="utf-8")
        return path

    return write


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Run a sweep in this process, its points summarised by a formula."""
    monkeypatch.setattr("sim.experiment.sweep.run.compile_engine", lambda *_: False)

    def run_it(path, *, respond=quick_market.response, **options):
        monkeypatch.setattr(point, "summary_of", quick_market.summary_of(respond))
        defaults = {"on": "serial", "out": tmp_path / "out", "draw": False, "simulate": tiny_market.simulate}
        return run_sweep(path, **(defaults | options))

    return run_it
