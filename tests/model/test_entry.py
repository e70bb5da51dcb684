"""New freelancers and clients are who they are in any scenario."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.model.entry import enter_client, enter_freelancer, rate_at_ability
from sim.model.rules.ai_adoption import OPENNESS_CUTS
from sim.model.state.freelancers import NEVER
from sim.model.week import ai_capability
from sim.model.week.participation import apportioned
from tests.model.hand_made import empty_market

TRAITS = ("freelancer_id", "ability", "reservation_wage", "asking_rate", "hours_per_week", "ai_openness", "ai_visible")
CLIENT_TRAITS = (
    "client_id",
    "need_rate",
    "budget_scale",
    "rate_z",
    "augmentation_preference",
    "price_sensitivity",
    "ai_openness",
)

PUBLIC = date(2025, 6, 1)
"""A year and more after `empty_market` begins."""


def traits(table, names, row):
    return [table.array(name)[row] for name in names]


def test_the_same_id_has_the_same_traits_in_another_scenario_and_order():
    one = empty_market()
    other = empty_market(
        ai={"capability": {"mode": "none"}, "freelancer_adoption": {"mode": "pinned", "share": 0.9}},
        population={"n_freelancers": 5000},
        fees={"freelancer_fee_rate": 0.3},
    )
    for specialty, week, number in ((3, -5, 0), (3, -5, 1), (7, 2, 0)):
        enter_freelancer(one, specialty, week, number)
    for specialty, week, number in ((9, 9, 9), (7, 2, 0), (3, -5, 1), (3, -5, 0)):
        enter_freelancer(other, specialty, week, number)
    assert [traits(one.freelancers, TRAITS, row) for row in (0, 1, 2)] == [
        traits(other.freelancers, TRAITS, row) for row in (3, 2, 1)
    ]
    for subcategory, week, number in ((3, -5, 0), (5, 2, 1)):
        enter_client(one, subcategory, week, number)
    for subcategory, week, number in ((5, 2, 1), (3, -5, 0)):
        enter_client(other, subcategory, week, number)
    assert traits(one.clients, CLIENT_TRAITS, 0) == traits(other.clients, CLIENT_TRAITS, 1)
    assert traits(one.clients, CLIENT_TRAITS, 1) == traits(other.clients, CLIENT_TRAITS, 0)


def test_another_seed_makes_another_person():
    markets = [empty_market(seed=seed) for seed in (1, 2)]
    for market in markets:
        enter_freelancer(market, 3, -5, 0)
    one, other = (traits(market.freelancers, TRAITS, 0) for market in markets)
    assert one[0] == other[0]
    assert one[1] != other[1]


def test_withholding_ai_changes_nothing_else():
    plain, twin = empty_market(), empty_market(ai={"freelancer_adoption": {"withheld_share": 0.5}})
    for market in (plain, twin):
        for number in range(400):
            enter_freelancer(market, 1, 0, number)
    for name in TRAITS:
        assert (plain.freelancers.array(name) == twin.freelancers.array(name)).all()
    assert not any(who.ai_withheld for who in plain.freelancer_at)
    assert np.mean([who.ai_withheld for who in twin.freelancer_at]) == pytest.approx(0.5, abs=4 * 0.5 / 20)


def test_nobody_asks_less_than_the_reservation_wage_and_hours_have_bounds():
    market = empty_market(search={"reservation_ratio": 0.75, "hours_per_week_median": 25.0})
    for number in range(2000):
        enter_freelancer(market, number % 50, 0, number)
    people = market.freelancers
    assert np.allclose(people.array("reservation_wage"), 0.75 * people.array("asking_rate"), rtol=1e-6)
    hours = people.array("hours_per_week")
    assert 5.0 <= hours.min() < hours.max() <= 60.0
    assert float(np.median(hours)) == pytest.approx(25.0, rel=0.05)
    assert abs(float(people.array("ability").mean())) < 4 / 2000**0.5


def test_the_mean_need_rate_is_the_parameter():
    market = empty_market(needs={"rate_mean": 0.05, "rate_log_sd": 0.5})
    for number in range(4000):
        enter_client(market, 2, 0, number)
    spread = 0.05 * math.sqrt(math.exp(0.25) - 1.0)
    assert float(market.clients.array("need_rate").mean()) == pytest.approx(0.05, abs=4 * spread / 4000**0.5)


@pytest.mark.parametrize(
    ("ability", "expected"),
    [(-1.0, 10.0), (0.0, 20.0), (1.0, 30.0), (0.5, math.sqrt(20.0 * 30.0)), (-0.5, math.sqrt(200.0)), (2.0, 45.0),
     (9.0, 45.0), (-2.0, 5.0), (-9.0, 5.0)],
)  # fmt: skip
def test_the_going_rate_at_an_ability(ability, expected):
    """Medians of 10, 20 and 30 USD/h at -1, 0 and 1: ln-linear between them and as far as two standard deviations."""
    assert rate_at_ability([10.0, 20.0, 30.0], ability) == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize(
    ("total", "shares", "expected"),
    [
        (10.0, [0.5, 0.3, 0.2], [5, 3, 2]),
        (10.0, [0.55, 0.25, 0.2], [6, 2, 2]),  # halves: the first of equal remainders
        (3.0, [1 / 3, 1 / 3, 1 / 3], [1, 1, 1]),
        (1.0, [0.3, 0.3, 0.4], [0, 0, 1]),
        (2.0, [0.25, 0.25, 0.25, 0.25], [1, 1, 0, 0]),
        (0.4, [0.5, 0.5], [0, 0]),
        (0.0, [1.0], [0]),
    ],
)
def test_apportioned(total, shares, expected):
    assert apportioned(total, shares) == expected


@given(st.floats(0.0, 1e5), st.lists(st.floats(0.01, 1.0), min_size=1, max_size=60))
def test_apportioned_adds_up_and_is_within_one(total, weights):
    shares = [weight / sum(weights) for weight in weights]
    counts = apportioned(total, shares)
    assert sum(counts) == int(total + 0.5)
    assert all(abs(count - total * share) < 1.0 + 1e-9 for count, share in zip(counts, shares, strict=True))


def with_newcomers(n=1500, *, week=50, peers=0.4, **ai):
    """A market after AI's public release, in which peers of share `peers` use AI, and `n` newcomers of each kind."""
    market = empty_market(week=week, ai=ai)
    for shares in (market.peers.freelancer_shares_by_openness, market.peers.client_shares_by_openness):
        shares[:] = peers(shares.shape) if callable(peers) else peers
    for number in range(n):
        enter_freelancer(market, number % market.setting.n_specialties, week, number)
        enter_client(market, number % market.setting.tree.n_subcategories, week, number)
    return market


