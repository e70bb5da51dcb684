"""What the processes of `tools/reliability.py` do; found by name in worker processes."""

from __future__ import annotations

import ctypes
import hashlib
import os
import sys
import time
from typing import Any

from sim.experiment.task import OnWeek, Task

NOT_BYTES: Any = lambda: 0  # noqa: E731 - something that cannot be sent to another process


def output_of(key: str) -> bytes:
    """Return the right output of a task: some kilobytes that follow from its key."""
    return hashlib.sha256(key.encode()).digest() * 100


def work(task: Task, on_week: OnWeek) -> bytes:
    """Do the deed of a task, then give its output."""
    on_week(0, 2)
    on_week(1, 2)
    DEEDS[task.payload]()
    on_week(2, 2)
    return output_of(task.key) if task.payload != "not bytes" else NOT_BYTES


def _shout() -> None:
    line = "x" * 65_535 + "\n"
    for _ in range((1 << 30) // len(line)):
        sys.stdout.write(line)


def _hog() -> None:
    held = [b"\1" * (1 << 26) for _ in range(320)]  # 20 GB
    time.sleep(60.0 + len(held))


def _fail() -> None:
    raise ZeroDivisionError("the market broke")


def _hang() -> None:
    while True:
        time.sleep(0.01)


DEEDS = {
    "rest": lambda: time.sleep(0.01),
    "not bytes": lambda: None,
    "error": _fail,
    "exit": lambda: os._exit(7),
    "segfault": lambda: ctypes.string_at(0),
    "hang": _hang,
    "20 GB": _hog,
    "1 GB of prints": _shout,
}
"""What a task may do instead of ending well."""
