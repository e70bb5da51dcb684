"""Hiring on markets made by hand."""

from __future__ import annotations

from datetime import date

import pytest

from sim.model.agents.client import Client
from sim.model.randomness import decisions
from sim.model.randomness.draws import gumbel, normal
from sim.model.state.job_posts import EXPIRED, FILLED, OPEN
from sim.model.week import hiring
from tests.model.hand_made import add_client, add_freelancer, add_post, empty_market, hired, put


class PinnedClient(Client):
    """Utilities by row of the freelancer."""

    utilities = (1.0, 3.0, 2.0)

    def utility_of(self, _post, proposal):
        return self.utilities[proposal.freelancer.row]


def three_for_one(**changes):
    market = empty_market(client_class=PinnedClient, **changes)
    people = [add_freelancer(market) for _ in range(3)]
    client = add_client(market)
    post = add_post(market, client)
    proposals = [put(market, post, who) for who in people]
    return market, people, client, post, proposals


def test_the_best_of_the_considered_is_hired():
    market, people, client, post, proposals = three_for_one()
    hiring.walk(market)
    assert market.job_posts.status[post] == FILLED
    assert market.contracts.freelancer[0] == people[1].row
    assert market.contracts.client[0] == client.row
    assert [proposal.rank for proposal in proposals] == [3, 1, 2]
    assert [proposal.won for proposal in proposals] == [False, True, False]
    assert market.open_posts == {}
    assert market.running_contracts == [0]


def test_nobody_is_hired_when_nobody_is_worth_it():
    market, _, client, post, proposals = three_for_one(hiring={"nobody_utility": 30.0})
    hiring.walk(market)
    assert market.job_posts.status[post] == OPEN
    assert market.contracts.n_rows == 0
    assert [proposal.rank for proposal in proposals] == [3, 1, 2]
    assert client.last_post_failed is False


def test_equal_utilities_fall_to_the_lower_id():
    market, people, _, _, _ = three_for_one()
    PinnedClient.utilities = (2.0, 2.0, 2.0)
    try:
        hiring.walk(market)
    finally:
        PinnedClient.utilities = (1.0, 3.0, 2.0)
    assert market.contracts.freelancer[0] == min(people, key=lambda who: who.freelancer_id).row


def test_posts_without_a_hire_close_after_their_weeks():
    market, _, client, post, _ = three_for_one(hiring={"nobody_utility": 30.0, "open_weeks": 3})
    for week, status in ((0, OPEN), (1, OPEN), (2, EXPIRED)):
        market.week = week
        hiring.walk(market)
        assert market.job_posts.status[post] == status
    assert client.last_post_failed is True
    assert market.record.weekly.total("new_posts_expired") == 1
    assert market.record.weekly.total("posts_closed_lt5") == 1
    assert market.record.weekly.total("proposals_on_closed_posts") == 3


def test_posts_of_a_client_who_has_left_close_at_once():
    market, _, client, post, _ = three_for_one()
    client.active = False
    hiring.walk(market)
    assert market.job_posts.status[post] == EXPIRED
    assert market.contracts.n_rows == 0


def test_the_quiet_and_the_booked_out_are_not_considered():
    market, people, _, post, proposals = three_for_one()
    people[1].active = False
    people[2].hours_booked = 38.0  # 2 free hours, less than the 4 that half of the pace or the least would ask
    assert hiring.considered(market, post) == [proposals[0]]


def test_speed_makes_up_for_few_free_hours():
    """4.5 free hours at a speed of 1.2 are 5.4 of the 5 standard hours needed; at a speed of 1 they are too few."""
    market, people, _, post, proposals = three_for_one()
    for who in people:
        who.hours_booked = 35.5
    proposals[0].speed = 1.2
    assert hiring.considered(market, post) == [proposals[0]]


def test_the_client_reads_the_most_visible():
    market, _, _, post, proposals = three_for_one(hiring={"n_considered": 2})
    for proposal, place in zip(proposals, (0.1, 0.9, 0.5), strict=True):
        proposal.visibility = place
    assert hiring.considered(market, post) == [proposals[1], proposals[2]]
    hiring.walk(market)
    assert [proposal.rank for proposal in proposals] == [0, 1, 2]


