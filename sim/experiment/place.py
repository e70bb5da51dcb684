"""Where a run is stored: names that are safe on any disk."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from sim.parameters.errors import InputError

LONGEST_NAME: Final = 64  # characters
LARGEST_SEED: Final = 2**63 - 1

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_DEVICES: Final = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def safe_name(name: str) -> str:
    """Return a scenario name that can be a folder.

    Letters, digits, ``.``, ``_`` and ``-`` are allowed, a letter or digit first, at most 64 characters, no dot at the
    end, no name that is a device on some systems.

    Raises
    ------
    InputError
        If the name is anything else.
    """
    if not _NAME.fullmatch(name) or name.endswith(".") or len(name) > LONGEST_NAME or _DEVICES.fullmatch(name):
        raise InputError(
            f"name: {_short(name)} cannot name a folder of results; allowed are 1 to {LONGEST_NAME} of "
            "A-Z a-z 0-9 . _ - (first a letter or a digit, last no dot, not a device name such as nul)"
        )
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
