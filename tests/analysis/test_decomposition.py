from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.analysis.decomposition import COLUMNS, PARTS, decompose, earnings_decomposition, log_mean
from tests.analysis.tables import results, weekly_row

BASE = dict.fromkeys(COLUMNS, 0.0) | {
    "need_value": 1000.0, "posted_value": 500.0, "standard_hours_delivered": 20.0, "hours_worked": 20.0,
    "gross_services_volume": 400.0, "freelancer_earnings": 360.0, "new_needs": 10.0, "new_posts": 5.0,
}  # fmt: skip


def sums(*cells):
    return np.array([[(BASE | cell)[name] for name in COLUMNS] for cell in cells])


def parts(before, after):
    return dict(zip(PARTS, decompose(before, after), strict=True))


def test_one_factor_alone_takes_the_whole_change():
    # AI meets half of the worth of needs; everything after that halves with it.
    half = {"automated_value": 500.0, "posted_value": 250.0, "standard_hours_delivered": 10.0, "hours_worked": 10.0}
    half |= {"gross_services_volume": 200.0, "freelancer_earnings": 180.0}
    found = parts(sums({}), sums(half))
    assert found["displacement"] == pytest.approx(-180.0)
    assert all(found[name] == pytest.approx(0.0, abs=1e-9) for name in PARTS if name != "displacement")


def test_hours_saved_and_a_higher_hourly_price_cancel():
    # A quarter fewer hours for the same output at the same pay: augmentation ln(3/4), price ln(4/3), times 360.
    found = parts(sums({}), sums({"hours_worked": 15.0}))
    assert found["augmentation"] == pytest.approx(360.0 * math.log(0.75))
    assert found["price"] == pytest.approx(-360.0 * math.log(0.75))


def test_ai_related_work_and_fees():
    after = {"gross_services_volume": 500.0, "ai_gross_services_volume": 100.0, "ai_freelancer_earnings": 85.0}
    after |= {"freelancer_earnings": 340.0 + 85.0}
    found = parts(sums({}), sums(after))
    assert found["ai_related_work"] == pytest.approx(85.0)
    assert found["fees"] == pytest.approx(-20.0)


def test_a_cell_that_begins_is_composition():
    empty = dict.fromkeys(COLUMNS, 0.0)
    found = parts(sums({}, empty), sums({}, {}))
    # The first cell's share of needs halves and the total doubles: these cancel; the new cell brings 360.
    assert found["composition"] == pytest.approx(360.0 + 360.0 * math.log(0.5))
    assert found["demand"] == pytest.approx(360.0 * math.log(2.0))


amounts = arrays(np.float64, (2, 3, len(COLUMNS)), elements=st.one_of(st.just(0.0), st.floats(0.01, 1e6)))


@given(amounts)
def test_the_parts_add_to_the_change(both):
    before, after = both
    column = COLUMNS.index("freelancer_earnings")
    change = after[:, column].sum() - before[:, column].sum()
    scale = max(1.0, float(np.abs(both[:, :, column]).sum()), float(np.abs(both[:, :, column + 2]).sum()))
    assert abs(decompose(before, after).sum() - change) <= 1e-9 * scale


def test_logarithmic_mean():
    found = log_mean(np.array([2.0, 1.0]), np.array([2.0, math.e]))
    assert found.tolist() == pytest.approx([2.0, math.e - 1.0])


def test_on_tables_the_parts_add_to_the_total_and_the_total_to_the_change():
    flows = {name: value for name, value in BASE.items() if value}
    counts = {"new_needs": 10, "new_posts": 5}
    rows = [weekly_row(40, **(flows | counts), replication=r) for r in range(3)]
    rows += [weekly_row(230, **(flows | counts | {"freelancer_earnings": 300.0 + r}), replication=r) for r in range(3)]
    found = earnings_decomposition(results(replications=3, weekly=rows))
    total = found["earnings_change_total"].value
    assert sum(found[f"earnings_change_{part}"].value for part in PARTS) == pytest.approx(total, rel=1e-12)
    assert total / found["earnings_before_ai"].value == pytest.approx(301.0 / 360.0 - 1.0)
    assert found["earnings_change_fees"].standard_error > 0.0
