"""A point of a sweep on a real, small market: the numbers of ``run``."""

from __future__ import annotations

import pytest

from sim.experiment.replication import simulate
from sim.experiment.run import run_scenario
from sim.experiment.sweep.dataset import estimates_in
from sim.experiment.sweep.estimates import PointSummary
from sim.experiment.sweep.keys import point_key
from sim.experiment.sweep.point import EveryRunFailed, PointPayload, point_work
from sim.experiment.task import Task
from sim.parameters.horizon import Horizon
from sim.parameters.population import Population
from sim.parameters.replication import Replication
from sim.parameters.scenario import Scenario

SEED = 3


@pytest.fixture(scope="module")
def scenario():
    return Scenario(
        name="small",
        population=Population(n_freelancers=400),
        horizon=Horizon(warm_up_weeks=60),
        replication=Replication(n_replications=3, n_twins=2),
    )


def work(scenario, simulator=simulate, on_week=lambda *_: None):
    task = Task(point_key(scenario, SEED, simulator), "point 0", PointPayload(scenario, SEED, simulator))
    return point_work(task, on_week)


@pytest.fixture(scope="module")
def weeks():
    return []


@pytest.fixture(scope="module")
def output(scenario, weeks):
    return work(scenario, on_week=lambda done, total: weeks.append((done, total)))


def test_a_point_has_the_numbers_of_run(scenario, output, tmp_path):
    summary = run_scenario(scenario, SEED, None, tmp_path, workers=1, draw=False).summary
    found = dict(estimates_in(PointSummary.from_bytes(output)))
    wanted = {("", name): row for name, row in summary["outcomes"].items()}
    wanted |= {(name, one): row for name, rows in summary["categories"].items() for one, row in rows.items()}
    assert found.keys() == wanted.keys()
    for key, row in wanted.items():
        assert (found[key].value, found[key].standard_error) == (row["value"], row["standard_error"]), key
    assert sum(one.value is not None for one in found.values()) > 150
    assert found["", "ai_premium_causal"].value is not None or found["", "ai_premium_causal"].reason


def test_the_same_point_is_the_same_bytes(scenario, output):
    assert work(scenario) == output
    assert PointSummary.from_bytes(output).to_bytes() == output


def test_weeks_of_all_worlds_are_told_as_those_of_one_task(output, weeks):
    assert weeks[-1] == (5 * 308, 5 * 308)
    assert [done for done, _ in weeks] == sorted(done for done, _ in weeks)


def fail_in_second(scenario, seed, replication, on_week=None):
    if replication == 1:
        raise ValueError("the second\nbroke")
    return simulate(scenario, seed, replication, on_week)


def fail_always(scenario, seed, replication, on_week=None):
    raise ValueError("broke")


def test_a_lost_replication_and_its_twin_are_left_out(scenario):
    found = PointSummary.from_bytes(work(scenario, fail_in_second))
    assert found.replications == (0, 2)
    (lost,) = found.lost
    assert (lost.replication, lost.world, lost.stage, lost.kind, lost.cause, lost.seed) == (
        1, "main", "instantiating", "ValueError", "the second broke", SEED,
    )  # fmt: skip
    assert len(dict(estimates_in(found))["", "fill_rate"].left_out) == 2


def test_a_point_without_a_run_fails(scenario):
    with pytest.raises(EveryRunFailed, match="the first instantiating: ValueError: broke"):
        work(scenario, fail_always)
