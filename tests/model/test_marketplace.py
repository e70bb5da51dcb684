"""The marketplace as a Mesa model: agents that are views of rows, and a week that can be stepped."""

from __future__ import annotations

import mesa
import numpy as np
import pytest

from sim.model.agents.client import Client
from sim.model.agents.freelancer import Freelancer
from sim.model.marketplace import Marketplace
from sim.model.phases import PHASES
from sim.outcomes.columns import ALWAYS_RECORDED, TABLES
from tests.model.hand_made import busy_scenario

KINDS = {"str": "O", "int32": "i4", "int64": "i8", "float64": "f8", "bool": "b1"}


QUIET = {"contracts": False, "proposals": False, "freelancer_months": False}


def small(**changes):
    return busy_scenario(horizon={"warm_up_weeks": 6, "weeks": 4}, **changes)


@pytest.fixture(scope="module")
def market():
    """Forty weeks, stepped one by one as in a notebook."""
    model = Marketplace(busy_scenario(), seed=3)
    for _ in range(40):
        model.step()
    return model


def test_it_is_a_mesa_model(market):
    assert isinstance(market, mesa.Model)
    assert issubclass(Freelancer, mesa.Agent)
    assert issubclass(Client, mesa.Agent)
    assert market.steps == 40
    assert market.week == 30


def test_model_agents_are_the_views(market):
    assert len(market.agents) == market.freelancers.n_rows + market.clients.n_rows
    assert len(market.agents_by_type[Freelancer]) == market.freelancers.n_rows
    assert len(market.agents_by_type[Client]) == market.clients.n_rows
    for agent in market.agents:
        assert agent.table is (market.freelancers if isinstance(agent, Freelancer) else market.clients)


def test_get_reads_the_columns(market):
    people = market.agents_by_type[Freelancer]
    assert people.get("ability") == market.freelancers.array("ability").astype(float).tolist()
    assert people.get("freelancer_id") == market.freelancers.array("freelancer_id").tolist()


def test_agg_sums_the_columns(market):
    people = market.agents_by_type[Freelancer]
    assert people.agg("earnings", sum) == int(market.freelancers.array("earnings").sum())
    assert market.agents_by_type[Client].agg("spend", max) == int(market.clients.array("spend").max())


def test_select_chooses_agents(market):
    active = market.agents_by_type[Freelancer].select(lambda who: who.active)
    assert {who.row for who in active} == {who.row for who in market.active_freelancers}
    assert len(active.select(lambda who: who.n_running > 0)) == int(
        np.count_nonzero(market.freelancers.array("active") & (market.freelancers.array("n_running") > 0))
    )


def test_writing_to_an_agent_writes_to_the_table_and_back():
    model = Marketplace(small(), seed=1)
    model.step()
    who = model.active_freelancers[5]
    who.ability = 1.5
    assert model.freelancers.array("ability")[who.row] == 1.5
    model.freelancers.array("ability")[who.row] = -0.25
    assert who.ability == -0.25


def test_agents_stay_views_when_the_tables_grow():
    model = Marketplace(small(population={"n_freelancers": 1000}), seed=1)
    model.step()
    who = model.active_freelancers[0]
    before = who.freelancer_id
    for _ in range(1500):
        model.freelancers.append()
    assert who.freelancer_id == before
    who.ability = 9.0
    assert model.freelancers.array("ability")[who.row] == 9.0


def test_run_walks_to_the_end_and_reports_every_week():
    model, seen = Marketplace(small(), seed=1), []
    model.run(lambda done, total: seen.append((done, total)))
    assert seen == [(done, 10) for done in range(1, 11)]
    assert model.week == 4


def test_stepping_is_running():
    one, other = Marketplace(small(), seed=1), Marketplace(small(), seed=1)
    one.run()
    while other.week < 4:
        other.step()
    for name, table in one.record.tables().items():
        for column, values in table.items():
            assert np.array_equal(values, other.record.tables()[name][column], equal_nan=values.dtype.kind == "f"), (
                name,
                column,
            )


