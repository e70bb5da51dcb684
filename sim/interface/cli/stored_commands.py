"""``plot`` and ``verify``: what can be done with a stored result alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import click

RESULT: Final = re.compile(r"[0-9a-f]{12}-s\d+")
"""What the folder of a result is called."""


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="RESULT_DIR")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def plot(folder: Path, quiet: bool) -> None:
    """Draw every figure again, from a stored result."""
    refuse_what_is_no_result(folder)
    drawn = _redraw_of(folder)(folder)
    if not quiet:
        for path in drawn:
            click.echo(str(path))


def refuse_what_is_no_result(folder: Path) -> None:
    """Refuse a folder that neither holds what a result holds nor is named like one; a missing one is told elsewhere.

    Raises
    ------
    InputError
        If it is such a folder.
    """
    from sim.parameters.errors import InputError

    named = RESULT.fullmatch(folder.resolve().name) is not None
    held = any((folder / name).exists() for name in ("manifest.json", "scenario.yaml", "summary.json"))
    if folder.is_dir() and not named and not held:
        raise InputError(f"{folder}: is not a folder of results")


def _redraw_of(folder: Path) -> Callable[[Path], list[Path]]:
    """Return what draws a folder anew, by its kind; the libraries of other kinds are not loaded.

    Raises
    ------
    InputError
        If results of its kind have no figures.
    """
    from sim.experiment.manifest import kind_of
    from sim.parameters.errors import InputError

    kind = kind_of(folder)
    if kind in {"validation", "posterior comparison"}:
        raise InputError(f"{folder}: a {kind} has no figures")
    if kind == "comparison":
        from sim.experiment.comparison import redraw_comparison

        return redraw_comparison
    if kind == "calibration":
        from sim.experiment.calibration.whole import redraw_calibration

        return redraw_calibration
    if kind == "ablation":
        from sim.experiment.ablation.whole import redraw_ablation

        return redraw_ablation
    from sim.experiment.sweep.whole import SWEEP, redraw_sweep

    if (folder / SWEEP).is_file():
        return redraw_sweep
    from sim.experiment.run import redraw

    return redraw


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

    refuse_what_is_no_result(folder)
    findings = findings_of(folder)
    if findings:
        raise StoreDamaged("\n".join(findings))
    if not quiet:
        click.echo(f"{folder}: every file is as it was written")