def test_a_contract_takes_the_terms_of_the_proposal():
    market = empty_market()
    who, client = add_freelancer(market, ability=0.7, experience_hours=12.0, ai_adopted=True), add_client(market)
    post = add_post(market, client, hours=24.0, hours_per_week=12.0)
    put(market, post, who, price=18.0, speed=1.2, inside=0.75)
    who.ai_adopted = False  # what was proposed holds
    hiring.walk(market)
    c = market.contracts
    assert c.rate[0] == pytest.approx(21.6, rel=1e-6)  # USD per hour worked = 18 per standard hour * 1.2
    assert c.hours_agreed[0] == pytest.approx(20.0, rel=1e-6)  # 24 standard hours at a speed of 1.2
    assert c.hours_per_week[0] == pytest.approx(10.0, rel=1e-6)
    assert c.hours_left[0] == c.hours_agreed[0]
    assert (c.ai_used[0], c.inside[0], c.week_hired[0]) == (True, 0.75, 0)
    assert c.ability[0] == pytest.approx(0.7)
    assert c.experience_hours[0] == 12.0
    assert (who.n_running, who.n_contracts, client.n_contracts) == (1, 1, 1)
    assert who.hours_booked == pytest.approx(10.0, rel=1e-6)
    assert market.record.weekly.total("contract_value") == pytest.approx(21.6 * 20.0, rel=1e-6)


def test_pace_is_cut_to_the_free_hours():
    market = empty_market()
    who, client = add_freelancer(market, hours_booked=33.0), add_client(market)
    post = add_post(market, client)
    put(market, post, who)
    hiring.walk(market)
    assert market.contracts.hours_per_week[0] == 7.0
    assert who.hours_booked == 40.0


def test_nobody_is_booked_beyond_the_week():
    """Ten posts of 10 hours a week want the same freelancer of 40 hours."""
    market = empty_market()
    who, client = add_freelancer(market), add_client(market)
    posts = [add_post(market, client) for _ in range(10)]
    for post in posts:
        put(market, post, who)
    hiring.walk(market)
    assert market.contracts.n_rows == 4
    assert who.hours_booked == 40.0
    assert sum(market.job_posts.status[post] == FILLED for post in posts) == 4


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2024, 1, 1), 0.1), (date(2024, 5, 27), 0.1), (date(2024, 6, 3), 0.06), (date(2024, 12, 30), 0.06),
     (date(2025, 1, 6), 0.2)],
)  # fmt: skip
def test_the_fee_follows_the_dated_schedule(day, expected):
    """10% until the variable fee begins in the week of 2024-06-05; where crowding is 1, half-way from 2% to 10%."""
    market = empty_market(
        fees={"freelancer_fee_rate": 0.1, "variable_from": date(2024, 6, 5), "variable_low": 0.02, "variable_high": 0.1,
              "change_date": date(2025, 1, 6), "freelancer_fee_rate_after": 0.2}
    )  # fmt: skip
    market.market.beliefs.crowding[0] = 1.0
    market.week = market.setting.calendar.week_of(day)
    assert hiring.freelancer_fee_rate(market, 0) == pytest.approx(expected, rel=1e-14)


def test_a_contract_keeps_the_fee_of_its_week():
    market = empty_market(
        fees={"freelancer_fee_rate": 0.1, "change_date": date(2024, 1, 15), "freelancer_fee_rate_after": 0.3}
    )
    who, client = add_freelancer(market), add_client(market)
    first = hired(market, who, client)
    market.week = 2
    second = hired(market, who, client)
    assert market.contracts.fee_rate[first] == pytest.approx(0.1, rel=1e-6)
    assert market.contracts.fee_rate[second] == pytest.approx(0.3, rel=1e-6)


def test_utility_by_hand():
    """Quality, reputation, experience, price, history, visible AI, distance and taste, each with its weight."""
    market = empty_market(
        hiring={"quality_weight": 0.5, "quality_noise": 0.4, "reputation_weight": 2.0, "experience_weight": 0.25,
                "history_weight": 1.5, "augmentation_weight": 4.0, "specialty_penalty": 0.75}
    )  # fmt: skip
    who = add_freelancer(market, ability=1.0, reputation=4.9, standing=0.0)
    client = add_client(market, price_sensitivity=2.0, augmentation_preference=0.25)
    client.remember(who.freelancer_id)
    post = add_post(market, client, level=2, budget_rate=25.0)
    proposal = put(market, post, who, price=25.0, shows_ai=True, distance=1.0)
    need = market.job_posts.need_id[post]
    z = normal(market.luck, decisions.PROPOSAL_PERCEPTION, 0, need, who.freelancer_id)
    taste = gumbel(market.luck, decisions.PROPOSAL_TASTE, 0, need, who.freelancer_id)
    expected = 0.5 * (1.0 - 0.8 + 0.4 * z) + 2.0 * (4.9 - 4.8) + 0.0 - 0.0 + 1.5 + 4.0 * 0.25 - 0.75 + taste
    assert client.utility_of(post, proposal) == pytest.approx(expected, rel=1e-5)


def test_taste_belongs_to_the_pair_and_not_to_the_week():
    market, people, _, post, proposals = three_for_one()
    client = add_client(market)
    before = [Client.utility_of(client, post, proposal) for proposal in proposals]
    market.week = 2
    assert [Client.utility_of(client, post, proposal) for proposal in proposals] == before
    assert len(set(before)) == len(people)
