"""``benchmarks.md``: the tables, with goals and whether they were met."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from statistics import median
from typing import Any

from benchmarks.contestants import COMPILED_1, CONTESTANTS, LABELS
from benchmarks.goals import Goal
from benchmarks.machine import sentence
from benchmarks.ratios import Found, Ratio, row_of, time_of
from benchmarks.situation import START


def report(found: Found, goals: Sequence[Goal]) -> str:
    """Return the whole text.

    Parameters
    ----------
    found : dict
        What `bench.measure` found.
    goals : sequence of Goal
    """
    parts = [
        ["# Benchmarks", "", sentence(found["machine"]), "", _how(found["contests"])],
        ["## Time per week", "", "Milliseconds: median (least, largest) over rounds.", "", *_times(found["contests"])],
        ["## Goals", "", *_goals(goals)],
        ["## Scale", "", *_scale(found["scale"])],
        ["## Where the week goes", "", *_phases(found["contests"])],
        ["## First use", "", *_first_use(found["first_use"])],
        ["## Distance to the floor", "", *_floor(found["floor"])],
        [*_absent(found["contests"])],
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return a Markdown table: the first column to the left, the others to the right."""
    marks = ["---", *("---:" for _ in header[1:])]
    return ["| " + " | ".join(cells) + " |" for cells in (header, marks, *rows)]


def number(value: float) -> str:
    """Return a number with three figures."""
    return f"{value:,.0f}" if abs(value) >= 100.0 else f"{value:.3g}"


def _how(contests: list[Found]) -> str:
    """How the numbers were taken."""
    warm_up = " or ".join(sorted({str(contest["warm_up_weeks"]) for contest in contests}))
    turns = ", ".join(
        f"{_rounds(contest)} rounds of {contest['weeks_a_turn']} weeks at {contest['size']:,}" for contest in contests
    )
    return (
        f"Scenario `baseline` with its recorded weeks from {START} on, when AI is public. Each contestant of a size "
        f"has a process of its own and walks the same {warm_up} weeks first, untimed; then each walks a few weeks in "
        f"turn, one at a time, after one that is not timed: {turns}. Ratios are medians of the ratios of the rounds. "
        f"A size is the number of registered freelancers at the start of the timed weeks. Rivals draw other random "
        f"numbers, so single weeks differ; phases, rules and parameters are the same."
    )


def _rounds(contest: Found) -> int:
    return max((len(row["ms"]) for row in contest["contestants"].values()), default=0)


def _times(contests: list[Found]) -> list[str]:
    sizes = [contest["size"] for contest in contests]
    present = [one.key for one in CONTESTANTS if any(row_of(contests, size, one.key) for size in sizes)]
    rows = [[LABELS[key], *(_ranged(time_of(contests, size, key)) for size in sizes)] for key in present]
    return table(["", *(f"{size:,}" for size in sizes)], rows)


def _ranged(one: Ratio | None) -> str:
    return "" if one is None else f"{number(one.value)} ({number(one.low)}, {number(one.high)})"


def _goals(goals: Sequence[Goal]) -> list[str]:
    rows = []
    for goal in goals:
        size = f"{goal.size:,}" if goal.size else ""
        found = goal.found
        ranged = "" if found is None else (number(found.value) if found.low == found.high else _ranged(found))
        rows.append([goal.what, size, f"{goal.side} {goal.goal:g} {goal.unit}".strip(), ranged, goal.verdict])
    return table(["", "size", "goal", "found (range)", ""], rows)


