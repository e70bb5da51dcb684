"""Which names can name a folder on any disk: those of scenarios, sweeps and ablations."""

from __future__ import annotations

import re
from typing import Final

LONGEST_NAME: Final = 64  # characters
ALLOWED: Final = (
    f"1 to {LONGEST_NAME} of A-Z a-z 0-9 . _ - (first a letter or a digit, last no dot, not a device name such as nul)"
)
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(?<!\.)", re.ASCII)
_DEVICES: Final = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE | re.ASCII)


def names_a_folder(name: str) -> bool:
    """Return whether a name can be a folder, as `ALLOWED` says."""
    return len(name) <= LONGEST_NAME and _NAME.fullmatch(name) is not None and _DEVICES.fullmatch(name) is None
