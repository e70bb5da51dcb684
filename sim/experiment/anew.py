"""Some files of a stored result made anew, the others kept as they are: what `plot` does to every kind of result."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sim.experiment.manifest import NAME, differing, now, read_manifest, write_manifest
from sim.experiment.store import FIGURES, commit, link_or_copy, writing
from sim.parameters.errors import RunFailed, StoreDamaged


@contextmanager
def made_anew(folder: Path, names: Sequence[str], *, unsummed: Sequence[str] = (), **facts: Any) -> Iterator[Path]:
    """Give a folder with all files of a stored result but some, which the block makes; then put it in its place.

    Parameters
    ----------
    folder : Path
        The result, resolved. The block sees to it that what is kept is as it was written.
    names : sequence of str
        Files and folders that the block makes.
    unsummed : sequence of str
        Files that have no checksum; kept.
    **facts
        For the manifest, in place of what it holds.

    Yields
    ------
    Path
        The folder to complete.

    Raises
    ------
    InputError
        If there is no such folder, or it cannot be written to.
    RunFailed
        If a file cannot be written; the result is as before.
    StoreDamaged
        If the manifest is not what was written.
    StoreLocked
        If another process is writing this folder.
    """
    with writing(folder) as partial:
        manifest = read_manifest(folder)
        left = {NAME, *names, *unsummed}
        try:
            for path in sorted(folder.rglob("*")):
                name = path.relative_to(folder)
                if path.is_file() and not {name.parts[0], name.as_posix()} & left:
                    link_or_copy(path, partial / name)
            yield partial
            write_manifest(partial, {**manifest, **facts, "redrawn_utc": now()})
            for one in unsummed:
                if (folder / one).is_file():
                    link_or_copy(folder / one, partial / one)
            commit(partial, folder)
        except OSError as error:
            raise RunFailed(f"{folder}: could not be drawn: {error}") from error


def redrawn(folder: Path, draw_in: Callable[[Path], None], **facts: Any) -> list[Path]:
    """Draw the figures of a stored result anew, from its tables alone; every other file is kept as it is.

    Parameters
    ----------
    folder : Path
        The result.
    draw_in : callable
        Draws into ``figures/`` of a folder that holds the tables.
    **facts
        For the manifest, in place of what it holds.

    Returns
    -------
    list of Path
        The figures.

    Raises
    ------
    InputError
        If there is no such folder, or it cannot be written to.
    RunFailed
        If a figure failed; the folder is as before.
    StoreDamaged
        If a file other than a figure is not what was written.
    StoreLocked
        If another process is writing this folder.
    """
    folder = folder.resolve()
    with made_anew(folder, (FIGURES,), **facts) as partial:
        refuse_damage(folder)
        draw_in(partial)
    return sorted((folder / FIGURES).iterdir())


def refuse_damage(folder: Path, but: Sequence[str] = (FIGURES,)) -> None:
    """Refuse a result of which a file is not what was written: its manifest made anew would call it whole.

    Parameters
    ----------
    folder : Path
        The result.
    but : sequence of str
        Files and folders that are not looked at; figures never are.

    Raises
    ------
    StoreDamaged
        If there is one; names all.
    """
    files = read_manifest(folder)["files"]
    left = {FIGURES, *but}
    problems = differing(folder, files, [name for name in sorted(files) if not {name, name.split("/")[0]} & left])
    if problems:
        raise StoreDamaged("\n".join(problems))
