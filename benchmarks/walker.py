"""The process of one contestant: builds its market and walks when told, one line of JSON for one of JSON.

Run as ``python -m benchmarks.walker KEY SIZE WARM_UP_WEEKS SEED``; it ends when its input does.
"""

from __future__ import annotations

import json
import os
import sys
from time import perf_counter
from typing import Any, TextIO

from benchmarks.contestants import build
from benchmarks.insight import heads, hiring_kernel, phases_ms
from benchmarks.memory import peak_mb


class Answers:
    """What a walker can be asked.

    Parameters
    ----------
    key : str
        The contestant.
    size, warm_up_weeks, seed : int
        Of its market.
    """

    def __init__(self, key: str, size: int, warm_up_weeks: int, seed: int) -> None:
        self._key, self._size, self._warm_up_weeks, self._seed = key, size, warm_up_weeks, seed
        self._market: Any = None

    def build(self) -> dict[str, Any]:
        """Make the market."""
        started = perf_counter()
        try:
            self._market = build(self._key, self._size, self._seed, self._warm_up_weeks)
        except ImportError as error:
            return {"absent": str(error)}
        return {"seconds": perf_counter() - started, "peak_mb": peak_mb()}

    def walk(self, weeks: int) -> list[float]:
        """Walk some weeks; seconds of each."""
        seconds, step = [], self._market.step
        for _ in range(weeks):
            started = perf_counter()
            step()
            seconds.append(perf_counter() - started)
        return seconds

    def heads(self) -> dict[str, float]:
        """Heads and flows of the last week, and peak memory so far."""
        return {**heads(self._market), "peak_mb": peak_mb()}

    def phases(self, weeks: int) -> dict[str, float]:
        """Mean ms a week by phase."""
        return phases_ms(self._market, weeks)

    def kernel(self, weeks: int) -> list[dict[str, float]]:
        """Time of each week in the hiring kernel."""
        return hiring_kernel(self._market, weeks)


def serve(answers: Answers, questions: TextIO, said: TextIO) -> None:
    """Answer ``[name, argument...]``, line by line."""
    for line in questions:
        name, *arguments = json.loads(line)
        said.write(json.dumps(getattr(answers, name)(*arguments)) + "\n")
        said.flush()


def main() -> None:
    """Serve on the pipes; whatever else is printed goes to the errors."""
    said = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    key, size, warm_up_weeks, seed = sys.argv[1:]
    serve(Answers(key, int(size), int(warm_up_weeks), int(seed)), sys.stdin, said)


if __name__ == "__main__":
    main()
