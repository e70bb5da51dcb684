"""What ``compare`` prints: effects on headline outcomes, the verdict, and where everything lies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from rich.table import Table

    from sim.experiment.comparison import ComparisonResult

_WIDTH: Final = 120


def print_comparison(result: ComparisonResult) -> None:
    """Print a stored comparison on standard output."""
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_WIDTH)
    summary = result.summary
    for scenario, found in summary["comparisons"].items():
        console.print(_effects(summary, scenario, found["outcomes"]))
        console.print(found["verdict"], markup=False)
    if result.already_there:
        console.print("Already there: nothing was run (--force compares again).")
    figures = sorted((result.folder / "figures").glob("*.png"))
    console.print(f"Result:  {result.folder}", soft_wrap=True, markup=False)
    console.print("Tables:  effects, time, categories, groups, deciles, individuals, adoption_effects (.csv, .parquet)")
    console.print(f"Figures: {len(figures)} in {result.folder / 'figures'}", soft_wrap=True, markup=False)


def _effects(summary: Mapping[str, Any], scenario: str, outcomes: Mapping[str, Any]) -> Table:
    """Return the table of headline outcomes."""
    from rich import box
    from rich.table import Table

    from sim.analysis.paired.headline import HEADLINE, said

    size = f"{summary['n_freelancers']:,} freelancers, replications {summary['replications']}, seed {summary['seed']}"
    table = Table(
        title=f"{scenario} against {summary['reference']}: {size}",
        box=box.SIMPLE_HEAD,
        title_justify="left",
        pad_edge=False,
    )
    for name in ("outcome", summary["reference"], scenario, "effect [95% interval]", "corr.", "saved"):
        table.add_column(name, justify="left" if name == "outcome" else "right", no_wrap=name.startswith("effect"))
    for name, words in HEADLINE.items():
        row = {key: float("nan") if value is None else value for key, value in outcomes[name].items()}
        if outcomes[name]["effect"] is None:
            continue
        likeness = outcomes[name]["correlation"]
        table.add_row(
            words,
            _short(outcomes[name]["value_reference"]),
            _short(outcomes[name]["value"]),
            said(row),
            "-" if likeness is None else f"{likeness:.2f}",
            _saved(outcomes[name]["unpaired_runs"], summary["replications"]),
        )
    return table


def _short(value: float) -> str:
    """Return a level as text, millions as such."""
    from sim.interface.cli.headline import number

    return f"{value / 1e6:,.2f} m" if abs(value) >= 1e6 else number(value)


def _saved(unpaired_runs: float | None, replications: int) -> str:
    """Return how many runs of each scenario independent seeds would have needed beyond those that were run."""
    if unpaired_runs is None:
        return "-"
    more = round(unpaired_runs - replications)
    return f"{more:,}" if more > 0 else "0"