def test_the_week_has_eleven_phases_in_order():
    assert [phase.name for phase in PHASES] == [
        "participation",
        "AI capability",
        "AI adoption",
        "needs and posting",
        "search and proposing",
        "hiring",
        "delivery",
        "payment",
        "rating and learning",
        "reskilling",
        "record",
    ]
    assert all(phase.meaning.endswith(".") for phase in PHASES)
    modules = [phase.walk.__module__.rpartition(".")[2] for phase in PHASES]
    assert len(set(modules)) == len(PHASES)  # each phase has a file of its own


def test_tables_have_the_declared_columns_and_dtypes(market):
    tables = market.record.tables()
    assert set(tables) == set(TABLES)
    for name, columns in TABLES.items():
        assert list(tables[name]) == [column.name for column in columns]
        lengths = {len(values) for values in tables[name].values()}
        assert len(lengths) == 1
        for column in columns:
            assert tables[name][column.name].dtype == np.dtype(KINDS[column.dtype]), (name, column.name)


def test_tables_on_request_only():
    model = Marketplace(small(record=QUIET), seed=1)
    model.run()
    assert set(model.record.tables()) == set(ALWAYS_RECORDED)


def test_recorded_tables_agree_with_one_another(market):
    tables = market.record.tables()
    weekly, platform, complexity = tables["weekly"], tables["platform"], tables["complexity"]
    recorded = platform["week"] >= 0
    assert platform["week"].tolist() == list(range(-10, 30))
    assert weekly["week"].min() >= 0
    for name in ("new_needs", "new_posts", "new_proposals", "new_needs_automated"):
        assert weekly[name].sum() == platform[name][recorded].sum(), name
    assert weekly["new_posts_filled"].sum() == platform["new_contracts"][recorded].sum()
    for name in ("new_needs", "new_needs_dropped", "new_posts", "new_posts_filled", "new_posts_expired"):
        assert complexity[name].sum() == weekly[name].sum(), name
    contracts = tables["contracts"]
    assert len(contracts["contract_id"]) == weekly["new_posts_filled"].sum() > 100
    assert len(set(contracts["contract_id"].tolist())) == len(contracts["contract_id"])
    assert contracts["value"].sum() == pytest.approx(weekly["contract_value"].sum(), rel=1e-6)
    assert tables["freelancers"]["n_contracts"].sum() == tables["clients"]["n_contracts"].sum()
    assert tables["freelancers"]["n_contracts"].sum() == platform["new_contracts"].sum()
    assert tables["clients"]["spend"].sum() == pytest.approx(platform["gross_services_volume"].sum())
    assert tables["freelancers"]["earnings"].sum() == pytest.approx(platform["freelancer_earnings"].sum())
    months = tables["freelancer_months"]
    assert months["earnings"].sum() == pytest.approx(weekly["freelancer_earnings"].sum())
    assert months["hours_worked"].sum() == pytest.approx(weekly["hours_worked"].sum(), rel=1e-7)
    closed = weekly["proposals_on_closed_posts"].sum()
    assert len(tables["proposals"]["need_id"]) == closed
    assert tables["proposals"]["won"].sum() == weekly["new_posts_filled"].sum()


def test_the_trailing_year_is_added_up_in_cents():
    """From Python 3.12 on `sum` of floats compensates its rounding: only whole numbers add up alike everywhere."""
    model = Marketplace(busy_scenario(horizon={"warm_up_weeks": 10, "weeks": 60}), seed=3)
    model.run()
    platform = model.record.tables()["platform"]
    cents = [round(usd * 100.0) for usd in platform["gross_services_volume"]]
    expected = [sum(cents[max(week - 51, 0) : week + 1]) / 100.0 for week in range(70)]
    assert platform["client_spend_trailing_year"].tolist() == expected


def test_replications_differ_and_the_first_is_the_seed_itself():
    def needs(seed, replication):
        model = Marketplace(small(), seed=seed, replication=replication)
        model.run()
        return model.record.tables()["weekly"]["need_value"].tolist()

    assert needs(5, 0) == needs(5, 0)
    assert needs(5, 0) != needs(5, 1)
    assert needs(5, 1) != needs(6, 1)
