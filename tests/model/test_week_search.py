"""Search and proposing on markets made by hand."""

from __future__ import annotations

import pytest

from sim.model.agents.freelancer import LEAST_FREE_HOURS, Freelancer
from sim.model.randomness import decisions
from sim.model.randomness.draws import uniform
from sim.model.week import search
from tests.model.hand_made import add_client, add_freelancer, add_post, empty_market, put


def seen(market, who, number=0):
    """The post looked at."""
    return search.look(market, search.Circles(market).within_reach_of(who), who, number)


class Eager(Freelancer):
    """Tries for five posts every week."""

    def n_posts_to_try(self):
        return 5


def test_the_next_post_on_the_circle_is_looked_at():
    market = empty_market()
    who, client = add_freelancer(market), add_client(market)
    posts = [add_post(market, client, position=place) for place in (0.2, 0.5, 0.9)]
    for number in range(60):
        place = uniform(market.luck, decisions.PROPOSAL_POST, 0, who.freelancer_id, number)
        expected = 0 if place <= 0.2 or place > 0.9 else 1 if place <= 0.5 else 2
        assert seen(market, who, number) == posts[expected]


def test_an_extra_post_takes_attention_from_one_neighbour_only():
    market = empty_market()
    who, client = add_freelancer(market), add_client(market)
    posts = [add_post(market, client, position=place) for place in (0.2, 0.5, 0.9)]
    before = [seen(market, who, number) for number in range(200)]
    extra = add_post(market, client, position=0.7)
    after = [seen(market, who, number) for number in range(200)]
    changed = {(old, new) for old, new in zip(before, after, strict=True) if old != new}
    assert changed == {(posts[2], extra)}


@pytest.mark.parametrize("out_of_question", [{"level": 2}, {"ai_related": True}])
def test_posts_that_the_freelancer_cannot_do_are_passed_over(out_of_question):
    """Their arcs fall to the next post on the circle that can be done."""
    market = empty_market(search={"level_slack": 0.5})
    who, client = add_freelancer(market), add_client(market)
    step = market.parameters.delivery.level_difficulty_step
    assert step > 0.5
    passed, first, second = (
        add_post(market, client, position=place, **values)
        for place, values in ((0.2, out_of_question), (0.5, {}), (0.9, {}))
    )
    assert not who.can_do(passed)
    assert who.can_do(first)
    for number in range(60):
        place = uniform(market.luck, decisions.PROPOSAL_POST, 0, who.freelancer_id, number)
        assert seen(market, who, number) == (first if place <= 0.5 or place > 0.9 else second)


def test_a_post_proposed_for_is_passed_over_until_none_is_left():
    market = empty_market()
    who, client = add_freelancer(market), add_client(market)
    posts = {add_post(market, client, position=place) for place in (0.2, 0.5, 0.9)}
    while posts:
        post = seen(market, who)
        posts.remove(post)
        put(market, post, who)
    assert seen(market, who) is None


def test_search_widens_where_nothing_near_can_be_done():
    market = empty_market(search={"own_specialty_share": 1.0})
    own, near, _, _ = neighbours_of(market)
    who, client = add_freelancer(market, own), add_client(market)
    add_post(market, client, specialty=own, ai_related=True)  # needs AI
    post = add_post(market, client, specialty=near)
    assert {seen(market, who, number) for number in range(30)} == {post}


def neighbours_of(market):
    """Specialty 0, another of its subcategory, another of its category, one of another category; by place."""
    setting = market.setting
    for own in range(setting.n_specialties):
        near = [
            s
            for s in range(setting.n_specialties)
            if s != own and setting.subcategory_of[s] == setting.subcategory_of[own]
        ]
        wide = [
            s
            for s in setting.neighbours[setting.category_of[own]]
            if setting.subcategory_of[s] != setting.subcategory_of[own]
        ]
        if near and wide:
            far = next(s for s in range(setting.n_specialties) if setting.category_of[s] != setting.category_of[own])
            return own, near[0], wide[0], far
    raise AssertionError("every category has one subcategory")


