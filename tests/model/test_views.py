"""Mesa agents of a market whose tables let rows go: each reads its own row or says that it has none any more."""

from __future__ import annotations

import gc
import weakref
from types import SimpleNamespace

import mesa
import numpy as np
import pytest

from sim.model.agents.freelancer import Freelancer
from sim.model.marketplace import Marketplace
from sim.model.randomness.keys import freelancer_id
from tests.model.hand_made import add_client, add_freelancer, busy_scenario, empty_market


@pytest.fixture
def market():
    """Four freelancers and clients."""
    one = empty_market()
    for number in range(4):
        add_freelancer(one, number % 2)
        add_client(one)
    return one


def without(market, *gone):
    """The market when the freelancers in some rows have left the table, as the compiled engine lets them."""
    market.engine = SimpleNamespace()
    market.active_freelancers = [who for who in market.active_freelancers if who.row not in gone]
    market.freelancers.keep(np.delete(np.arange(market.freelancers.n_rows), gone))


def test_an_agent_finds_its_row_again_or_says_that_it_has_left(market):
    people = list(market.freelancer_at)
    people[1].ability, people[2].ability = 1.5, 2.5
    without(market, 0, 3)
    assert (people[1].ability, people[2].ability) == (1.5, 2.5)
    assert (people[1].row, people[2].row) == (0, 1)
    people[2].ability = 3.5
    assert market.freelancers.array("ability").tolist() == [1.5, 3.5]
    for gone in (people[0], people[3]):
        with pytest.raises(LookupError, match="left the market for good"):
            _ = gone.ability
        with pytest.raises(LookupError, match="left the market for good"):
            gone.ability = 1.0


def test_agents_of_the_model_are_those_in_the_tables(market):
    people = list(market.freelancer_at)
    without(market, 0, 3)
    _ = people[2].row  # one has looked by itself, the others have not
    assert list(market.agents_by_type[Freelancer]) == [people[1], people[2]]
    assert len(market.agents) == 2 + 4
    assert market.freelancer_at == [people[1], people[2]]
    row = market.freelancers.append(freelancer_id=freelancer_id(0, 0, 9), specialty=0, ability=0.5)
    assert [who.row for who in market.agents_by_type[Freelancer]] == [0, 1, 2]
    assert market.freelancer_at[row].ability == 0.5


def test_agents_follow_rows_that_change_places(market):
    people = list(market.freelancer_at)
    market.engine = SimpleNamespace()
    market.active_freelancers = [people[3], people[0]]
    market.freelancers.keep(np.array([3, 0]))
    market.freelancers.append(freelancer_id=freelancer_id(0, 0, 9), specialty=0)
    assert len(market.agents) == 3 + 4
    assert market.freelancer_at[:2] == [people[3], people[0]]
    ids = [who.freelancer_id for who in market.freelancer_at]
    assert ids == market.freelancers.array("freelancer_id").tolist() == [who.own_id for who in market.freelancer_at]


def test_whoever_has_left_is_forgotten(market):
    gone = weakref.ref(market.freelancer_at[0])
    without(market, 0)
    assert len(market.agents) == 3 + 4
    gc.collect()
    assert gone() is None


def test_mesa_looks_at_the_agents_of_a_compiled_market():
    compiled = Marketplace(busy_scenario(participation={"quit_hazard": 0.1}, engine="compiled"), seed=3)
    for week in range(30):
        compiled.step()
        if week in {5, 20}:
            assert len(compiled.agents) == compiled.freelancers.n_rows + compiled.clients.n_rows
    assert compiled.freelancers.epoch > 0
    people = compiled.agents_by_type[Freelancer]
    table = compiled.freelancers
    assert len(compiled.agents) == table.n_rows + compiled.clients.n_rows
    assert sorted(people.get("freelancer_id")) == sorted(table.array("freelancer_id").tolist())
    assert people.agg("earnings", sum) == int(table.array("earnings").sum())
    active = people.select(lambda who: who.active)
    assert {who.row for who in active} == {who.row for who in compiled.active_freelancers}
    by_use = people.groupby("ai_adopted").count()
    assert by_use.get(True, 0) == int(table.array("ai_adopted").sum())
    collector = mesa.DataCollector(
        model_reporters={"heads": lambda model: len(model.active_freelancers)},
        agenttype_reporters={Freelancer: {"asking": "asking_rate"}},
    )
    collector.collect(compiled)
    frame = collector.get_agenttype_vars_dataframe(Freelancer)
    assert frame["asking"].tolist() == table.array("asking_rate")[people.get("row")].astype(float).tolist()
    assert collector.get_model_vars_dataframe()["heads"].tolist() == [int(table.array("active").sum())]
