"""The parent's end of a contestant's process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from types import TracebackType
from typing import Any, Self

from benchmarks.situation import ROOT, SEED, Plan

ONE_THREAD = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
"""So that a contestant has the threads it asks for and no others."""


class StoppedError(Exception):
    """A contestant's process has ended before its time."""


class Walker:
    """A contestant in a process of its own, which walks when told.

    Parameters
    ----------
    key : str
        The contestant.
    plan : Plan
        Size and warm-up.
    """

    def __init__(self, key: str, plan: Plan) -> None:
        self.key = key
        command = [sys.executable, "-m", "benchmarks.walker", key, *map(str, (plan.size, plan.warm_up_weeks, SEED))]
        environment = {**os.environ, **dict.fromkeys(ONE_THREAD, "1"), "PYTHONPATH": str(ROOT)}
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, name: str, *arguments: int) -> Any:
        """Ask for something (a method of `walker.Answers`) and wait for the answer.

        Raises
        ------
        StoppedError
            If the process has ended.
        """
        process = self._process
        if process.stdin is None or process.stdout is None:
            raise StoppedError(f"{self.key} has no pipes")
        try:
            process.stdin.write(json.dumps([name, *arguments]) + "\n")
            process.stdin.flush()
            answer = process.stdout.readline()
        except OSError as error:
            raise StoppedError(f"the pipe broke: {error}") from error
        if not answer:
            raise StoppedError(f"the process ended with exit code {process.wait()} when asked to {name}")
        return json.loads(answer)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the pipes and wait for the process to end; at once after an error."""
        if kind is not None:
            self._process.kill()
        self._process.communicate()
