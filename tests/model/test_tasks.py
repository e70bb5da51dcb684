"""Blocks of rows over threads: every row once, sums whole, forks and several Python threads safe."""

from __future__ import annotations

import multiprocessing
import threading
import time
import warnings

import numpy as np
import pytest

from sim.model.compiled import tasks
from sim.model.compiled.columns import Flow
from sim.model.compiled.tasks import Crew
from sim.model.marketplace import Marketplace
from sim.parameters.scenario import Scenario

SMALL = {
    "engine": "compiled",
    "population": {"n_freelancers": 400},
    "horizon": {"warm_up_weeks": 10, "weeks": 12},
}


def flow():
    sums, busy = (lambda: np.zeros((3, 2), dtype=np.int64)), (lambda: np.zeros(3, dtype=np.bool_))
    return Flow(sums(), busy(), sums(), busy(), sums())


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch):
    """Let threads share even the smallest market."""
    monkeypatch.setattr(tasks, "LEAST_ROWS", 0)
    monkeypatch.setattr(tasks, "LEAST_IN_BLOCK", 1)


@pytest.mark.parametrize("n", [0, 1, 5, 100, 16_385])
@pytest.mark.parametrize("n_threads", [1, 2, 3])
def test_blocks_hold_every_row_once(n, n_threads):
    blocks = Crew(n_threads, flow()).blocks(n)
    assert [row for first, end in blocks for row in range(first, end)] == list(range(n))


def test_what_threads_add_up_is_added_to_the_week():
    total = flow()
    crew = Crew(3, total)

    def work(first, end, own):
        own.weekly[0, 0] += end - first
        own.busy[0] = True
        return first

    blocks = crew.blocks(1_000)
    assert crew.walk(blocks, work) == [first for first, _ in blocks]
    assert crew.walk(blocks, work) == [first for first, _ in blocks]
    assert total.weekly[0, 0] == 2_000


def test_an_error_in_a_thread_reaches_the_caller():
    crew = Crew(2, flow())

    def work(first, end, own):
        raise ZeroDivisionError(f"{first} to {end}, {own.weekly[0, 0]}")

    with pytest.raises(ZeroDivisionError):
        crew.walk(crew.blocks(10), work)
    begun = []

    def stop(first, end, own):
        begun.append(first)
        time.sleep(0.05)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        crew.walk(crew.blocks(100), stop)
    assert len(begun) <= 2 < len(crew.blocks(100)), "one a thread"
    with pytest.raises(ZeroDivisionError):  # and the threads are still there
        crew.walk(crew.blocks(10), work)


def walked(n_threads=2):
    market = Marketplace(Scenario.model_validate(SMALL), seed=3, n_threads=n_threads)
    market.run()
    return market.record.platform.rows[-1]["gross_services_volume"], market.freelancers.array("earnings").tobytes()


def in_child(pipe):
    pipe.send(walked())


def test_a_forked_process_walks_on_with_threads_of_its_own():
    expected = walked()  # the parent has threads by now
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # forking with threads is what is tested
        child = context.Process(target=in_child, args=(theirs,))
        child.start()
    assert ours.poll(120)
    assert ours.recv() == expected
    child.join()
    assert child.exitcode == 0


def test_several_markets_walk_at_once_in_python_threads():
    expected, found = walked(1), []
    threads = [threading.Thread(target=lambda: found.append(walked(2))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 3
