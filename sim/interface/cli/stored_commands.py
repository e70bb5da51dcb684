"""``plot`` and ``verify``: what can be done with a stored result alone."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="RESULT_DIR")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def plot(folder: Path, quiet: bool) -> None:
    """Draw every figure again, from a stored result."""
    from sim.experiment.ablation.whole import is_ablation, redraw_ablation
    from sim.experiment.calibration.whole import is_calibration, redraw_calibration
    from sim.experiment.comparison import is_comparison, redraw_comparison
    from sim.experiment.run import redraw
    from sim.experiment.sweep.whole import SWEEP, redraw_sweep

    if is_comparison(folder):
        drawn = redraw_comparison(folder)
    elif is_calibration(folder):
        drawn = redraw_calibration(folder)
    elif is_ablation(folder):
        drawn = redraw_ablation(folder)
    elif (folder / SWEEP).is_file():
        drawn = redraw_sweep(folder)
    else:
        drawn = redraw(folder)
    if not quiet:
        for path in drawn:
            click.echo(str(path))


@click.command(short_help="Check every file of a stored result.")
@click.argument("folder", type=click.Path(path_type=Path), metavar="RESULT_DIR")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def verify(folder: Path, quiet: bool) -> None:
    """Check every file of a stored result against the checksums in its manifest.

    \f

    Raises
    ------
    StoreDamaged
        If a file is missing or differs.
    """  # noqa: D301 - \f tells click where the help ends
    from sim.experiment.store import verify as findings_of
    from sim.parameters.errors import StoreDamaged

    findings = findings_of(folder)
    if findings:
        raise StoreDamaged("\n".join(findings))
    if not quiet:
        click.echo(f"{folder}: every file is as it was written")
