"""exp, log, the normal quantile and distribution function against the C library and Python's own."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.model.randomness.portable_math import exp, log, logistic, normal_quantile, normal_share_below


def ulps(got, reference):
    return abs(got - reference) / math.ulp(reference)


@given(st.floats(-707.0, 709.0))
def test_exp_is_within_one_ulp_of_the_c_library(x):
    assert ulps(exp(x), math.exp(x)) <= 1.0


@given(st.floats(1e-300, 1e300))
def test_log_is_within_one_ulp_of_the_c_library(x):
    assert ulps(log(x), math.log(x)) <= 1.0


def test_exp_and_log_are_within_one_ulp_over_a_dense_grid():
    grid = np.random.default_rng(1).uniform(-30.0, 30.0, 20_000).tolist()
    assert max(ulps(exp(x), math.exp(x)) for x in grid) <= 1.0
    assert max(ulps(log(math.exp(x)), math.log(math.exp(x))) for x in grid) <= 1.0


@pytest.mark.parametrize(("x", "expected"), [(0.0, 1.0), (-709.0, 0.0), (-1e9, 0.0), (-708.5, 0.0)])
def test_exp_at_the_ends(x, expected):
    assert exp(x) == expected


def test_exp_stays_finite():
    assert exp(1e9) == exp(709.0)
    assert math.isfinite(exp(1e9))


@pytest.mark.parametrize(("x", "expected"), [(1.0, 0.0), (math.e, 1.0), (2.0, math.log(2.0)), (0.5, -math.log(2.0))])
def test_log_of_known_numbers(x, expected):
    assert log(x) == expected


@given(st.floats(-30.0, 30.0), st.floats(1e-3, 5.0))
def test_exp_and_log_rise(x, step):
    assert exp(x + step) > exp(x)
    assert log(exp(x + step)) > log(exp(x))


@given(st.floats(-36.0, 36.0))
def test_logistic(x):
    assert logistic(x) == pytest.approx(1.0 / (1.0 + math.exp(-x)), rel=1e-15)
    assert logistic(x) + logistic(-x) == pytest.approx(1.0, abs=3e-16)


@given(st.floats(1e-15, 1.0 - 1e-15))
def test_normal_quantile_is_that_of_python(p):
    assert normal_quantile(p) == pytest.approx(NormalDist().inv_cdf(p), rel=2e-15, abs=2e-16)


@pytest.mark.parametrize("p", [1e-300, 1e-100, 1e-20, 2.0**-54, 0.5 - 0.4251, 0.0751, 0.925, 1.0 - 2.0**-53])
def test_normal_quantile_in_the_tails_and_at_the_seams(p):
    assert normal_quantile(p) == pytest.approx(NormalDist().inv_cdf(p), rel=3e-15)


@given(st.floats(-38.0, 38.0))
def test_normal_share_below_is_within_2e_14_of_the_error_function(x):
    assert abs(normal_share_below(x) - 0.5 * math.erfc(-x / math.sqrt(2.0))) < 2e-14


def test_normal_share_below_at_known_numbers():
    assert normal_share_below(0.0) == pytest.approx(0.5, abs=1e-15)
    assert normal_share_below(40.0) == 1.0
    assert normal_share_below(-40.0) == 0.0


@given(st.floats(0.001, 0.999))
def test_quantile_and_share_undo_one_another(p):
    assert normal_share_below(normal_quantile(p)) == pytest.approx(p, abs=3e-14)
