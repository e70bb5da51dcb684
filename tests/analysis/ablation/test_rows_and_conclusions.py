"""Rows and conclusions of two small entries made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.ablation.conclusions import (
    ADDED,
    EFFECTS,
    KEPT,
    LOST,
    NONE,
    PREMIA,
    REVERSED,
    SURVIVAL_COLUMNS,
    conclusion_table,
    sign_of,
    state_of,
    survival_table,
)
from sim.analysis.ablation.measured import Entry, Measured
from sim.analysis.ablation.rows import COST, EARNED, UNCHANGED, earned_table, flip, met, row_table
from sim.analysis.checks import Check
from sim.analysis.claim_words import NOT_IDENTIFIED, NOT_REPRODUCED, REPRODUCED
from sim.analysis.estimate import Estimate, mean, missing
from sim.analysis.paired.effect import DOWN, NOISE, SAME, UNKNOWN, UP
from sim.outcomes.catalogue import CATALOGUE

LUCK = np.array([-0.02, 0.01, 0.03, -0.02])


def around(centre, luck=LUCK):
    return mean(centre + np.asarray(luck))


def check(name, estimate, low=0.3, high=0.5, reference=0.4):
    return Check("C5", name, "1", estimate, reference, low, high)


def measured(rows, claims=None, **outcomes):
    found = dict.fromkeys(CATALOGUE, around(1.0)) | outcomes
    return Measured([("target", one) for one in rows], claims or {"S2": REPRODUCED}, found)


def entry(name, kind, with_ai, without=None):
    return Entry(name, kind, "a sentence", with_ai, dict.fromkeys(CATALOGUE, around(1.0)) | (without or {}))


@pytest.mark.parametrize(
    ("on", "off", "wanted"),
    [(0.4, 0.6, EARNED), (0.6, 0.4, COST), (0.4, 0.45, UNCHANGED), (0.6, 0.7, UNCHANGED), (0.4, None, EARNED)],
)
def test_a_row_flips_for_the_mechanism_if_it_is_met_only_with_it(on, off, wanted):
    estimates = [missing("none") if value is None else Estimate(value) for value in (on, off)]
    assert flip(*(check("x", one) for one in estimates)) == wanted


def test_a_row_without_a_range_is_never_met():
    assert not met(check("x", Estimate(0.4), None, None))


def test_change_is_paired_and_noise_is_told():
    # On 0.40, off 0.60 with the same luck: the change is 0.2 exactly. Off with other luck: 0.49 to 0.51, within noise.
    other = (0.3, -0.3, 0.3, -0.3)
    on = measured([check("clear", around(0.4)), check("noisy", around(0.49))])
    off = measured([check("clear", around(0.6)), check("noisy", around(0.51, other))])
    table = row_table([entry("baseline", "baseline", on), entry("off", "mechanism", off)])
    rows = table.loc[table["entry"] == "off"].set_index("metric")
    assert rows.loc["clear", "change"] == pytest.approx(0.2)
    assert rows.loc["clear", "standard_error"] == pytest.approx(0.0, abs=1e-12)
    assert rows["beyond_noise"].to_dict() == {"clear": True, "noisy": False}
    assert rows["flip"].to_dict() == {"clear": EARNED, "noisy": EARNED}
    # Distances in half-widths of 0.1: clear 0 and 2, noisy 0.9 and 1.1.
    earned = earned_table(table).iloc[0]
    assert (earned["met_with"], earned["met_without"], earned["earns"], earned["earns_beyond_noise"]) == (2, 0, 2, 1)
    assert earned["nearer"] == pytest.approx((2.0 + 0.2) / 2.0)
    assert earned["earned"] == "C5 clear; C5 noisy*"
    assert (table.loc[table["entry"] == "baseline", "flip"] == UNCHANGED).all()


@pytest.mark.parametrize(
    ("before", "now", "state"),
    [
        (UP, UP, KEPT), (UP, NOISE, LOST), (UP, SAME, LOST), (UP, UNKNOWN, LOST), (UP, DOWN, REVERSED),
        (DOWN, UP, REVERSED), (NOISE, UP, ADDED), (NOISE, SAME, NONE), (UNKNOWN, UNKNOWN, NONE),
        (REPRODUCED, REPRODUCED, KEPT), (REPRODUCED, NOT_REPRODUCED, LOST), (REPRODUCED, NOT_IDENTIFIED, LOST),
        (NOT_REPRODUCED, NOT_REPRODUCED, KEPT), (NOT_REPRODUCED, REPRODUCED, ADDED),
        (NOT_REPRODUCED, NOT_IDENTIFIED, LOST), (NOT_IDENTIFIED, REPRODUCED, ADDED),
    ],
)  # fmt: skip
def test_what_becomes_of_a_conclusion(before, now, state):
    assert state_of(before, now) == state


def test_the_sign_of_a_premium_needs_an_interval_without_zero():
    assert sign_of(around(0.5)) == UP
    assert sign_of(around(-0.5)) == DOWN
    assert sign_of(around(0.001)) == NOISE
    assert sign_of(Estimate(0.5)) == UNKNOWN


def test_effects_of_ai_are_with_less_without_under_the_same_mechanism():
    # Posts: 1.1 with AI over 1.0 without, same luck. Without the mechanism 2.0 over 2.0: nothing is left.
    on = entry("baseline", "baseline", measured([], posts_per_year=around(1.1)))
    gone = entry("off", "mechanism", measured([], posts_per_year=around(2.0)), {"posts_per_year": around(2.0)})
    turned = entry("learning", "variant", measured([], posts_per_year=around(0.9)))
    same = entry("imitation", "variant", measured([], posts_per_year=around(1.2)))
    table = conclusion_table([on, gone, turned, same])
    posts = table.loc[table["conclusion"] == "effect:posts_per_year"].set_index("entry")
    assert posts.loc["baseline", "value"] == pytest.approx(0.1, abs=2e-3)
    assert posts["state"].to_dict() == {"baseline": KEPT, "off": LOST, "learning": REVERSED, "imitation": KEPT}
    survival = survival_table(table)
    assert [one for one in survival.columns if one not in {"learning", "imitation"}] == list(SURVIVAL_COLUMNS)
    survival = survival.set_index("conclusion")
    row = survival.loc["effect:posts_per_year"]
    assert (row["mechanisms"], row["kept"], row["lost_without"], row["survives"]) == (1, 0, "off", False)
    assert survival.loc["S2", "survives"] is True
    assert survival.loc["effect:freelancer_earnings", "survives"] is None, "the baseline concludes nothing"
    assert len(survival) == 1 + len(EFFECTS) + len(PREMIA)
