"""``sweep``: one scenario at many points of its parameters."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from sim.interface.cli.kinds import SWEEP, expecting

if TYPE_CHECKING:
    from sim.experiment.sweep.plan import Plan
    from sim.experiment.sweep.run import SweepResult
    from sim.experiment.sweep.standing import OnStanding, Standing

_SOME_FAILED: Final = 3


@click.command(short_help="Run a scenario at many points of its parameters.")
@click.argument("file", type=click.Path(path_type=Path), metavar="SWEEP.yaml")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the design and of every run.")
@click.option("--replications", type=int, help="Runs of each point.  [default: as the file says]")
@click.option("--set", "overrides", multiple=True, metavar="PATH=VALUE", help="Change a parameter at every point.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("results"), show_default=True, help="Folder.")
@click.option("--on", default="local", show_default=True, metavar="WHERE", help="local, serial or dask://host:port.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes of local.  [default: one a core]")
@click.option(
    "--timeout", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS", help="Most a point may take."
)
@click.option("--retry-failed", is_flag=True, help="Try points again that failed in a stored sweep.")
@click.option("--dry-run", is_flag=True, help="Check every point and say what would be run.")
@click.option("--status", is_flag=True, help="Say where the sweep stands.")
@click.option("--no-figures", is_flag=True, help="Leave the figures out; `plot` draws them later.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def sweep(
    *,
    file: Path,
    seed: int,
    replications: int | None,
    overrides: tuple[str, ...],
    out: Path,
    on: str,
    workers: int | None,
    timeout: float | None,
    retry_failed: bool,
    dry_run: bool,
    status: bool,
    no_figures: bool,
    quiet: bool,
) -> None:
    """Run a scenario at many points of its parameters; store a dataset and figures under OUT/sweeps/<name>/.

    \b
    A sweep that was interrupted goes on where it was; one that was edited or enlarged runs its new points only.
    --set changes a parameter of the scenario at every point, or a part of the sweep: --set design.n=64.
    Example: run.py sweep scenarios/sweeps/capability_growth.yaml --replications 4
    """  # noqa: D301 - \b tells click to keep the lines
    from sim.experiment.sweep.plan import plan_of
    from sim.experiment.sweep.reading import load_sweep
    from sim.experiment.sweep.run import run_sweep

    with expecting(SWEEP, file):
        asked = load_sweep(file, overrides, replications)
    if dry_run or status:
        plan = plan_of(asked, seed)
        _tell_plan(plan, out, workers) if dry_run else _tell_standing(plan, out)
        return

    def tell(text: str) -> None:
        if not quiet:
            click.echo(text, err=True)

    with _progress(asked.file.name, quiet=quiet) as on_standing:
        result = run_sweep(
            asked,
            seed=seed,
            out=out,
            on=on,
            workers=workers,
            timeout_s=timeout,
            retry_failed=retry_failed,
            draw=not no_figures,
            on_standing=on_standing,
            tell=tell,
        )
    if not quiet:
        _print(result)
    if result.undrawn:
        click.echo(f"{result.undrawn}; the dataset is stored: `plot {result.folder}` draws it again", err=True)
    if result.n_failed or result.undrawn:
        click.get_current_context().exit(_SOME_FAILED)


def _tell_plan(plan: Plan, out: Path, workers: int | None) -> None:
    from sim.experiment.cores import usable_cores
    from sim.experiment.sweep.run import sweep_folder
    from sim.experiment.sweep.standing import seconds_for

    n_workers = workers or usable_cores()
    distinct = len({entry.key for entry in plan.entries})
    arms = f", in {len({entry.arm for entry in plan.entries})} arms" if plan.sweep.file.what_if else ""
    click.echo(f"{plan.sweep.file.name}: {plan.design.kind} over {', '.join(plan.design.paths)}")
    click.echo(f"{plan.n_points} points{arms} ({distinct} distinct), {plan.n_runs} runs; every point has been checked.")
    click.echo(f"About {_duration(seconds_for(plan, n_workers))} on {n_workers} {_cores(n_workers)} (a rough guess).")
    click.echo(f"Result: {sweep_folder(plan, out)}")


def _tell_standing(plan: Plan, out: Path) -> None:
    from sim.experiment.sweep.run import sweep_folder
    from sim.experiment.sweep.standing import standing_of

    target = sweep_folder(plan, out)
    found = standing_of(plan, target)
    click.echo(f"{plan.sweep.file.name}: {found.points} points")
    click.echo(f"done {found.done}, failed {found.failed}, in work {found.in_work}, missing {found.missing}")
    if found.holder:
        click.echo(f"Being run by {found.holder}.")
    click.echo(f"Result: {target}" if target.is_dir() else f"Not whole yet: {target}")


@contextmanager
def _progress(name: str, *, quiet: bool) -> Iterator[OnStanding | None]:
    """Show points, runs per second, time left and failures, on a terminal."""
    import sys

    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[told]}"), TimeRemainingColumn())
    with Progress(*columns, TextColumn("left"), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(name, total=1.0, told="")

        def on_standing(now: Standing) -> None:
            rate = (bar.tasks[0].speed or 0.0) * now.runs
            failed = f", {now.failed} failed" if now.failed else ""
            told = f"{now.done}/{now.points} points{failed}, {rate:.1f} runs/s,"
            bar.update(task, completed=now.share, told=told)

        yield on_standing


def _print(result: SweepResult) -> None:
    """Print what came of a sweep on standard output."""
    summary = result.summary
    if summary["description"]:
        click.echo(summary["description"])
    if result.already_there:
        click.echo("Already there: nothing was run.")
    click.echo(
        f"{summary['sweep']}: {summary['points_done']} of {summary['points_done'] + summary['points_failed']} points, "
        f"{summary['runs']} runs of {summary['n_freelancers']:,} freelancers, seed {summary['seed']}"
    )
    if result.n_failed:
        click.echo(
            f"{summary['points_failed']} points and {summary['runs_failed']} single runs failed: "
            f"{result.folder / 'failures.parquet'} says why; --retry-failed tries them again",
            err=True,
        )
    click.echo(f"Result:  {result.folder}")
    figures = sorted((result.folder / "figures").glob("*.png"))
    click.echo(f"Figures: {len(figures)} in {result.folder / 'figures'}")


def _duration(seconds: float) -> str:
    if seconds < 90.0:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60.0:.0f} minutes" if seconds < 5400.0 else f"{seconds / 3600.0:.1f} hours"


def _cores(n: int) -> str:
    return "core" if n == 1 else "cores"
