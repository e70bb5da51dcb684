"""``sensitivity``: which parameters matter, and under which an outcome comes about."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from sim.interface.cli.kinds import SWEEP, expecting

if TYPE_CHECKING:
    import pandas as pd

    from sim.analysis.sensitivity.discovery import Discovery

_SHOWN: Final = ("earnings_median", "freelancer_earnings", "automated_share_of_needs")
_MOST: Final = 8


@click.command(short_help="Which parameters of a sweep matter, and where an outcome comes about.")
@click.argument("sweep", type=click.Path(path_type=Path), metavar="SWEEP_DIR|SWEEP.yaml")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the sweep, where a file is given.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("results"), show_default=True, help="Folder.")
@click.option(
    "--on", default="local", show_default=True, metavar="WHERE", help="Where a sweep file is run: as `sweep`."
)
@click.option("--discover", metavar="OUTCOME", help="Find the box of parameters in which this outcome is low or high.")
@click.option("--below", type=float, metavar="VALUE", help="With --discover: what is below this is looked for.")
@click.option("--above", type=float, metavar="VALUE", help="With --discover: what is above this is looked for.")
@click.option("--effect", is_flag=True, help="With --discover: of the paired effect instead of the outcome itself.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def sensitivity(
    *,
    sweep: Path,
    seed: int,
    out: Path,
    on: str,
    discover: str | None,
    below: float | None,
    above: float | None,
    effect: bool,
    quiet: bool,
) -> None:
    """Compute Morris or Sobol' indices of a sweep, on levels and on the paired effect, and store them with it.

    \b
    A sweep file is looked up under OUT, and run first if it is not there. Missing points are refused, never filled in.
    Example: run.py sensitivity scenarios/sweeps/global_sensitivity.yaml
    Example: run.py sensitivity results/sweeps/... --discover earnings_median --effect --below 0

    \f

    Raises
    ------
    InputError
        If the options do not go together.
    """  # noqa: D301 - \b tells click to keep the lines, \f where the help ends
    from sim.experiment.sweep.sensitivity import add_discovery, add_sensitivity
    from sim.parameters.errors import InputError

    if discover is None and (below is not None or above is not None or effect):
        raise InputError("--below, --above and --effect belong to --discover OUTCOME")
    if discover is not None and (below is None) == (above is None):
        raise InputError("--discover needs one of --below VALUE and --above VALUE")
    folder = _folder(sweep, seed, out, discover, effect=effect, on=on, quiet=quiet)
    if discover is None:
        found = add_sensitivity(folder)
        if not quiet:
            _print_indices(found.table)
    else:
        from sim.analysis.sensitivity.discovery import Question

        threshold = below if below is not None else float(above or 0.0)
        question = Question(discover, "effect" if effect else "level", below is not None, threshold)
        box = add_discovery(folder, question)
        if not quiet:
            _print_box(box)
    if not quiet:
        click.echo(f"Result: {folder}")


def _folder(sweep: Path, seed: int, out: Path, discover: str | None, *, effect: bool, on: str, quiet: bool) -> Path:
    """Return the folder of the sweep; a file is run unless its result is there, or it shows that this would not help.

    What only the values of an outcome show, such as that every point is a hit, is found once they are there.
    """
    if sweep.is_dir():
        return sweep
    from sim.analysis.sensitivity.table import refuse_without_indices
    from sim.experiment.sweep.reading import load_sweep
    from sim.experiment.sweep.run import run_sweep
    from sim.interface.cli.before_discovery import refuse_undiscoverable

    with expecting(SWEEP, sweep):
        asked = load_sweep(sweep)
    if discover is None:
        refuse_without_indices(asked.file.design.kind, asked.file.name)
    else:
        refuse_undiscoverable(asked, seed, discover, effect=effect)
    tell = None if quiet else lambda text: click.echo(text, err=True)
    return run_sweep(asked, seed=seed, out=out, on=on, tell=tell).folder


def _print_indices(table: pd.DataFrame) -> None:
    main = "mu_star" if (table["index"] == "mu_star").any() else "total"
    for outcome in _SHOWN:
        for quantity in ("level", "effect"):
            part = table.loc[(table["outcome"] == outcome) & (table["quantity"] == quantity) & (table["index"] == main)]
            if not part.empty:
                click.echo(f"{outcome} ({quantity}), {main} [95% interval]")
                for row in part.sort_values("value", ascending=False).head(_MOST).itertuples():
                    click.echo(f"  {row.value:>12.4g}  [{row.low:.4g}, {row.high:.4g}]  {row.parameter}")


def _print_box(found: Discovery) -> None:
    box = found.chosen
    if found.n_without:
        click.echo(f"{found.n_without} points have no value of {found.question.outcome} and are left out.")
    click.echo(f"{found.question.words}: coverage {box.coverage:.0%}, density {box.density:.0%}, mass {box.mass:.0%}")
    for row in found.table().itertuples():
        click.echo(f"  {row.parameter}: {row.low:.4g} to {row.high:.4g} (quasi-p {row.quasi_p:.2g})")
