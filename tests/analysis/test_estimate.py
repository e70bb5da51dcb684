from __future__ import annotations

import math

import numpy as np
import pytest

from sim.analysis.estimate import Estimate, combined, growth, mean, missing, ratio, resampled


def test_growth_is_the_ratio_of_pooled_sums_with_a_jackknife_error():
    # sums 30 and 20: growth 0.5. Left out: (30 - 20) / (20 - 10) - 1 = 0 and (30 - 10) / (20 - 10) - 1 = 1.
    # Jackknife: sqrt(1/2 * (0.25 + 0.25)) = 0.5.
    found = growth(np.array([20.0, 10.0]), np.array([10.0, 10.0]))
    assert found.value == pytest.approx(0.5)
    assert found.standard_error == pytest.approx(0.5)
    assert found.quantiles["0.5"] == pytest.approx(0.5)


def test_the_jackknife_of_a_mean_is_its_standard_error():
    x = np.array([1.0, 4.0, 4.0, 7.0, 9.0])
    assert ratio(x, np.ones(5)).standard_error == pytest.approx(x.std(ddof=1) / math.sqrt(5))
    assert mean(x).standard_error == pytest.approx(x.std(ddof=1) / math.sqrt(5))


def test_the_pooled_ratio_is_not_the_mean_of_ratios():
    # ratios 10 and 1 average 5.5; the pooled ratio is 110 / 101.
    found = ratio(np.array([10.0, 100.0]), np.array([1.0, 100.0]))
    assert found.value == pytest.approx(110 / 101)


def test_nothing_in_the_base_gives_a_reason():
    found = growth(np.array([1.0]), np.array([0.0]), "nothing before")
    assert (found.value, found.reason, found.standard_error) == (None, "nothing before", None)


def test_one_replication_has_no_error():
    found = growth(np.array([3.0]), np.array([2.0]))
    assert (found.value, found.standard_error, found.quantiles, found.interval()) == (0.5, None, None, None)


def test_interval_uses_students_t():
    # t(0.975, 4) = 2.776
    low, high = Estimate(1.0, 0.1, None, 4).interval()
    assert (low, high) == (pytest.approx(1 - 0.27764, abs=1e-4), pytest.approx(1 + 0.27764, abs=1e-4))


def test_a_replication_without_a_base_leaves_a_value_without_its_quantile():
    found = growth(np.array([1.0, 3.0, 4.0]), np.array([0.0, 2.0, 2.0]))
    assert found.value == pytest.approx(1.0)
    assert found.quantiles["0.95"] == pytest.approx(0.975)


def test_mean_leaves_out_nan_and_missing_has_no_interval():
    assert mean(np.array([np.nan, 2.0])).value == 2.0
    assert mean(np.array([np.nan])).value is None
    assert missing("x").interval() is None
    assert resampled(float("nan"), [], [], "none").reason == "none"


def test_a_difference_of_estimates_leaves_each_replication_out_of_both():
    one, other = ratio(np.array([2.0, 4.0, 9.0]), np.ones(3)), ratio(np.array([1.0, 2.0, 3.0]), np.ones(3))
    apart = combined(lambda a, b: a - b, one, other, reason="no")
    assert apart.value == 3.0
    assert apart.standard_error == ratio(np.array([1.0, 2.0, 6.0]), np.ones(3)).standard_error
    assert combined(lambda a, b: a - b, one, missing("gone"), reason="no").reason == "no"
    assert combined(lambda a, b: a - b, one, Estimate(1.0), reason="no") == Estimate(2.0 + 2.0)
