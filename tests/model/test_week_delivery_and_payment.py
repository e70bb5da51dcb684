"""Work, pay and fees on markets made by hand."""

from __future__ import annotations

from datetime import date

import pytest

from sim.model.week import delivery, hiring, learning, payment
from tests.model.hand_made import add_client, add_freelancer, add_post, empty_market, hired, put


def working(**changes):
    post = changes.pop("post", {})
    market = empty_market(**changes)
    who, client = add_freelancer(market), add_client(market)
    return market, who, client, hired(market, who, client, **post)


def test_a_contract_is_worked_at_its_pace_to_the_last_hour():
    market, who, _, row = working(post={"hours": 25.0, "hours_per_week": 10.0})
    worked = []
    for market.week in range(3):
        delivery.walk(market)
        worked.append(market.contracts.hours_this_week[row])
        learning.walk(market)
    assert worked == [10.0, 10.0, 5.0]
    assert market.contracts.hours_left[row] == 0.0
    assert market.contracts.week_ended[row] == 2
    assert who.experience_hours == 25.0
    assert (who.n_running, who.hours_booked) == (0, 0.0)
    assert market.running_contracts == []
    assert market.record.weekly.total("hours_worked") == 25.0


def test_standard_hours_are_hours_times_speed():
    market = empty_market()
    who, client = add_freelancer(market), add_client(market)
    put(market, add_post(market, client, hours=30.0, hours_per_week=12.0), who, speed=1.25)
    hiring.walk(market)
    delivery.walk(market)
    hours = 12.0 / 1.25
    assert market.contracts.hours_this_week[0] == pytest.approx(hours, rel=1e-6)
    assert market.record.weekly.total("standard_hours_delivered") == pytest.approx(12.0, rel=1e-6)


def test_ability_grows_with_work_and_proficiency_with_ai():
    market, who, _, _ = working(learning={"ability_per_100_hours": 0.5, "proficiency_hours": 10.0})
    delivery.walk(market)
    assert who.ability == pytest.approx(0.05, rel=1e-6)  # 10 hours, no experience before
    assert who.ai_proficiency == 0.0
    who.ai_adopted = True
    delivery.walk(market)
    assert who.ai_proficiency == pytest.approx(1.0 - 2.718281828459045**-1.0, rel=1e-6)


def test_pay_is_in_cents_and_split_between_freelancer_and_platform():
    """10 hours at 20.333 USD/h are 203.33 USD; a tenth is 20.33; 5% on top are 10.17."""
    market, who, client, row = working(post={"price": 20.333})
    delivery.walk(market)
    payment.walk(market)
    assert market.contracts.paid[row] == 20333
    assert client.spend == 20333
    assert who.earnings == 20333 - 2033
    total = market.record.weekly.total
    assert total("gross_services_volume") == 203.33
    assert total("freelancer_earnings") == 183.00
    assert total("freelancer_fees") == 20.33
    assert total("client_fees") == 10.17
    assert client.last_paid_week == 0
    assert total("ai_freelancer_earnings") == 0.0


def test_ai_related_work_is_counted_apart():
    market = empty_market()
    who, client = add_freelancer(market, ai_adopted=True), add_client(market)
    hired(market, who, client, ai_related=True)
    delivery.walk(market)
    payment.walk(market)
    total = market.record.weekly.total
    assert (total("ai_gross_services_volume"), total("ai_freelancer_earnings"), total("ai_hours_worked")) == (
        200.0,
        180.0,
        10.0,
    )
    assert (client.ai_spend, who.ai_earnings) == (20000, 18000)
    assert market.market.this_week["ai_earnings"][0] == 180.0


def test_a_contract_is_paid_for_every_week_worked():
    market, who, client, row = working(post={"hours": 25.0})
    for market.week in range(4):
        delivery.walk(market)
        payment.walk(market)
        learning.walk(market)
    assert market.contracts.paid[row] == client.spend == 50000
    assert who.earnings == 45000


@pytest.mark.parametrize(
    ("week", "before", "final"),
    [(0, True, False), (51, True, False), (52, False, False), (60, False, True), (111, False, True)],
)
def test_earnings_are_counted_in_the_year_before_ai_and_in_the_last(week, before, final):
    """AI is public from week 52 and the horizon has 112 weeks: the years are weeks 0 to 51 and 60 to 111."""
    market = empty_market(
        horizon={"start": date(2021, 12, 6), "weeks": 112},
        ai={"capability": {"public_from": date(2022, 12, 5)}},
        week=week,
    )
    who, client = add_freelancer(market), add_client(market)
    hired(market, who, client)
    delivery.walk(market)
    payment.walk(market)
    assert who.earnings == 18000
    assert (who.earnings_before_ai == 18000) is before
    assert (who.earnings_final_year == 18000) is final
    assert (who.hours_final_year == 10.0) is final
