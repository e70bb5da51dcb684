"""The emulator: for each target the surface that predicts it best, with its errors; those that cannot be are named."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.analysis.calibration.moments import Design, Moment
from sim.analysis.calibration.surfaces import Process, Surface, fit_process, fit_quadratic

Floats = NDArray[np.float64]
USED, FLAT, LEFT_OUT = "used", "flat", "left out"
LEAST_R2: Final = 0.5
"""Below this share of explained signal, and with an error above the tolerance, a target is left out of the fit."""
ENOUGH: Final = 1.05
"""A quadratic whose squared error is less than so many times that of the process is preferred: it is plainer."""
LEAST_POINTS: Final = 0.8
"""Share of points that must have a value."""


@dataclass(frozen=True, eq=False)
class Emulated:
    """A target and what stands in for it. All numbers are on the scale of the fit.

    Attributes
    ----------
    moment : Moment
    surface : Surface or None
        None where too few points have a value.
    n : int
        Points with a value.
    signal : float
        Standard deviation of the target over the design, Monte Carlo error taken off.
    noise : float
        Monte Carlo error of one point.
    prediction_error : float
        Root mean square error at points left out; holds the noise.
    error : float
        What of it is the emulator's own.
    r2 : float
        Share of the variance at points left out that is predicted; noise bounds it.
    r2_signal : float
        The same, noise taken off both.
    status : {"used", "flat", "left out"}
        Flat: it varies by less than half its tolerance over the whole prior, so it is in the fit and says nothing.
    reason : str
        Why it is left out.
    """

    moment: Moment
    surface: Surface | None
    n: int
    signal: float
    noise: float
    prediction_error: float
    error: float
    r2: float
    r2_signal: float
    status: str
    reason: str = ""

    def row(self) -> dict[str, Any]:
        """Return what the table of the emulator's quality says."""
        return {
            "target": self.moment.name,
            "scale": self.moment.scale,
            "status": self.status,
            "surface": "" if self.surface is None else self.surface.kind,
            "n_points": self.n,
            "tolerance": self.moment.tolerance,
            "signal": self.signal,
            "noise": self.noise,
            "prediction_error": self.prediction_error,
            "emulator_error": self.error,
            "r2": self.r2,
            "r2_signal": self.r2_signal,
            "reason": self.reason,
        }


def fit(design: Design, like: list[Emulated] | None = None) -> list[Emulated]:
    """Fit every target of a design.

    Parameters
    ----------
    design : Design
    like : list of Emulated, optional
        A fit of nearly the same points, whose kinds and settings are taken over: what remains is linear algebra.
    """
    patterns: list[Emulated | None] = [None] * len(design.moments) if like is None else list(like)
    return [
        _one(moment, design.shares, design.observed[:, place], float(design.noise[place]), pattern)
        for place, (moment, pattern) in enumerate(zip(design.moments, patterns, strict=True))
    ]


def is_lost(own: float, tolerance: float, explained: float) -> bool:
    """Return whether a target is left out: an error above its tolerance, and hardly any of its signal explained."""
    return own > tolerance and not explained >= LEAST_R2


def _one(moment: Moment, shares: Floats, values: Floats, noise: float, like: Emulated | None) -> Emulated:
    known = np.isfinite(values)
    n = int(known.sum())
    if n < LEAST_POINTS * len(values) or not math.isfinite(noise):
        reason = f"{len(values) - n} of {len(values)} points have no value" if n < len(values) else "no error known"
        gap = math.nan
        return Emulated(moment, None, n, gap, noise, gap, gap, gap, gap, LEFT_OUT, reason)
    found = values[known]
    variance = float(found.var())
    signal2 = max(variance - noise**2, 0.0)
    flat = math.sqrt(signal2) < 0.5 * moment.tolerance
    surface = _surface(shares[known], found, like, flat=flat)
    error2 = float(((found - surface.left_out) ** 2).mean())
    own2 = max(error2 - noise**2, surface.mean_variance)
    r2 = 1.0 - error2 / variance if variance > 0.0 else math.nan
    r2_signal = 1.0 - max(error2 - noise**2, 0.0) / signal2 if signal2 > 0.0 else math.nan
    own, signal = math.sqrt(own2), math.sqrt(signal2)
    status, reason = (FLAT if flat else USED), ""
    if is_lost(own, moment.tolerance, r2_signal):
        status = LEFT_OUT
        reason = "its variation over the prior is not predicted, by more than its tolerance"
    return Emulated(moment, surface, n, signal, noise, math.sqrt(error2), own, r2, r2_signal, status, reason)


def _surface(shares: Floats, values: Floats, like: Emulated | None, *, flat: bool) -> Surface:
    """Return the surface with the smaller error at points left out, or one of the kind of another fit.

    What is flat is not worth a Gaussian process, which takes the more time the more points there are.
    """
    if like is not None and like.surface is not None:
        if isinstance(like.surface, Process):
            return fit_process(shares, values, like.surface.settings)
        return fit_quadratic(shares, values)
    plain = fit_quadratic(shares, values)
    if flat:
        return plain
    smooth = fit_process(shares, values)
    errors = [float(((values - one.left_out) ** 2).mean()) for one in (plain, smooth)]
    return plain if errors[0] < ENOUGH * errors[1] else smooth
