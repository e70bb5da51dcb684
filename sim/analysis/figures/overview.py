"""One page with every panel that matters, small."""

from __future__ import annotations

from collections.abc import Callable

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
EVEN, LAST = (61.0, 61.0, 61.0), (53.0, 53.0, 77.0)
"""Widths of the columns in the first rows and in the last, mm."""
WIDTH, HEIGHT, FOOT = DOUBLE, 214.0, 11.0
"""Of the page, and of the small print at its foot, mm."""
ROWS = ((6.0, 9.0), (6.0, 12.0), (6.0, 9.0), (15.0, 9.0))
"""Free space above and below the panels of each row, mm."""
NAMED, PLAIN, WORDS = (14.5, 15.0), (14.5, 3.0), (34.0, 4.0)
"""Free space left and right of a panel, mm: with names at the ends of curves, without, with words for ticks."""
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
PANELS: tuple[tuple[str, Panel, tuple[float, float]], ...] = (
    ("AI-related work", ai_earnings.earnings_panel, PLAIN),
    ("Its growth", ai_earnings.growth_panel, NAMED),
    ("Adoption of AI", adoption.adoption_panel, NAMED),
    ("What becomes of needs", needs.time_panel, NAMED),
    ("The same by complexity, last year", needs.after_panel, PLAIN),
    ("Posts by automation exposure", specialties.exposure_panel, PLAIN),
    ("Software posts", software.posts_panel, NAMED),
    ("Software earnings", software.earnings_panel, NAMED),
    ("Inequality", lorenz.lorenz_panel, PLAIN),
    ("Earnings by experience", experience.change_panel, PLAIN),
    ("What AI is worth to its users", experience.gap_panel, PLAIN),
    ("Change of earnings by source", decomposition.waterfall_panel, WORDS),
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


def _place(number: int, left: float, right: float) -> tuple[float, float, float, float]:
    """Return left, bottom, width and height of a panel in parts of the page."""
    row, column = divmod(number, COLUMNS)
    columns, tall = LAST if row == len(ROWS) - 1 else EVEN, (HEIGHT - FOOT) / len(ROWS)
    above, below = ROWS[row]
    bottom = FOOT + (len(ROWS) - 1 - row) * tall + below
    x, wide = sum(columns[:column]) + left, columns[column] - left - right
    return x / WIDTH, bottom / HEIGHT, wide / WIDTH, (tall - above - below) / HEIGHT


def draw(results: Results, summary: Summary, seed: int | None = None) -> Figure:
    """Return the page; to be called within ``styled(**SETTINGS)``."""
    figure = new_figure(WIDTH, HEIGHT, arranged=True)
    for place, (letter, (text, panel, sides)) in enumerate(zip("abcdefghijkl", PANELS, strict=True)):
        axes = figure.add_axes(_place(place, *sides))
        panel(axes, results, summary)
        title(axes, text, letter)
        if panel in {experience.change_panel, experience.gap_panel}:
            experience.legend_above(axes)
    note(figure, caption(results, seed))
    return figure
