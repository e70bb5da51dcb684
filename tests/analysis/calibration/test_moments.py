"""Scales, tolerances and noise of targets."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.analysis.calibration.moments import Moment, moment_of, noise_of, row_values


def row(metric, unit, reference, low, high, **more):
    return {"id": "C", "metric": metric, "unit": unit, "reference": reference, "low": low, "high": high, **more}


@pytest.mark.parametrize(
    ("metric", "unit", "scale", "aim", "tolerance"),
    [
        ("median posted hourly rate", "USD/h", "log", math.log(20.0), math.log(22.0 / 18.0) / 4.0),
        ("hires over posts, 2024", "1", "log odds", math.log(20.0 / 1.0), None),
        ("growth of AI-related gross volume, 2024", "1", "log growth", math.log(21.0), math.log(23.0 / 19.0) / 4.0),
        ("ln-sd of fixed budgets", "ln", "linear", 20.0, 1.0),
    ],
)
def test_scales(metric, unit, scale, aim, tolerance):
    if scale == "log odds":
        moment = moment_of(row(metric, unit, 20.0 / 21.0, 0.9, 0.99))
    else:
        moment = moment_of(row(metric, unit, 20.0, 18.0, 22.0))
        assert moment.tolerance == pytest.approx(tolerance)
    assert moment.scale == scale
    assert moment.aim == pytest.approx(aim)
    assert moment.in_unit(np.array([moment.aim])) == pytest.approx([moment.reference])


def test_a_range_open_on_one_side_is_two_deviations_long():
    moment = moment_of(row("total variation distance of the category mix of posts", "1", 0.0, 0.0, 0.05))
    assert (moment.scale, moment.aim, moment.tolerance) == ("linear", 0.0, 0.025)


def test_posts_that_fell_are_a_growth():
    moment = moment_of(row("posts, automation-prone against manual-intensive, eight months", "1", -0.21, -0.26, -0.16))
    assert moment.aim == pytest.approx(math.log(0.79))


def test_noise_is_the_spread_of_single_runs_over_the_root_of_replications():
    moment = Moment("C", "x", "USD", 1.0, 0.5, 2.0, "log")
    single = [math.exp(one) for one in (0.0, 2.0, 4.0)]
    assert noise_of(moment, single, 1) == pytest.approx(2.0)
    assert noise_of(moment, [*single, None], 4) == pytest.approx(1.0)
    assert math.isnan(noise_of(moment, [1.0], 1))


def test_what_has_no_value_on_the_scale_is_nan():
    moments = [Moment("C", "x", "USD", 1.0, 0.5, 2.0, "log")] * 3
    found = row_values(moments, [{"value": 1.0}, {"value": None}, {"value": -1.0}])
    assert found[0] == 0.0
    assert np.isnan(found[1:]).all()
