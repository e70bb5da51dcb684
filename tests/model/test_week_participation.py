"""Who enters and leaves, and the identities that close the week."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model.identities import IdentityError, check_week
from sim.model.marketplace import Marketplace
from sim.model.week import participation, record
from tests.model.hand_made import add_client, add_freelancer, add_post, empty_market, hired, scenario_of


def founded(**changes):
    market = Marketplace(scenario_of(**changes), seed=1)
    participation.walk(market)
    return market


def test_founders_and_those_who_came_before():
    market = founded(
        participation={"founding_share": 0.25}, population={"n_freelancers": 400, "clients_per_freelancer": 0.1}
    )
    assert market.freelancers.n_rows == 400
    assert len(market.active_freelancers) == int(market.freelancers.array("active").sum()) == 100
    assert len(market.active_clients) == 40
    assert len(market.freelancer_at) == 400


def test_founders_are_where_the_demand_is():
    market = founded(participation={"founding_share": 1.0}, population={"n_freelancers": 2000})
    counts = np.bincount(market.freelancers.array("specialty"), minlength=market.setting.n_specialties)
    assert counts.sum() == 2000
    assert np.abs(counts - 2000 * np.array(market.setting.post_share)).max() < 1.0


def test_a_long_warm_up_leaves_nobody_to_be_entered_as_quiet():
    changes = {"participation": {"founding_share": 0.1, "registration_rate": 0.002}, "horizon": {"warm_up_weeks": 500}}
    market = founded(**changes)
    assert market.freelancers.array("active").all()
    assert market.week == -500


def test_entries_follow_the_expected_flow():
    market = empty_market(population={"n_freelancers": 20_000}, participation={"registration_rate": 0.01})
    for market.week in range(1, 41):
        participation.walk(market)
    assert market.freelancers.n_rows == pytest.approx(8000, abs=4 * 8000**0.5)
    assert len(set(market.freelancers.array("freelancer_id").tolist())) == market.freelancers.n_rows


def test_only_those_without_work_go_quiet():
    market = empty_market(participation={"quit_hazard": 1.0, "quit_hazard_hired": 1.0}, week=1)
    busy, idle = add_freelancer(market), add_freelancer(market)
    hired(market, busy, add_client(market))
    participation.walk(market)
    assert market.active_freelancers == [busy]
    assert (busy.active, idle.active) == (True, False)
    assert market.record.platform.notes["new_freelancers_quiet"] == 1


def test_who_retires_finishes_the_running_work_and_gets_no_more():
    market = empty_market(participation={"retirement_hazard": 1.0}, week=1)
    busy, client = add_freelancer(market), add_client(market)
    hired(market, busy, client)
    participation.walk(market)
    assert market.active_freelancers == []
    assert (busy.active, busy.n_running) == (False, 1)


@pytest.mark.parametrize(("never", "before", "stays"), [(0.0, 1.0, "new"), (1.0, 0.0, "old")])
def test_those_hired_before_have_a_hazard_of_their_own(never, before, stays):
    market = empty_market(participation={"quit_hazard": never, "quit_hazard_hired": before}, week=1)
    people = {"new": add_freelancer(market), "old": add_freelancer(market, n_contracts=2)}
    participation.walk(market)
    assert market.active_freelancers == [people[stays]]


def test_clients_leave_and_are_dated():
    market = empty_market(participation={"client_exit_hazard": 1.0}, week=7)
    client = add_client(market)
    participation.walk(market)
    assert market.active_clients == []
    assert (client.active, client.exit_week) == (False, 7)


def test_a_failed_post_drives_clients_away():
    market = empty_market(participation={"client_exit_hazard": 0.1, "client_exit_after_failure": 10.0}, week=1)
    content, failed = add_client(market), add_client(market, last_post_failed=True)
    assert failed.decide_to_leave() is True
    left = [content.decide_to_leave() for market.week in range(1000)]
    assert pytest.approx(sum(left) / 1000, abs=4 * 0.3 / 1000**0.5) == 0.1


def closed_week():
    market = empty_market(week=5)
    who, client = add_freelancer(market), add_client(market)
    hired(market, who, client)
    add_post(market, client)
    check_week(market)
    market.heads_last_week = 1
    return market, who, client


def spoil_money(market, who, client):
    client.spend += 1


def spoil_earnings(market, who, client):
    who.earnings += 1


def spoil_volume(market, who, client):
    market.record.weekly.add("gross_services_volume", 0, 7)


def spoil_heads(market, who, client):
    market.active_freelancers = []


def spoil_clients(market, who, client):
    client.active = False


def spoil_hours(market, who, client):
    who.hours_booked += 1.0


def spoil_capacity(market, who, client):
    who.hours_per_week = 5.0


def spoil_running(market, who, client):
    who.n_running = 2


def spoil_posts(market, who, client):
    market.open_posts.clear()


def spoil_contract(market, who, client):
    market.contracts.append(post=market.contracts.post[0], client=client.row, freelancer=who.row)


SPOILS = [spoil_money, spoil_earnings, spoil_volume, spoil_heads, spoil_clients, spoil_hours, spoil_capacity,
          spoil_running, spoil_posts, spoil_contract]  # fmt: skip


@pytest.mark.parametrize("spoil", SPOILS)
def test_every_identity_notices(spoil):
    market, who, client = closed_week()
    spoil(market, who, client)
    with pytest.raises(IdentityError, match="week 5"):
        check_week(market)


def test_experience_at_the_public_release_is_noted_once():
    market = empty_market(horizon={"weeks": 200}, ai={"capability": {"public_from": "2024-03-04"}})
    who = add_freelancer(market, experience_hours=30.0)
    for market.week, known in ((7, False), (8, True), (9, True)):
        record.walk(market)
        assert (who.experience_before_ai == 30.0) is known
        who.experience_hours = 30.0 if market.week < 8 else 50.0
