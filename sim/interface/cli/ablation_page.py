"""``docs/ablations.md``: what each mechanism earns, and which conclusions survive, from a stored list of ablations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pandas as pd

PAGE: Final = "docs/ablations.md"
FIGURE: Final = "docs/figures/ablations.png"
Tables = Mapping[str, "pd.DataFrame"]
HEAD: Final = """# Ablations

<!-- Written by `python run.py ablate scenarios/ablations/mechanisms.yaml --write`. -->

Each mechanism of the model switched off in turn, the other parameters as they are, beside the scenario as it is: same
seeds, same luck. Why it is done so, and what else could be done, stands in [decision
0009](decisions/0009-ablations.md); what is in the list, in `scenarios/ablations/mechanisms.yaml`.

From the list `{ablation}` on `{scenario}`, seed {seed}, fingerprint `{fingerprint}`: **{n_freelancers:,} registered
freelancers, {replications} replications** ({twins} with twin worlds) of each entry, and as many of the same market
without AI. Rows depend on the size of the market below some 300,000 freelancers ([scaling](scaling.md)): the scenario
as it is meets {targets} targets and {validation} validation rows at this size, which need not be what it meets at its
own. Differences are paired over the same seeds, but may depend on size too.

"""
EARNS: Final = """
## What each mechanism earns

*Met*: rows met without the mechanism. *Earns*: rows met with it less rows met without it; in brackets only those
where the 95% interval of the paired change of the value excludes zero. *Nearer*: how much nearer to the published
numbers the scenario is with the mechanism, in half-widths of the range, mean over rows (minus: it is further away).
*Kept*: conclusions of the scenario that stand without it. Nothing was tuned again, so a mechanism also earns what was
tuned with it on; two that stand in for one another earn nothing each. For the variants, which were tuned to adoption
alone, read: the scenario less the variant.

"""
FLIPS: Final = """
## Which rows flip

*For*: met with the mechanism, missed without. *Against*: the other way. A star: the change is within noise.

"""
SURVIVAL: Final = """
## Which conclusions survive

A conclusion is the verdict on a [claim](claims.md), the sign of an effect of AI (with less without, under the same
mechanism), or the sign of a premium, its 95% interval excluding zero. *Kept by*: of the mechanisms switched off.
*Survives*: both variants of how AI is adopted keep it. A verdict *not reproduced* survives too, if the variants do
not reproduce it either. What survives is robust to these switches, not therefore true.

