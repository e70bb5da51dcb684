"""Every figure of a run by name, and the one call that writes them all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType

from matplotlib.figure import Figure

from sim.analysis.figures import (
    adoption,
    ai_earnings,
    decomposition,
    experience,
    lorenz,
    needs,
    overview,
    software,
    specialties,
)
from sim.analysis.figures.style import save, styled
from sim.analysis.results import Results
from sim.analysis.summary import Summary

Draw = Callable[[Results, Summary], Figure]
FIGURES = MappingProxyType(
    {
        "ai_related_earnings": ai_earnings.draw,
        "adoption": adoption.draw,
        "needs_by_outcome": needs.draw,
        "software_by_level": software.draw,
        "posts_by_exposure": specialties.draw,
        "earnings_by_experience": experience.draw,
        "lorenz": lorenz.draw,
        "earnings_decomposition": decomposition.draw,
    }
)
OVERVIEW = "overview"


def draw_all(results: Results, summary: Summary, folder: Path, *, seed: int | None = None) -> list[Path]:
    """Write every figure as PNG (300 dpi) and SVG.

    Parameters
    ----------
    results : Results
        Recorded tables.
    summary : Summary
        From `sim.analysis.summary.summarise` of the same results.
    folder : Path
        An existing folder.
    seed : int, optional
        Of the run, for the caption of the overview; the tables do not hold it.

    Returns
    -------
    list of Path
        The files written, PNG and SVG of each figure, in the order of `FIGURES`, then the overview.

    Raises
    ------
    FileNotFoundError
        If the folder is not there.
    """
    paths: list[Path] = []
    for name, draw in FIGURES.items():
        with styled():
            paths += save(draw(results, summary), folder, name)
    with styled(**overview.SETTINGS):
        paths += save(overview.draw(results, summary, seed), folder, OVERVIEW)
    return paths
