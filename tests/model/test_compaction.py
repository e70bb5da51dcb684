"""Rows leave the tables of the compiled engine without a trace in any recorded number."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from sim.model.compiled.compaction import compact
from sim.model.identities import check_week
from sim.model.marketplace import Marketplace
from sim.model.randomness.keys import freelancer_id
from sim.model.record.platform import PlatformSeries
from sim.model.state.canonical import canonical_state
from tests.model.hand_made import add_client, add_freelancer, add_post, busy_scenario, empty_market, hired

OFFER = np.dtype([("freelancer", "i4"), ("place", "i4")])
AI_PUBLIC = 12
"""Week of the busy market in which AI is public."""


class Engine:
    """Stands for the compiled engine: the market's own lists follow the rows."""

    def __init__(self, market):
        self.market = market
        self.held = SimpleNamespace(offers=np.zeros(8, dtype=OFFER), n=0)
        self.maps = {}

    def rows_moved(self, **maps):
        self.maps = maps
        market = self.market
        market.running_contracts = maps["contracts"][market.running_contracts].tolist()
        market.open_posts = {int(maps["job_posts"][row]): held for row, held in market.open_posts.items()}


def compacted(market, least_gone=0.0):
    market.engine = Engine(market)
    return compact(market, least_gone)


def ids(table):
    return table.array(table.id_column).tolist()


@pytest.fixture
def market():
    """Four freelancers and clients: one of each with a running contract, one with a finished one, two without."""
    one = empty_market()
    people = [add_freelancer(one, number % 2) for number in range(4)]
    clients = [add_client(one) for _ in range(4)]
    finished = hired(one, people[1], clients[1])
    hired(one, people[2], clients[2])
    one.contracts.week_ended[finished] = 0
    one.running_contracts.remove(finished)
    people[1].n_running, people[1].hours_booked = 0, 0.0
    one.record.platform._earnings_then = [np.zeros(4, dtype=np.int64)]
    return one


def leave(*agents):
    for agent in agents:
        agent.active = False


def test_whoever_takes_part_stays(market):
    assert compacted(market)  # the finished contract and its post go
    assert (market.freelancers.n_rows, market.clients.n_rows) == (4, 4)
    assert (market.job_posts.n_rows, market.contracts.n_rows) == (1, 1)
    assert (market.archive.n_contracts, market.archive.n_posts_filled, market.archive.n_posts_expired) == (1, 1, 0)


def test_the_quiet_go_unless_they_work_or_earned_within_the_year(market):
    leave(*market.freelancer_at)
    market.freelancers.earnings[3] = 100
    kept = [ids(market.freelancers)[row] for row in (2, 3)]
    assert compacted(market)
    assert ids(market.freelancers) == kept
    assert market.archive.n_freelancers == 2
    assert market.archive.n_freelancers_ever_hired == 1


def test_earnings_before_the_year_hold_nobody_back(market):
    leave(*market.freelancer_at)
    market.freelancers.earnings[3] = 100
    then = market.freelancers.array("earnings").copy()
    market.record.platform._earnings_then = [np.zeros(4, dtype=np.int64), then, then, then, then]
    assert compacted(market)
    assert market.freelancers.n_rows == 1
    assert market.archive.earnings == 100


def test_a_quiet_freelancer_with_a_proposal_on_an_open_post_stays(market):
    leave(*market.freelancer_at)
    market.engine = Engine(market)
    market.engine.held.offers["freelancer"][0] = 3
    market.engine.held.n = 1
    kept = [ids(market.freelancers)[row] for row in (2, 3)]
    assert compact(market, 0.0)
    assert ids(market.freelancers) == kept


def test_clients_stay_for_their_posts_contracts_and_the_year_of_their_last_payment(market):
    add_post(market, market.client_at[0])
    leave(*market.client_at)
    market.week = 60
    market.clients.last_paid_week[3] = 9
    market.clients.last_paid_week[1] = 8
    market.clients.spend[1] = 50
    kept = [ids(market.clients)[row] for row in (0, 2, 3)]
    assert compacted(market)
    assert ids(market.clients) == kept
    assert (market.archive.n_clients, market.archive.spend) == (1, 50)


