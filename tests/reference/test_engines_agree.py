"""`engine: compiled` gives the numbers of `engine: agents`, bit for bit: all state columns, all recorded tables."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.model.agents.client import Client
from sim.model.agents.freelancer import Freelancer
from sim.model.compiled import tasks
from sim.model.marketplace import Marketplace
from sim.model.state.canonical import canonical_state
from sim.parameters.errors import InputError
from sim.parameters.resolve import load_scenario
from sim.parameters.scenario import Scenario

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
TABLES = ("freelancers", "clients", "job_posts", "contracts")
RECORD = {"contracts": True, "proposals": True, "freelancer_months": True}
BUSY = {
    "population": {"n_freelancers": 1_000, "clients_per_freelancer": 0.25},
    "horizon": {"start": "2022-10-03", "warm_up_weeks": 60, "weeks": 120},
    "needs": {"rate_mean": 0.12, "ai_rate": 0.03},
    "record": RECORD,
}
"""A small market with much going on, from just before AI is public."""

VARIANTS = {
    "as it is": {},
    "no AI": {"ai": {"capability": {"mode": "none"}}},
    "pinned adoption": {
        "ai": {
            "freelancer_adoption": {"mode": "pinned", "share": 0.6},
            "client_adoption": {"mode": "pinned", "share": 0.4},
        }
    },
    "nobody adopts": {"ai": {"freelancer_adoption": {"mode": "none"}, "client_adoption": {"mode": "none"}}},
    "attitudes away from their mean": {
        "ai": {"freelancer_adoption": {"openness_mean": -1.0}, "client_adoption": {"openness_mean": 0.7}}
    },
    "nobody registers with AI": {
        "ai": {
            "freelancer_adoption": {"newcomers_as_peers": False},
            "client_adoption": {"newcomers_as_peers": False},
        }
    },
    "withheld share": {"ai": {"freelancer_adoption": {"withheld_share": 0.3}}},
    "fee change": {"fees": {"change_date": "2023-06-01", "freelancer_fee_rate_after": 0.18}},
    "variable fee": {"fees": {"variable_from": "2022-11-01", "change_date": "2024-06-01"}},
    "reskilling support": {
        "reskilling": {"hazard": 0.1, "patience_weeks": 4, "gain_needed": 1.0, "standing_kept": 0.9}
    },
    "frozen capability": {"ai": {"capability": {"mode": "frozen", "frozen_at": "2023-02-01"}}},
    "fast capability, delayed": {"ai": {"capability": {"speed": 1.5, "delay_weeks": 8}}},
    "automation off": {"ai": {"automation": {"enabled": False}}},
    "augmentation off": {"ai": {"augmentation": {"enabled": False}}},
    "attention to AI-related posts as far as there are any": {
        "search": {"ai_search_share": 0.7, "ai_search_half_at": 0.1}
    },
    "memory of one, list of three": {"clients": {"n_remembered": 1}, "hiring": {"n_considered": 3, "open_weeks": 1}},
    "no memory, one try": {"clients": {"n_remembered": 0}, "search": {"n_tries": 1, "proposals_per_week": 6.0}},
}


ONLY_SIZE = {"baseline", "platform", "quick"}
"""Shipped scenarios that differ from the baseline in size and record alone."""


def changed(base, changes):
    """A scenario's values with some changed, group by group."""
    merged = dict(base)
    for name, value in changes.items():
        merged[name] = changed(merged.get(name, {}), value) if isinstance(value, dict) else value
    return merged


def market(engine, values, seed, n_threads=1):
    return Marketplace(Scenario.model_validate(values | {"engine": engine}), seed=seed, n_threads=n_threads)


@pytest.fixture
def small_blocks(monkeypatch):
    """Let threads share even the smallest market."""
    monkeypatch.setattr(tasks, "LEAST_ROWS", 0)
    monkeypatch.setattr(tasks, "LEAST_IN_BLOCK", 1)


def differing_columns(agents, compiled):
    """Names of state columns and flows of the week in which two markets differ in any bit."""
    found = []
    one, other = canonical_state(agents), canonical_state(compiled)
    for name in TABLES:
        assert list(one[name]) == list(other[name])
        found += [f"{name}.{c}" for c in one[name] if one[name][c].tobytes() != other[name][c].tobytes()]
    for name in ("weekly", "complexity"):
        if getattr(agents.record, name).sums.tobytes() != getattr(compiled.record, name).sums.tobytes():
            found.append(name)
    if agents.market.seen_this_week.tobytes() != compiled.market.seen_this_week.tobytes():
        found.append("what the market sees")
    return found


def walk_side_by_side(values, seed, n_threads=1):
    """Walk both engines phase by phase and stop at the first difference."""
    agents, compiled = market("agents", values, seed), market("compiled", values, seed, n_threads)
    while agents.week < agents.setting.calendar.end_week:
        for one, other in zip(agents.phases, compiled.phases, strict=True):
            one.walk(agents)
            other.walk(compiled)
            if one is agents.phases[-1]:
                agents.week += 1
                compiled.week += 1
            assert differing_columns(agents, compiled) == [], f"week {agents.week}, after {one.name}"
    return agents, compiled