"""


def read(folder: Path) -> Tables:
    """Return the stored tables by name."""
    import pandas as pd

    from sim.experiment.ablation.whole import TABLES

    return {name: pd.read_parquet(folder / f"{name}.parquet") for name in TABLES}


def page(summary: Mapping[str, Any], tables: Tables, *, figure: bool) -> str:
    """Return the page.

    Parameters
    ----------
    summary : mapping
        Content of ``summary.json``.
    tables : mapping of str to pandas.DataFrame
        As `read` gives them.
    figure : bool
        Whether the figure was drawn.
    """
    met = summary["baseline_met"]
    parts = [HEAD.format(**summary, targets=_of(met, tables, "target"), validation=_of(met, tables, "validation"))]
    if figure:
        parts.append("![Entries by targets, validation rows and conclusions](figures/ablations.png)\n")
    header = ("without", "targets met", "earns", "nearer", "validation met", "earns", "nearer", "kept")
    parts += [EARNS, _table(header, earned_cells(tables), "lrrrrrrr")]
    parts += [FLIPS, _table(("without", "for it", "against it"), list(_flips(tables["earned"])), "lll")]
    variants = [one["entry"] for one in summary["entries"] if one["kind"] == "variant"]
    states = tuple(_words(one) for one in variants)
    columns = ("conclusion", "the scenario says", "kept by", "not without", *states, "survives")
    parts += [SURVIVAL, _table(columns, list(_survival(tables["survival"], variants)), "l" * len(columns))]
    parts += ["\n", *(f"{line}\n" for line in told_lines(summary))]
    parts += ["\n## The switches\n\n", _table(("entry", "what is different", "set"), list(_switches(summary)), "lll")]
    parts += ["\nTuned values are marked with a star; `tools/tune_variants.py` finds them again.\n"]
    if summary["not_switched"]:
        parts += ["\n## Not switched\n\n", _table(("mechanism", "why"), list(summary["not_switched"].items()), "ll")]
    return "".join(parts)


def earned_cells(tables: Tables) -> list[tuple[str, ...]]:
    """Return a line for each entry but the baseline: rows met and earned of each part, conclusions kept."""
    earned, kept = tables["earned"], _kept(tables["conclusions"])
    found = []
    for entry, group in earned.groupby("entry", sort=False):
        cells = [_words(str(entry))]
        for row in group.to_dict("records"):
            cells += [f"{row['met_without']} of {row['judged']}", f"{row['earns']:+d} ({row['earns_beyond_noise']:+d})"]
            cells.append(_number(row["nearer"], "+.2f"))
        found.append((*cells, kept[str(entry)]))
    return found


def told_lines(summary: Mapping[str, Any]) -> list[str]:
    """Return what the summary says about survival, in words."""
    variants = [_words(one["entry"]) for one in summary["entries"] if one["kind"] == "variant"]
    if not variants:
        return []
    kept = summary["survive_all_variants"]
    head = f"{len(kept)} of the {summary['conclusions']} conclusions of the scenario survive {' and '.join(variants)}"
    return [f"{head}: {', '.join(kept)}."]


def _of(met: Mapping[str, int], tables: Tables, part: str) -> str:
    judged = tables["earned"].loc[tables["earned"]["part"] == part, "judged"]
    return f"{met[part]} of {int(judged.iloc[0])}"


def _kept(conclusions: pd.DataFrame) -> dict[str, str]:
    """Return, for each entry, how many of the baseline's conclusions it keeps."""
    first = conclusions.loc[(conclusions["kind"] == "baseline") & (conclusions["state"] == "kept"), "conclusion"]
    known = conclusions.loc[conclusions["conclusion"].isin(first)]
    return {
        str(entry): f"{int(group['state'].eq('kept').sum())} of {len(group)}"
        for entry, group in known.groupby("entry", sort=False)
    } | dict.fromkeys(set(conclusions["entry"]) - set(known["entry"]), "0 of 0")


def _flips(earned: pd.DataFrame) -> Iterator[tuple[str, ...]]:
    for entry, group in earned.groupby("entry", sort=False):
        sides = ["; ".join(text for text in group[side] if text) for side in ("earned", "cost")]
        if any(sides):
            yield _words(str(entry)), *sides


def _survival(table: pd.DataFrame, variants: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for row in table.to_dict("records"):
        said = str(row["baseline"])
        if row["value"] == row["value"] and row["value"] is not None:
            said += f": {_number(row['value'], '.3g')} [{_number(row['low'], '.3g')}, {_number(row['high'], '.3g')}]"
        none = row["survives"] is None
        kept = "" if none else f"{row['kept']} of {row['mechanisms']}"
        survives = "" if none else "**yes**" if row["survives"] else "no"
        lost = ", ".join(_words(one) for one in str(row["lost_without"]).split(", ") if one)
        yield str(row["words"]), said, kept, lost, *(str(row[name]) for name in variants), survives


def _switches(summary: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for one in summary["entries"]:
        changes = [f"`{path}`: {value}{'*' if path in one['tuned'] else ''}" for path, value in one["set"].items()]
        yield _words(one["entry"]), one["says"], ", ".join(changes)


def _words(entry: str) -> str:
    return entry.replace("_", " ")


def _number(value: float | None, form: str) -> str:
    return "-" if value is None or value != value else format(value, form)  # noqa: PLR0124 - NaN


def _table(header: Sequence[str], rows: Iterable[Sequence[str]], align: str) -> str:
    rule = ["--:" if side == "r" else "---" for side in align]
    lines = (header, rule, *rows)
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)
