"""Numbers, tables and the figure of ``docs/econometrics.md``."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean, stdev
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from scipy.stats import t as student

from sim.analysis.figures.style import (
    BLACK,
    BLUE,
    DOUBLE,
    GREEN,
    GREY,
    ORANGE,
    new_figure,
    note,
    save,
    styled,
    title,
)
from tools.econometrics.people import PeopleEstimate
from tools.econometrics.posts import PostsEstimate

TRUTH: Final = "truth (twin worlds)"


def interval(values: Sequence[float]) -> tuple[float, float, float]:
    """Return the mean over replications and its 95% Student interval."""
    half = float(student.ppf(0.975, len(values) - 1)) * stdev(values) / math.sqrt(len(values))
    return fmean(values), fmean(values) - half, fmean(values) + half


def percent(values: Sequence[float]) -> str:
    """Return mean and interval over replications, in per cent."""
    mean, low, high = interval(values)
    return f"{mean:+.1%} [{low:+.1%}, {high:+.1%}]"


def posts_table(found: Sequence[PostsEstimate]) -> str:
    """Return the table of the difference in differences of posts."""
    covers = fmean(one.low <= one.truth <= one.high for one in found)
    bias = [one.estimate - one.truth for one in found]
    rows = [
        ("difference in differences (mean over replications)", percent([one.estimate for one in found])),
        ("true effect on automation-prone posts", percent([one.truth for one in found])),
        ("true effect on manual-intensive posts (assumed zero)", percent([one.on_controls for one in found])),
        ("of these, new AI-related posts: automation-prone", percent([one.ai_related_treated for one in found])),
        ("of these, new AI-related posts: manual-intensive", percent([one.ai_related_controls for one in found])),
        ("estimate less truth", percent(bias)),
        ("its own 95% interval holds the truth, share of replications", f"{covers:.0%}"),
    ]
    return _table(
        ("posts, eight months after the release against before", "relative change [95% over replications]"), rows
    )


def people_table(found: Sequence[PeopleEstimate]) -> str:
    """Return the table of the designs for the effect of adoption."""
    true, rows = [one.truth for one in found], [(TRUTH, percent([one.truth for one in found]), "", "")]
    for name in found[0].estimates:
        values = [one.estimates[name][0] for one in found]
        bias = [value - one for value, one in zip(values, true, strict=True)]
        ends = [one.estimates[name][1:] for one in found]
        covers = fmean(low <= fmean(true) <= high for low, high in ends)
        rows.append((name, percent(values), percent(bias), "" if math.isnan(ends[0][0]) else f"{covers:.0%}"))
    header = (
        "effect of adoption on monthly earnings",
        "mean [95% over replications]",
        "less truth",
        "own interval holds it",
    )
    return _table(header, rows)


def draw(
    event: pd.DataFrame, true: pd.DataFrame, people: Sequence[PeopleEstimate], caption: str, folder: Path
) -> list[Path]:
    """Draw the event study beside the truth, and the designs beside the truth."""
    with styled():
        figure = new_figure(DOUBLE, 78.0)
        left, right = figure.subplots(1, 2, width_ratios=(1.0, 1.0))
        _event_panel(left, event, true)
        _designs_panel(right, people)
        note(figure, caption)
        return save(figure, folder, "econometrics")


def _event_panel(axes: Axes, event: pd.DataFrame, true: pd.DataFrame) -> None:
    quarters = true["quarter"].tolist()
    at = {label: k for k, label in enumerate(quarters)}
    reference = true.loc[~true["quarter"].isin(event["quarter"])].iloc[0]
    treated, controls = true["treated"] - reference["treated"], true["controls"] - reference["controls"]
    axes.axhline(0.0, color=BLACK, linewidth=0.8)
    axes.plot(range(len(quarters)), 100.0 * treated, color=GREEN, marker="o", label="true, automation-prone")
    axes.plot(
        range(len(quarters)), 100.0 * controls, color=ORANGE, marker="s", linestyle="--", label="true, manual-intensive"
    )
    x = [at[label] for label in event["quarter"]]
    low, high = event["b"] - event["low"], event["high"] - event["b"]
    axes.errorbar(
        x, 100.0 * event["b"], 100.0 * np.stack([low, high]), color=BLUE, fmt="D", markerfacecolor="white",
        label="event study, 95%",
    )  # fmt: skip
    axes.axvline(at["2022Q4"] + 0.17, color=GREY, linewidth=0.7, linestyle=(0, (1, 1.5)))
    axes.set_xticks(range(len(quarters)), [label.replace("Q", "\nQ") for label in quarters])
    axes.set_ylabel("Change of posts (ln, x 100)")
    axes.set_xlabel("Quarter; dotted: release of ChatGPT")
    axes.legend(loc="lower left")
    title(axes, "Posts: design and truth", "a")


def _designs_panel(axes: Axes, found: Sequence[PeopleEstimate]) -> None:
    names = [TRUTH, *found[0].estimates]
    rows = [[one.truth for one in found], *([one.estimates[name][0] for one in found] for name in found[0].estimates)]
    for y, (name, values) in enumerate(zip(names, rows, strict=True)):
        mean, low, high = interval(values)
        colour = GREEN if name == TRUTH else BLUE
        axes.errorbar([1.0 + mean], [-y], xerr=[[mean - low], [high - mean]], color=colour, fmt="o")
        if name == TRUTH:
            axes.axvspan(1.0 + low, 1.0 + high, color=GREEN, alpha=0.15, linewidth=0.0)
    axes.axvline(1.0, color=BLACK, linewidth=0.8)
    axes.set_xscale("log")
    ticks = [0.8, 1.0, 1.5, 2.0, 3.0, 4.0]
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.set_xticks([], minor=True)
    axes.set_yticks([-y for y in range(len(names))], [_wrapped(name) for name in names])
    axes.set_xlabel("Earnings with AI over without (ratio, log scale)")
    title(axes, "Adoption and earnings", "b")


def _wrapped(name: str) -> str:
    words, lines = name.split(), [""]
    for word in words:
        if len(lines[-1]) + len(word) > 22:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    rule = ["---", *("--:" for _ in header[1:])]
    return "\n".join(f"| {' | '.join(line)} |" for line in (header, rule, *rows))
