"""What a run says about its tables: the summary and the figures, made by `sim.analysis`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.experiment.fingerprint import plain
from sim.experiment.store import FIGURES, SUMMARY, write_json

if TYPE_CHECKING:
    from sim.analysis.results import Results

FORMATS: Final = (".png", ".svg")


def report(results: Results, identity: dict[str, Any], folder: Path, *, draw: bool) -> dict[str, Any]:
    """Write ``summary.json`` and, when asked, ``figures/`` into a folder.

    Parameters
    ----------
    results : Results
        The recorded tables, as read back from the folder.
    identity : dict
        ``scenario``, ``fingerprint``, ``seed``, ``replications``: the head of the summary.
    folder : Path
        The folder being written.
    draw : bool
        Whether to draw.

    Returns
    -------
    dict
        The content of ``summary.json``.

    Raises
    ------
    FileNotFoundError
        If a figure that was announced is not there in every format.
    """
    summary = summarise(results)
    content: dict[str, Any] = {**plain(summary.to_dict(identity["fingerprint"], identity["seed"])), **identity}
    write_json(folder / SUMMARY, content)
    if draw:
        figures = folder / FIGURES
        figures.mkdir()
        check_figures(draw_all(results, summary, figures, identity["seed"]), figures)
    return content


def check_figures(drawn: list[Path], folder: Path) -> None:
    """Make sure that every figure is there, not empty, in every format.

    Raises
    ------
    FileNotFoundError
        If there is none, or one is missing or empty; names it.
    """
    if not drawn:
        raise FileNotFoundError(f"{folder}: no figure was drawn")
    for stem in sorted({path.stem for path in drawn}):
        for suffix in FORMATS:
            path = folder / f"{stem}{suffix}"
            if not path.is_file() or path.stat().st_size == 0:
                raise FileNotFoundError(f"{path.name}: this figure was not drawn")


def summarise(results: Results) -> Any:
    """Return the summary of `sim.analysis`."""
    from sim.analysis.summary import summarise as summarise_results

    return summarise_results(results)


def draw_all(results: Results, summary: Any, folder: Path, seed: int) -> list[Path]:
    """Draw every figure of `sim.analysis`, captions with the seed, and return the files."""
    from sim.analysis import figures

    return list(figures.draw_all(results, summary, folder, seed=seed))
