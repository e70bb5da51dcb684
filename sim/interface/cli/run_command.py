"""``run``: a scenario, from YAML to tables, summary and figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.interface.cli.kinds import SCENARIO, expecting

if TYPE_CHECKING:
    from sim.experiment.run import RunResult
    from sim.experiment.until import Carried
    from sim.parameters.scenario import Scenario


@click.command(short_help="Run a scenario: tables, summary, figures.")
@click.argument("scenario", type=click.Path(path_type=Path), metavar="SCENARIO.yaml")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of all luck; 0 is a seed like any other.")
@click.option("--replications", type=int, help="Runs under different luck.  [default: as the scenario says]")
@click.option(
    "--engine", metavar="NAME", help="How the week is walked: compiled or agents.  [default: as the scenario says]"
)
@click.option("--set", "overrides", multiple=True, metavar="PATH=VALUE", help="Change a parameter; may be repeated.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("results"), show_default=True, help="Folder.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes.  [default: one a core]")
@click.option("--on", metavar="WHERE", help="local, serial or dask://host:port.  [default: local]")
@click.option("--timeout", type=click.FloatRange(min=0, min_open=True), metavar="S", help="Seconds for a replication.")
@click.option("--fail-fast", is_flag=True, help="Stop at the first replication that fails.")
@click.option("--until", metavar="se=X:OUTCOME", help="Run more, up to --replications (200), to this standard error.")
@click.option("--force", is_flag=True, help="Run again even if the result is already there.")
@click.option("--no-figures", is_flag=True, help="Leave the figures out; `plot` draws them later.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@click.option("--json", "as_json", is_flag=True, help="Print summary.json alone.")
def run(
    *,
    scenario: Path,
    seed: int,
    replications: int | None,
    engine: str | None,
    overrides: tuple[str, ...],
    out: Path,
    workers: int | None,
    on: str | None,
    timeout: float | None,
    fail_fast: bool,
    until: str | None,
    force: bool,
    no_figures: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Run a scenario and store tables, summary and figures under OUT/<scenario>/.

    \b
    The same scenario, seed and code is run once; after that its stored result is shown.
    A run that was interrupted goes on where it was; replications of an earlier run are used again.
    Example: run.py run scenarios/quick.yaml --set ai.client_adoption.mode=none --seed 1
    """  # noqa: D301 - \b tells click to keep the lines
    from sim.parameters.resolve import load_scenario

    chosen = () if engine is None else (f"engine={engine}",)
    with expecting(SCENARIO, scenario):
        resolved = load_scenario(scenario, (*overrides, *chosen))

    from sim.experiment.executors.choice import asked_executor
    from sim.experiment.run import run_scenario
    from sim.interface.cli.progress import weekly_progress

    def tell(text: str) -> None:
        if not quiet:
            click.echo(text, err=True)

    where = asked_executor(on, workers=workers, timeout_s=timeout)
    with weekly_progress(resolved.name, quiet=quiet) as on_progress:

        def carried_out(number: int | None, /, *, draw: bool) -> RunResult:
            return run_scenario(
                resolved, seed, number, out, force, on_progress,
                workers=workers, draw=draw, tell=tell, executor=where, fail_fast=fail_fast,
            )  # fmt: skip

        if until is None:
            result = carried_out(replications, draw=not no_figures)
        else:
            result = _until(until, resolved, replications, carried_out, tell, force=force, drawn=not no_figures)
    if as_json:
        import json

        click.echo(json.dumps(result.summary, indent=2, ensure_ascii=False))
    elif not quiet:
        from sim.interface.cli.headline import print_result

        print_result(result, resolved)


def _until(
    text: str,
    scenario: Scenario,
    replications: int | None,
    run: Carried,
    tell: Callable[[str], None],
    *,
    force: bool,
    drawn: bool,
) -> RunResult:
    """Run until a standard error is reached, and note in the summary whether it was.

    Raises
    ------
    InputError
        If what is asked for cannot be read, is to begin anew each time, or would not come nearer.
    """
    from sim.analysis.results import TWINS
    from sim.experiment.precision import note_precision, read_precision
    from sim.experiment.until import MOST_REPLICATIONS, run_until
    from sim.outcomes.catalogue import CATALOGUE
    from sim.parameters.errors import InputError

    precision = read_precision(text)
    if force:
        raise InputError("--until and --force: a run that goes on cannot begin anew; leave one of them out")
    first = scenario.replication.n_replications
    most = max(first, MOST_REPLICATIONS) if replications is None else replications
    if most < 1:
        raise InputError(f"--replications: {most} is not 1 or more")
    if CATALOGUE[precision.outcome].source_table == TWINS:
        raise InputError(
            f"--until: {precision.outcome} is measured in twin worlds, of which more replications make no more: leave "
            f"--until out and raise replication.n_twins ({scenario.replication.n_twins}) with --set and, no lower, "
            "--replications"
        )

    def carried_out(number: int, /, *, draw: bool) -> RunResult:
        return run(number, draw=draw and drawn)

    result = run_until(precision, first, carried_out, tell, most)
    return replace(result, summary=note_precision(result.folder, result.summary, precision))