@pytest.mark.parametrize(("shares", "expected"), [((1.0, 0.0), 0), ((0.0, 1.0), 1), ((0.0, 0.0), 2)])
def test_rings_of_search(shares, expected):
    """Where only far posts exist nobody looks; otherwise the ring is that of the shares."""
    market = empty_market(search={"own_specialty_share": shares[0], "own_subcategory_share": shares[1]})
    own, near, wide, far = neighbours_of(market)
    who, client = add_freelancer(market, own), add_client(market)
    add_post(market, client, specialty=far)
    assert seen(market, who) is None
    posts = [add_post(market, client, specialty=s) for s in (own, near, wide)]
    reached = {seen(market, who, number) for number in range(200)}
    assert reached == set(posts[: expected + 1])


def test_search_widens_where_there_is_nothing_near():
    market = empty_market(search={"own_specialty_share": 1.0})
    own, _, wide, _ = neighbours_of(market)
    who, client = add_freelancer(market, own), add_client(market)
    post = add_post(market, client, specialty=wide)
    assert seen(market, who) == post


@pytest.mark.parametrize(("share", "adopted", "first"), [(1.0, True, True), (0.0, True, False), (1.0, False, False)])
def test_who_uses_ai_looks_among_ai_related_posts_first(share, adopted, first):
    market = empty_market(search={"ai_search_share": share})
    own, _, wide, far = neighbours_of(market)
    who, client = add_freelancer(market, own, ai_adopted=adopted), add_client(market)
    near = add_post(market, client, specialty=own)
    ai_post = add_post(market, client, specialty=wide, ai_related=True)
    if not market.setting.ai_related_label[far]:
        add_post(market, client, specialty=far, ai_related=True)  # out of reach
    assert {seen(market, who, number) for number in range(100)} == {ai_post if first else near}


def test_few_ai_related_posts_draw_little_attention():
    """One AI-related post among nine others: 1 / (1 + 0.1 * 10), half of the share, is spent on it."""
    market = empty_market(search={"ai_search_share": 0.8, "ai_search_half_at": 0.1, "own_specialty_share": 1.0})
    own, _, wide, _ = neighbours_of(market)
    who, client = add_freelancer(market, own, ai_adopted=True), add_client(market)
    for _ in range(9):
        add_post(market, client, specialty=own)
    ai_post = add_post(market, client, specialty=wide, ai_related=True)
    looks = [seen(market, who, number) == ai_post for number in range(2_000)]
    assert sum(looks) / len(looks) == pytest.approx(0.4, abs=4 * (0.4 * 0.6 / 2_000) ** 0.5)


def test_posts_in_specialties_of_ai_are_within_reach_from_any_category():
    market = empty_market(search={"ai_search_share": 1.0})
    setting, client = market.setting, add_client(market)
    label = setting.ai_related_label.index(True)
    away = next(s for s in range(setting.n_specialties) if setting.category_of[s] != setting.category_of[label])
    post = add_post(market, client, specialty=label, ai_related=True)
    assert seen(market, add_freelancer(market, away, ai_adopted=True)) == post
    assert seen(market, add_freelancer(market, away, ai_adopted=False)) is None


def test_proposals_are_sent_once_to_each_post():
    market = empty_market(freelancer_class=Eager)
    who, client = add_freelancer(market), add_client(market)
    posts = [add_post(market, client) for _ in range(3)]
    for _ in range(4):
        search.walk(market)
    sent = sum(len(market.open_posts[post]) for post in posts)
    assert sent == 3
    assert who.n_proposals == 3
    assert [market.job_posts.n_proposals[post] for post in posts] == [1, 1, 1]
    assert market.record.weekly.total("new_proposals") == 3


@pytest.mark.parametrize(("booked", "searches"), [(0.0, True), (36.1, False), (40.0, False)])
def test_nobody_without_free_hours_looks(booked, searches):
    market = empty_market(search={"proposals_per_week": 30.0})
    who = add_freelancer(market, hours_booked=booked)
    assert LEAST_FREE_HOURS == 4.0
    assert (who.n_posts_to_try() > 0) is searches


def test_fewer_free_hours_fewer_tries():
    market = empty_market(search={"proposals_per_week": 8.0})
    who = add_freelancer(market)
    total = []
    for booked in (0.0, 20.0, 30.0):
        who.hours_booked = booked
        tries = 0
        for market.week in range(80):
            tries += who.n_posts_to_try()
        total.append(tries / 80)
    assert total[0] == pytest.approx(8.0, abs=4 * (8.0 / 80) ** 0.5)
    assert total[1] == pytest.approx(4.0, abs=4 * (4.0 / 80) ** 0.5)
    assert total[2] == pytest.approx(2.0, abs=4 * (2.0 / 80) ** 0.5)


