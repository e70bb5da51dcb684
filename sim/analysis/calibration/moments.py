"""The moments of a calibration: every target on a scale on which its error is near normal, at every point.

Rates and money are taken in logs, shares in log odds, growth as ln(1 + g). On these scales errors of one run have much
the same size everywhere, and the ratio of two sums of heavy-tailed money loses most of its bias: E ln(X/Y) is wrong by
half the difference of two relative variances, E(X/Y) by their sum.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Scale = Literal["log", "log odds", "log growth", "linear"]
_LEVELS: Final = ("USD/h", "USD", "USD/year", "proposals/post", "clients")


def _log(x: Floats) -> Floats:
    return np.asarray(np.log(x), dtype=np.float64)


def _log_odds(x: Floats) -> Floats:
    return np.asarray(np.log(x) - np.log1p(-x), dtype=np.float64)


def _from_log_odds(y: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-y)), dtype=np.float64)


def _same(x: Floats) -> Floats:
    return np.asarray(x, dtype=np.float64)


_TO: Final = MappingProxyType[str, Callable[[Floats], Floats]](
    {"log": _log, "log odds": _log_odds, "log growth": np.log1p, "linear": _same}
)
_FROM: Final = MappingProxyType[str, Callable[[Floats], Floats]](
    {"log": np.exp, "log odds": _from_log_odds, "log growth": np.expm1, "linear": _same}
)


@dataclass(frozen=True, slots=True)
class Moment:
    """One target.

    Attributes
    ----------
    id, metric, unit : str
        As in `sim.analysis.targets`.
    reference, low, high : float
        Published number and range.
    scale : {"log", "log odds", "log growth", "linear"}
        On which it is fitted.
    """

    id: str
    metric: str
    unit: str
    reference: float
    low: float
    high: float
    scale: Scale

    @property
    def name(self) -> str:
        """Row and metric: what tells moments apart."""
        return f"{self.id} {self.metric}"

    @property
    def aim(self) -> float:
        """The published number on the scale of the fit."""
        return float(self.on_scale(np.array([self.reference]))[0])

    @property
    def tolerance(self) -> float:
        """Standard deviation of the published number, on the scale of the fit.

        The range is read as two standard deviations either way: half of it is the distance at which a reader of the
        source would begin to doubt. A range that opens on one side only, from the reference, is two deviations long.
        """
        low, high = self.on_scale(np.array([self.low, self.high])).tolist()
        one_sided = self.reference in {self.low, self.high}
        return float(high - low) / (2.0 if one_sided else 4.0)

    def on_scale(self, values: Floats) -> Floats:
        """Return values on the scale of the fit, not finite where it has none."""
        with np.errstate(all="ignore"):
            return _TO[self.scale](values)

    def in_unit(self, values: Floats) -> Floats:
        """Return values of the scale of the fit in the unit of the target."""
        return _FROM[self.scale](values)


def moment_of(row: dict[str, Any]) -> Moment:
    """Return the moment that a row of a point's targets speaks of."""
    name, unit = row["metric"], row["unit"]
    scale: Scale = "linear"
    if unit in _LEVELS:
        scale = "log"
    elif name.startswith(("growth", "posts,")):
        scale = "log growth"
    elif unit == "1" and not name.startswith("total variation"):
        scale = "log odds"
    return Moment(row["id"], name, unit, row["reference"], row["low"], row["high"], scale)


@dataclass(frozen=True, eq=False)
class Design:
    """Moments at the points of a design.

    Attributes
    ----------
    points : (n,) int64
        Numbers of the points in the sequence.
    shares : (n, k) float64
        Their places in the unit cube.
    moments : tuple of Moment
    observed : (n, m) float64
        On the scale of the fit; NaN where a point has no value.
    noise : (m,) float64
        Monte Carlo standard deviation of one point, from runs of the scenario itself.
    """

    points: NDArray[np.int64]
    shares: Floats
    moments: tuple[Moment, ...]
    observed: Floats
    noise: Floats

    def without(self, left_out: NDArray[np.int64]) -> Design:
        """Return the design without some rows, by their places in it."""
        kept = np.setdiff1d(np.arange(len(self.points)), left_out)
        return Design(self.points[kept], self.shares[kept], self.moments, self.observed[kept], self.noise)


def noise_of(moment: Moment, single: Sequence[float | None], replications: int) -> float:
    """Return the Monte Carlo standard deviation of a point of some replications, from single ones of one scenario.

    NaN with fewer than two that have a value.
    """
    found = moment.on_scale(np.array([math.nan if one is None else one for one in single], dtype=np.float64))
    found = found[np.isfinite(found)]
    return float(found.std(ddof=1)) / math.sqrt(replications) if found.size > 1 else math.nan


def row_values(moments: Sequence[Moment], rows: Sequence[dict[str, Any]]) -> Floats:
    """Return the values of a point on the scale of the fit, shape (m,), NaN where it has none."""
    raw = [math.nan if row["value"] is None else float(row["value"]) for row in rows]
    found = [float(moment.on_scale(np.array([one]))[0]) for moment, one in zip(moments, raw, strict=True)]
    return np.array([one if math.isfinite(one) else math.nan for one in found])
