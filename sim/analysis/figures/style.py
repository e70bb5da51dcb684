"""The one style of all figures: size, fonts, colours, and how a figure is made and stored.

Sizes follow a journal: 89 mm for one column, 183 mm for two. Colours are those of Okabe and Ito, which people with any
colour vision can tell apart; curves differ in line style as well. Fonts come with Matplotlib, so the same results give
the same bytes on any machine.

References
----------
Okabe, M., Ito, K. (2008). Color universal design.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.layout_engine import ConstrainedLayoutEngine

MM = 1.0 / 25.4
SINGLE, DOUBLE = 89.0, 183.0
"""Widths of one and of two journal columns, mm."""
DPI = 300

BLACK, GREY, PALE = "#000000", "#767676", "#C9C9C9"
BLUE, SKY, GREEN, ORANGE = "#0072B2", "#56B4E9", "#009E73", "#E69F00"
VERMILION, PURPLE = "#D55E00", "#CC79A7"

FREELANCERS, CLIENTS, AI_WORK, AI_ALONE = BLUE, ORANGE, GREEN, VERMILION
PUBLISHED = BLACK

INKS = {ORANGE: "#8A5F00", SKY: "#22759F", GREEN: "#00704F", PURPLE: "#A2527F", VERMILION: "#B04C00", PALE: GREY}

SETTINGS: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 7.0,
    "axes.titlesize": 7.5,
    "axes.labelsize": 7.0,
    "xtick.labelsize": 7.0,
    "ytick.labelsize": 7.0,
    "legend.fontsize": 7.0,
    "legend.frameon": False,
    "legend.handlelength": 1.6,
    "axes.titlelocation": "left",
    "axes.titleweight": "normal",
    "axes.titlepad": 5.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.6,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "grid.color": "#E4E4E4",
    "grid.linewidth": 0.5,
    "lines.linewidth": 1.3,
    "lines.markersize": 3.5,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "hatch.linewidth": 0.4,
    "figure.dpi": float(DPI),
    "svg.hashsalt": "freelance-market-sim",
    "svg.fonttype": "path",
}
NOTE = 6.0
"""Size of notes, pt."""


@contextmanager
def styled(**settings: object) -> Iterator[None]:
    """Draw in the style of the project, whatever the settings of the machine; they are put back afterwards.

    Parameters
    ----------
    **settings
        Matplotlib settings that differ from `SETTINGS`, with ``_`` for ``.`` in their names.
    """
    with mpl.rc_context():
        mpl.rcdefaults()
        chosen: Any = SETTINGS | {name.replace("_", ".", 1): value for name, value in settings.items()}
        mpl.rcParams.update(chosen)
        yield


def new_figure(width: float, height: float, *, arranged: bool = False) -> Figure:
    """Return an empty figure of a width and height in mm; it arranges its panels itself unless they are `arranged`."""
    figure = Figure(figsize=(width * MM, height * MM), layout=None if arranged else "constrained")
    FigureCanvasAgg(figure)
    return figure


def settle(figure: Figure) -> None:
    """Arrange the panels for good, at places rounded to a ten-thousandth of the figure; a second call does nothing.

    The solver behind the arrangement is exact only to the last bits of a float, which would change the bytes of a file.
    """
    if isinstance(figure.get_layout_engine(), ConstrainedLayoutEngine):
        figure.draw_without_rendering()
        figure.set_layout_engine("none")
        for axes in figure.axes:
            left, bottom, width, height = (round(float(x), 4) for x in axes.get_position(original=True).bounds)
            axes.set_position((left, bottom, width, height), which="original")
            axes.set_in_layout(True)


def renderer_of(figure: Figure) -> Any:
    """Return what measures text in a figure, in pixels at the figure's own resolution."""
    canvas: Any = FigureCanvasAgg(figure)
    return canvas.get_renderer()


def title(axes: Axes, text: str, letter: str = "") -> None:
    """Write the title of a panel, its letter in bold before it."""
    axes.set_title(rf"$\bf{{{letter}}}$  {text}" if letter else text)


def ink(colour: str) -> str:
    """Return a colour for words: the same hue, dark enough to be read on white."""
    return INKS.get(colour, colour)


def note(figure: Figure, text: str) -> None:
    """Write small print along the foot of a figure, wrapped to its width."""
    figure.supxlabel(_wrapped(figure, text), x=0.01, ha="left", fontsize=NOTE, color=GREY)


def _wrapped(figure: Figure, text: str) -> str:
    """Return text in small print with line breaks, so that each line fits the width of the figure as measured."""
    renderer, letters = renderer_of(figure), FontProperties(size=NOTE)
    room, lines = 0.96 * float(figure.bbox.width), [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        width, _, _ = renderer.get_text_width_height_descent(longer, letters, ismath=False)
        if width <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)


def save(figure: Figure, folder: Path, name: str) -> list[Path]:
    """Write a figure as PNG and SVG without dates or versions, and return the two paths."""
    settle(figure)
    png, svg = folder / f"{name}.png", folder / f"{name}.svg"
    figure.savefig(png, dpi=DPI, metadata={"Software": None})
    figure.savefig(svg, metadata={"Date": None, "Creator": None})
    return [png, svg]
