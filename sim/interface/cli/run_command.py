"""``run``: a scenario, from YAML to tables, summary and figures."""

from __future__ import annotations

from pathlib import Path

import click


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
    force: bool,
    no_figures: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Run a scenario and store tables, summary and figures under OUT/<scenario>/.

    \b
    The same scenario, seed and code is run once; after that its stored result is shown.
    Example: run.py run scenarios/quick.yaml --set ai.client_adoption.mode=none --seed 1
    """  # noqa: D301 - \b tells click to keep the lines
    from sim.parameters.resolve import load_scenario

    chosen = () if engine is None else (f"engine={engine}",)
    resolved = load_scenario(scenario, (*overrides, *chosen))

    from sim.experiment.run import run_scenario
    from sim.interface.cli.progress import weekly_progress

    def tell(text: str) -> None:
        if not quiet:
            click.echo(text, err=True)

    with weekly_progress(resolved.name, quiet=quiet) as on_progress:
        result = run_scenario(
            resolved, seed, replications, out, force, on_progress, workers=workers, draw=not no_figures, tell=tell
        )
    if as_json:
        import json

        click.echo(json.dumps(result.summary, indent=2, ensure_ascii=False))
    elif not quiet:
        from sim.interface.cli.headline import print_result

        print_result(result, resolved)
