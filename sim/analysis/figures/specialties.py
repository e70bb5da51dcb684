"""Change of posts by specialty against its exposure to automation, with named outliers (S2, S7)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.analysis.calendar import WEEKS_A_YEAR
from sim.analysis.categories import ABSENT, periods
from sim.analysis.estimate import Estimate, growth
from sim.analysis.figures.marks import intervals, narrow, say_empty, values_of, whiskers
from sim.analysis.figures.naming import name_points
from sim.analysis.figures.style import AI_WORK, BLACK, BLUE, DOUBLE, GREY, NOTE, PALE, new_figure, note
from sim.analysis.results import Results
from sim.analysis.summary import Summary
from sim.parameters.work_categories import WorkCategories, load_work_categories

Floats = NDArray[np.float64]
Marks = list[tuple[float, float, float]]
ENOUGH = 60
"""Posts in both years of all replications from which a specialty is drawn in full and may be named."""
FIFTHS = 5
NAMED = 16
LARGEST = 6
"""Of the named, those with most posts; the others are furthest from no change for their size."""
LOWEST, HIGHEST = -100.0, 150.0
AREA = 90.0
"""Area of the largest marker, square pt."""


@dataclass(frozen=True)
class Changes:
    """Posts by specialty in the year before AI and in the last year.

    Attributes
    ----------
    names : tuple of str
    exposure : (S,) float64
        Share of the work that AI alone can do.
    ai_related : (S,) bool
        Whether the specialty is itself work on or with AI.
    before, after : (R, S) float64
        Posts a week.
    posts : (S,) float64
        In both years, all replications.
    """

    names: tuple[str, ...]
    exposure: Floats
    ai_related: NDArray[np.bool_]
    before: Floats
    after: Floats
    posts: Floats

    def change(self, chosen: NDArray[np.bool_] | int) -> Estimate:
        """Return the growth of posts of one or several specialties taken together."""
        picked = np.atleast_2d(self.after.T[chosen]).sum(axis=0), np.atleast_2d(self.before.T[chosen]).sum(axis=0)
        return growth(*picked)


def changes(results: Results) -> Changes | None:
    """Return posts of all specialties that had any before AI, or None unless the horizon holds both years."""
    found, work = periods(results), load_work_categories()
    panel = results.panel
    place = {name: k for k, name in enumerate(work.specialty_names)}
    known = np.array([name in place for name in panel.specialties], dtype=bool)
    if found is None or not known.any():
        return None
    sums = [panel.by_specialty("new_posts", weeks).sum(axis=2)[:, known] for weeks in found]
    kept = sums[0].sum(axis=0) > 0.0
    names = tuple(np.asarray(panel.specialties, dtype=object)[known][kept].tolist())
    at = np.array([place[name] for name in names], dtype=np.int64)
    before, after = (one[:, kept] / int(weeks.sum()) for one, weeks in zip(sums, found, strict=True))
    posts = (sums[0] + sums[1]).sum(axis=0)[kept]
    exposure = exposure_in_model(work, results.scenario.ai.automation.gpt4_rating_weight)
    return Changes(names, exposure[at], work.ai_related_label[at], before, after, posts)


def exposure_in_model(work: WorkCategories, gpt4_weight: float) -> Floats:
    """Return automation exposure as the scenario weighs the two ratings; visual work has its own."""
    rated = gpt4_weight * work.automation_exposure_gpt4 + (1.0 - gpt4_weight) * work.automation_exposure_human
    return np.where(work.visual, work.automation_exposure_visual, rated)


def exposure_panel(axes: Axes, results: Results, _: Summary) -> None:
    """Draw the change of posts of each specialty against exposure, and of fifths of posts by exposure."""
    _draw(axes, results)


def _draw(axes: Axes, results: Results) -> tuple[Changes, Floats, Marks] | None:
    """Draw the panel without names; return what it shows, changes in percent, and places taken, or None."""
    axes.set_xlabel("Automation exposure (share of work, 0 to 1)")
    axes.set_ylabel("Change of posts (%)")
    found = changes(results)
    if found is None or not found.names:
        say_empty(axes, ABSENT if periods(results) is None else "no posts in the year before AI")
        return None
    change = np.array([100.0 * (found.change(k).value or 0.0) for k in range(len(found.names))])
    enough = found.posts >= ENOUGH
    area = (AREA / 3.0 if narrow(axes) else AREA) * found.posts / found.posts.max()
    shown = np.clip(change, LOWEST, HIGHEST)
    for group, colour, alpha in (
        (~enough, PALE, 0.6),
        (enough & ~found.ai_related, BLUE, 0.65),
        (enough & found.ai_related, AI_WORK, 0.8),
    ):
        beyond = change > HIGHEST
        for chosen, marker in ((group & ~beyond, "o"), (group & beyond, "^")):
            if chosen.any():
                size = np.maximum(area[chosen], 3.0)
                axes.scatter(
                    found.exposure[chosen],
                    shown[chosen],
                    s=size,
                    c=colour,
                    alpha=alpha,
                    marker=marker,
                    linewidths=0.0,
                    clip_on=False,
                    zorder=3,
                )
    axes.axhline(0.0, color=GREY, linewidth=0.8, zorder=2)
    axes.set_xlim(0.0, max(0.6, 1.02 * float(found.exposure.max())))
    axes.set_ylim(LOWEST, HIGHEST)
    return found, change, _fifths(axes, found)


def _fifths(axes: Axes, found: Changes) -> Marks:
    """Draw the change of posts of fifths of posts by exposure, work on AI left out; return the places taken."""
    order = np.argsort(found.exposure, kind="stable")
    order = order[~found.ai_related[order]]
    total = found.posts[order].sum()
    if total <= 0.0:
        return []
    fifth = np.minimum((np.cumsum(found.posts[order]) - found.posts[order] / 2.0) / total * FIFTHS, FIFTHS - 1).astype(
        np.int64
    )
    groups = [order[fifth == k] for k in range(FIFTHS) if (fifth == k).any()]
    x = np.array([np.average(found.exposure[group], weights=found.posts[group]) for group in groups])
    masks = [np.isin(np.arange(len(found.names)), group) for group in groups]
    values, low, high = values_of([found.change(mask) for mask in masks], 100.0)
    axes.plot(x, values, "D-", color=BLACK, markersize=3.5, linewidth=0.9, zorder=5)
    whiskers(axes, x, (values, low, high), BLACK, capsize=2.0, zorder=5)
    along = np.linspace(x[0], x[-1], 60)
    marks = [(float(at), float(np.interp(at, x, values)), 1.0) for at in along]
    for at, bottom, top in zip(x, low, high, strict=True):
        marks += [(float(at), float(y), 1.0) for y in np.linspace(bottom, top, 20) if np.isfinite(y)]
    return marks


def named(found: Changes, change: Floats) -> list[int]:
    """Return the specialties to name: the largest, then those furthest from no change for their number of posts."""
    enough = np.flatnonzero(found.posts >= ENOUGH)
    largest = enough[np.argsort(-found.posts[enough], kind="stable")][:LARGEST]
    distance = np.abs(change) * np.sqrt(found.posts)
    far = enough[np.argsort(-distance[enough], kind="stable")]
    return list(dict.fromkeys([*largest.tolist(), *far.tolist()]))[:NAMED]


def draw(results: Results, _: Summary) -> Figure:
    """Return the figure."""
    figure = new_figure(DOUBLE, 110.0)
    axes = figure.subplots()
    shown = _draw(axes, results)
    scale = ""
    if shown is not None:
        largest = shown[0].before.sum(axis=0).max() / results.replications.size * results.scale * WEEKS_A_YEAR
        scale = f" (largest: about {float(f'{largest:.2g}'):,.0f} a year before AI)"
    note(
        figure,
        f"Posts of the last year over those of the year to 2022-11-30. Marker area: posts{scale}. Green: work on or "
        f"with AI. Triangles: above {HIGHEST:.0f}%. Pale: fewer than {ENOUGH} posts simulated in both years, too few "
        f"to read: at {ENOUGH} posts chance alone moves a change by {200.0 / np.sqrt(ENOUGH):.0f} points (standard "
        f"error). Diamonds: fifths of posts by exposure, without work on AI. {intervals(results)}",
    )
    if shown is not None:
        found, change, line = shown
        chosen = named(found, change)
        y = np.clip(change, LOWEST, HIGHEST)
        radius = np.sqrt(AREA * found.posts / found.posts.max()) / 2.0
        full = np.flatnonzero(found.posts >= ENOUGH)
        marks = [(float(found.exposure[k]), float(y[k]), max(float(radius[k]), 1.5)) for k in full] + line
        name_points(axes, found.exposure[chosen], y[chosen], [found.names[k] for k in chosen], marks, NOTE + 0.5)
    return figure
