"""A stored calibration as its figures take it: tables and summary, nothing computed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd


@dataclass(frozen=True, eq=False)
class StoredCalibration:
    """Tables of a calibration.

    Attributes
    ----------
    summary : dict
    fit, emulator, posterior, identifiability, directions, correlations : pandas.DataFrame
    check, coverage : pandas.DataFrame or None
        None where it was not asked for.
    """

    summary: dict[str, Any]
    fit: pd.DataFrame
    emulator: pd.DataFrame
    posterior: pd.DataFrame
    identifiability: pd.DataFrame
    directions: pd.DataFrame
    correlations: pd.DataFrame
    check: pd.DataFrame | None
    coverage: pd.DataFrame | None

    @classmethod
    def read(cls, folder: Path) -> StoredCalibration:
        """Read the tables of a folder."""

        def table(name: str) -> pd.DataFrame:
            return pd.read_parquet(folder / f"{name}.parquet")

        def optional(name: str) -> pd.DataFrame | None:
            return table(name) if (folder / f"{name}.parquet").is_file() else None

        summary: dict[str, Any] = json.loads((folder / "summary.json").read_bytes())
        return cls(
            summary,
            fit=table("fit"),
            emulator=table("emulator"),
            posterior=table("posterior"),
            identifiability=table("identifiability"),
            directions=table("directions"),
            correlations=table("correlations"),
            check=optional("check"),
            coverage=optional("coverage"),
        )