def _scale(scale: dict[str, Any]) -> list[str]:
    rows = [
        [
            LABELS[row["key"]],
            f"{row['size']:,}",
            f"{row['active']:,.0f}",
            number(row["ms"]),
            number(row["ns_per_active"]),
            number(row["peak_mb"]),
        ]
        for row in scale["rows"]
    ]
    header = ["", "registered", "active", "ms a week", "ns per active freelancer-week", "peak memory, MB"]
    said = f"State of a freelancer: {scale['state_bytes']} bytes."
    if scale["slope"] is not None:
        said += f" Slope of ln(time) on ln(active freelancers), one thread: {scale['slope']:.3f}."
    if scale["steps"]:
        steepest = max(scale["steps"], key=lambda step: step["slope"])
        small, large = steepest["sizes"]
        said += f" The steepest between neighbouring sizes, {small:,} to {large:,}: {steepest['slope']:.3f}."
    return [*table(header, rows), "", said]


def _phases(contests: list[Found]) -> Iterator[str]:
    """Share of each phase in the largest market of the compiled engine, one thread."""
    for contest in reversed(contests):
        row = row_of(contests, contest["size"], COMPILED_1)
        if row and row.get("phases_ms"):
            whole = sum(row["phases_ms"].values())
            rows = [[name, number(ms), f"{ms / whole:.0%}"] for name, ms in row["phases_ms"].items()]
            yield f"Engine compiled, one thread, {contest['size']:,} freelancers."
            yield ""
            yield from table(["phase", "ms a week", "share"], rows)
            return
    yield "Not measured."


def _first_use(found: dict[str, Any]) -> list[str]:
    if not found:
        return ["Not measured."]
    steps, notebook = found["whole_run_step_s"], found["notebook"]
    later, walking = notebook["step_s"][1:], sum(steps)
    rows = [
        ["Compiling every kernel, empty cache", f"{found['cold_s']:.1f} s"],
        ["The command `run` (10,000 freelancers, one replication), full cache", f"{median(found['command_s']):.2f} s"],
        ["The same with `--no-figures`", f"{median(found['tables_s']):.2f} s"],
        [
            f"of which walking its {len(steps)} weeks",
            f"{walking:.2f} s, {1e3 * walking / len(steps):.2f} ms a week",
        ],
        ["In a notebook: importing and building the market", f"{notebook['made_s']:.2f} s"],
        ["its first `model.step()`", f"{1e3 * notebook['step_s'][0]:.0f} ms"],
        ["a later `model.step()`, median", f"{1e3 * median(later):.2f} ms"],
    ]
    return table(["", "wall time"], rows)


def _floor(found: dict[str, Any] | None) -> list[str]:
    if found is None:
        return ["Not measured."]
    costs, counts = found["unit_costs"], found["counts"]
    stream, weighed = 1.0 / costs["stream_ns_per_byte"], counts.get("weighed", counts["proposals"])
    said = (
        f"What a week of {found['size']:,} freelancers cannot do without, on one thread ({costs['with']}): "
        f"{counts['active']:,.0f} active freelancers and {counts['clients']:,.0f} clients draw once, and their rows "
        f"and {counts['running']:,.0f} running contracts are read once; {counts['proposals']:,.0f} proposals are sent, "
        f"{weighed:,.0f} weighed; {counts['contracts']:,.0f} hires. Unit costs here: "
        f"{stream:.1f} GB/s in a stream, {costs['gather_ns']:.1f} ns a line at a random place, "
        f"{costs['block_ns']:.1f} ns a random block, "
        f"{costs['log_ns']:.1f} ns a logarithm. Nothing overlaps; sorting, sums and tables are left out."
    )
    rows = [[name, number(ms)] for name, ms in found["parts_ms"].items()]
    rows.append(["floor ms / compiled ms", f"{number(found['floor_ms'])} / {number(found['compiled_ms'])}"])
    rows.append(["compiled over floor", f"{found['compiled_ms'] / found['floor_ms']:.1f}"])
    return [said, "", *table(["", "ms a week"], rows)]


def _absent(contests: list[Found]) -> list[str]:
    reasons = {key: reason for contest in contests for key, reason in contest["absent"].items()}
    return [f"Left out: {LABELS[key]} ({reason})." for key, reason in reasons.items()]
