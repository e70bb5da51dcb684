"""``validate``: the rows that were never fitted, for the model and for simple rivals."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from sim.interface.cli.kinds import SCENARIO, expecting


@click.command(short_help="Compare with what was never fitted, beside simple rivals.")
@click.argument("scenario", type=click.Path(path_type=Path), metavar="SCENARIO.yaml")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of all luck.")
@click.option("--replications", type=int, help="Of the scenario.  [default: as it says]")
@click.option("--set", "overrides", multiple=True, metavar="PATH=VALUE", help="Change a parameter; may be repeated.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("results"), show_default=True, help="Folder.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes.  [default: one a core]")
@click.option("--write", is_flag=True, help="Write docs/validation.md in the repository.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@click.option("--json", "as_json", is_flag=True, help="Print validation.json alone.")
def validate(
    *,
    scenario: Path,
    seed: int,
    replications: int | None,
    overrides: tuple[str, ...],
    out: Path,
    workers: int | None,
    write: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Run a scenario (or find it stored) and two markets with a part taken out, and compare all with validation rows.

    A run that is stored under OUT is not simulated again.
    """
    from sim.parameters.resolve import load_scenario

    with expecting(SCENARIO, scenario):
        resolved = load_scenario(scenario, overrides)

    from sim.experiment.validation import validate as run_validation

    def tell(text: str) -> None:
        if not (quiet or as_json):
            click.echo(text, err=True)

    found = run_validation(resolved, seed, replications, out, workers=workers, tell=tell)
    if write:
        from sim.interface.cli.documents import write_page
        from sim.interface.cli.validation_page import PAGE, page

        tell(str(write_page(PAGE, page(found.content))))
    if as_json:
        import json

        click.echo(json.dumps(found.content, indent=2, ensure_ascii=False))
    elif not quiet:
        _print(found.content)
        click.echo(f"Result:  {found.folder}")


def _print(content: Mapping[str, Any]) -> None:
    """Print the rows of the model, then the scores of all."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from sim.interface.cli.validation_page import row_cells, score_cells

    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=140)
    names = ("row", "measure", "value", "95% interval", "published", "range", "unit", "result")
    rows = Table(*names, title="Validation (never fitted)", box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    for row in content["scores"][0]["rows"]:
        rows.add_row(*(Text(cell.replace("*", "")) for cell in row_cells(row)))
    console.print(rows)
    heads = ("", "rows met", "distance", "model, same rows: met", "distance")
    scores = Table(*heads, title="Rivals", box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    for one in content["scores"]:
        scores.add_row(one["name"], *score_cells(one), *score_cells(content["beside"].get(one["name"])))
    console.print(scores)
    console.print("distance: mean distance from the published number, in half-widths of the range", style="dim")
