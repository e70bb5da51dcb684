"""Common random numbers: two scenarios are one world until the lever bites, and nobody's luck hangs on anybody else."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest

from sim.model.agents.client import Client
from sim.model.entry import enter_client, enter_freelancer
from sim.model.marketplace import Marketplace
from sim.model.phases import PHASES
from tests.model.hand_made import busy_scenario, merged

START = date(2022, 9, 5)


def tables_of(market):
    market.run()
    return market.record.tables()


def run(seed=4, **changes):
    return tables_of(Marketplace(busy_scenario(**changes), seed=seed))


def test_pinned_adoption_is_an_event_at_the_release_and_not_another_past():
    """Specialists use AI before it is public; a scenario that pins who uses it leaves them alone until then."""
    public = {"capability": {"visual_from": date(2022, 11, 30)}}
    early = {"before_public": 1.0, "cost": 0.0}
    base = run(ai=merged(public, {"freelancer_adoption": early, "client_adoption": early}))
    pin = {"mode": "pinned", "share": 0.2} | early
    pinned = run(ai=merged(public, {"freelancer_adoption": pin, "client_adoption": pin}))
    for table in ("weekly", "platform", "complexity"):
        assert difference(base[table], pinned[table], before=12) == []
    week = base["platform"]["week"]
    assert base["platform"]["freelancer_ai_adopters"][week == 11] > 0
    assert base["platform"]["client_ai_adopters"][week == 11] > 0
    after = pinned["platform"]["client_ai_adoption_share"][week >= 12]
    assert after == pytest.approx(0.2, abs=0.15)
    assert after.max() < base["platform"]["client_ai_adoption_share"][week == 11]


def difference(one, other, *, before=None, but=()):
    """Columns in which two tables differ, in weeks before `before`."""
    keep = [table["week"] < before if before is not None else slice(None) for table in (one, other)]
    found = []
    for name in one:
        left, right = one[name][keep[0]], other[name][keep[1]]
        if name not in but and not np.array_equal(left, right, equal_nan=left.dtype.kind == "f"):
            found.append(name)
    return found


@pytest.fixture(scope="module")
def base():
    return run()


WEEK_15 = START + timedelta(weeks=15)
NOBODY_EARLY = {
    "ai": {
        "capability": {"visual_from": date(2022, 11, 30)},
        "freelancer_adoption": {"before_public": 0.0},
        "client_adoption": {"before_public": 0.0},
    }
}
"""Nobody uses AI before the week of its public release, week 12."""
LEVERS = {
    "fees": ({"fees": {"change_date": WEEK_15, "freelancer_fee_rate_after": 0.4}}, 15),
    "no AI": ({"ai": {"capability": {"mode": "none"}}}, 12),
    "later AI": ({"ai": {"capability": {"delay_weeks": 8}}}, 12),
    "frozen AI": ({"ai": {"capability": {"mode": "frozen", "frozen_at": date(2022, 12, 10)}}}, 14),
    "pinned": ({"ai": {"freelancer_adoption": {"mode": "pinned", "share": 0.9}}}, 12),
    "resistance": ({"ai": {"freelancer_adoption": {"openness_mean": -2.0}}}, 12),
    "longer": ({"horizon": {"weeks": 33}}, 30),
}


@pytest.mark.parametrize("lever", LEVERS)
def test_two_scenarios_are_one_world_until_the_lever_bites(lever):
    changes, bites = LEVERS[lever]
    plain, levered = run(**NOBODY_EARLY), run(**merged(NOBODY_EARLY, changes))
    for name in ("weekly", "complexity", "platform"):
        but = ("ai_horizon_minutes",) if lever == "no AI" else ()
        assert difference(plain[name], levered[name], before=bites, but=but) == [], name
    assert difference(plain["weekly"], levered["weekly"]), "the lever never bites"


def test_what_is_written_down_changes_nothing(base):
    quiet = run(record={"contracts": False, "proposals": False, "freelancer_months": False})
    assert set(base) - set(quiet) == {"contracts", "proposals", "freelancer_months"}
    for name, table in quiet.items():
        assert difference(base[name], table) == [], name


def test_a_longer_warm_up_is_another_past_but_the_same_newcomers(base):
    older = run(horizon={"warm_up_weeks": 20})
    ids = [
        {
            i
            for i, week in zip(t["freelancers"]["freelancer_id"], t["freelancers"]["entry_week"], strict=True)
            if week >= -8
        }
        for t in (base, older)
    ]
    assert ids[0] == ids[1]


class InAnotherOrder(Marketplace):
    """Walks freelancers, or clients, in another order in every phase."""

    whom = "active_freelancers"

    def step(self):
        source = np.random.default_rng(self.week + 1000)
        for phase in PHASES:
            agents = getattr(self, self.whom)
            setattr(self, self.whom, [agents[place] for place in source.permutation(len(agents))])
            phase.walk(self)
        self.week += 1


def test_the_order_in_which_freelancers_are_walked_does_not_matter(base):
    other = tables_of(InAnotherOrder(busy_scenario(), seed=4))
    for name in ("weekly", "complexity", "platform", "freelancers", "clients", "contracts", "freelancer_months"):
        assert difference(base[name], other[name]) == [], name
    rows = [
        sorted(
            zip(
                t["proposals"]["need_id"],
                t["proposals"]["freelancer_id"],
                t["proposals"]["proposed_rate"],
                t["proposals"]["rank"],
                strict=True,
            )
        )
        for t in (base, other)
    ]
    assert rows[0] == rows[1]


def test_the_order_in_which_clients_are_walked_changes_rounding_only(base):
    kind = type("ClientsInAnotherOrder", (InAnotherOrder,), {"whom": "active_clients"})
    other = tables_of(kind(busy_scenario(), seed=4))
    for name in ("freelancers", "clients", "contracts"):
        assert difference(base[name], other[name]) == [], name
    for name in ("weekly", "complexity", "platform"):
        for column, values in base[name].items():
            if values.dtype.kind == "f":
                np.testing.assert_allclose(values, other[name][column], rtol=1e-9, err_msg=column)
            else:
                assert np.array_equal(values, other[name][column]), column


class Talkative(Client):
    """Says what it needs."""

    def decide_how(self, need):
        self.model.heard.setdefault(self.client_id, []).append(need)
        return super().decide_how(need)


def heard_with(extra_clients, extra_freelancers):
    """A world without AI in which leaving is luck alone, with some more people from week -3 on."""
    market = Marketplace(
        busy_scenario(
            ai={"capability": {"mode": "none"}},
            participation={"client_exit_after_failure": 1.0, "entry_elasticity": 0.0},
        ),
        seed=4,
        client_class=Talkative,
    )
    market.heard = {}
    while market.week < -3:
        market.step()
    for number in range(extra_clients):
        enter_client(market, 4, -3, 1000 + number)
    for number in range(extra_freelancers):
        enter_freelancer(market, 9, -3, 1000 + number)
    market.heads_last_week += extra_freelancers
    market.run()
    return market


def test_extra_people_do_not_change_the_luck_of_others():
    alone, crowded = heard_with(0, 0), heard_with(6, 40)
    assert len(crowded.clients.array("client_id")) == len(alone.clients.array("client_id")) + 6
    for client, needs in alone.heard.items():
        assert crowded.heard[client] == needs
    before, after = (
        dict(zip(m.clients.array("client_id").tolist(), m.clients.array("exit_week").tolist(), strict=True))
        for m in (alone, crowded)
    )
    assert {client: after[client] for client in before} == before
    people = [
        dict(
            zip(
                m.freelancers.array("freelancer_id").tolist(),
                m.freelancers.array("reservation_wage").tolist(),
                strict=True,
            )
        )
        for m in (alone, crowded)
    ]
    assert {who: people[1][who] for who in people[0]} == people[0]
    assert len(people[1]) == len(people[0]) + 40


def test_pinned_sets_are_nested():
    users = []
    for share in (0.2, 0.3, 0.4, 0.8):
        people = run(ai={"freelancer_adoption": {"mode": "pinned", "share": share}})["freelancers"]
        users.append({i for i, adopted in zip(people["freelancer_id"], people["ai_adopted"], strict=True) if adopted})
    quiet_early = set()
    for fewer, more in pairwise(users):
        quiet_early |= fewer - more
        assert len(fewer) < len(more)
    # who is missing from the larger set has gone quiet before adopting there: another career, not another attitude
    assert len(quiet_early) <= 0.1 * len(users[0])
