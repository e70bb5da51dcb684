"""``compare``: scenarios against the first of them, under the same luck."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.interface.cli.kinds import SCENARIO, expecting

if TYPE_CHECKING:
    from sim.experiment.executors.contract import Executor
    from sim.parameters.scenario import Scenario


@click.command(short_help="Compare scenarios with the first of them, paired by common luck.")
@click.argument(
    "scenarios", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="REFERENCE.yaml OTHER.yaml..."
)
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of all luck; 0 is a seed like any other.")
@click.option("--replications", type=int, help="Runs of each under different luck.  [default: as the reference says]")
@click.option("--set", "overrides", multiple=True, metavar="PATH=VALUE", help="Change a parameter of all; repeatable.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("results"), show_default=True, help="Folder.")
@click.option("--posterior", metavar="FOLDER:N", help="Run all at N draws of a calibration, or of FILE.csv.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes.  [default: one a core]")
@click.option("--on", metavar="WHERE", help="local, serial or dask://host:port.  [default: local]")
@click.option("--force", is_flag=True, help="Compare again even if the comparison is already there.")
@click.option("--no-figures", is_flag=True, help="Leave the figures out; `plot` draws them later.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@click.option("--json", "as_json", is_flag=True, help="Print summary.json alone.")
def compare(
    *,
    scenarios: tuple[Path, ...],
    seed: int,
    replications: int | None,
    overrides: tuple[str, ...],
    out: Path,
    posterior: str | None,
    workers: int | None,
    on: str | None,
    force: bool,
    no_figures: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Run scenarios under the same seed and store their differences under OUT/compare/.

    \b
    Runs that are already there are not run again.
    Example: run.py compare scenarios/baseline.yaml scenarios/no_ai.yaml --replications 8
    """  # noqa: D301 - \b tells click to keep the lines
    from sim.parameters.resolve import load_scenario

    resolved = []
    for path in scenarios:
        with expecting(SCENARIO, path):
            resolved.append(load_scenario(path, overrides))

    from sim.experiment.comparison import compare_scenarios
    from sim.experiment.executors.choice import asked_executor
    from sim.interface.cli.progress import weekly_progress

    def tell(text: str) -> None:
        if not quiet:
            click.echo(text, err=True)

    where = asked_executor(on, workers=workers)
    if posterior is not None:
        _at_draws(
            resolved, posterior, seed, replications, out,
            workers=workers, where=where, tell=tell, force=force, quiet=quiet, as_json=as_json,
        )  # fmt: skip
        return
    result = compare_scenarios(
        resolved, seed, replications, out,
        force=force, workers=workers, draw=not no_figures, tell=tell, executor=where,
        watch=lambda name: weekly_progress(name, quiet=quiet),
    )  # fmt: skip
    if as_json:
        import json

        click.echo(json.dumps(result.summary, indent=2, ensure_ascii=False))
    elif not quiet:
        from sim.interface.cli.comparison_headline import print_comparison

        print_comparison(result)


def _at_draws(
    scenarios: list[Scenario],
    posterior: str,
    seed: int,
    replications: int | None,
    out: Path,
    *,
    workers: int | None,
    where: Executor | None,
    tell: Callable[[str], None],
    force: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Compare at draws of a posterior; figures are not drawn.

    Raises
    ------
    InputError
        If options do not go together.
    """
    from sim.experiment.posterior_comparison import compare_at_draws
    from sim.experiment.posterior_draws import read_draws
    from sim.interface.cli.posterior_headline import print_posterior
    from sim.interface.cli.progress import weekly_progress
    from sim.parameters.errors import InputError

    if force:
        raise InputError("--posterior and --force: runs at draws are never made anew; leave one of them out")
    draws = read_draws(posterior)
    with weekly_progress("draws", quiet=quiet) as on_progress:
        result = compare_at_draws(
            scenarios, draws, seed, replications, out,
            workers=workers, on_progress=on_progress, tell=tell, executor=where,
        )  # fmt: skip
    if as_json:
        import json

        click.echo(json.dumps(result.summary, indent=2, ensure_ascii=False))
    elif not quiet:
        print_posterior(result)
