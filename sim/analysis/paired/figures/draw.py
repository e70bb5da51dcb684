"""Every figure of a comparison by name, and the one call that writes them all from tables alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType

from matplotlib.figure import Figure

from sim.analysis.figures.style import save, styled
from sim.analysis.paired.comparison import Tables
from sim.analysis.paired.figures import categories, forest, groups, individuals, over_time
from sim.analysis.paired.verdict import Facts

Draw = Callable[[Tables, Facts], Figure]
FIGURES = MappingProxyType(
    {
        "effects": forest.draw,
        "over_time": over_time.draw,
        "categories": categories.draw,
        "groups": groups.draw,
        "individuals": individuals.draw,
    }
)


def draw_comparison(tables: Tables, facts: Facts, folder: Path) -> list[Path]:
    """Write the figures of one scenario against the reference as PNG and SVG, named ``<figure>-<scenario>``.

    Parameters
    ----------
    tables : dict of str to pandas.DataFrame
        Of that scenario alone.
    facts : Facts
    folder : Path
        An existing folder.
    """
    paths: list[Path] = []
    for name, draw in FIGURES.items():
        with styled():
            paths += save(draw(tables, facts), folder, f"{name}-{facts.scenario}")
    return paths
