"""Reads the CSV files that ship beside the parameters."""

from __future__ import annotations

import csv
import io
from importlib.resources import files


def read_table(name: str) -> list[dict[str, str]]:
    """Return the rows of a file in `sim/parameters/data`, each a mapping from column to text.

    Parameters
    ----------
    name : str
        Name of the file, as in ``targets.csv``.
    """
    text = files("sim.parameters").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def number_or_none(text: str) -> float | None:
    """Return a number, or None for a blank cell."""
    return float(text) if text.strip() else None
