"""Every figure of a calibration, and the one call that writes them all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from matplotlib.figure import Figure

from sim.analysis.calibration.figures import fit, identifiability, marginals, pairs, recovery
from sim.analysis.calibration.stored import StoredCalibration
from sim.analysis.figures.style import save, styled


def draw_all(stored: StoredCalibration, folder: Path) -> list[Path]:
    """Write every figure of a calibration as PNG (300 dpi) and SVG into an existing folder, and return the files."""
    paths: list[Path] = []
    with styled():
        for name, figure in figures_of(stored):
            paths += save(figure, folder, name)
    return paths


def figures_of(stored: StoredCalibration) -> Iterator[tuple[str, Figure]]:
    """Yield the name and the figure of everything that was asked for."""
    yield "marginals", marginals.draw(stored)
    yield "fit", fit.draw(stored)
    yield "identifiability", identifiability.draw(stored)
    yield "pairs", pairs.draw(stored)
    if stored.coverage is not None:
        yield "recovery", recovery.draw(stored, stored.coverage)
