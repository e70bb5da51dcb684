"""Who adopts AI, and when, on markets made by hand."""

from __future__ import annotations

from datetime import date

import pytest

from sim.model.randomness import decisions
from sim.model.randomness.draws import uniform
from sim.model.state.freelancers import NEVER
from sim.model.week import ai_adoption, ai_capability
from tests.model.hand_made import add_client, add_freelancer, empty_market

KEEN = {"max_hazard": 1.0, "cost": -20.0, "before_public": 0.0}
DULL = {"max_hazard": 1.0, "cost": 20.0, "capability_weight": 0.0, "exposure_weight": 0.0, "peer_weight": 0.0,
        "openness_weight": 0.0}  # fmt: skip
PUBLIC = date(2024, 3, 4)


def market_of(freelancers=30, clients=30, **ai):
    public = {"capability": {"public_from": PUBLIC, "visual_from": PUBLIC}}
    for part, values in ai.items():
        public[part] = public.get(part, {}) | values
    market = empty_market(ai=public)
    for place in range(freelancers):
        add_freelancer(market, place % market.setting.n_specialties)
    for place in range(clients):
        add_client(market, place % market.setting.tree.n_subcategories)
    return market


def walk(market, week):
    market.week = week
    ai_capability.walk(market)
    ai_adoption.walk(market)
    return int(market.freelancers.array("ai_adopted").sum()), int(market.clients.array("ai_adopted").sum())


def test_nobody_adopts_before_the_public_release_and_the_keen_all_at_once():
    market = market_of(freelancer_adoption=KEEN, client_adoption=KEEN)
    public = market.setting.calendar.week_of(PUBLIC)
    assert public == 9
    assert walk(market, public - 1) == (0, 0)
    assert walk(market, public) == (30, 30)
    assert set(market.freelancers.array("ai_adopted_week").tolist()) == {public}
    assert set(market.clients.array("ai_adopted_week").tolist()) == {public}
    assert market.freelancers.array("ai_proficiency") == pytest.approx(0.2)


def test_pinned_use_is_that_of_the_most_open_from_the_release_on_and_others_give_it_up():
    pinned = {"mode": "pinned", "share": 0.4, "max_hazard": 1.0, "cost": -20.0, "before_public": 1.0}
    market = market_of(freelancer_adoption=pinned, client_adoption=pinned)
    public = market.setting.calendar.week_of(PUBLIC)
    assert walk(market, public - 1) == (30, 30)  # as without a pin: the past is the same
    assert all(who.ai_proficiency > 0.0 for who in market.freelancer_at)
    walk(market, public)
    for agents, decision, name in (
        (market.freelancer_at, decisions.FREELANCER_OPENNESS, "freelancer_id"),
        (market.client_at, decisions.CLIENT_OPENNESS, "client_id"),
    ):
        for agent in agents:
            stays = uniform(market.luck, decision, 0, getattr(agent, name), 0) > 0.6
            assert agent.ai_adopted == stays
            assert agent.ai_adopted_week == (public - 1 if stays else NEVER)
        assert 0 < sum(agent.ai_adopted for agent in agents) < len(agents)
    assert all((who.ai_proficiency > 0.0) == who.ai_adopted for who in market.freelancer_at)
    before = walk(market, public + 1)
    assert before == walk(market, public + 2)


def test_whom_a_twin_world_withholds_ai_does_not_use_it_when_pinned():
    pinned = {"mode": "pinned", "share": 1.0, "withheld_share": 0.5}
    market = market_of(freelancer_adoption=pinned)
    walk(market, market.setting.calendar.week_of(PUBLIC))
    assert [who.ai_adopted for who in market.freelancer_at] == [not who.ai_withheld for who in market.freelancer_at]


def test_specialists_adopt_before_the_release():
    early = KEEN | {"before_public": 1.0}
    assert walk(market_of(freelancer_adoption=early, client_adoption=early), 0) == (30, 30)


