"""Adoption of AI by clients and freelancers over time against surveys (S8)."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.estimate import mean
from sim.analysis.figures.marks import (
    curve,
    decimal_year,
    decimal_years,
    intervals,
    label_ends,
    name_event,
    narrow,
    published_points,
    say_empty,
    time_axis,
)
from sim.analysis.figures.style import CLIENTS, FREELANCERS, NOTE, SINGLE, new_figure, note
from sim.analysis.results import Results
from sim.analysis.summary import Summary
from sim.parameters.references import published

SERIES = (
    ("client_ai_adoption_share", "clients", CLIENTS, "--"),
    ("freelancer_ai_adoption_share", "freelancers", FREELANCERS, "-"),
)
SURVEYS = (
    ("freelancer_ai_adoption", "D", ("regular use", "advanced\nproficiency")),
    ("freelancer_ai_some_use", "^", ("some use",)),
)
STRIDE = 4
"""Every fourth week is drawn: shares move slowly."""


def adoption_panel(axes: Axes, results: Results, _: Summary) -> None:
    """Draw shares of clients and of active freelancers who have adopted AI, and the surveys of freelancers."""
    axes.set_ylabel("Adopted AI\n(% of group)")
    dates = results.panel.dates
    time_axis(axes, dates)
    if dates.size == 0:
        say_empty(axes, "no week was recorded")
        return
    weeks = np.unique(np.append(np.arange(0, dates.size, STRIDE), dates.size - 1))
    x, ends = decimal_years(dates[weeks]), []
    for column, name, colour, line in SERIES:
        shares = [mean(share) for share in results.platform(column)[:, weeks].T]
        values = curve(axes, x, shares, colour=colour, scale=100.0, linestyle=line)
        ends.append((float(values[-1]), name, colour))
    first, last = axes.get_xlim()
    for series, marker, names in SURVEYS:
        for point, name in zip(published(series), names, strict=True):
            when = decimal_year(point.date)
            if first <= when <= last and point.value is not None:
                published_points(axes, [point], [when], marker=marker)
                _name_survey(
                    axes,
                    name,
                    when,
                    100.0 * point.value,
                    100.0 * (point.high or point.value),
                    above=series == "freelancer_ai_some_use",
                )
    axes.set_ylim(-2.0, 100.0)
    label_ends(axes, ends)
    name_event(axes)


def _name_survey(axes: Axes, name: str, when: float, share: float, high: float, *, above: bool) -> None:
    """Write what was asked above the range of a point, or right of the point and lower, clear of a rising curve."""
    if above and narrow(axes):
        return
    axes.annotate(
        name,
        (when, high if above else share),
        xytext=(0.0, 2.0) if above else (4.0, -3.0),
        textcoords="offset points",
        ha="center" if above else "left",
        va="bottom" if above else "top",
        fontsize=NOTE,
        linespacing=1.0,
    )


def draw(results: Results, summary: Summary) -> Figure:
    """Return the figure."""
    figure = new_figure(SINGLE, 68.0)
    adoption_panel(figure.subplots(), results, summary)
    note(
        figure,
        f"{intervals(results, 'Bands')} Clients in the market; freelancers who search or work. Points: surveys of "
        "freelancers with their ranges. No survey of this platform's clients is published.",
    )
    return figure