def test_rows_mean_the_same_afterwards(market):
    add_post(market, market.client_at[3])
    leave(market.freelancer_at[0], market.freelancer_at[1], market.client_at[0], market.client_at[1])
    before = canonical_state(market)
    assert compacted(market)
    after = canonical_state(market)
    for name, columns in before.items():
        assert all(np.array_equal(after[name][c], values, equal_nan=True) for c, values in columns.items()), name
    assert market.contracts.array("freelancer").tolist() == [0]
    assert market.job_posts.array("client").tolist() == [0, 1]
    maps = market.engine.maps
    assert {name: rows.tolist() for name, rows in maps.items()} == {
        "freelancers": [-1, -1, 0, 1],
        "clients": [-1, -1, 0, 1],
        "job_posts": [-1, 0, 1],
        "contracts": [-1, 0],
    }
    assert all(rows.dtype == np.int32 for rows in maps.values())


def test_little_is_not_worth_the_trouble(market):
    assert not compacted(market, least_gone=0.5)  # one contract of two has ended
    assert market.contracts.n_rows == 2
    assert market.freelancers.epoch == 0


def test_recorded_tables_and_identities_do_not_notice():
    walked = Marketplace(busy_scenario(participation={"quit_hazard": 0.1, "client_exit_hazard": 0.05}), seed=3)
    walked.run()
    before, rows = walked.record.tables(), walked.freelancers.n_rows
    leave(*walked.active_clients[::3])
    walked.clients.last_paid_week[0] = -100
    walked.active_clients = [client for client in walked.active_clients if client.active]
    assert compacted(walked)
    assert walked.freelancers.n_rows < 0.9 * rows
    check_week(walked)
    after = walked.record.tables()
    assert walked.archive.n_contracts == len(before["contracts"]["contract_id"]) - walked.contracts.n_rows + int(
        (before["platform"]["new_contracts"][before["platform"]["week"] < 0]).sum()
    )
    for name, columns in before.items():
        for column, values in columns.items():
            assert after[name][column].dtype == values.dtype
            assert np.array_equal(after[name][column], values, equal_nan=values.dtype.kind == "f"), (name, column)


def test_experience_before_ai_of_those_who_had_left_is_that_with_which_they_left():
    def walk(*, early):
        one = empty_market(horizon={"start": busy_scenario().horizon.start}, week=5)
        for number in range(3):
            who = add_freelancer(one, experience_hours=10.0 * number)
            leave(who)
        one.active_freelancers = []
        one.record.platform._earnings_then = [np.zeros(3, dtype=np.int64)]
        if early:
            assert compacted(one)
        people = one.freelancers
        people.array("experience_before_ai")[:] = people.array("experience_hours")
        people.append(freelancer_id=freelancer_id(0, AI_PUBLIC, 0), specialty=0, experience_hours=7.0)
        one.week = AI_PUBLIC
        if not early:
            assert compacted(one)
        return one.record.tables()["freelancers"]["experience_hours_before_ai"].tolist()

    assert walk(early=True)[:3] == walk(early=False)[:3] == [0.0, 10.0, 20.0]
    assert np.isnan([walk(early=True)[3], walk(early=False)[3]]).all()


def test_experience_before_ai_stays_unknown_until_then():
    one = empty_market(horizon={"start": busy_scenario().horizon.start}, week=5)
    leave(add_freelancer(one, experience_hours=10.0))
    one.active_freelancers = []
    one.record.platform._earnings_then = [np.zeros(1, dtype=np.int64)]
    assert compacted(one)
    one.week = AI_PUBLIC - 1
    assert np.isnan(one.record.tables()["freelancers"]["experience_hours_before_ai"]).all()
    one.week = AI_PUBLIC
    assert one.record.tables()["freelancers"]["experience_hours_before_ai"].tolist() == [10.0]


