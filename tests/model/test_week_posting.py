"""Needs and what answers them on markets made by hand."""

from __future__ import annotations

import math

import pytest

from sim.model.agents.client import Client
from sim.model.randomness.keys import FIRST_AI_NEED, need_id
from sim.model.rules.posting import AI_ALONE, DROP, POST
from sim.model.week import posting
from tests.model.hand_made import a_need, add_client, empty_market, merged

NEVER, ALWAYS = -60.0, 100.0


class Pinned(Client):
    """Two needs and one AI-related need a week; the test says how they are met and whether AI alone succeeds."""

    option, after_failure, chance = POST, POST, 1.0

    def n_new_needs(self):
        return 2

    def n_new_ai_needs(self):
        return 1 if self.ai_adopted else 0

    def decide_how(self, need):
        return POST if need.ai_related else self.option

    def decide_after_failed_automation(self, _need):
        return self.after_failure

    def automation_chance(self, _need):
        return self.chance


def walked(*, adopted=True, **pinned):
    kind = type("PinnedNow", (Pinned,), pinned)
    market = empty_market(client_class=kind)
    client = add_client(market, ai_adopted=adopted)
    posting.walk(market)
    return market, client, market.record.weekly.total


def test_every_need_is_posted():
    market, client, total = walked()
    assert (client.n_needs, client.n_posts, client.n_needs_automated) == (3, 3, 0)
    assert (total("new_needs"), total("new_ai_needs"), total("new_posts"), total("new_ai_posts")) == (3, 1, 3, 1)
    assert (total("new_needs_ai_client"), total("new_needs_ai_client_posted")) == (2, 2)
    assert total("new_needs_ai_client_posted_first") == 2
    assert total("posted_value") == pytest.approx(total("need_value"))
    assert sorted(market.open_posts) == [0, 1, 2]
    assert market.job_posts.array("ai_related").tolist() == [False, False, True]
    expected = [need_id(client.client_id, 0, number) for number in (0, 1, FIRST_AI_NEED)]
    assert market.job_posts.array("need_id").tolist() == expected


def test_needs_met_by_ai_alone_are_not_posted():
    market, client, total = walked(option=AI_ALONE, chance=1.0)
    assert (total("new_needs_ai_tried"), total("new_needs_automated"), total("new_posts")) == (2, 2, 1)
    assert client.n_needs_automated == 2
    assert total("automated_value") + total("posted_value") == pytest.approx(total("need_value"))
    assert market.job_posts.array("ai_related").tolist() == [True]


@pytest.mark.parametrize(("after", "posts", "dropped"), [(POST, 3, 0), (DROP, 1, 2)])
def test_where_ai_alone_fails_the_client_decides_again(after, posts, dropped):
    _, client, total = walked(option=AI_ALONE, chance=0.0, after_failure=after)
    assert (total("new_needs_ai_tried"), total("new_needs_automated")) == (2, 0)
    assert (client.n_posts, total("new_needs_dropped")) == (posts, dropped)


def test_dropped_needs_leave_nothing():
    market, client, total = walked(option=DROP)
    assert (total("new_needs_dropped"), total("new_posts"), client.n_posts) == (2, 1, 1)
    assert total("dropped_value") + total("posted_value") == pytest.approx(total("need_value"))
    assert len(market.open_posts) == 1


def test_clients_without_ai_have_no_ai_related_needs():
    _, client, total = walked(adopted=False)
    assert (client.n_needs, total("new_ai_needs"), total("new_needs_ai_client")) == (2, 0, 0)
    market = empty_market(needs={"ai_rate": 5.0})
    plain, user = add_client(market, need_rate=5.0), add_client(market, need_rate=5.0, ai_adopted=True)
    asked = [(plain.n_new_ai_needs(), user.n_new_ai_needs()) for market.week in range(20)]
    assert {without for without, _ in asked} == {0}
    assert min(with_ai for _, with_ai in asked) > 0


def test_needs_arrive_at_the_client_s_rate():
    market = empty_market()
    client = add_client(market, need_rate=0.5)
    counts = [client.n_new_needs() for market.week in range(4000)]
    assert sum(counts) / 4000 == pytest.approx(0.5, abs=4 * (0.5 / 4000) ** 0.5)


def test_a_need_is_the_same_whatever_else_happens():
    """Kind, size and budget follow from the client, the week and the number, not from what was drawn before."""
    one, other = empty_market(), empty_market()
    add_client(other)
    first = [posting.draw_need(one, add_client(one, client_id=77), n, ai_related=False) for n in range(5)]
    again = [posting.draw_need(other, add_client(other, client_id=77), n, ai_related=False) for n in reversed(range(5))]
    assert first == again[::-1]


def test_a_drawn_need_is_one_of_the_platform():
    market = empty_market()
    client = add_client(market, subcategory=5)
    needs = [posting.draw_need(market, client, n, ai_related=False) for n in range(64) for market.week in range(60)]
    assert {n.level for n in needs} == {0, 1, 2}
    assert {n.duration for n in needs} == {0, 1, 2, 3}
    assert all(0.0 < n.hours_per_week <= market.parameters.needs.max_hours_per_week for n in needs)
    assert all(n.hours > 0.0 and n.budget_rate > 0.0 and n.value == n.hours * n.budget_rate for n in needs)
    assert all(0 <= n.specialty < market.setting.n_specialties for n in needs)