def test_entry_leaves_who_uses_ai_as_it_is():
    """Of 3,000 peers the upper two thirds in openness use AI, half of them: so do newcomers, tenth by tenth."""
    market = with_newcomers(3000, peers=0.0)
    for table in (market.freelancers, market.clients):
        openness = table.array("ai_openness")
        table.array("ai_adopted")[:] = (openness > -0.43) & (np.arange(len(openness)) % 2 == 0)
    ai_capability.walk(market)
    market.week += 1
    for number in range(3000):
        enter_freelancer(market, number % market.setting.n_specialties, market.week, number)
        enter_client(market, number % market.setting.tree.n_subcategories, market.week, number)
    for table in (market.freelancers, market.clients):
        group = np.searchsorted(OPENNESS_CUTS, table.array("ai_openness"), side="right")
        adopted, is_new = table.array("ai_adopted"), np.arange(len(group)) >= 3000
        assert adopted[is_new].mean() == pytest.approx(adopted[~is_new].mean(), abs=4 * 0.5 / 3000**0.5)
        for tenth in range(10):
            peers, newcomers = (adopted[(group == tenth) & who] for who in (~is_new, is_new))
            error = math.sqrt(peers.mean() * (1.0 - peers.mean()) * (1 / len(peers) + 1 / len(newcomers)))
            assert newcomers.mean() == pytest.approx(peers.mean(), abs=4 * error + 1e-12)


