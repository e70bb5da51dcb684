"""The end of contracts, ratings, memory, idle weeks and moves on markets made by hand."""

from __future__ import annotations

import math

import pytest

from sim.model.agents.client import Client
from sim.model.week import delivery, learning, reskilling
from tests.model.hand_made import add_client, add_freelancer, empty_market, hired


class Strict(Client):
    """Rates every success 5 and every failure 2."""

    def rate(self, _need_id, *, succeeded):
        return 5.0 if succeeded else 2.0


def finished(offset, **changes):
    market = empty_market(client_class=Strict, delivery={"success_offset": offset}, **changes)
    who, client = add_freelancer(market), add_client(market)
    row = hired(market, who, client, hours=10.0)
    delivery.walk(market)
    learning.walk(market)
    return market, who, client, row


def test_a_success_raises_reputation_rate_and_memory():
    market, who, client, row = finished(10.0, learning={"raise_after_success": math.log(1.1)})
    assert (market.contracts.succeeded[row], market.contracts.rating[row]) == (True, 5.0)
    assert who.reputation == pytest.approx(4.8, rel=1e-6)  # mean of the prior 4.6 and 5
    assert who.standing == 1.0
    assert client.remembers(who.freelancer_id)
    assert who.asking_rate == pytest.approx(22.0 * math.exp(-market.parameters.learning.cut_per_idle_week), rel=1e-6)
    assert market.record.weekly.total("new_contracts_succeeded") == 1


def test_a_failure_costs_reputation_and_is_not_remembered():
    market, who, client, row = finished(-10.0, learning={"cut_per_idle_week": 0.0})
    assert (market.contracts.succeeded[row], market.contracts.rating[row]) == (False, 2.0)
    assert who.reputation == pytest.approx(3.3, rel=1e-6)
    assert not client.remembers(who.freelancer_id)
    assert who.asking_rate == 20.0
    assert who.standing == 1.0
    assert market.record.weekly.total("new_contracts_ended") == 1
    assert market.record.weekly.total("sum_rating") == 2.0


@pytest.mark.parametrize(
    ("n", "hires", "expected"),
    [
        (3, [1, 2, 3, 4], (4, 3, 2)),
        (3, [1, 2, 1], (1, 2, -1)),
        (3, [5], (5, -1, -1)),
        (1, [1, 2], (2, -1, -1)),
        (0, [1, 2], (-1, -1, -1)),
    ],
)
def test_memory_holds_the_last_few(n, hires, expected):
    market = empty_market(clients={"n_remembered": n})
    client = add_client(market)
    for row in hires:
        client.remember(row)
    assert (client.remembered_0, client.remembered_1, client.remembered_2) == expected


def test_success_by_hand():
    """Ability 1 against expert work (0.8) of mean complexity, without AI: logistic(1 + 0.9 * 0.2)."""
    market = empty_market(delivery={"success_offset": 1.0, "discrimination": 0.9, "level_difficulty_step": 0.8})
    who, client = add_freelancer(market, ability=1.0), add_client(market)
    row = hired(market, who, client, level=2)
    assert learning.success_chance(market, row) == pytest.approx(1.0 / (1.0 + math.exp(-1.18)), rel=1e-6)


@pytest.mark.parametrize(("enabled", "shift"), [(True, 0.5 * 0.8 * 0.75 - 0.6 * 0.2 * 0.25), (False, 0.0)])
def test_ai_shifts_success_only_where_it_augments(enabled, shift):
    market = empty_market(
        delivery={"success_offset": 1.0},
        ai={"augmentation": {"enabled": enabled, "quality_inside": 0.5, "quality_outside": 0.6}},
    )
    who, client = add_freelancer(market, ai_adopted=True, ai_proficiency=0.75), add_client(market)
    row = hired(market, who, client)
    market.contracts.inside[row] = 0.8
    assert learning.success_chance(market, row) == pytest.approx(1.0 / (1.0 + math.exp(-1.0 - shift)), rel=1e-6)


def test_idle_weeks_are_counted_and_cut_the_rate_to_the_reservation_wage():
    market = empty_market(learning={"cut_per_idle_week": math.log(1.25)})
    idle, busy = add_freelancer(market, reservation_wage=15.0), add_freelancer(market)
    hired(market, busy, add_client(market), hours=400.0)
    busy.weeks_idle = 7
    rates = []
    for _ in range(3):
        learning.walk(market)
        rates.append(idle.asking_rate)
    assert rates == pytest.approx([16.0, 15.0, 15.0], rel=1e-6)
    assert (idle.weeks_idle, busy.weeks_idle) == (3, 0)
    assert busy.asking_rate == 20.0
    assert market.market.this_week["active_weeks"][0] == 6.0


def mover(**reskilling_changes):
    plain = {"hazard": 1.0, "patience_weeks": 4, "gain_needed": 1.1, "standing_kept": 0.25, "ability_loss": 0.5}
    market = empty_market(reskilling=plain | reskilling_changes)
    who = add_freelancer(market, reputation=5.0, standing=4.0, ability=1.0, weeks_idle=10)
    here = market.setting.category_of[0]
    market.market.beliefs.income = [10.0] * market.setting.n_specialties
    for other in market.setting.neighbours[here]:
        if other != who.specialty:
            market.market.beliefs.income[other] = 12.0
    return market, who


def walk_until_moved(market, who, weeks=40):
    for market.week in range(weeks):
        reskilling.walk(market)
        if who.specialty != who.home_specialty:
            return True
    return False


def test_a_move_costs_standing_and_ability():
    market, who = mover()
    assert walk_until_moved(market, who)
    assert market.setting.category_of[who.specialty] == market.setting.category_of[who.home_specialty]
    assert who.reputation == pytest.approx(4.7, rel=1e-6)  # a quarter of the way from 4.6 to 5
    assert (who.standing, who.ability, who.weeks_idle) == (1.0, 0.5, 0)
    assert market.record.platform.notes["new_reskilled"] == 1


@pytest.mark.parametrize(
    ("changes", "traits"),
    [({"hazard": 0.0}, {}), ({"gain_needed": 1.3}, {}), ({"patience_weeks": 11}, {}), ({}, {"n_running": 1})],
)
def test_who_stays(changes, traits):
    market, who = mover(**changes)
    for name, value in traits.items():
        setattr(who, name, value)
    assert not walk_until_moved(market, who)
    assert (who.reputation, who.standing) == (5.0, 4.0)