@pytest.mark.parametrize(("share", "expected"), [(1.0, True), (0.0, False)])
def test_needs_keep_to_the_usual_subcategory(share, expected):
    market = empty_market(needs={"usual_subcategory_share": share})
    client = add_client(market, subcategory=5)
    needs = [posting.draw_need(market, client, n, ai_related=False) for n in range(60)]
    at_home = [market.setting.subcategory_of[n.specialty] == 5 for n in needs]
    assert all(at_home) if expected else not all(at_home)


@pytest.mark.parametrize(("adopted_ago", "mean"), [(0, 2.0), (13, 1.25), (1000, 0.5)])
def test_ai_related_needs_come_first_where_ai_is_new(adopted_ago, mean):
    """Half a need a week, and a boost of 3 that halves in 13 weeks; four standard errors over 400 weeks of luck."""
    needs = {"rate_mean": 1.0, "ai_rate": 0.5, "ai_capability_elasticity": 0.0}
    wave = {"ai_setup_boost": 3.0, "ai_setup_weeks": 13.0 / math.log(2.0)}
    market = empty_market(horizon={"weeks": 400}, needs=needs | wave)
    client = add_client(market, need_rate=1.0, ai_adopted=True)
    n_needs = 0
    for market.week in range(400):
        client.ai_adopted_week = market.week - adopted_ago
        n_needs += client.n_new_ai_needs()
    assert n_needs / 400 == pytest.approx(mean, abs=4 * (mean / 400) ** 0.5)
    client.ai_adopted = False
    assert client.n_new_ai_needs() == 0


def test_ai_related_needs_fall_in_specialties_of_ai_or_in_the_usual_ones():
    market = empty_market(needs={"ai_specialty_share": 1.0})
    client = add_client(market, subcategory=5)
    needs = [posting.draw_need(market, client, FIRST_AI_NEED + n, ai_related=True) for n in range(30)]
    assert all(market.setting.ai_related_label[n.specialty] for n in needs)
    market = empty_market(needs={"ai_specialty_share": 0.0})
    needs = [posting.draw_need(market, client, FIRST_AI_NEED + n, ai_related=True) for n in range(30)]
    assert {market.setting.subcategory_of[n.specialty] for n in needs} == {5}


@pytest.mark.parametrize(
    ("client", "need", "changes"),
    [
        ({"ai_adopted": False}, {}, {}),  # who has not adopted AI cannot have it do the work
        ({"ai_adopted": True}, {"ai_related": True}, {}),  # AI-related work is done by people
        ({"ai_adopted": True}, {}, {"ai": {"automation": {"enabled": False}}}),
    ],
)
def test_when_ai_alone_is_no_option(client, need, changes):
    market = empty_market(**merged({"clients": {"worth_of_need": 20.0, "automation_cost": 0.0}}, changes))
    market.market.believed["fill"][:] = 0.0  # a post is worth nothing, AI alone a great deal
    buyer = add_client(market, **client)
    options = {buyer.decide_how(a_need(buyer, number=n, complexity=0.0, **need)) for n in range(60)}
    assert AI_ALONE not in options


def test_who_dislikes_those_hired_leaves_it_to_ai_alone_and_who_likes_them_posts():
    market = empty_market()
    market.market.believed["fill"][:] = market.market.believed["ai_user_share"][:] = 0.9
    eager, averse = (add_client(market, ai_adopted=True, augmentation_preference=p) for p in (9.0, -9.0))
    assert {eager.decide_how(a_need(eager, number=n)) for n in range(60)} == {POST}
    assert POST not in {averse.decide_how(a_need(averse, number=n)) for n in range(60)}


def test_a_taste_for_people_does_not_drive_anybody_to_drop_a_need():
    """Who likes people who use AI, and finds nobody, gives a need up as often as anybody else."""
    market = empty_market()
    market.market.believed["fill"][:] = 0.0
    plain, fond = (add_client(market, ai_adopted=True, augmentation_preference=p) for p in (0.0, 3.0))
    needs = [a_need(plain, number=n) for n in range(60)]
    assert [fond.decide_how(need) for need in needs] == [plain.decide_how(need) for need in needs]


def test_ai_alone_cannot_do_what_nobody_has_ai_for_yet():
    market = empty_market()
    client = add_client(market, ai_adopted=True)
    exposed = max(range(market.setting.n_specialties), key=lambda s: market.setting.automation_exposure[s])
    need = a_need(client, specialty=exposed, complexity=1.0)
    assert client.automation_chance(need) > 0.2
    calendar = market.setting.calendar
    since = calendar.visual_week if market.setting.visual[exposed] else calendar.public_week
    assert market.setting.automation_exposure_in(exposed, since) == market.setting.automation_exposure[exposed]
    assert market.setting.automation_exposure_in(exposed, since - 1) == 0.0
