"""Where a run is stored: names that are safe on any disk."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sim.parameters.errors import InputError
from sim.parameters.names import ALLOWED, LONGEST_NAME, names_a_folder

LARGEST_SEED: Final = 2**63 - 1


def safe_name(name: str) -> str:
    """Return a scenario name that can be a folder.

    Raises
    ------
    InputError
        If the name is anything else.
    """
    if not names_a_folder(name):
        raise InputError(f"name: {_short(name)} cannot name a folder of results; allowed are {ALLOWED}")
    return name


def run_folder(out: Path, name: str, identity: str, seed: int) -> Path:
    """Return the folder of a run: ``<out>/<scenario name>/<fingerprint>-s<seed>``.

    Raises
    ------
    InputError
        If the name cannot be a folder or the seed is not in 0 to 2^63 - 1.
    """
    if type(seed) is not int or not 0 <= seed <= LARGEST_SEED:  # a float or a bool would be another folder
        raise InputError(f"seed: {seed!r} is not a whole number in 0 to {LARGEST_SEED}")
    return out / safe_name(name) / f"{identity}-s{seed}"


def _short(name: str) -> str:
    shown = ascii(name)
    return shown if len(shown) <= LONGEST_NAME else shown[:LONGEST_NAME] + "..."