def test_visual_work_has_ai_from_the_release_of_image_models():
    market = market_of(
        0, 0, freelancer_adoption=KEEN, capability={"public_from": PUBLIC, "visual_from": date(2024, 1, 8)}
    )
    visual = [s for s in range(market.setting.tree.n_subcategories) if market.setting.subcategory_visual[s]]
    assert visual
    specialties = [market.setting.specialties_in[visual[0]][0], 0]
    assert market.setting.subcategory_of[0] not in visual
    people = [add_freelancer(market, specialty) for specialty in specialties]
    walk(market, 1)
    assert [who.ai_adopted for who in people] == [True, False]


def test_those_for_whom_nothing_speaks_for_it_never_adopt():
    market = market_of(freelancer_adoption=DULL | {"gain_weight": 0.0}, client_adoption=DULL)
    for week in range(9, 60):
        assert walk(market, week) == (0, 0)


@pytest.mark.parametrize(
    ("ai", "expected"),
    [
        ({"capability": {"mode": "none"}}, (0, 0)),
        ({"freelancer_adoption": {"mode": "none"}}, (0, 30)),
        ({"client_adoption": {"mode": "none"}}, (30, 0)),
    ],
)
def test_modes_none(ai, expected):
    keen = {"freelancer_adoption": KEEN, "client_adoption": KEEN}
    for part, values in ai.items():
        keen[part] = keen.get(part, {}) | values
    assert walk(market_of(**keen), 20) == expected


@pytest.mark.parametrize("share", [0.0, 0.25, 0.6, 1.0])
def test_pinned_shares_go_to_the_most_open(share):
    pinned = {"mode": "pinned", "share": share}
    market = market_of(200, 200, freelancer_adoption=pinned, client_adoption=pinned)
    assert walk(market, 8) == (0, 0)
    walk(market, 9)
    for agents, name in ((market.active_freelancers, "freelancer_id"), (market.active_clients, "client_id")):
        decision = decisions.FREELANCER_OPENNESS if name == "freelancer_id" else decisions.CLIENT_OPENNESS
        users = {agent.row for agent in agents if agent.ai_adopted}
        places = {agent.row: uniform(market.luck, decision, 0, getattr(agent, name), 0) for agent in agents}
        assert users == {row for row, place in places.items() if place > 1.0 - share}
        assert len(users) / 200 == pytest.approx(share, abs=4 * 0.5 / 200**0.5)


def test_adoption_is_for_good():
    market = market_of(freelancer_adoption={"mode": "pinned", "share": 0.5})
    before, _ = walk(market, 9)
    proficiency = market.freelancers.array("ai_proficiency").copy()
    proficiency[proficiency > 0] = 0.9
    market.freelancers.array("ai_proficiency")[:] = proficiency
    after, _ = walk(market, 10)
    assert after == before
    assert (market.freelancers.array("ai_proficiency") == proficiency).all()
    assert set(market.freelancers.array("ai_adopted_week").tolist()) == {9, -32768}


def test_the_withheld_may_not():
    market = market_of(freelancer_adoption=KEEN | {"withheld_share": 0.5})
    may = [not who.ai_withheld for who in market.active_freelancers]
    assert 5 < sum(may) < 25
    walk(market, 9)
    assert [who.ai_adopted for who in market.active_freelancers] == may


def test_a_higher_hazard_brings_everybody_earlier_or_as_early():
    """Common random numbers: the same luck against a higher hazard."""
    slow = market_of(150, 0, freelancer_adoption={"max_hazard": 0.02, "cost": 0.0, "peer_weight": 0.0})
    fast = market_of(150, 0, freelancer_adoption={"max_hazard": 0.04, "cost": 0.0, "peer_weight": 0.0})
    for week in range(9, 70):
        walk(slow, week)
        walk(fast, week)
        assert (fast.freelancers.array("ai_adopted") >= slow.freelancers.array("ai_adopted")).all()
    assert 0 < slow.freelancers.array("ai_adopted").sum() < fast.freelancers.array("ai_adopted").sum()
