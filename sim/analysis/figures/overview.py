"""One page with every panel that matters, small."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.figures import (
    adoption,
    ai_earnings,
    decomposition,
    experience,
    lorenz,
    needs,
    software,
    specialties,
)
from sim.analysis.figures.marks import intervals
from sim.analysis.figures.style import DOUBLE, NOTE, new_figure, note, title
from sim.analysis.results import Results
from sim.analysis.summary import Summary

Panel = Callable[[Axes, Results, Summary], None]
COLUMNS = 3
HEIGHTS = (1.0, 1.0, 1.0, 1.1)
"""Of the rows, relative."""
HEIGHT = 212.0
"""Of the page, mm."""
SETTINGS = {
    "font_size": NOTE,
    "axes_titlesize": NOTE + 0.5,
    "axes_labelsize": NOTE,
    "xtick_labelsize": NOTE,
    "ytick_labelsize": NOTE,
    "legend_fontsize": NOTE,
    "lines_markersize": 2.5,
    "lines_linewidth": 1.1,
}
"""Smaller letters and marks than in the single figures."""
PANELS: tuple[tuple[str, Panel], ...] = (
    ("AI-related work", ai_earnings.earnings_panel),
    ("Its growth", ai_earnings.growth_panel),
    ("Adoption of AI", adoption.adoption_panel),
    ("What becomes of needs", needs.time_panel),
    ("The same by complexity, last year", needs.after_panel),
    ("Posts by automation exposure", specialties.exposure_panel),
    ("Software posts", software.posts_panel),
    ("Software earnings", software.earnings_panel),
    ("Inequality", lorenz.lorenz_panel),
    ("Earnings by experience", experience.change_panel),
    ("What AI is worth to its users", experience.gap_panel),
    ("Change of earnings by source", decomposition.waterfall_panel),
)


def caption(results: Results, seed: int | None) -> str:
    """Return what the page was made from, in one sentence."""
    scenario, count = results.scenario, results.replications.size
    horizon, population = scenario.horizon, scenario.population
    runs = "1 replication" if count == 1 else f"{count} replications"
    luck = "" if seed is None else f", seed {seed}"
    return (
        f"Scenario {scenario.name}: {population.n_freelancers:,} registered freelancers, shown at the scale of "
        f"{population.platform_freelancers:,.0f}; {runs}{luck}; {horizon.weeks} weeks from {horizon.start}. "
        f"{intervals(results, 'Bands and bars')} White points: published, with ranges. "
        "Thick line in b: 2024 over 2023. Diamonds in f: fifths of posts. Each panel has a figure of its own."
    )


def draw(results: Results, summary: Summary, seed: int | None = None) -> Figure:
    """Return the page; to be called within ``styled(**SETTINGS)``."""
    figure = new_figure(DOUBLE, HEIGHT)
    rows: Any = figure.subfigures(len(PANELS) // COLUMNS, 1, height_ratios=HEIGHTS)
    every = [axes for row in rows for axes in row.subplots(1, COLUMNS)]
    for axes, letter, (text, panel) in zip(every, "abcdefghijkl", PANELS, strict=True):
        panel(axes, results, summary)
        title(axes, text, letter)
        if panel in {experience.change_panel, experience.gap_panel}:
            experience.legend_above(axes)
    note(figure, caption(results, seed))
    return figure
