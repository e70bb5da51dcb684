"""Phase 3: the benefit seen, the hazard, and pinned shares."""

from __future__ import annotations

import math
from itertools import pairwise
from statistics import NormalDist

import pytest

from sim.model.rules.ai_adoption import (
    N_OPENNESS,
    OPENNESS_CUTS,
    ai_adoption_hazard,
    client_benefit,
    freelancer_benefit,
    newcomer_share,
    openness_group,
    pinned_adopts,
    usefulness,
)


@pytest.mark.parametrize(
    ("log2_horizon", "expected"),
    [
        (0.0, math.log(2.0)),  # one minute
        (math.log2(59.0), math.log(60.0)),
        (10.0, math.log(1025.0)),
        (-1.0, math.log(1.5)),
        (-60.0, 0.0),  # no AI is of no use
    ],
)
def test_usefulness(log2_horizon, expected):
    assert usefulness(log2_horizon) == pytest.approx(expected, rel=1e-14, abs=1e-16)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((2.0, 0.5, 0.6, 2.0, 0.3, 1.5, 0.1, 1.0, -1.0, 1.5), 1.0 + 1.2 + 0.45 + 0.1 - 1.5),
        ((0.0, 0.9, 0.0, 2.0, 0.0, 1.5, 0.0, 1.0, 0.0, 1.5), 0.0),
        ((1.0, 1.0, 0.0, 2.0, 0.0, 1.5, 0.0, 1.0, 0.0, 1.5), 1.0),  # each thing seen alone counts with its weight
        ((0.0, 0.9, 1.0, 2.0, 0.0, 1.5, 0.0, 1.0, 0.0, 1.5), 2.0),
        ((0.0, 0.9, 0.0, 2.0, 1.0, 1.5, 0.0, 1.0, 0.0, 1.5), 1.5),
        ((0.0, 0.9, 0.0, 2.0, 0.0, 1.5, -1.0, 1.0, 0.0, 1.5), -1.0),
        ((0.0, 0.9, 0.0, 2.0, 0.0, 1.5, 0.0, 1.0, 2.0, 1.5), 3.0),
    ],
)
def test_freelancer_benefit(arguments, expected):
    assert freelancer_benefit(*arguments) == pytest.approx(expected, rel=1e-14, abs=1e-15)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((2.0, 0.5, 0.6, 3.0, 0.3, 1.0, -1.0, 2.5), 1.0 + 1.8 + 0.3 - 2.5),
        ((3.0, 0.4, 0.0, 3.0, 0.0, 1.0, 0.0, 2.5), 1.2),
        ((0.0, 0.4, 0.5, 3.0, 0.0, 1.0, 0.0, 2.5), 1.5),
        ((0.0, 0.4, 0.0, 3.0, 0.5, 1.0, 0.0, 2.5), 0.5),
    ],
)
def test_client_benefit(arguments, expected):
    assert client_benefit(*arguments) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    ("benefit", "cost", "max_hazard", "expected"),
    [
        (4.0, 4.0, 0.05, 0.025),  # half of the maximum where benefit equals cost
        (4.0 + 0.5 * math.log(3.0), 4.0, 0.04, 0.03),  # odds of 3 half of ln 3 above
        (4.0 - 0.5 * math.log(3.0), 4.0, 0.04, 0.01),
        (40.0, 4.0, 0.05, 0.05),  # everything speaks for it
        (-40.0, 4.0, 0.05, 0.05 * math.exp(-88.0)),  # nothing does
        (4.0, 0.0, 0.0, 0.0),
    ],
)
def test_ai_adoption_hazard(benefit, cost, max_hazard, expected):
    assert ai_adoption_hazard(benefit, cost, max_hazard) == pytest.approx(expected, rel=1e-13)


def test_hazard_rises_with_benefit_and_falls_with_cost():
    by_benefit = [ai_adoption_hazard(b / 10.0, 2.0, 0.05) for b in range(-20, 60)]
    by_cost = [ai_adoption_hazard(2.0, c / 10.0, 0.05) for c in range(-20, 60)]
    assert all(low < high for low, high in pairwise(by_benefit))
    assert all(high > low for high, low in pairwise(by_cost))


@pytest.mark.parametrize(
    ("place", "share", "expected"),
    [(0.71, 0.3, True), (0.69, 0.3, False), (0.999, 0.0, False), (0.001, 1.0, True), (0.5, 0.5, False)],
)
def test_pinned_adopts(place, share, expected):
    assert pinned_adopts(place, share) is expected


def test_pinned_sets_are_nested():
    places = [(i + 0.5) / 200.0 for i in range(200)]
    sets = [{p for p in places if pinned_adopts(p, share / 20.0)} for share in range(21)]
    assert all(small < large for small, large in pairwise(sets))
    assert [len(chosen) for chosen in sets] == [10 * i for i in range(21)]


@pytest.mark.parametrize(
    ("peer_share", "withheld_share", "expected"),
    [(0.3, 0.0, 0.3), (0.3, 0.5, 0.6), (0.5, 0.5, 1.0), (0.6, 0.5, 1.0), (0.0, 0.9, 0.0)],
)
def test_newcomer_share(peer_share, withheld_share, expected):
    """Where half may not use AI, the others have twice the share of all."""
    assert newcomer_share(peer_share, withheld_share) == expected


@pytest.mark.parametrize(
    ("deviation", "group"), [(-9.0, 0), (-1.29, 0), (-1.28, 1), (-1e-9, 4), (0.0, 5), (0.3, 6), (1.28, 8), (1.29, 9)]
)
def test_openness_group(deviation, group):
    assert openness_group(deviation) == group


def test_groups_of_openness_are_tenths():
    tenths = [NormalDist().inv_cdf(i / N_OPENNESS) for i in range(1, N_OPENNESS)]
    assert pytest.approx(tenths, abs=1e-14) == list(OPENNESS_CUTS)
