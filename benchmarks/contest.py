"""The contestants of one size, walked in turns.

Each has a process of its own that stays alive; only one walks at a time while the clock runs. All walk the same untimed
warm-up first (that may go side by side). Then, round by round, each walks a few weeks in turn, the first one being
another in every round, so that whatever else the machine does hits all alike.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from statistics import fmean
from typing import Any

from benchmarks.contestants import LABELS
from benchmarks.pipe import StoppedError, Walker
from benchmarks.situation import Plan

Say = Callable[[str], None]
Found = dict[str, Any]
PHASE_WEEKS = 4
KERNEL_ROUNDS, KERNEL_WEEKS = 7, 2


def hold(plan: Plan, keys: Sequence[str], say: Say) -> Found:
    """Measure the contestants of one size.

    Parameters
    ----------
    plan : Plan
        Size, warm-up, turns.
    keys : sequence of str
        Contestants.
    say : callable
        Takes a line of progress.

    Returns
    -------
    dict
        ``size``, ``weeks_a_turn``, ``warm_up_weeks``; ``contestants`` by key with ``ms`` (a week, by round) and what
        else was seen; ``absent``: the reason by key.
    """
    found: Found = {
        "size": plan.size,
        "weeks_a_turn": plan.weeks_a_turn,
        "warm_up_weeks": plan.warm_up_weeks,
        "contestants": {key: {"ms": []} for key in keys},
        "absent": {},
    }
    with ExitStack() as stack:
        walkers = {key: stack.enter_context(Walker(key, plan)) for key in keys}
        _warm_up(plan, walkers, found, say)
        for number in range(plan.rounds):
            for key in _rotated(list(found["contestants"]), number):
                _try(found, walkers[key], lambda walker: _turn(walker, plan, found), say)
        say(f"size {plan.size:,}: {plan.rounds} rounds walked")
        for key in list(found["contestants"]):
            _try(found, walkers[key], lambda walker: _look(walker, found), say)
        for number in range(KERNEL_ROUNDS):
            for key in _rotated(list(found["contestants"]), number):
                _try(found, walkers[key], lambda walker: _kernel_turn(walker, found), say)
    return found


def _warm_up(plan: Plan, walkers: dict[str, Walker], found: Found, say: Say) -> None:
    """Build all and walk the warm-up, as many at once as there are cores."""

    def prepare(walker: Walker) -> None:
        row = found["contestants"][walker.key]
        built = walker.ask("build")
        if "absent" in built:
            raise StoppedError(built["absent"])
        row["build_s"], row["built_mb"] = built["seconds"], built["peak_mb"]
        row["warm_up_s"] = sum(walker.ask("walk", plan.warm_up_weeks))
        say(f"size {plan.size:,}: {LABELS[walker.key]} warmed up in {row['warm_up_s']:.1f} s")

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        list(pool.map(lambda walker: _try(found, walker, prepare, say), walkers.values()))


def _try(found: Found, walker: Walker, ask: Callable[[Walker], None], say: Say) -> None:
    """Ask a contestant something; one that stops before it was seen through takes no part."""
    if walker.key in found["absent"]:
        return
    try:
        ask(walker)
    except StoppedError as reason:
        found["absent"][walker.key] = str(reason)
        if "kernel_ms" not in found["contestants"][walker.key]:
            del found["contestants"][walker.key]
        say(f"size {found['size']:,}: {LABELS[walker.key]} left out: {reason}")


def _turn(walker: Walker, plan: Plan, found: Found) -> None:
    """One turn: mean ms a week, but for the first one: a process that has slept finds its caches cold."""
    seconds = walker.ask("walk", 1 + plan.weeks_a_turn)[1:]
    found["contestants"][walker.key]["ms"].append(1e3 * sum(seconds) / len(seconds))


def _look(walker: Walker, found: Found) -> None:
    """What else a contestant tells, after the clock has stopped."""
    row = found["contestants"][walker.key]
    row["heads"] = walker.ask("heads")
    row["peak_mb"] = row["heads"].pop("peak_mb")
    row["phases_ms"], row["kernel_ms"] = walker.ask("phases", PHASE_WEEKS), []


def _kernel_turn(walker: Walker, found: Found) -> None:
    """One turn in the hiring kernel, of those that have one: mean ms a week."""
    weeks, row = walker.ask("kernel", KERNEL_WEEKS), found["contestants"][walker.key]
    if weeks:
        row["kernel_ms"].append(fmean(week["ms"] for week in weeks))
        row["heads"]["weighed"] = fmean(week["weighed"] for week in weeks)


def _rotated(keys: list[str], by: int) -> list[str]:
    """Return the keys, beginning with another one in each round."""
    start = by % len(keys) if keys else 0
    return keys[start:] + keys[:start]
