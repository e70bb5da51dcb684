"""Worlds that another stored run of the same scenario holds already: taken over instead of simulated again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyarrow as pa

from sim.experiment.fingerprint import fingerprint
from sim.experiment.manifest import read_manifest
from sim.experiment.replication import World, worlds_of
from sim.experiment.same_packages import made_by_same_packages
from sim.experiment.store import SCENARIO, verify
from sim.experiment.tables import TWINS, one_replication, pack, stored_tables
from sim.experiment.work_folder import WorkFolder
from sim.parameters.errors import InputError, StoreDamaged
from sim.parameters.resolve import load_scenario


def take_over(
    worlds: Iterable[World],
    code: str,
    folder: WorkFolder,
    neighbours: Path,
    tell: Callable[[str], None] | None = None,
) -> int:
    """Put worlds that neighbouring runs hold into a work folder.

    A run that is not whole, or was made with other versions of libraries, gives nothing.

    Parameters
    ----------
    worlds : iterable of World
        What is wanted; those kept already are left out.
    code : str
        What runs them, as in their keys.
    folder : WorkFolder
        Takes them.
    neighbours : Path
        Folder of the runs of a scenario; only runs by the same code are looked at.
    tell : callable, optional
        Told of runs that were made with other versions of libraries.

    Returns
    -------
    int
        Number of worlds taken over.

    Raises
    ------
    RunFailed
        If one cannot be kept.
    """
    kept = folder.done()
    wanted = {world.key(code): world for world in worlds}
    wanted = {key: world for key, world in wanted.items() if key not in kept}
    taken = 0
    for stored in sorted(path for path in neighbours.iterdir() if path.is_dir() and not path.name.startswith(".")):
        if not wanted:
            break
        held = _worlds_in(stored, code, next(iter(wanted.values()))).keys() & wanted.keys()
        if not held or not made_by_same_packages(stored, tell):
            continue
        for key, output in _outputs(stored, {key: wanted[key] for key in held}):
            folder.put(key, output)
            del wanted[key]
            taken += 1
    return taken


def _worlds_in(stored: Path, code: str, like: World) -> dict[str, World]:
    """Return by key the worlds of a stored run, none if it was made by other code or is not a run."""
    try:
        manifest = read_manifest(stored)
        scenario = load_scenario(stored / SCENARIO)
        if fingerprint(scenario, code) != manifest["fingerprint"]:
            return {}
        return {world.key(code): world for world in worlds_of(scenario, int(manifest["seed"]), like.simulate)}
    except (StoreDamaged, InputError, KeyError, TypeError, ValueError):
        return {}


def _outputs(stored: Path, held: dict[str, World]) -> Iterator[tuple[str, bytes]]:
    """Yield key and output of worlds of a stored run, none if it is not whole, no more once it is gone.

    Nobody holds it for us: whoever tries more replications, or draws it anew, may move it away while it is read.
    """
    try:
        if not verify(stored):
            for key in sorted(held, key=lambda key: held[key].replication):
                yield key, _output(stored, held[key])
    except (OSError, pa.ArrowException, InputError):
        return


def _output(stored: Path, world: World) -> bytes:
    """Return the tables of a world of a stored run as its task would have given them."""
    names = [TWINS] if world.kind == "twin" else [name for name in stored_tables(stored) if name != TWINS]
    return pack({name: one_replication(stored / f"{name}.parquet", world.replication) for name in names})
