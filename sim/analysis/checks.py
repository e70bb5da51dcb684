"""A number of the model beside a number of the world: value, range, pass or fail."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.analysis.calendar import Mask
from sim.analysis.estimate import Estimate, Floats, pooled
from sim.analysis.results import Results


@dataclass(frozen=True, slots=True)
class Check:
    """One row of the targets or of the validation.

    Attributes
    ----------
    id : str
        Row of the reference table (C1 to C11, H1 to H13).
    metric : str
        What is compared, in words.
    unit : str
    estimate : Estimate
        The model's number, by the definition of the source.
    reference : float or None
        The number of the world.
    low, high : float or None
        Range; None on a side that is open, both None where the source gives no range.
    """

    id: str
    metric: str
    unit: str
    estimate: Estimate
    reference: float | None
    low: float | None
    high: float | None

    @property
    def passed(self) -> bool | None:
        """Whether the value lies in the range; None without a value or without a range."""
        value = self.estimate.value
        if value is None or (self.low is None and self.high is None):
            return None
        above = self.low is None or value >= self.low
        below = self.high is None or value <= self.high
        return above and below

    def to_dict(self) -> dict[str, object]:
        """Return the row as plain values for JSON."""
        row: dict[str, object] = {
            "id": self.id,
            "metric": self.metric,
            "unit": self.unit,
            "value": self.estimate.value,
            "standard_error": self.estimate.standard_error,
            "reference": self.reference,
            "low": self.low,
            "high": self.high,
            "passed": self.passed,
        }
        if self.estimate.value is None:
            row["reason"] = self.estimate.reason
        return row


def band(centre: float, half: float) -> tuple[float, float, float]:
    """Return (reference, low, high) of a symmetric range."""
    return centre, centre - half, centre + half


def log_moments(results: Results, what: str, count: str, weeks: Mask, level: int | None = None) -> Floats:
    """Return (R, 3): number, sum and sum of squares of a logged price, over all levels or one."""
    panel = results.panel
    names = (count, f"sum_log_{what}", f"sum_log_{what}_sq")
    cells = [panel.by_cell(name, weeks) for name in names]
    kept = [cell if level is None else cell[:, :, level] for cell in cells]
    return np.stack([one.reshape(one.shape[0], -1).sum(axis=1) for one in kept], axis=1)


def log_median(moments: Floats) -> Estimate:
    """Return exp(mean ln x): the median if ln x is symmetric, which recorded sums cannot tell more about."""
    return pooled(moments, lambda x: np.exp(x[..., 1] / x[..., 0]), "none in the window")


def log_sd(moments: Floats) -> Estimate:
    """Return the standard deviation of ln x from its sums."""
    return pooled(moments, _log_sd, "none in the window")


def _log_sd(x: Floats) -> Floats:
    variance = x[..., 2] / x[..., 0] - (x[..., 1] / x[..., 0]) ** 2
    deviation: Floats = np.sqrt(np.maximum(variance, 0.0))
    return deviation
