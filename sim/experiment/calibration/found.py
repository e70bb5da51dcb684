"""What a calibration has found, before it is written."""

from __future__ import annotations

from dataclasses import dataclass

from sim.analysis.calibration.calibrate import Calibrated, Rows
from sim.experiment.calibration.plan import Point
from sim.experiment.calibration.point import rows_of
from sim.experiment.task import Failure


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """All that a calibration has found, before it is written.

    Attributes
    ----------
    points : list of Point
        Hand-set, design, refining, best, check.
    outputs : dict of str to bytes
        By key.
    failures : dict of str to Failure
        By key.
    calibrated : Calibrated
    """

    points: list[Point]
    outputs: dict[str, bytes]
    failures: dict[str, Failure]
    calibrated: Calibrated

    def rows(self, role: str) -> list[Rows]:
        """Return the targets of every point of a role that was run, in order."""
        return [rows_of(self.outputs[o.task.key]) for o in self.points if o.role == role and o.task.key in self.outputs]
