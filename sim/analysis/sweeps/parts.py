"""Where the estimates of a point of a sweep lie: a file for so many points, in it a row group for each.

One file for all would keep the directory of its row groups in memory until it is closed, and lose every point to a cut;
a file for each point would be thousands of small files.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

OUTCOMES: Final = "outcomes"
"""The folder; what reads a folder of Parquet files as one table reads it."""
POINTS_A_PART: Final = 64


def part_of(number: int) -> tuple[str, int]:
    """Return the path in a sweep's folder, and the row group, of the n-th point that has estimates."""
    part, group = divmod(number, POINTS_A_PART)
    return f"{OUTCOMES}/part-{part:05}.parquet", group


def parts_in(folder: Path) -> list[Path]:
    """Return the files of a sweep's folder that hold estimates, in the order of their points."""
    return sorted((folder / OUTCOMES).glob("part-*.parquet"))
