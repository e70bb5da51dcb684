from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.inequality import earnings_inequality, gini, lorenz, top_share
from tests.analysis.tables import results

amounts = st.lists(st.floats(0.0, 1e9), min_size=1, max_size=60).map(np.array)


def test_gini_by_hand():
    # 1, 2, 3: mean absolute difference over all ordered pairs 8/9, over twice the mean 4: 2/9.
    assert gini(np.array([3.0, 1.0, 2.0])) == pytest.approx(2 / 9)
    assert gini(np.full(7, 4.0)) == pytest.approx(0.0)
    assert gini(np.array([0.0, 0.0, 0.0, 5.0])) == pytest.approx(0.75)


@pytest.mark.parametrize("a", [1.5, 2.0, 3.0])
def test_gini_of_pareto_quantiles_is_the_closed_form(a):
    n = 400_000
    u = (np.arange(n) + 0.5) / n
    assert gini((1.0 - u) ** (-1.0 / a)) == pytest.approx(1.0 / (2.0 * a - 1.0), abs=5e-3)


def test_gini_of_uniform_quantiles_is_one_third():
    n = 10_000
    assert gini((np.arange(n) + 0.5) / n) == pytest.approx(1 / 3, abs=1e-6)


def test_top_share_of_pareto_is_the_closed_form():
    n, a = 400_000, 3.0
    x = (1.0 - (np.arange(n) + 0.5) / n) ** (-1.0 / a)
    assert top_share(x, 0.1) == pytest.approx(0.1 ** (1 - 1 / a), abs=2e-3)


def test_lorenz_by_hand():
    heads, held = lorenz(np.array([3.0, 1.0]))
    assert heads.tolist() == [0.0, 0.5, 1.0]
    assert held.tolist() == [0.0, 0.25, 1.0]
    assert top_share(np.array([3.0, 1.0]), 0.5) == pytest.approx(0.75)


@given(amounts, st.floats(0.1, 10.0))
def test_gini_lies_in_its_range_and_knows_no_unit(x, factor):
    value = gini(x)
    if x.sum() > 0:
        assert -1e-9 <= value <= 1.0
        if x.max() > 1e-200:
            assert gini(x * factor) == pytest.approx(value, abs=1e-9)
    else:
        assert np.isnan(value)


def test_negative_values_and_bad_shares_are_refused():
    with pytest.raises(ValueError, match="not negative"):
        gini(np.array([-1.0, 2.0]))
    with pytest.raises(ValueError, match="share"):
        top_share(np.ones(3), 0.0)
    with pytest.raises(ValueError, match="positive"):
        lorenz(np.zeros(3))


def test_replications_are_pooled_as_one_sample():
    rows = [{"earnings_final_year": 1.0}, {"earnings_final_year": 3.0, "replication": 1}, {"earnings_final_year": 0.0}]
    found = earnings_inequality(results(weeks=5, replications=2, freelancers=rows))
    assert found["earnings_gini"].value == pytest.approx(0.25)  # 1 and 3; each alone has Gini 0
    assert found["earnings_gini"].quantiles["0.95"] == 0.0


def test_no_earner_no_gini():
    assert earnings_inequality(results(weeks=5))["earnings_gini"].value is None
