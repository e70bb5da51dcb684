"""How long something may take in a test: processor time, in seconds of a machine of middling speed.

Other work on the machine does not count, and a slow processor gets more time. These are bounds on what must not hang or
grow without end; how fast the program is, benchmarks say.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from resource import RUSAGE_CHILDREN, getrusage

ADDITIONS = 1_000_000
MIDDLING = 0.06
"""Seconds that a machine of middling speed takes for so many additions in Python."""


@cache
def slowness() -> float:
    """Return how many times as long as a middling machine this one takes; at least 1."""
    taken = []
    for _ in range(5):
        begun, total = time.process_time(), 0
        for number in range(ADDITIONS):
            total += number
        taken.append(time.process_time() - begun)
    return max(min(taken) / MIDDLING, 1.0)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Assert that what is done takes this process at most so many seconds of a middling machine."""
    begun = time.process_time()
    yield
    taken = time.process_time() - begun
    assert taken < seconds * slowness(), f"{taken:.2f} s, on a machine {slowness():.1f} times as slow as a middling one"


def of_children() -> float:
    """Return the processor time of the child processes that have ended, in seconds of a middling machine."""
    used = getrusage(RUSAGE_CHILDREN)
    return (used.ru_utime + used.ru_stime) / slowness()
