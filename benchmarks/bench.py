"""One command that measures the engines against each other and against rivals: ``python -m benchmarks.bench``.

Writes ``benchmarks.json`` (every round), ``benchmarks.md`` (tables, goals), ``time_per_week`` and ``memory`` (figures).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks import contest, first_use, floor, machine, scale
from benchmarks.contestants import COMPILED_1, CONTESTANTS, at_size
from benchmarks.goals import Goal, other_goals, speed_goals
from benchmarks.situation import FULL_PLANS, PLANS, RESULTS, Plan
from benchmarks.tables import report

Say = Callable[[str], None]


def measure(plans: Sequence[Plan], keys: Sequence[str], say: Say, *, newcomer: bool = True) -> dict[str, Any]:
    """Return everything that was measured.

    Parameters
    ----------
    plans : sequence of Plan
        Sizes, in order.
    keys : sequence of str
        Contestants; each takes part up to its largest size.
    say : callable
        Takes a line of progress.
    newcomer : bool
        Whether to measure first use.
    """
    found: dict[str, Any] = {"machine": machine.describe()}
    found["first_use"] = first_use.measure(say) if newcomer else {}
    first_use.fill_cache()
    found["contests"] = [contest.hold(plan, [key for key in at_size(plan.size) if key in keys], say) for plan in plans]
    rows = scale.growth_of(found["contests"])
    found["scale"] = {
        "rows": rows,
        "slope": scale.slope(rows, COMPILED_1),
        "steps": scale.steps(rows, COMPILED_1),
        "state_bytes": scale.state_bytes(),
    }
    found["floor"] = floor.measure(found["contests"])
    return found


def goals_of(found: dict[str, Any]) -> list[Goal]:
    """Return the goals beside what was found."""
    growth = found["scale"]
    return [
        *speed_goals(found["contests"]),
        *other_goals(growth["slope"], growth["steps"], float(growth["state_bytes"]), found["first_use"]),
    ]


def write(found: dict[str, Any], folder: Path) -> list[Path]:
    """Write numbers, tables and figures; return the files."""
    from benchmarks.figures import draw_all  # noqa: PLC0415 - Matplotlib is loaded when there is something to draw

    folder.mkdir(parents=True, exist_ok=True)
    goals = goals_of(found)
    numbers, text = folder / "benchmarks.json", folder / "benchmarks.md"
    judged = [{**asdict(goal), "verdict": goal.verdict} for goal in goals]
    numbers.write_text(json.dumps({**found, "goals": judged}, indent=1) + "\n", encoding="utf-8")
    text.write_text(report(found, goals), encoding="utf-8")
    return [numbers, text, *draw_all(found, folder)]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and write."""
    chosen = _parser().parse_args(arguments)
    plans: Sequence[Plan] = FULL_PLANS if chosen.full else PLANS
    if chosen.sizes:
        plans = [plan for plan in FULL_PLANS if plan.size in chosen.sizes]
    if chosen.rounds:
        plans = [replace(plan, rounds=chosen.rounds) for plan in plans]
    if chosen.warm_up_weeks is not None:
        plans = [replace(plan, warm_up_weeks=chosen.warm_up_weeks) for plan in plans]
    begun = perf_counter()

    def say(line: str) -> None:
        print(f"[{perf_counter() - begun:6.0f} s] {line}", flush=True)

    found = measure(plans, chosen.contestants, say, newcomer=not chosen.no_first_use)
    for path in write(found, chosen.out):
        say(f"wrote {path}")
    for goal in goals_of(found):
        value = "" if goal.found is None else f"{goal.found.value:.3g} {goal.unit}"
        say(f"{goal.verdict:>12}: {goal.what} {goal.size or ''} {value} ({goal.side} {goal.goal:g})")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench", description="Measure the engines and rivals.")
    known, sizes = [one.key for one in CONTESTANTS], [plan.size for plan in FULL_PLANS]
    parser.add_argument("--full", action="store_true", help="also the whole platform, 18 million freelancers")
    parser.add_argument("--sizes", type=int, nargs="+", choices=sizes, metavar="N", help=f"some of {sizes}")
    parser.add_argument("--contestants", nargs="+", choices=known, default=known, metavar="NAME", help=f"of {known}")
    parser.add_argument("--rounds", type=int, help="rounds at every size")
    parser.add_argument("--warm-up-weeks", type=int, help="weeks before the clock starts")
    parser.add_argument("--no-first-use", action="store_true", help="leave out compiling, command line and notebook")
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder of the results")
    return parser


if __name__ == "__main__":
    main()
