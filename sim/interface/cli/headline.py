"""What ``run`` prints: headline outcomes, the claims, targets and validation, and where everything lies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from sim.experiment.run import RunResult
    from sim.parameters.scenario import Scenario

HEADLINE: Final[Mapping[str, tuple[str, str] | str | None]] = {
    "ai_work_earnings_growth_2025q1": ("C9", "growth of AI-related gross volume, 2025 Q1"),
    "ai_work_contracts_growth_2025q1": None,
    "ai_work_hours_growth_2025q1": None,
    "ai_work_earnings_growth_2024": ("C9", "growth of AI-related gross volume, 2024"),
    "ai_work_contracts_growth_2024": None,
    "ai_work_hours_growth_2024": None,
    "gross_services_volume": "gross_services_volume",
    "posts_per_year": "posts_a_year",
    "n_clients_active": "clients_active",
    "spend_per_active_client": ("C6", "spend per active client, year to March 2023"),
    "fill_rate": ("C5", "hires over posts, 2024"),
    "proposals_per_post": ("C4", "mean proposals on closed posts"),
    "ai_work_share_of_volume": None,
    "automated_share_of_needs": None,
    "client_ai_adoption_share": None,
    "freelancer_ai_adoption_share": None,
    "freelancer_ai_adoption_share_end_2023": ("C7", "freelancers using AI, December 2023"),
    "freelancer_ai_adoption_share_2025q1": ("C7", "freelancers using AI, 2025 Q1"),
    "share_ever_hired": ("H10", "share of registered freelancers ever hired"),
    "earnings_gini": None,
    "ai_premium_raw": ("H7", "mean hourly rate, AI-related over other work, raw, 2025"),
    "ai_premium_adjusted": ("H7", "the same within specialty and level"),
    "ai_effect_allowed": None,
}
"""Outcomes printed first, each with what holds the published number: a row of targets or validation, or a series of
published points, of which the last counts."""

_WIDTH: Final = 120
_VERDICTS: Final = {"reproduced": "green", "not reproduced": "red", "not identified": "yellow"}


def print_result(result: RunResult, scenario: Scenario) -> None:
    """Print the tables of a stored run on standard output.

    Parameters
    ----------
    result : RunResult
        What `sim.experiment.run.run_scenario` returned.
    scenario : Scenario
        What was run.
    """
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_WIDTH)
    summary = result.summary
    if scenario.description:
        console.print(scenario.description, markup=False)
    console.print(_headline(summary, scenario.population.n_freelancers))
    console.print(_claims(summary["claims"]))
    for title, key in (("Targets (fitted to)", "targets"), ("Validation (never fitted)", "validation")):
        if summary.get(key):
            console.print(_checks(title, summary[key]))
    _print_places(console, result)


def number(value: float | None, digits: int = 3) -> str:
    """Return a number to `digits` significant digits, thousands in groups; a dash if there is none."""
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.{digits}g}"


def _table(title: str, columns: Iterable[tuple[str, str]]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    for name, justify in columns:
        table.add_column(name, justify="right" if justify == "right" else "left", overflow="fold")
    return table


def _headline(summary: Mapping[str, Any], n_freelancers: int) -> Table:
    size = f"{n_freelancers:,} freelancers, replications {summary['replications']}, seed {summary['seed']}"
    title = f"{summary['scenario']}: {size}"
    columns = [("outcome", ""), ("value", "right"), ("standard error", "right"), ("unit", ""), ("published", "right")]
    table = _table(title, columns)
    for name, check in HEADLINE.items():
        outcome = summary["outcomes"].get(name)
        if outcome is None:
            continue
        known = published_number(check, summary)
        error = number(outcome.get("standard_error"), 2)
        shown = "" if known is None else number(known)
        table.add_row(name, number(outcome["value"]), error, str(outcome["unit"]), shown)
    return table


def published_number(where: tuple[str, str] | str | None, summary: Mapping[str, Any]) -> float | None:
    """Return the published number that an outcome is printed beside, None if there is none.

    Parameters
    ----------
    where : tuple of (id, metric), str, or None
        As in `HEADLINE`.
    summary : mapping
        Content of ``summary.json``.
    """
    if isinstance(where, str):
        from sim.parameters.references import published

        return published(where)[-1].value
    rows = [*summary.get("targets", []), *summary.get("validation", [])]
    return next((row["reference"] for row in rows if (row["id"], row["metric"]) == where), None)


def _claims(claims: Sequence[Mapping[str, Any]]) -> Table:
    from rich.text import Text

    table = _table("Claims", [("id", ""), ("verdict", ""), ("what the model finds", "")])
    table.columns[1].no_wrap = True
    for claim in claims:
        verdict = str(claim["verdict"])
        table.add_row(claim["id"], Text(verdict, style=_VERDICTS.get(verdict, "")), Text(str(claim["text"])))
    return table


def _checks(title: str, rows: Sequence[Mapping[str, Any]]) -> Table:
    from rich.text import Text

    table = _table(
        title, [("id", ""), ("measure", ""), ("value", "right"), ("range", ""), ("unit", ""), ("result", "")]
    )
    words = {True: ("pass", "green"), False: ("fail", "red"), None: ("-", "")}
    for row in rows:
        word, style = words[row["passed"]]
        reach = _range(row["low"], row["high"])
        table.add_row(row["id"], row["metric"], number(row["value"]), reach, row["unit"], Text(word, style=style))
    return table


def _range(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return "-"
    if low is None:
        return f"at most {number(high)}"
    return f"at least {number(low)}" if high is None else f"{number(low)} to {number(high)}"


def _print_places(console: Console, result: RunResult) -> None:
    """Print where the result lies, bare, one path a line, so that it can be copied."""
    if result.already_there:
        console.print("Already there: nothing was run (--force runs it again).")
    figures = sorted(path for path in Path(result.folder, "figures").glob("*.png"))
    console.print(f"Result:  {result.folder}", soft_wrap=True, markup=False)
    console.print(f"Figures: {len(figures)} in {result.folder / 'figures'}", soft_wrap=True, markup=False)
