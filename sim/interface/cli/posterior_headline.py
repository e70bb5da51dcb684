"""What ``compare --posterior`` prints: effects with parameter uncertainty, and what it is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sim.experiment.posterior_comparison import PosteriorComparison


def print_posterior(result: PosteriorComparison) -> None:
    """Print a stored comparison over draws on standard output."""
    from sim.analysis.paired.headline import HEADLINE

    summary = result.summary
    rows = {(row["scenario"], row["outcome"]): row for row in summary["effects"]}
    for scenario in summary["scenarios"]:
        click.echo(
            f"{scenario} against {summary['reference']}: {summary['draws']} draws of calibration "
            f"{summary['calibration']}, {summary['replications']} replications of {summary['n_freelancers']:,} "
            f"freelancers each, seed {summary['seed']}"
        )
        click.echo(f"{'':44}{'effect [95%]':>34}   share of variance: parameters, luck, both; same sign")
        for outcome, words in HEADLINE.items():
            if (scenario, outcome) in rows:
                click.echo(_line(words, rows[scenario, outcome]))
    if result.already_there:
        click.echo("Already there: nothing was run.")
    click.echo(f"Result:  {result.folder}")


def _line(words: str, row: dict[str, Any]) -> str:
    scale, unit = _told_in(row)
    effect, low, high = (scale * row[name] for name in ("effect", "low", "high"))
    shares = [row[name] for name in ("parameters", "replications", "interaction")]
    parts = "does not vary" if shares[0] is None else ", ".join(f"{share:4.0%}" for share in shares)
    return f"{words:44}{f'{effect:+.2f}{unit} [{low:+.2f}, {high:+.2f}]':>34}   {parts}; {row['same_sign']:.0%}"


def _told_in(row: dict[str, Any]) -> tuple[float, str]:
    """Return what an effect is multiplied by, and its unit: its own where there is nothing to be a percentage of."""
    if row["unit"] == "1":
        return 100.0, " points"
    return (100.0 / abs(row["reference"]), "%") if row["reference"] else (1.0, f" {row['unit']}")