@pytest.mark.parametrize(
    ("freelancer", "post", "proposes"),
    [
        ({}, {}, True),
        ({"ability": -1.1}, {}, False),  # the level is too far above
        ({"ability": 1.7}, {}, False),  # and too far below
        ({"reservation_wage": 25.1, "asking_rate": 30.0}, {}, False),  # pays too little
        ({}, {"ai_related": True}, False),  # AI-related work needs AI
        ({"ai_adopted": True}, {"ai_related": True}, True),
    ],
)
def test_who_proposes(freelancer, post, proposes):
    market = empty_market()
    who, client = add_freelancer(market, **freelancer), add_client(market)
    assert (who.propose(add_post(market, client, **post)) is not None) is proposes


def test_a_proposal_by_hand():
    market = empty_market(search={"ai_pass_through": 0.5, "budget_weight": 0.0})
    who, client = add_freelancer(market, standing=3.0), add_client(market)
    proposal = who.propose(add_post(market, client))
    assert (proposal.price, proposal.speed, proposal.inside, proposal.shows_ai) == (
        pytest.approx(20.0),
        1.0,
        0.0,
        False,
    )
    assert (proposal.distance, proposal.week, proposal.rank, proposal.won) == (0.0, 0, 0, False)


def test_with_ai_the_price_of_the_work_falls_and_the_hour_gains():
    """Half of the time saved is passed on: cheaper per standard hour, dearer per hour worked."""
    market = empty_market(search={"ai_pass_through": 0.5, "budget_weight": 0.0})
    client = add_client(market)
    who = add_freelancer(market, ability=-0.5, ai_adopted=True, ai_proficiency=1.0, ai_visible=True)
    proposal = who.propose(add_post(market, client, complexity=2.0))
    assert proposal.speed > 1.0
    assert proposal.shows_ai
    assert proposal.price == pytest.approx(20.0 * (1.0 - 0.5 * (1.0 - 1.0 / proposal.speed)), rel=1e-12)
    assert proposal.price < 20.0 < proposal.price * proposal.speed


@pytest.mark.parametrize(
    ("visible", "ai_related", "shows"), [(False, False, False), (True, False, True), (False, True, True)]
)
def test_ai_use_shows_when_shown_or_asked_for(visible, ai_related, shows):
    market = empty_market()
    who, client = add_freelancer(market, ai_adopted=True, ai_visible=visible), add_client(market)
    assert who.propose(add_post(market, client, ai_related=ai_related)).shows_ai is shows


def test_without_augmentation_ai_changes_neither_speed_nor_price():
    market = empty_market(ai={"augmentation": {"enabled": False}})
    who, client = add_freelancer(market, ai_adopted=True, ai_proficiency=1.0), add_client(market)
    proposal = who.propose(add_post(market, client, complexity=2.0))
    assert (proposal.speed, proposal.inside) == (1.0, 0.0)


def test_clients_invite_whom_they_remember():
    market = empty_market(search={"proposals_per_week": 0.0})
    own, _, _, far = neighbours_of(market)
    known, unknown, moved, gone = (add_freelancer(market, own) for _ in range(4))
    moved.specialty = far  # another category: not asked
    gone.active = False
    client = add_client(market)
    for who in (known, moved, gone):
        client.remember(who.freelancer_id)
    post = add_post(market, client, specialty=own)
    old = add_post(market, client, specialty=own, week=-1)
    search.walk(market)
    assert set(market.open_posts[post]) == {known.row}
    assert market.open_posts[old] == {}  # asked for in its first week only
    assert unknown.n_proposals == 0


def test_nobody_is_invited_twice():
    market = empty_market(search={"proposals_per_week": 0.0})
    who, client = add_freelancer(market), add_client(market)
    client.remember(who.freelancer_id)
    post = add_post(market, client)
    first = put(market, post, who)
    search.walk(market)
    assert market.open_posts[post] == {who.row: first}
