"""A stored sweep as the analysis takes it: its points, its estimates, and what its summary says of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from sim.analysis.estimate import Estimate
from sim.analysis.sweeps.estimates import Estimates
from sim.analysis.sweeps.pairing import difference

WITHOUT, WITH = "reference", "what_if"


@dataclass(frozen=True, eq=False)
class StoredSweep:
    """The dataset of a sweep.

    Attributes
    ----------
    summary : dict
        Content of ``summary.json``.
    points : pandas.DataFrame
        ``points.parquet``: one row a point and arm.
    estimates : Estimates
        Of the files in ``outcomes``.
    """

    summary: dict[str, Any]
    points: pd.DataFrame
    estimates: Estimates

    @classmethod
    def read(cls, folder: Path) -> StoredSweep:
        """Return the sweep in a folder, every page checked against its checksum."""
        points = pq.read_table(str(folder / "points.parquet"), page_checksum_verification=True).to_pandas()
        summary = json.loads((folder / "summary.json").read_bytes())
        return cls(summary, points, Estimates.read(folder))

    @property
    def kind(self) -> str:
        """Kind of the design."""
        return str(self.summary["design"])

    @property
    def parameters(self) -> list[str]:
        """Paths of the parameters that the design varies, sorted."""
        return [path for path, facts in self.summary["parameters"].items() if facts["designed"]]

    @property
    def dimensions(self) -> list[str]:
        """The same in the order of the design, which is that of the columns of ``unit_cube``."""
        designed = set(self.parameters)
        return [path for path in self.points.columns if path in designed]

    @property
    def has_effects(self) -> bool:
        """Whether points are compared with a reference point or without a what-if."""
        return self.summary["reference_point"] is not None or bool(self.summary["what_if"])

    @property
    def arms(self) -> tuple[str, ...]:
        """``("main",)``, or the two arms of a what-if."""
        return (WITHOUT, WITH) if self.summary["what_if"] else ("main",)

    @property
    def compared_with(self) -> str:
        """In words, what effects are against."""
        if self.summary["what_if"]:
            changes = ", ".join(f"{path} = {value}" for path, value in self.summary["what_if"].items())
            return f"the same point without {changes}"
        row = self.points.loc[self.points["point"] == self.summary["reference_point"]].iloc[0]
        paths = [path for path in self.summary["parameters"] if path not in self.parameters] or self.parameters
        return "the reference point, " + ", ".join(f"{path} = {_short(row[path])}" for path in paths)

    def design_points(self, arm: str | None = None) -> pd.DataFrame:
        """Return the rows of the points of the design in one arm, by point: the reference point is left out."""
        chosen = self.arms[-1] if arm is None else arm
        rows = self.points.loc[(self.points["arm"] == chosen) & (self.points["role"] == "design")]
        return rows.sort_values("point").set_index("point")

    @property
    def categories(self) -> list[str]:
        """Work categories, sorted."""
        return sorted({category for _, category, _ in self.estimates.keys if category})

    def unit(self, outcome: str, category: str = "") -> str:
        """Return the unit of an outcome."""
        return self.estimates.unit(self.arms[-1], category, outcome)

    def level(self, outcome: str, category: str = "", arm: str | None = None) -> dict[int, Estimate]:
        """Return the estimate of an outcome by point, for points that were run."""
        return self.estimates.by_point(self.arms[-1] if arm is None else arm, category, outcome)

    def effect(self, outcome: str, category: str = "") -> dict[int, Estimate]:
        """Return the paired effect on an outcome by point, with its values left out."""
        levels = self.level(outcome, category)
        if self.summary["what_if"]:
            without = self.level(outcome, category, WITHOUT)
            return {point: self._difference(one, without.get(point), point) for point, one in levels.items()}
        reference = levels.get(int(self.summary["reference_point"]))
        return {point: self._difference(one, reference, point) for point, one in levels.items()}

    def _difference(self, one: Estimate, other: Estimate | None, point: int) -> Estimate:
        if other is None or not self._paired.get(point, False):
            return Estimate(None, reason="the two worlds do not have the same replications")
        return difference(one, other)

    @cached_property
    def _paired(self) -> dict[int, bool]:
        """Whether each point has the replications of what it is compared with."""
        rows = self.points.loc[self.points["status"] == "done"]
        runs = {(row["point"], str(row["arm"])): tuple(row["replications"]) for row in _records(rows)}
        against = self.summary["reference_point"]
        found = {}
        for (point, arm), replications in runs.items():
            if arm != WITHOUT or not self.summary["what_if"]:
                other = (point, WITHOUT) if self.summary["what_if"] else (against, arm)
                found[point] = runs.get(other) == replications
        return found

    def missing(self) -> list[str]:
        """Return the points that were not run or failed, by name."""
        rows = self.points.loc[(self.points["status"] != "done") | (self.points["n_lost"] > 0)]
        return [
            f"point {row['point']}" + ("" if row["arm"] == "main" else f" ({row['arm']})") for row in _records(rows)
        ]


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows as dictionaries."""
    records: Any = rows.to_dict("records")
    found: list[dict[str, Any]] = records
    return found


def _short(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
