"""Priors: exactly the calibrated parameters, around their defaults, inside what is allowed."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.calibration.priors import PRIORS, shares_of, values_of
from sim.parameters.scenario import Scenario
from sim.parameters.schema import parameter_rows

ROWS = {row.path: row for row in parameter_rows(Scenario)}


def test_exactly_the_calibrated_parameters_have_a_prior():
    calibrated = {path for path, row in ROWS.items() if row.role == "calibrated"}
    assert sorted(prior.path for prior in PRIORS) == sorted(calibrated)


@pytest.mark.parametrize("prior", PRIORS, ids=lambda prior: prior.path)
def test_a_prior_holds_the_default_and_lies_within_the_bounds(prior):
    row = ROWS[prior.path]
    assert prior.low < float(row.default) < prior.high
    assert row.low <= prior.low
    assert prior.high <= row.high
    assert 0.1 < prior.share(float(row.default)) < 0.9, "hardly inside"
    assert len(prior.reason) > 20


def test_places_and_values_are_one_to_one():
    shares = np.linspace(0.0, 1.0, len(PRIORS))
    assert np.allclose(shares_of(values_of(shares)), shares, atol=1e-8)


def test_scales():
    linear = next(one for one in PRIORS if one.scale == "linear")
    log = next(one for one in PRIORS if one.scale == "log")
    assert linear.at(0.5) == pytest.approx((linear.low + linear.high) / 2.0)
    assert log.at(0.5) == pytest.approx((log.low * log.high) ** 0.5)
    assert (log.at(0.0), log.at(1.0)) == (log.low, log.high)
