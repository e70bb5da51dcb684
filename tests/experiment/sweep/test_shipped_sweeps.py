"""Sweeps that ship lie around the baseline as it is calibrated now, not as it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from sim.analysis.calibration.priors import PRIORS
from sim.experiment.calibration.plan import calibrated_values
from sim.experiment.sweep.plan import plan_of
from sim.experiment.sweep.reading import load_sweep
from sim.parameters.resolve import load_scenario

ROOT = Path(__file__).resolve().parents[3]
SCENARIOS = ROOT / "scenarios"
BASELINE = calibrated_values(load_scenario(SCENARIOS / "baseline.yaml"))
SWEEPS = sorted(path.name for path in (SCENARIOS / "sweeps").glob("*.yaml"))
OFF_CENTRE = {"ai.automation.exposure_shift", "ai.client_adoption.before_public", "needs.ai_capability_elasticity"}
"""Ranges that say in the file why they are others."""


def ranges(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give calibrated parameters of a sweep that have a range."""
    design = yaml.safe_load((SCENARIOS / "sweeps" / name).read_text(encoding="utf-8"))["design"]
    for path, span in design.get("parameters", {}).items():
        if path in BASELINE and "low" in span:
            yield path, span


@pytest.mark.parametrize("name", SWEEPS)
def test_every_sweep_loads_and_plans(name: str) -> None:
    plan = plan_of(load_sweep(SCENARIOS / "sweeps" / name), 0)
    assert plan.n_points > 1
    assert len({entry.key for entry in plan.entries}) > 1


@pytest.mark.parametrize("name", SWEEPS)
def test_ranges_of_calibrated_parameters_hold_the_baseline(name: str) -> None:
    for path, span in ranges(name):
        assert span["low"] < BASELINE[path] < span["high"], path


def test_global_sensitivity_varies_every_calibrated_parameter_about_the_baseline() -> None:
    spans = dict(ranges("global_sensitivity.yaml"))
    assert set(spans) == {prior.path for prior in PRIORS}
    for path in set(spans) - OFF_CENTRE:
        middle = (spans[path]["low"] + spans[path]["high"]) / 2
        assert middle == pytest.approx(BASELINE[path], rel=0.01), path
