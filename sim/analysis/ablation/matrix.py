"""One picture of a list of ablations: entries by rows of targets and validation, and by conclusions.

Every state has a sign in its cell as well as a colour, so that the figure can be read in grey.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.analysis.ablation.conclusions import ADDED, KEPT, LOST, NONE, REVERSED
from sim.analysis.ablation.rows import COST, EARNED
from sim.analysis.figures.style import BLACK, BLUE, DOUBLE, NOTE, ORANGE, SKY, VERMILION, new_figure, note, save, styled
from sim.analysis.paired.table import records

CELL: Final = 3.4
"""Height of a row, mm."""
LONGEST: Final = 46
"""Characters of a column's name."""
WHITE, FAINT = "#FFFFFF", "#EDEDED"
MET, MISSED = "met", "missed"
LOOKS: Final[Mapping[str, tuple[str, str, str]]] = {
    MET: (WHITE, "\u00b7", BLACK),
    MISSED: (FAINT, "", BLACK),
    EARNED: (BLUE, "\u25b2", WHITE),
    COST: (ORANGE, "\u25bd", BLACK),
    KEPT: (WHITE, "\u00b7", BLACK),
    LOST: (VERMILION, "\u00d7", WHITE),
    REVERSED: (BLACK, "\u2194", WHITE),
    ADDED: (SKY, "+", BLACK),
    NONE: (FAINT, "", BLACK),
}
"""Colour of the cell, sign in it, colour of the sign."""


def draw_all(rows: pd.DataFrame, conclusions: pd.DataFrame, summary: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write the figure as PNG and SVG into an existing folder, and return the files."""
    with styled():
        return save(draw(rows, conclusions, summary), folder, "matrix")


def draw(rows: pd.DataFrame, conclusions: pd.DataFrame, summary: Mapping[str, Any]) -> Figure:
    """Draw the matrix from the stored tables.

    Parameters
    ----------
    rows, conclusions : pandas.DataFrame
        Tables ``rows`` and ``conclusions`` of a result.
    summary : mapping
        Its summary.
    """
    judged = rows.loc[rows["low"].notna() | rows["high"].notna()].copy()
    judged["column"] = judged["id"] + " " + judged["metric"]
    judged["state"] = [_state(one) for one in judged.itertuples()]
    panels = [
        ("Targets", judged.loc[judged["part"] == "target"]),
        ("Validation", judged.loc[judged["part"] == "validation"]),
        ("Conclusions", conclusions.assign(column=conclusions["words"])),
    ]
    entries = list(dict.fromkeys(rows["entry"]))
    columns = [list(dict.fromkeys(table["column"])) for _, table in panels]
    figure = new_figure(DOUBLE, CELL * len(entries) + 72.0)
    axes = figure.subplots(1, 3, sharey=True, width_ratios=[max(len(one), 1) for one in columns])
    for panel, (name, table), own in zip(axes, panels, columns, strict=True):
        _panel(panel, name, table, entries, own)
    kinds = dict(zip(rows["entry"], rows["kind"], strict=True))
    axes[0].set_yticks(range(len(entries)), [_label(one, kinds[one]) for one in entries], fontsize=NOTE)
    note(
        figure,
        f"{summary['scenario']}, {summary['n_freelancers']:,} freelancers, {summary['replications']} replications, "
        f"seed {summary['seed']}; each line is the scenario without one mechanism (variants of its structure last). "
        "Rows: \u25b2 met only with the mechanism, \u25bd only without it (small: change within noise); "
        "\u00b7 met either way, grey missed either way. "
        "Conclusions: \u00b7 kept, \u00d7 lost, \u2194 reversed, + only here, grey none.",
    )
    return figure


def _state(row: Any) -> str:
    return str(row.flip) or (MET if row.met_without else MISSED)


def _label(entry: str, kind: str) -> str:
    words = entry.replace("_", " ")
    return words if kind == "mechanism" else rf"$\bf{{{words.replace(' ', chr(92) + ' ')}}}$"


def _panel(axes: Axes, name: str, table: pd.DataFrame, entries: Sequence[str], columns: Sequence[str]) -> None:
    """Fill one panel: a cell for each entry and column."""
    at = {column: place for place, column in enumerate(columns)}
    for row in records(table):
        colour, sign, pen = LOOKS[row["state"]]
        x, y = at[row["column"]], entries.index(row["entry"])
        axes.add_patch(Rectangle((x - 0.5, y - 0.5), 1.0, 1.0, facecolor=colour, edgecolor="#D5D5D5", linewidth=0.3))
        within_noise = row["state"] in {EARNED, COST} and not row["beyond_noise"]
        axes.text(x, y, sign, ha="center", va="center", fontsize=3.0 if within_noise else 5.0, color=pen)
    axes.set_xlim(-0.5, max(len(columns), 1) - 0.5)
    axes.set_ylim(len(entries) - 0.5, -0.5)
    axes.set_xticks(range(len(columns)), [_short(one) for one in columns], rotation=90, fontsize=4.6)
    axes.tick_params(length=0.0)
    axes.grid(visible=False)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.set_title(name)


def _short(words: str) -> str:
    """Return words with their middle left out where they are long: rows of one kind differ at their ends."""
    if len(words) <= LONGEST:
        return words
    kept = LONGEST // 2
    return f"{words[:kept].rstrip()}\u2026{words[-kept:].lstrip()}"
