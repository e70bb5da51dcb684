"""The effect by quarter: flows in percent of the reference, AI-related flows in their own unit, adoption in points."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.analysis.calendar import CHATGPT
from sim.analysis.figures.marks import decimal_year, label_ends, middle_of, say_empty
from sim.analysis.figures.style import AI_WORK, BLACK, BLUE, CLIENTS, DOUBLE, FREELANCERS, GREY, new_figure, note, title
from sim.analysis.paired.comparison import TIME, Tables
from sim.analysis.paired.figures.scales import limits
from sim.analysis.paired.verdict import Facts

RELATIVE = (
    ("needs", "Needs"),
    ("posts", "Job posts"),
    ("contracts", "Contracts"),
    ("hours", "Hours worked"),
    ("gross_services_volume", "Gross services volume"),
    ("freelancer_earnings", "Freelancer earnings"),
)
OWN_UNIT = (
    ("ai_related_posts", "AI-related posts", "Effect (thousand a quarter)", 1e-3),
    ("ai_related_earnings", "AI-related earnings", "Effect (USD m a quarter)", 1e-6),
)
ADOPTION = (
    ("client_ai_adoption_share", "clients", CLIENTS, "--"),
    ("freelancer_ai_adoption_share", "freelancers", FREELANCERS, "-"),
)


def series(table: pd.DataFrame, outcome: str, column: str, scale: float) -> pd.DataFrame:
    """Return x (decimal years), value, low and high of one series; ``relative`` or ``effect``."""
    ends = ("relative_low", "relative_high") if column == "relative" else ("low", "high")
    rows = table.loc[table["outcome"] == outcome]
    out = pd.DataFrame({"x": [middle_of(str(quarter)) for quarter in rows["quarter"]]})
    for name, source in zip(("value", "low", "high"), (column, *ends), strict=True):
        out[name] = rows[source].to_numpy(np.float64) * scale
    return out


def draw_series(axes: Axes, one: pd.DataFrame, colour: str, line: str = "-") -> None:
    """Draw a curve with its band."""
    axes.plot(one["x"], one["value"], line, color=colour)
    axes.fill_between(one["x"], one["low"], one["high"], color=colour, alpha=0.2, linewidth=0.0)


def finish(axes: Axes, shown: pd.DataFrame, label: str) -> None:
    """Set limits, zero, the release of ChatGPT and labels; say so where there is nothing to show."""
    axes.set_ylabel(label)
    if not np.isfinite(shown["value"].to_numpy(np.float64)).any():
        say_empty(axes, "no full quarter has a value in both scenarios")
        return
    axes.axhline(0.0, color=BLACK, linewidth=0.6, zorder=1)
    value, low, high = (shown[name].to_numpy(np.float64) for name in ("value", "low", "high"))
    axes.set_ylim(*limits(value, low, high))
    first, last = float(shown["x"].min()), float(shown["x"].max())
    axes.set_xlim(first, max(last, first + 0.25))
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.xaxis.set_major_formatter("{x:.0f}")
    event = decimal_year(CHATGPT)
    if first < event < last:
        axes.axvline(event, color=GREY, linewidth=0.7, linestyle=(0, (1, 1.5)), zorder=1)


def draw(tables: Tables, facts: Facts) -> Figure:
    """Return the figure."""
    figure = new_figure(DOUBLE, 130.0)
    panels, table = figure.subplots(3, 3).ravel(), tables[TIME]
    for axes, (outcome, name) in zip(panels, RELATIVE, strict=False):
        one = series(table, outcome, "relative", 100.0)
        draw_series(axes, one, BLUE)
        finish(axes, one, "Effect (%)")
        title(axes, name)
    for axes, (outcome, name, label, scale) in zip(panels[6:], OWN_UNIT, strict=False):
        one = series(table, outcome, "effect", scale)
        draw_series(axes, one, AI_WORK)
        finish(axes, one, label)
        title(axes, name)
    both = [series(table, outcome, "effect", 100.0) for outcome, *_ in ADOPTION]
    for one, (_, _, colour, line) in zip(both, ADOPTION, strict=True):
        draw_series(panels[8], one, colour, line)
    finish(panels[8], pd.concat(both), "Effect (points)")
    title(panels[8], "AI adoption")
    if len(both[0]):
        ends = zip(both, ADOPTION, strict=True)
        label_ends(panels[8], [(float(one["value"].iloc[-1]), name, colour) for one, (_, name, colour, _) in ends])
    for axes, letter in zip(panels, "abcdefghi", strict=True):
        title(axes, axes.get_title(loc="left"), letter)
    note(
        figure,
        f"{facts.scenario} less {facts.reference} by full quarter, platform scale; a to f in percent of the reference. "
        f"Bands: 95% intervals, paired over {facts.replications} replications. Dotted: public release of ChatGPT.",
    )
    return figure