def assert_same_tables(agents, compiled):
    one, other = agents.record.tables(), compiled.record.tables()
    assert list(one) == list(other)
    for name, columns in one.items():
        for column, values in columns.items():
            assert values.dtype == other[name][column].dtype, (name, column)
            if values.dtype == object:
                assert values.tolist() == other[name][column].tolist(), (name, column)
            else:
                assert values.tobytes() == other[name][column].tobytes(), (name, column)


@pytest.mark.parametrize("changes", VARIANTS.values(), ids=VARIANTS.keys())
def test_every_variant_walks_alike(changes):
    agents, compiled = walk_side_by_side(changed(BUSY, changes), seed=1)
    assert_same_tables(agents, compiled)
    assert compiled.archive.n_contracts > 50  # something happened, and rows have gone


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("n_threads", [2, 4])
@pytest.mark.parametrize("name", ["as it is", "no memory, one try"])
def test_any_number_of_threads_walks_alike(name, n_threads):
    assert_same_tables(*walk_side_by_side(changed(BUSY, VARIANTS[name]), seed=1, n_threads=n_threads))


def shipped(path, engine):
    """A shipped scenario in a small and busy market, up to August 2024: levers of January 2024 have half a year."""
    size = ("population.n_freelancers=1000", "population.clients_per_freelancer=0.25", "needs.rate_mean=0.12")
    market = Marketplace(
        load_scenario(path, [*size, "horizon.warm_up_weeks=20", "horizon.weeks=160", f"engine={engine}"]), seed=5
    )
    market.run()
    return market


@pytest.fixture(scope="module")
def baseline_sums():
    return shipped(SCENARIOS / "baseline.yaml", "compiled").record.tables()["platform"]


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_scenario_that_ships_records_alike(path, baseline_sums):
    agents, compiled = shipped(path, "agents"), shipped(path, "compiled")
    assert_same_tables(agents, compiled)
    sums = compiled.record.tables()["platform"]
    assert sums["new_contracts"][sums["week"] >= 130].sum() > 30  # since January 2024
    if path.stem not in ONLY_SIZE:  # or its lever would not have been compared
        assert any(sums[name].tobytes() != baseline_sums[name].tobytes() for name in sums if name != "date")


@pytest.mark.parametrize(("n", "weeks", "seed"), [(1_000, 248, 7), (2_000, 220, 1), (2_000, 120, 2**62 + 11)])
def test_the_default_scenario_walks_alike(n, weeks, seed):
    values = {
        "population": {"n_freelancers": n},
        "horizon": {"warm_up_weeks": 60, "weeks": weeks},
        "record": RECORD,
    }
    assert_same_tables(*walk_side_by_side(values, seed))


def test_a_replication_and_a_long_warm_up_record_alike():
    values = {"population": {"n_freelancers": 600}, "horizon": {"warm_up_weeks": 300, "weeks": 30}}
    markets = [
        Marketplace(Scenario.model_validate(values | {"engine": engine}), seed=3, replication=2)
        for engine in ("agents", "compiled")
    ]
    for one in markets:
        one.run()
    assert_same_tables(*markets)


def test_a_small_market_may_be_empty_of_posts():
    values = changed(BUSY, {"population": {"n_freelancers": 200}, "needs": {"rate_mean": 0.001, "ai_rate": 0.0}})
    assert_same_tables(*walk_side_by_side(values, seed=4))


class Stubborn(Freelancer):
    def decide_ai_adoption(self):
        return False


class Faithful(Client):
    def decide_to_leave(self):
        return False


class Talkative(Freelancer):
    def greeting(self):
        return f"I ask {self.asking_rate:.0f} USD an hour"


@pytest.mark.parametrize("classes", [{"freelancer_class": Stubborn}, {"client_class": Faithful}])
def test_an_overridden_decision_is_refused(classes):
    with pytest.raises(InputError, match="engine: agents"):
        Marketplace(Scenario.model_validate(BUSY | {"engine": "compiled"}), **classes)


def test_agents_are_views_made_when_asked_for():
    walked = Marketplace(Scenario.model_validate(BUSY | {"engine": "compiled"}), seed=1, freelancer_class=Talkative)
    for _ in range(20):
        walked.step()
    assert walked.freelancer_at == []
    agents = walked.agents
    assert len(agents) == walked.freelancers.n_rows + walked.clients.n_rows
    assert [f.row for f in walked.active_freelancers] == np.flatnonzero(walked.freelancers.array("active")).tolist()
    assert walked.active_freelancers[0].greeting().startswith("I ask ")
    walked.step()
    assert len(walked.agents) == walked.freelancers.n_rows + walked.clients.n_rows
