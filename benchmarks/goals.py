"""The goals, and whether they were met: one line each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.contestants import AGENTS, C_1, C_2, COMPILED_1, COMPILED_2, LABELS, MESA, NUMPY
from benchmarks.ratios import Found, Ratio, ratio, time_of
from benchmarks.situation import LARGE, LEAST, MIDDLE

AT_LEAST, AT_MOST = "at least", "at most"
NOT_MEASURED, MET, MISSED = "not measured", "pass", "fail"
LARGEST_SLOPE, LARGEST_STATE, SLOWEST_COMPILE, SLOWEST_COMMAND = 1.05, 96.0, 45.0, 3.0


@dataclass(frozen=True, slots=True)
class Goal:
    """A number beside its goal.

    Attributes
    ----------
    what : str
        What is compared or measured.
    size : int or None
        Registered freelancers; None where it does not matter.
    side : {"at least", "at most"}
    goal : float
    unit : str
        "x" for ratios.
    found : Ratio or None
        Median with range; None if it was not measured.
    """

    what: str
    size: int | None
    side: str
    goal: float
    unit: str
    found: Ratio | None

    @property
    def verdict(self) -> str:
        """``pass``, ``fail`` or ``not measured``."""
        if self.found is None:
            return NOT_MEASURED
        met = self.found.value >= self.goal if self.side == AT_LEAST else self.found.value <= self.goal
        return MET if met else MISSED


RIVALS = ((AGENTS, LEAST, 100.0), (MESA, LEAST, 50.0), (MESA, MIDDLE, 300.0), (NUMPY, LARGE, 10.0))
"""How much faster than whom, at which size, the compiled engine should be."""


def speed_goals(contests: list[Found]) -> Iterator[Goal]:
    """Goals on the time of a week."""
    for rival, size, goal in RIVALS:
        best = _faster_of(contests, size)
        what = f"{LABELS[rival]} / {LABELS[best].lower()}"
        yield Goal(what, size, AT_LEAST, goal, "x", ratio(contests, size, rival, best))
    yield Goal("One thread / two threads", LARGE, AT_LEAST, 1.7, "x", ratio(contests, LARGE, COMPILED_1, COMPILED_2))
    for ours, theirs in ((COMPILED_1, C_1), (COMPILED_2, C_2)):
        what = f"{LABELS[ours]} / {LABELS[theirs]}"
        yield Goal(what, LARGE, AT_MOST, 2.0, "x", ratio(contests, LARGE, ours, theirs))
    kernels = ratio(contests, LARGE, COMPILED_1, C_1, "kernel_ms")
    yield Goal("Hiring kernel, compiled / C, 1 thread", LARGE, AT_MOST, 1.6, "x", kernels)


def other_goals(
    slope: float | None, steps: list[dict[str, Any]], state_bytes: float, first_use: dict[str, Any]
) -> Iterator[Goal]:
    """Goals on growth with size, on memory and on first use; the range of the slope is that between neighbours."""
    between = [step["slope"] for step in steps]
    grown = None if slope is None else Ratio(slope, min(between, default=slope), max(between, default=slope))
    what = "Slope of ln(time) on ln(active freelancers), fit (between neighbouring sizes)"
    yield Goal(what, None, AT_MOST, LARGEST_SLOPE, "", grown)
    yield Goal("State per freelancer", None, AT_MOST, LARGEST_STATE, "B", _exact(state_bytes))
    yield Goal("Compiling with an empty cache", None, AT_MOST, SLOWEST_COMPILE, "s", _exact(first_use.get("cold_s")))
    for name, what in (("tables_s", "run --no-figures"), ("command_s", "run")):
        times = first_use.get(name)
        found = Ratio(sorted(times)[len(times) // 2], min(times), max(times)) if times else None
        yield Goal(f"The command `{what}`, 768 weeks, warm cache", LEAST, AT_MOST, SLOWEST_COMMAND, "s", found)


def _faster_of(contests: list[Found], size: int) -> str:
    """The compiled engine with the number of threads that is faster at a size."""
    one, two = (time_of(contests, size, key) for key in (COMPILED_1, COMPILED_2))
    return COMPILED_2 if one and two and two.value < one.value else COMPILED_1


def _exact(value: float | None) -> Ratio | None:
    """A number without a range."""
    return None if value is None else Ratio(value, value, value)
