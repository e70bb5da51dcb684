"""Which figures a sweep has, by its design, and the one call that writes them all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from matplotlib.figure import Figure

from sim.analysis.figures.style import save, styled
from sim.analysis.figures.sweeps import curves, heat, scatter, tips, tornado
from sim.analysis.sweeps.series import Series, middle_of, series_of
from sim.analysis.sweeps.stored import StoredSweep


def draw_all(stored: StoredSweep, folder: Path) -> list[Path]:
    """Write every figure of a sweep as PNG (300 dpi) and SVG.

    Parameters
    ----------
    stored : StoredSweep
    folder : Path
        An existing folder.

    Returns
    -------
    list of Path
        The files written.
    """
    paths: list[Path] = []
    with styled():
        for name, figure in figures_of(stored):
            paths += save(figure, folder, name)
    return paths


def figures_of(stored: StoredSweep) -> Iterator[tuple[str, Figure]]:
    """Yield the name and the figure of everything that suits the design."""
    series = series_of(stored)
    if stored.kind == "one_at_a_time":
        yield "tornado", tornado.draw(stored, series)
    elif series:
        yield from _along(stored, series)
    elif stored.kind != "morris" or stored.missing():  # trajectories say little before they are analysed
        yield "points", scatter.draw(stored)
    if heat.two_parameters(stored) is not None:
        yield "heat_map", heat.draw(stored)


def _along(stored: StoredSweep, series: list[Series]) -> Iterator[tuple[str, Figure]]:
    """Yield response curves, effects and tipping points along each parameter."""
    parameters = list(dict.fromkeys(one.parameter for one in series))
    for path in parameters:
        own = [one for one in series if one.parameter == path]
        stem = path.replace(".", "_")
        yield f"response_{stem}", curves.draw_levels(stored, own)
        if stored.has_effects:
            yield f"effects_{stem}", curves.draw_effects(stored, own)
            middle = middle_of(series, path)
            if middle is not None and not middle.names:
                yield f"tipping_{stem}", tips.draw(stored, middle)
