"""``describe``: what can be set, what is observed, and what happens in a week."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import click

_NOT_A_TERMINAL: Final = 160

markdown_option: Final = click.option("--markdown", is_flag=True, help="Print the page as Markdown.")
write_option: Final = click.option("--write", is_flag=True, help="Write the generated file into the repository.")


@click.group(no_args_is_help=False, short_help="Describe parameters, outcomes, the week, the schema.")
def describe() -> None:
    """Describe parameters, outcomes, the week, or the schema of scenarios."""


@describe.command(short_help="List every parameter, or those under PATH.")
@click.argument("part", default="", metavar="[PATH]")
@markdown_option
@write_option
def parameters(part: str, markdown: bool, write: bool) -> None:
    """List every parameter, or those under PATH, such as ai.client_adoption.

    \f

    Raises
    ------
    InputError
        If there is nothing of that path.
    """  # noqa: D301 - \f tells click where the help ends
    from sim.interface.cli.documents import PARAMETERS, parameters_page

    if _page(PARAMETERS, parameters_page, markdown=markdown, write=write):
        return
    from sim.parameters.errors import InputError
    from sim.parameters.scenario import Scenario
    from sim.parameters.schema import groups_of, parameter_rows
    from sim.parameters.suggestions import nearest_path

    rows = parameter_rows(Scenario)
    shown = [row for row in rows if not part or row.path == part or row.path.startswith(f"{part}.")]
    if not shown:
        similar = nearest_path(part, [*(row.path for row in rows), *groups_of(Scenario)])
        hint = f"; did you mean `{similar}`?" if similar else ""
        raise InputError(f"{part}: there is no parameter or group of this name{hint}")
    cells = [(row.path, row.written_default, row.unit, row.allowed, row.role, row.meaning) for row in shown]
    _print_table(("path", "default", "unit", "allowed", "role", "meaning"), cells)


@describe.command(short_help="List every number of summary.json.")
@markdown_option
@write_option
def outcomes(markdown: bool, write: bool) -> None:
    """List every number of summary.json; as Markdown also every column of the tables."""
    from sim.interface.cli.documents import OUTCOMES, outcomes_page

    if _page(OUTCOMES, outcomes_page, markdown=markdown, write=write):
        return
    from sim.outcomes.catalogue import CATALOGUE

    cells = [(o.name, o.unit, o.meaning, o.aggregation, o.source_table) for o in CATALOGUE.values()]
    _print_table(("outcome", "unit", "meaning", "aggregation", "table"), cells)


@describe.command()
def week() -> None:
    """List what happens in a week, in order."""
    from sim.model.phases import PHASES

    rows = [(str(number), phase.name, phase.meaning) for number, phase in enumerate(PHASES, start=1)]
    _print_table(("", "phase", "meaning"), rows)


@describe.command(short_help="List the scenarios that ship.")
@write_option
def scenarios(write: bool) -> None:
    """Print how to write a scenario, and what those that ship ask."""
    from sim.interface.cli.documents import SCENARIOS, scenarios_page

    _page(SCENARIOS, scenarios_page, markdown=True, write=write)


@describe.command(short_help="Print the JSON Schema of a scenario file.")
@write_option
def schema(write: bool) -> None:
    """Print the JSON Schema of a scenario file, which editors use to complete and check."""
    from sim.interface.cli.documents import SCHEMA, schema_text

    _page(SCHEMA, schema_text, markdown=True, write=write)


def _page(name: str, text: Callable[[], str], *, markdown: bool, write: bool) -> bool:
    """Write or print a generated page if that was asked for, and return whether it was."""
    if write:
        from sim.interface.cli.documents import write_page

        click.echo(str(write_page(name, text())))
    elif markdown:
        click.echo(text(), nl=False)
    return markdown or write


def _print_table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print a table, wide when standard output is not a terminal."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_NOT_A_TERMINAL)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in header:
        table.add_column(name, overflow="fold", no_wrap=name in {"unit", "role"})
    for row in rows:
        table.add_row(*(Text(str(cell)) for cell in row))
    console.print(table)
