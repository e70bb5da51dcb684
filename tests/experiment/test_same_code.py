"""A worker with other code does nothing: what it gave would be stored under a key that is not its own."""

from __future__ import annotations

import multiprocessing
from dataclasses import replace

import pytest
from tiny_work import Elsewhere

from sim.experiment.carry_out import carry_out
from sim.experiment.executors.choice import executor_for
from sim.experiment.fingerprint import code_version
from sim.experiment.same_code import OtherCode, by_same_code
from sim.experiment.task import Task
from sim.experiment.work_folder import open_work_folder
from sim.parameters.errors import RunFailed


def work(task, on_week):
    return task.key.encode()


def differs_in_a_worker():
    return "here" if multiprocessing.parent_process() is None else "there"


def test_the_same_code_does_its_work():
    assert by_same_code(work, code_version)(Task("00", "a", None), lambda *_: None) == b"00"


def test_other_code_refuses_and_says_so():
    asked = replace(by_same_code(work, lambda: "young"), asked="old")
    with pytest.raises(OtherCode, match=r"runs other code \(young\) than the process that asks \(old\)"):
        asked(Task("00", "a", None), lambda *_: None)


def test_a_worker_with_other_code_is_a_failure_with_its_cause(tmp_path):
    with open_work_folder(tmp_path / "x", {}) as folder:
        local = executor_for("local", workers=1)
        failures = carry_out([Task("00", "a", None)], work, folder, local, version=differs_in_a_worker)
        assert folder.done() == set()
    assert failures["00"].kind == "OtherCode"
    assert "other code (there) than the process that asks (here)" in failures["00"].cause


def test_a_run_takes_nothing_from_other_code(run, tmp_path):
    with pytest.raises(RunFailed, match=r"replication 0 failed: OtherCode: this worker runs other code"):
        run(executor=Elsewhere())
    assert not list(tmp_path.rglob("*.parquet"))
