"""The emulator corrected where the posterior lies, by runs of the size that the scenario asks for.

The design covers the whole prior with small markets. Two things are left to learn: what a larger market gives at the
same parameters, and what luck hid from the design. Runs at draws of the first posterior tell both. At each of them

    full size_j(theta) = emulated_j(theta) + shift_j(theta),

the shift linear in the parameters, its slopes shrunk by a ridge whose penalty predicts points left out best. It is the
model of two codes of Kennedy and O'Hagan (2000), their scale factor held at one. Of a target that the design could not
predict, what it has taught may be mostly luck: if a linear surface of the runs of full size alone predicts better, it
is taken.

References
----------
Kennedy, M., O'Hagan, A. (2000). Predicting the output from a complex computer code when fast approximations are
available. Biometrika 87(1).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.calibration.emulator import ENOUGH, FLAT, LEAST_POINTS, LEFT_OUT, USED, Emulated, is_lost
from sim.analysis.calibration.surfaces import Ridge, Surface, fit_linear

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class FullRuns:
    """Runs of the size that the scenario asks for.

    Attributes
    ----------
    shares : (n, k) float64
        Their places in the unit cube.
    observed : (n, m) float64
        Their targets on the scale of the fit; NaN where one has no value.
    noise : (m,) float64
        Monte Carlo standard deviation of one of them.
    """

    shares: Floats
    observed: Floats
    noise: Floats

    def without(self, left_out: int) -> FullRuns:
        """Return all but one."""
        return FullRuns(np.delete(self.shares, left_out, 0), np.delete(self.observed, left_out, 0), self.noise)


@dataclass(frozen=True, eq=False)
class Corrected:
    """A surface and what is added to it.

    Attributes
    ----------
    base : Surface
        Learnt from the design.
    shift : Ridge
        Learnt from the runs of full size.
    """

    base: Surface
    shift: Ridge
    left_out: Floats
    mean_variance: float
    kind: str

    def __call__(self, shares: Floats, /) -> Floats:
        """Return values at places, shape (n, k) to (n,)."""
        return np.asarray(self.base(shares) + self.shift(shares))


def correct(fitted: Sequence[Emulated], runs: FullRuns) -> list[Emulated]:
    """Return every target with its surface corrected; its errors are those of runs of full size, where those lie.

    Parameters
    ----------
    fitted : sequence of Emulated
        Of the design.
    runs : FullRuns
    """
    return [_one(one, runs.shares, runs.observed[:, at], float(runs.noise[at])) for at, one in enumerate(fitted)]


def correction_table(fitted: Sequence[Emulated]) -> list[dict[str, Any]]:
    """Return how far each target was shifted and how well it is predicted since, one row a target."""
    rows = []
    for one in fitted:
        surface = one.surface
        shift = float(surface.shift.level) if isinstance(surface, Corrected) else math.nan
        names = ("target", "scale", "status", "surface", "n_points", "tolerance")
        later = ("noise", "prediction_error", "emulator_error", "reason")
        row = one.row()
        rows.append({**{k: row[k] for k in names}, "shift": shift, **{k: row[k] for k in later}})
    return rows


def _one(one: Emulated, shares: Floats, values: Floats, noise: float) -> Emulated:
    known = np.isfinite(values)
    n = int(known.sum())
    if one.surface is None or n < LEAST_POINTS * len(values):
        reason = one.reason or f"{len(values) - n} of {len(values)} runs of full size have no value"
        return replace(one, status=LEFT_OUT, reason=reason)
    surface = _shifted(one.surface, shares[known], values[known])
    if one.status == LEFT_OUT:
        surface = _better(surface, fit_linear(shares[known], values[known]), values[known])
    error2 = _error2(surface, values[known])
    own = math.sqrt(max(error2 - noise**2, surface.mean_variance))
    explained = 1.0 - (own / one.signal) ** 2 if one.signal > 0.0 else math.nan
    flat = one.signal < 0.5 * one.moment.tolerance
    lost = is_lost(own, one.moment.tolerance, explained)
    return replace(
        one,
        surface=surface,
        n=n,
        noise=noise,
        prediction_error=math.sqrt(error2),
        error=own,
        r2_signal=explained,
        status=LEFT_OUT if lost else FLAT if flat else USED,
        reason="it is not predicted by more than its tolerance, at full size either" if lost else "",
    )


def _shifted(base: Surface, shares: Floats, values: Floats) -> Surface:
    before = base(shares)
    shift = fit_linear(shares, values - before)
    return Corrected(base, shift, before + shift.left_out, shift.mean_variance, f"{base.kind}, shifted")


def _better(shifted: Surface, alone: Surface, values: Floats) -> Surface:
    """Return the shifted surface unless the other one is better by 5%."""
    return shifted if _error2(shifted, values) < ENOUGH * _error2(alone, values) else alone


def _error2(surface: Surface, values: Floats) -> float:
    """Return the mean squared error at points left out."""
    return float(((values - surface.left_out) ** 2).mean())
