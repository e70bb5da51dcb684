"""``calibrate``: what the targets say about the calibrated parameters."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from sim.interface.cli.kinds import SCENARIO, expecting

if TYPE_CHECKING:
    from sim.experiment.calibration.plan import Plan
    from sim.experiment.calibration.run import CalibrationResult

_SOME_FAILED: Final = 3


@click.command(short_help="Find the calibrated parameters that the targets support.")
@click.argument("scenario", type=click.Path(path_type=Path), metavar="SCENARIO.yaml")
@click.option("--size", type=click.IntRange(min=1), default=100_000, show_default=True, help="Freelancers of each run.")
@click.option("--points", type=click.IntRange(min=1), default=512, show_default=True, help="Points of the design.")
@click.option(
    "--replications", type=click.IntRange(min=1), default=1, show_default=True, help="Runs of each point, luck apart."
)
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the design, of all luck, of the fit.")
@click.option(
    "--recover",
    type=click.IntRange(min=0),
    default=0,
    metavar="K",
    help="Recover K known points, and K runs of full size; tell the coverage.",
)
@click.option(
    "--check", type=click.IntRange(min=0), default=0, metavar="M", help="Run the model at M draws of the posterior."
)
@click.option(
    "--refine",
    type=click.IntRange(min=0),
    default=64,
    show_default=True,
    metavar="N",
    help="Correct the emulator by N runs of the scenario's own size where the posterior lies.",
)
@click.option(
    "--rounds",
    type=click.IntRange(min=1),
    default=2,
    show_default=True,
    help="How often: each round where the posterior of the round before lies.",
)
@click.option("--out", type=click.Path(path_type=Path), default=Path("results"), show_default=True, help="Folder.")
@click.option("--on", default="local", show_default=True, metavar="WHERE", help="local, serial or dask://host:port.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes of local.  [default: one a core]")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="Most a point may take; the scenario as it is and the best point are 16 runs each.",
)
@click.option("--status", is_flag=True, help="Say where the calibration stands.")
@click.option("--no-figures", is_flag=True, help="Leave the figures out; `plot` draws them later.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def calibrate(
    *,
    scenario: Path,
    size: int,
    points: int,
    replications: int,
    seed: int,
    recover: int,
    check: int,
    refine: int,
    rounds: int,
    out: Path,
    on: str,
    workers: int | None,
    timeout: float | None,
    status: bool,
    no_figures: bool,
    quiet: bool,
) -> None:
    """Run a design over the priors, learn the targets from it, draw from the posterior; store under OUT/calibrate/.

    \b
    A calibration that was interrupted goes on where it was; with more points, only the new ones are run.
    Example: run.py calibrate scenarios/baseline.yaml --points 512 --recover 40 --check 20
    """  # noqa: D301 - \b tells click to keep the lines
    from sim.parameters.resolve import load_scenario

    with expecting(SCENARIO, scenario):
        resolved = load_scenario(scenario)

    from sim.experiment.calibration.plan import Options, plan_of
    from sim.experiment.calibration.run import run_calibration
    from sim.interface.cli.progress import weekly_progress

    options = Options(size, points, replications, seed, recover, check, refine, rounds)
    if status:
        _tell_standing(plan_of(resolved, options), out)
        return

    def tell(text: str) -> None:
        if not quiet:
            click.echo(text, err=True)

    with weekly_progress(resolved.name, quiet=quiet) as on_progress:
        result = run_calibration(
            resolved,
            options,
            out=out,
            on=on,
            workers=workers,
            timeout_s=timeout,
            draw=not no_figures,
            on_progress=on_progress,
            tell=tell,
        )
    if not quiet:
        _print(result)
    if result.summary["points_failed"]:
        click.get_current_context().exit(_SOME_FAILED)


def _tell_standing(plan: Plan, out: Path) -> None:
    from sim.experiment.calibration.run import calibration_folder, points_done

    target = calibration_folder(plan, out)
    done, n = points_done(plan, target)
    click.echo(f"{plan.scenario.name}: {done} of {n} points are there, the scenario as it is included")
    click.echo(f"Result: {target}" if target.is_dir() else f"Not whole yet: {target}")


def _print(result: CalibrationResult) -> None:
    """Print what came of a calibration on standard output."""
    summary = result.summary
    if result.already_there:
        click.echo("Already there: nothing was run.")
    click.echo(
        f"{summary['scenario']}: {summary['points']} points of {summary['n_freelancers']:,} freelancers, seed "
        f"{summary['seed']}; {summary['points_failed']} failed"
    )
    click.echo(
        f"Targets in range: {summary['start_in_range']} of {summary['targets']} as the scenario stands, "
        f"{summary['best_in_range']} at the best point ({summary['n_freelancers_at_full_size']:,} freelancers)"
    )
    for name, reason in summary["left_out"].items():
        click.echo(f"Left out of the fit: {name}: {reason}")
    click.echo("Posterior over prior standard deviation (1: the targets say nothing):")
    for name, width in summary["widths"].items():
        click.echo(f"  {width:5.2f}  {name} = {summary['best'][name]:.4g}")
    chains = summary["chains"]
    if chains["r_hat"] > 1.1:
        click.echo(f"The chains have not met (R hat {chains['r_hat']:.2f}): do not use the draws.", err=True)
    for row in summary.get("coverage", []):
        if row["off_80"] or row["off_95"]:
            click.echo(
                f"Coverage is off ({row['emulator']}): {row['parameter']}: {row['held_80']:.0%} of 80% and "
                f"{row['held_95']:.0%} of 95% intervals hold: do not quote its interval"
            )
    click.echo(f"Result:  {result.folder}")
    click.echo(f"Best point: {result.folder / 'point.yaml'}")
