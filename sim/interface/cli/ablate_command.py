"""``ablate``: each mechanism switched off in turn, and what it earns."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.interface.cli.kinds import ABLATIONS, expecting

if TYPE_CHECKING:
    from sim.experiment.ablation.plan import Plan
    from sim.experiment.ablation.run import AblationResult


@click.command(short_help="Switch each mechanism off in turn; see what it earns.")
@click.argument("ablations", type=click.Path(path_type=Path), metavar="LIST.yaml")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of all luck: the same in every entry.")
@click.option("--replications", type=click.IntRange(min=2), help="Of each entry.  [default: as the list says]")
@click.option("--set", "overrides", multiple=True, metavar="PATH=VALUE", help="Change a parameter in every run.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("results"), show_default=True, help="Folder.")
@click.option("--on", default="local", show_default=True, metavar="WHERE", help="local, serial or dask://host:port.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes of local.  [default: one a core]")
@click.option(
    "--timeout", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS", help="Most an entry's arm may take."
)
@click.option("--status", is_flag=True, help="Say where the list stands.")
@click.option("--no-figures", is_flag=True, help="Leave the figure out; `plot` draws it later.")
@click.option("--write", is_flag=True, help="Write docs/ablations.md in the repository.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@click.option("--json", "as_json", is_flag=True, help="Print summary.json alone.")
def ablate(
    *,
    ablations: Path,
    seed: int,
    replications: int | None,
    overrides: tuple[str, ...],
    out: Path,
    on: str,
    workers: int | None,
    timeout: float | None,
    status: bool,
    no_figures: bool,
    write: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Run a scenario with each mechanism of a list switched off, with AI and without; store under OUT/ablate/.

    \b
    A list that was interrupted goes on where it was; one that was edited runs its new entries only.
    Example: run.py ablate scenarios/ablations/mechanisms.yaml
    """  # noqa: D301 - \b tells click to keep the lines
    from sim.experiment.ablation.ablation_file import load_ablations

    with expecting(ABLATIONS, ablations):
        read = load_ablations(ablations, overrides, replications)

    from sim.experiment.ablation.plan import plan_of
    from sim.experiment.ablation.run import run_ablations
    from sim.interface.cli.progress import weekly_progress

    silent = quiet or as_json
    if status:
        _tell_standing(plan_of(read, seed), out)
        return

    def tell(text: str) -> None:
        if not silent:
            click.echo(text, err=True)

    with weekly_progress(read.file.name, quiet=silent) as on_progress:
        result = run_ablations(
            read,
            seed=seed,
            out=out,
            on=on,
            workers=workers,
            timeout_s=timeout,
            draw=not no_figures,
            on_progress=on_progress,
            tell=tell,
        )
    if write:
        _write(result, tell)
    if as_json:
        import json

        click.echo(json.dumps(result.summary, indent=2, ensure_ascii=False))
    elif not quiet:
        _print(result)


def _tell_standing(plan: Plan, out: Path) -> None:
    from sim.experiment.ablation.run import ablation_folder, points_done

    target = ablation_folder(plan, out)
    done, n = points_done(plan, target)
    click.echo(f"{plan.ablations.file.name}: {done} of {n} points are there")
    click.echo(f"Result: {target}" if target.is_dir() else f"Not whole yet: {target}")


def _write(result: AblationResult, tell: Any) -> None:
    """Write the page and its figure."""
    from sim.interface.cli.ablation_page import FIGURE, PAGE, page, read
    from sim.interface.cli.documents import ROOT, write_page

    tables = read(result.folder)
    drawn = result.folder / "figures" / "matrix.png"
    tell(str(write_page(PAGE, page(result.summary, tables, figure=drawn.is_file()))))
    if drawn.is_file():
        (ROOT / FIGURE).write_bytes(drawn.read_bytes())
        tell(str(ROOT / FIGURE))


def _print(result: AblationResult) -> None:
    """Print what each entry earns, and which conclusions survive all variants."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from sim.interface.cli.ablation_page import earned_cells, read, told_lines

    if result.already_there:
        click.echo("Already there: nothing was run.")
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=140)
    tables = read(result.folder)
    header = ("without", "targets", "earns", "nearer", "validation", "earns", "nearer", "conclusions kept")
    shown = Table(*header, title="What each mechanism earns", box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    for cells in earned_cells(tables):
        shown.add_row(*cells)
    console.print(shown)
    for line in told_lines(result.summary):
        console.print(line, style="dim")
    click.echo(f"Result:  {result.folder}")
