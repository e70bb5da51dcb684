"""Calibrations of a market that takes no time: its targets are a formula of the scenario, with luck by replication."""

# ruff: noqa: E402 - the folders of two modules must be known first

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]  # for `quick_targets` and `tiny_market`

import quick_targets

import sim.analysis.summary  # noqa: F401 - takes the targets by name: before others stand in for them, not while they do
from sim.experiment.calibration.plan import Options
from sim.experiment.calibration.run import run_calibration
from sim.parameters.scenario import Scenario

QUICK = Scenario(name="quick")


@pytest.fixture
def calibrated(monkeypatch, tmp_path):
    """Calibrate in this process, with short chains; options as those of `Options`."""
    monkeypatch.setattr("sim.experiment.calibration.run.compile_engine", lambda *_: False)
    monkeypatch.setattr("sim.analysis.targets.targets", quick_targets.targets)
    monkeypatch.setattr("sim.analysis.calibration.calibrate.STEPS", 60)
    monkeypatch.setattr("sim.analysis.calibration.calibrate.DRAWS", 200)
    monkeypatch.setattr("sim.analysis.calibration.recovery.STEPS", 40)
    monkeypatch.setattr("sim.analysis.calibration.recovery.DRAWS", 50)

    def run_it(*, out=tmp_path / "out", scenario=QUICK, draw=False, told=None, **options):
        return run_calibration(
            scenario,
            Options(**({"size": 2000, "points": 40} | options)),
            out=out,
            on="serial",
            draw=draw,
            tell=None if told is None else told.append,
            simulate=quick_targets.simulate,
        )

    quick_targets.RUN.clear()
    return run_it
