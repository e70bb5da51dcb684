from __future__ import annotations

import pickle
import tracemalloc

import pytest
import tiny_market

from sim.experiment.sweep.keys import point_key
from sim.experiment.sweep.plan import plan_of
from sim.experiment.sweep.point import tasks_of
from sim.experiment.sweep.reading import load_sweep
from sim.experiment.sweep.run_rows import RunRows
from sim.outcomes.catalogue import CATALOGUE

SHARE = "ai.client_adoption.share: {low: 0, high: 1, n: 3}"
GRID = f"design:\n  kind: grid\n  parameters:\n    {SHARE}\n"


def keys(plan):
    return [entry.key for entry in plan.entries]


@pytest.fixture
def plan(sweep_file):
    return lambda text, seed=0, **options: plan_of(load_sweep(sweep_file(text), **options), seed)


def test_keys_say_what_is_computed(plan):
    first = plan(GRID)
    assert len(set(keys(first))) == 3
    assert keys(plan(GRID)) == keys(first)
    assert keys(plan(GRID + "description: other words\n")) == keys(first)
    assert not set(keys(plan(GRID, seed=1))) & set(keys(first))
    assert not set(keys(plan(GRID, replications=4))) & set(keys(first))
    assert not set(keys(plan(GRID + "set: {fees.client_fee_rate: 0.2}\n"))) & set(keys(first))


def test_an_enlarged_sweep_shares_its_points_and_is_another_sweep(plan):
    small, large = plan(GRID), plan(GRID.replace("n: 3", "n: 5"))
    assert set(keys(small)) < set(keys(large))
    assert small.fingerprint != large.fingerprint


def test_a_reference_is_a_point_after_the_design(plan):
    found = plan(GRID + "reference: {ai.capability.mode: none}\n")
    assert (found.reference, found.n_points) == (3, 4)
    assert found.paths == ("ai.client_adoption.share", "ai.capability.mode")
    assert found.entries[-1].scenario.ai.capability.mode == "none"
    assert [entry.settings[1] for entry in found.entries] == ["measured"] * 3 + ["none"]


def test_a_what_if_runs_every_point_in_two_arms(plan):
    found = plan(GRID + "what_if: {fees.client_fee_rate: 0.2}\n")
    assert [(entry.point, entry.arm) for entry in found.entries] == [
        (point, arm) for point in range(3) for arm in ("reference", "what_if")
    ]
    assert keys(found)[::2] == keys(plan(GRID))
    assert {entry.scenario.fees.client_fee_rate for entry in found.entries[1::2]} == {0.2}


def test_one_at_a_time_is_compared_with_its_base(plan):
    found = plan(GRID.replace("grid", "one_at_a_time"))
    assert found.reference == 0
    assert found.entries[0].varied == ""
    assert {entry.varied for entry in found.entries[1:]} == {"ai.client_adoption.share"}


def test_equal_points_are_one_task(plan):
    text = "design:\n  kind: list\n  points: [{fees.client_fee_rate: 0.1}, {fees.client_fee_rate: 0.1}]\n"
    found = plan(text)
    assert (found.n_points, len(set(keys(found))), found.n_runs) == (2, 1, 3)


def test_twin_worlds_count_as_runs(plan):
    assert plan(GRID + "set: {replication.n_twins: 2}\n").n_runs == 3 * (3 + 2)


@pytest.mark.parametrize(
    ("kind", "rows"), [("sobol", 8), ("latin_hypercube", 8), ("saltelli", 8 * 3)], ids=["sobol", "lhs", "saltelli"]
)
def test_sampled_designs_keep_where_their_points_lie(plan, kind, rows):
    found = plan(GRID.replace("kind: grid", f"kind: {kind}\n  n: 8").replace(", n: 3", ""))
    assert found.n_points == rows
    for entry in found.entries:
        assert entry.settings[0] == pytest.approx(entry.unit[0], abs=1e-11)


MANY_KINDS = """design:
  kind: grid
  parameters:
    ai.client_adoption.share: {low: 0, high: 1, n: 3}
    ai.capability.mode: {values: [none, frozen]}
    ai.capability.frozen_at: {low: 2024-01-01, high: 2025-01-01, n: 2}
    population.n_freelancers: {values: [300, 400]}
"""
WHAT_IF = "what_if: {ai.capability.mode: measured, replication.n_twins: 1}\n"


@pytest.mark.parametrize("other", [WHAT_IF, "reference: {fees.client_fee_rate: 0.8}\n"], ids=["what_if", "reference"])
def test_a_point_resolved_again_is_what_was_checked(plan, other):
    found = plan(MANY_KINDS + other)
    assert len(found.entries) in {2 * 24, 24 + 1}
    for entry, task in zip(found.entries, tasks_of(found), strict=False):
        assert point_key(entry.scenario, 0) == entry.key
        sent = pickle.loads(pickle.dumps(task)).payload.scenario  # noqa: S301 - as it reaches a worker
        assert point_key(sent, 0) == task.key


def test_extents_follow_the_point(plan):
    found = plan(MANY_KINDS + WHAT_IF)
    by_arm = {arm: {e.extent.n_runs for e in found.entries if e.arm == arm} for arm in ("reference", "what_if")}
    assert by_arm == {"reference": {3}, "what_if": {4}}
    assert len({one.memory for one in found.extents}) > 1
    assert found.n_runs == sum(one.n_runs for one in found.extents)


def bytes_of(make):
    """Return the bytes that are still held after something was made."""
    tracemalloc.start()
    made = make()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del made
    return held


def test_a_plan_and_its_tasks_hold_little_for_a_point(plan):
    def made(n):
        found = plan(f"design:\n  kind: latin_hypercube\n  n: {n}\n  parameters:\n    {SHARE.replace(', n: 3', '')}\n")
        return found, tasks_of(found, tiny_market.simulate)

    made(2)  # what is made once
    each = (bytes_of(lambda: made(1_100)) - bytes_of(lambda: made(100))) / 1_000
    assert each < 1_600  # a resolved scenario alone takes more than ten times as much


def test_rows_of_runs_wait_in_nine_bytes_a_number():
    def made(n):
        rows = RunRows(CATALOGUE)
        for point in range(n):
            rows.add({"point": point, "arm": "main"}, range(10), {name: [1e9 + point] * 10 for name in CATALOGUE})
        return rows

    each = (bytes_of(lambda: made(300)) - bytes_of(lambda: made(100))) / 2_000
    assert each < 12 * len(CATALOGUE)  # arrays grow in steps of an eighth
    rows = made(300)
    assert len(rows) == 3_000
    assert rows.take()["fill_rate"].null_count == 0
    assert len(rows) == 0
