"""The tests of the bar can fail: a planted fault is counted as wrong."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from sim.experiment.sweep import point  # noqa: E402 - the path comes first

SUMMARY_OF = point.summary_of

import reliability_change  # noqa: E402
import reliability_damage  # noqa: E402
import reliability_kills  # noqa: E402
import reliability_sqlite  # noqa: E402
from reliability_found import Found  # noqa: E402

point.summary_of = SUMMARY_OF  # what these imports have replaced; the fixture replaces it where a test asks for it


def played(test, rounds, tmp_path):
    found = Found()
    test(found, rounds, np.random.default_rng(0), tmp_path)
    return found


@pytest.fixture
def market(monkeypatch):
    """Put back what the tests of the bar replace in the simulator."""
    from sim.experiment.sweep import plan, run

    for owner, name in ((plan, "plan_of"), (run, "run_sweep"), (run, "tasks_of"), (point, "summary_of")):
        monkeypatch.setattr(owner, name, getattr(owner, name))
    import reliability_market

    monkeypatch.setattr(point, "summary_of", reliability_market.summary_of)


def test_damage_is_found_and_mended(tmp_path, market):
    found = played(reliability_damage.r5_damage, 10, tmp_path)
    assert found.wrong == []
    assert found.counts["flips"] + found.counts["cuts"] == 15


def test_damage_that_verify_does_not_see_is_wrong(tmp_path, market, monkeypatch):
    monkeypatch.setattr("sim.experiment.manifest.differing", lambda *_: [])
    monkeypatch.setattr("sim.experiment.store.differing", lambda *_: [])
    assert played(reliability_damage.r5_damage, 6, tmp_path).wrong


@pytest.fixture
def landings(monkeypatch):
    """Sweeps that are not run at all: how many kills land in each round is given."""
    monkeypatch.setattr(reliability_kills, "uninterrupted", lambda *_, **__: ({}, 0.0))

    def give(kills):
        monkeypatch.setattr(reliability_kills, "one_round", lambda *_, **__: next(kills))

    return give


def test_rounds_in_which_no_kill_landed_are_played_again(tmp_path, landings):
    landings(iter([0, 2, 0, 0, 1, 3, 99]))
    found = played(reliability_kills.r1_killed_sweeps, 3, tmp_path)
    assert found.wrong == []
    assert (found.counts["rounds"], found.counts["landed"], found.counts["missed"]) == (3, 6, 3)


def test_kills_that_never_land_are_wrong(tmp_path, landings):
    landings(iter([0] * 1_000))
    found = played(reliability_kills.r1_killed_sweeps, 2, tmp_path)
    assert found.counts["rounds"] == 0
    assert found.wrong


def test_changes_cost_exactly_the_new_points(tmp_path, market):
    assert played(reliability_change.r13_changes, 1, tmp_path).wrong == []


def test_an_old_work_folder_that_is_not_used_is_wrong(tmp_path, market, monkeypatch):
    monkeypatch.setattr("sim.experiment.sweep.run.take_from_interrupted", lambda *_: None)
    wrong = played(reliability_change.r13_changes, 1, tmp_path).wrong
    assert any("interrupted, sweep enlarged: 22 runs, 16 are right" in told for told in wrong)


def test_names_stay_inside(tmp_path, market):
    assert played(reliability_change.r12_names, 1, tmp_path).wrong == []


TRACED = pytest.mark.skipif(not reliability_sqlite.can_trace(), reason="strace is not there or may not trace")


@TRACED
def test_stops_inside_sqlite_lose_nothing(tmp_path, market):
    found = played(reliability_sqlite.r3_inside_sqlite, 17, tmp_path)
    assert found.wrong == []
    assert found.counts["sqlite"] > 3


@TRACED
def test_a_work_folder_that_stays_after_a_stop_inside_sqlite_is_wrong(tmp_path, market, monkeypatch):
    monkeypatch.setattr("sim.experiment.work_folder.WorkFolder.discard", lambda folder: folder.close())
    wrong = played(reliability_sqlite.r3_inside_sqlite, 30, tmp_path).wrong
    assert any("left over" in told for told in wrong)