@pytest.mark.parametrize("peers", [0.0, 1.0])
def test_where_all_or_none_use_ai_so_do_newcomers(peers):
    market = with_newcomers(200, peers=peers)
    assert set(market.freelancers.array("ai_adopted").tolist()) == {bool(peers)}
    assert set(market.clients.array("ai_adopted").tolist()) == {bool(peers)}


def test_who_brings_ai_did_not_begin_here():
    market = with_newcomers()
    for table in (market.freelancers, market.clients):
        brought = table.array("ai_adopted")
        assert set(table.array("ai_adopted_week")[brought].tolist()) == {49}
        assert set(table.array("ai_adopted_week")[~brought].tolist()) == {NEVER}
    people = market.freelancers
    assert (people.array("ai_proficiency")[people.array("ai_adopted")] == np.float32(0.2)).all()


def test_newcomers_are_as_the_peers_alike_in_openness_of_their_subcategory():
    """The upper half of openness uses AI in even subcategories, the lower half in odd ones, whatever the mean is."""
    means = {"freelancer_adoption": {"openness_mean": 2.0}, "client_adoption": {"openness_mean": -1.0}}
    market = with_newcomers(peers=halves, **means)
    for table, mean, place in (
        (market.freelancers, 2.0, np.array(market.setting.subcategory_of)[market.freelancers.array("specialty")]),
        (market.clients, -1.0, market.clients.array("subcategory")),
    ):
        upper = table.array("ai_openness").astype(float) >= mean
        assert (table.array("ai_adopted") == (upper == (place % 2 == 0))).all()


def halves(shape):
    place, group = np.indices(shape)
    return np.where((group >= shape[1] // 2) == (place % 2 == 0), 1.0, 0.0)


def test_those_who_may_not_use_ai_do_not_bring_it_and_the_others_make_up_for_them():
    market = with_newcomers(freelancer_adoption={"withheld_share": 0.5})
    people = market.freelancers
    withheld = np.array([who.ai_withheld for who in market.freelancer_at])
    assert not people.array("ai_adopted")[withheld].any()
    assert people.array("ai_adopted").mean() == pytest.approx(0.4, abs=0.06)


def test_image_models_come_to_visual_work_first():
    public = {"public_from": PUBLIC, "visual_from": date(2024, 6, 1)}
    market = with_newcomers(600, peers=1.0, capability=public)
    visual = np.array(market.setting.subcategory_visual)
    assert 0 < visual.sum() < len(visual)
    for table, place in (
        (market.freelancers, np.array(market.setting.subcategory_of)[market.freelancers.array("specialty")]),
        (market.clients, market.clients.array("subcategory")),
    ):
        assert (table.array("ai_adopted") == visual[place]).all()


def test_founders_bring_no_ai():
    market = empty_market(week=50)
    market.peers.freelancer_shares_by_openness[:] = market.peers.client_shares_by_openness[:] = 1.0
    enter_freelancer(market, 0, 49, 0)
    enter_client(market, 0, 49, 0)
    assert not market.freelancers.ai_adopted[0]
    assert not market.clients.ai_adopted[0]


@pytest.mark.parametrize(
    "adoption", [{"mode": "none"}, {"mode": "pinned", "share": 0.0}, {"newcomers_as_peers": False}]
)
def test_where_nobody_may_use_ai_nobody_brings_it(adoption):
    market = with_newcomers(200, freelancer_adoption=adoption, client_adoption=adoption)
    assert not market.freelancers.array("ai_adopted").any()
    assert not market.clients.array("ai_adopted").any()


def test_nobody_brings_what_is_not_public_or_does_not_exist():
    for ai in ({"capability": {"mode": "none"}}, {"capability": {"public_from": PUBLIC, "visual_from": PUBLIC}}):
        market = with_newcomers(200, peers=0.9, **ai)
        assert not market.freelancers.array("ai_adopted").any()
        assert not market.clients.array("ai_adopted").any()


def test_where_use_is_pinned_newcomers_are_the_most_open():
    market = with_newcomers(peers=0.0, client_adoption={"mode": "pinned", "share": 0.3})
    openness = market.clients.array("ai_openness")
    brought = market.clients.array("ai_adopted")
    assert openness[brought].min() > openness[~brought].max()
    assert brought.mean() == pytest.approx(0.3, abs=0.05)
