from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.newey_west import lags, mean_difference, variance_of_mean
from sim.analysis.stationarity import SERIES, stationarity
from tests.analysis.tables import platform_rows, results


def test_without_lags_it_is_the_usual_variance_of_a_mean():
    x = np.array([1.0, 2.0, 4.0, 9.0])
    assert variance_of_mean(x, 0) == pytest.approx(x.var(ddof=1) / 4)


def test_one_lag_by_hand():
    # 0, 0, 1, 1: centred squares sum to 1, lag products 1/4 - 1/4 + 1/4, Bartlett weight 1/2: 1 + 2 * 1/2 * 1/4.
    assert variance_of_mean(np.array([0.0, 0.0, 1.0, 1.0]), 1) == pytest.approx(1.25 / 12)


def test_persistent_series_get_longer_lags():
    # White noise of 52 weeks: floor(4 * 0.52^(2/9)) = 3. A slow wave: cut at a third of the series.
    assert lags(np.random.default_rng(2).standard_normal(52)) == 3
    assert lags(np.sin(np.arange(52) / 20.0)) == 17


def test_the_error_covers_an_autoregressive_series():
    # AR(1) with 0.5: the long-run standard deviation is twice that of the innovations.
    rng, hits = np.random.default_rng(3), 0
    for _ in range(400):
        shocks, x = rng.standard_normal(220), np.zeros(220)
        for k in range(1, 220):
            x[k] = 0.5 * x[k - 1] + shocks[k]
        difference, error = mean_difference(x[20:120], x[120:])
        hits += abs(difference) < 1.96 * error
    assert 0.86 < hits / 400 < 0.97


def test_one_value_has_no_variance():
    with pytest.raises(ValueError, match="two"):
        variance_of_mean(np.ones(1))


def market(posts, replications=1, weeks=104):
    rng = np.random.default_rng(5)
    noise = {(r, w): float(rng.standard_normal()) for r in range(replications) for w in range(-weeks, 1)}
    rows = platform_rows(-weeks, 1, replications, new_contracts=40, new_proposals=1000, sum_log_contract_rate=120.0,
                         n_freelancers_searching=100, n_freelancers_working=50)  # fmt: skip
    return results(
        platform=[
            row | {"new_posts": int(1000 * posts(row["week"]) + 10 * noise[row["replication"], row["week"]])}
            for row in rows
        ]
    )


@pytest.mark.parametrize("replications", [1, 6])
def test_a_market_at_rest_passes_and_a_growing_one_fails(replications):
    rest = {one.series: one for one in stationarity(market(lambda _: 1.0, replications))}
    assert list(rest) == list(SERIES)
    assert all(one.passed for one in rest.values())
    grows = {one.series: one for one in stationarity(market(lambda w: 1.0 + (w + 104) / 1000, replications))}
    assert grows["posts"].passed is False
    assert grows["posts"].drift == pytest.approx(0.0505, abs=0.005)
    assert grows["fill_rate"].passed is False
    assert grows["freelancers_active"].passed is True


def test_a_drift_below_one_percent_is_immaterial():
    found = stationarity(market(lambda w: 1.0 if w < -52 else 1.006, 6))[0]
    assert abs(found.t) > found.critical
    assert found.passed is True


def test_a_short_warm_up_is_not_tested():
    assert {one.passed for one in stationarity(market(lambda _: 1.0, weeks=10))} == {None}