def test_the_gini_of_the_trailing_year_does_not_notice():
    def ginis(*, letting_go):
        one = empty_market(week=12)
        for _ in range(6):
            add_freelancer(one)
        found, series, left = [], PlatformSeries(), []
        one.record.platform = series
        earned = {who.freelancer_id: 0 for who in one.freelancer_at}
        for quarter in range(9):
            for place, who in enumerate(earned):
                if quarter <= 2 + place or place == 5:
                    earned[who] += 100 * (place + 1) + quarter
            everybody = one.freelancers.array("freelancer_id").tolist()
            for row, who in enumerate(everybody):
                one.freelancers.earnings[row] = earned[who]
            leave(*[one.freelancer_at[row] for row in range(6) if quarter >= 2 + row and row != 5 and row not in left])
            left += [row for row in range(5) if quarter >= 2 + row and row not in left]
            found.append(series._gini_of_trailing_year(one))
            one.week += 13
            if letting_go:
                compacted(one)
        return found, one.freelancers.n_rows

    (with_all, n_all), (with_few, n_few) = ginis(letting_go=False), ginis(letting_go=True)
    assert np.array_equal(with_all, with_few, equal_nan=True)
    assert n_few < n_all == 6


def test_a_share_of_the_people_is_written_down_and_the_same_whether_they_left_or_not():
    def walk(share, *, letting_go):
        one = Marketplace(busy_scenario(participation={"quit_hazard": 0.1}, record={"people_share": share}), seed=3)
        one.run()
        if letting_go:
            assert compacted(one)
            assert sum(len(chunk["specialty"]) for chunk in one.archive.freelancers) < one.archive.n_freelancers
        return one.record.tables()

    all_people, some, left = walk(1.0, letting_go=False), walk(0.3, letting_go=False), walk(0.3, letting_go=True)
    nobody = walk(0.0, letting_go=False)
    for name in ("freelancers", "clients"):
        key = f"{name[:-1]}_id"
        chosen = np.isin(all_people[name][key], some[name][key])
        assert 0.15 < chosen.mean() < 0.45
        assert len(nobody[name][key]) == 0
        for column, values in all_people[name].items():
            assert np.array_equal(some[name][column], values[chosen], equal_nan=values.dtype.kind == "f")
            assert np.array_equal(left[name][column], values[chosen], equal_nan=values.dtype.kind == "f")
    assert all_people["platform"]["earnings_gini"][-5] == some["platform"]["earnings_gini"][-5]
    assert np.array_equal(all_people["platform"]["n_clients"], some["platform"]["n_clients"])


def test_months_follow_their_freelancers():
    one = empty_market(record={"freelancer_months": True})
    for _ in range(3):
        leave(add_freelancer(one))
    one.record.platform._earnings_then = [np.zeros(3, dtype=np.int64)]
    one.record.work_of(1, 0, 5.0)
    kept = ids(one.freelancers)[1]
    assert compacted(one)
    assert ids(one.freelancers) == [kept]
    assert one.record._month_work == {0: [0, 5.0]}


@pytest.fixture(scope="module")
def both():
    """A market walked by both engines, in which the compiled one lets rows go whenever it can."""
    changes = {"participation": {"quit_hazard": 0.1, "client_exit_hazard": 0.02}}
    agents = Marketplace(busy_scenario(**changes), seed=3)
    compiled = Marketplace(busy_scenario(**changes, engine="compiled"), seed=3)
    while compiled.week < compiled.setting.calendar.end_week:
        agents.step()
        for phase in compiled.phases:
            phase.walk(compiled)
        compact(compiled, 0.0)
        compiled.week += 1
        one, other = canonical_state(agents), canonical_state(compiled)
        for name, columns in one.items():
            for column, values in columns.items():
                assert values.tobytes() == other[name][column].tobytes(), (compiled.week, name, column)
    return agents, compiled


def test_both_engines_record_alike(both):
    agents, compiled = both
    assert compiled.freelancers.n_rows < 0.5 * agents.freelancers.n_rows
    assert compiled.contracts.n_rows < 0.5 * agents.contracts.n_rows
    one, other = agents.record.tables(), compiled.record.tables()
    for name, columns in one.items():
        for column, values in columns.items():
            assert np.array_equal(values, other[name][column], equal_nan=values.dtype.kind == "f"), (name, column)
