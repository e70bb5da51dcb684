"""The paired effect, worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from sim.analysis.estimate import Estimate, mean, missing, ratio
from sim.analysis.paired.effect import DOWN, NOISE, SAME, UNKNOWN, UP, paired_effect
from sim.analysis.paired.table import EFFECT_COLUMNS, effect_row, q_values, tidy

A, B = np.array([1.0, 2.0, 3.0, 6.0]), np.array([2.0, 3.0, 5.0, 10.0])
"""Differences 1, 1, 2, 4: mean 2, variance (1 + 1 + 0 + 4) / 3 = 2."""


def test_of_means_it_is_the_paired_t_test():
    effect = paired_effect(mean(A), mean(B))
    assert effect.difference.value == pytest.approx(2.0)
    assert effect.difference.standard_error == pytest.approx(math.sqrt(2.0 / 4.0))
    test = stats.ttest_rel(B, A)
    assert effect.p_value == pytest.approx(test.pvalue)
    assert effect.difference.interval() == pytest.approx(tuple(test.confidence_interval()))


def test_what_the_pairing_bought():
    """Variances of the means 14/12 and 38/12; unpaired 52/12, paired 1/2: 4 x (52/12) / (1/2) runs."""
    effect = paired_effect(mean(A), mean(B))
    assert effect.correlation == pytest.approx(np.corrcoef(A, B)[0, 1])
    assert effect.unpaired_error == pytest.approx(math.sqrt(52.0 / 12.0))
    assert effect.unpaired_runs == pytest.approx(4.0 * (52.0 / 12.0) / 0.5)


def test_the_relative_effect_is_of_pooled_sums():
    effect = paired_effect(mean(A), mean(B), relative=True)
    left = np.array([(20.0 - b) / (12.0 - a) - 1.0 for a, b in zip(A, B, strict=True)])
    assert effect.relative.value == pytest.approx(20.0 / 12.0 - 1.0)
    assert effect.relative.standard_error == pytest.approx(math.sqrt(3.0 / 4.0 * ((left - left.mean()) ** 2).sum()))


def test_the_sign_is_that_of_the_interval_that_is_told():
    """The difference, 4.25 [0.07, 8.43], excludes zero; the relative effect, 94% [-71%, 260%], does not."""
    a, b = mean(np.array([4.0, 8.0, 5.0, 1.0])), mean(np.array([10.0, 10.0, 12.0, 3.0]))
    assert paired_effect(a, b).sign == UP
    relative = paired_effect(a, b, relative=True)
    assert relative.told is relative.relative
    assert relative.difference.interval()[0] > 0.0 > relative.relative.interval()[0]
    assert relative.sign == NOISE


def test_unpaired_relative_error_is_linearised():
    effect = paired_effect(mean(A), mean(B), relative=True)
    a, b = effect.reference, effect.other
    wanted = b.value / a.value * math.hypot(a.standard_error / a.value, b.standard_error / b.value)
    assert effect.unpaired_relative_error == pytest.approx(wanted)


def test_ratios_of_sums_are_paired_by_what_is_left_out():
    heads = np.array([10.0, 20.0, 30.0])
    here, there = np.array([1.0, 4.0, 9.0]), np.array([2.0, 5.0, 8.0])
    effect = paired_effect(ratio(here, heads), ratio(there, heads))
    left = np.array(
        [(15.0 - y) / (60.0 - n) - (14.0 - x) / (60.0 - n) for x, y, n in zip(here, there, heads, strict=True)]
    )
    assert effect.difference.value == pytest.approx(1.0 / 60.0)
    assert effect.difference.standard_error == pytest.approx(math.sqrt(2.0 / 3.0 * ((left - left.mean()) ** 2).sum()))


def test_a_scenario_against_itself_is_exactly_nothing():
    effect = paired_effect(mean(A), mean(A), relative=True)
    assert (effect.difference.value, effect.difference.standard_error) == (0.0, 0.0)
    assert (effect.relative.value, effect.relative.standard_error) == (0.0, 0.0)
    assert (effect.sign, effect.p_value, effect.unpaired_runs) == (SAME, None, None)
    assert effect.correlation == pytest.approx(1.0)


def test_one_replication_has_no_interval():
    effect = paired_effect(mean(A[:1]), mean(B[:1]), relative=True)
    assert (effect.difference.value, effect.relative.value) == (1.0, 1.0)
    assert effect.difference.standard_error is None
    assert (effect.sign, effect.p_value, effect.correlation, effect.unpaired_runs) == (UNKNOWN, None, None, None)


def test_errors_over_persons_are_combined_as_if_independent():
    effect = paired_effect(Estimate(0.1, 0.3, None, 50), Estimate(0.5, 0.4, None, 30))
    assert effect.difference.standard_error == pytest.approx(0.5)
    assert (effect.difference.degrees, effect.paired, effect.unpaired_runs) == (30, False, None)
    assert effect_row(effect, "1")["error"] == "unpaired"


def test_what_is_missing_says_why():
    effect = paired_effect(missing("no weeks"), mean(B), relative=True)
    assert (effect.difference.value, effect.difference.reason) == (None, "reference: no weeks")
    zero = paired_effect(mean(np.zeros(3)), mean(np.ones(3)), relative=True)
    assert (zero.relative.value, zero.relative.reason) == (None, "the reference is zero")
    assert zero.difference.value == 1.0


def test_different_numbers_of_replications_do_not_pair():
    with pytest.raises(ValueError, match="4 replications, the other scenario 3"):
        paired_effect(mean(A), mean(B[:3]))


@pytest.mark.parametrize("relative", [False, True])
def test_intervals_cover_the_truth_as_often_as_they_say(relative):
    """2,000 experiments of 8 replications: correlated heavy-tailed volumes, the other world 5% above in the mean."""
    luck = np.random.default_rng(11)
    hits, trials = 0, 2000
    for _ in range(trials):
        common, own = luck.normal(0.0, 0.3, 8), luck.normal(0.0, 0.1, (2, 8))
        effect = paired_effect(mean(np.exp(common + own[0])), mean(1.05 * np.exp(common + own[1])), relative=True)
        interval = (effect.relative if relative else effect.difference).interval()
        truth = 0.05 if relative else 0.05 * math.exp((0.3**2 + 0.1**2) / 2.0)
        hits += interval[0] <= truth <= interval[1]
    assert hits / trials == pytest.approx(0.95, abs=0.02)


@pytest.mark.parametrize(("shift", "sign"), [(10.0, UP), (-10.0, DOWN), (0.0, NOISE)])
def test_the_sign_is_what_the_interval_says(shift, sign):
    wobble = np.array([1.0, -1.0, 0.5, -0.5])
    assert paired_effect(mean(A), mean(A + wobble + shift)).sign == sign


def test_q_values_by_hand():
    """Ranks 1, 3, 2 of three: 0.01 x 3 / 1 = 0.03; 0.03 x 3 / 2 = 0.045, held down by 0.04 x 3 / 3 = 0.04."""
    assert q_values(np.array([0.01, 0.04, np.nan, 0.03])) == pytest.approx([0.03, 0.04, np.nan, 0.04], nan_ok=True)


def test_rows_make_a_tidy_table():
    row = effect_row(paired_effect(mean(A), mean(B)), "USD")
    assert {*row} == {*EFFECT_COLUMNS}
    table = tidy([{"outcome": "x", **row}, {"outcome": "y", **row}], ["outcome", *EFFECT_COLUMNS], family=("outcome",))
    assert table["q_value"].tolist() == pytest.approx(table["p_value"].tolist())
    together = tidy([{"outcome": "x", **row}, {"outcome": "y", **row}], ["outcome", *EFFECT_COLUMNS], family=())
    assert together["q_value"].tolist() == pytest.approx(table["p_value"].tolist())
    assert table["relative"].isna().all()
    assert table["effect"].dtype == np.float64
