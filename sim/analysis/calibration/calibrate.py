"""From moments at the points of a design to the posterior and its tables."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.calibration.correction import FullRuns, correct, correction_table
from sim.analysis.calibration.emulator import Emulated, fit
from sim.analysis.calibration.identifiability import correlations_table, directions_table, parameters_table
from sim.analysis.calibration.moments import Design, moment_of, noise_of, row_values
from sim.analysis.calibration.posterior import Density, Draws, density_of, draws_of, mode_of
from sim.analysis.calibration.priors import PRIORS, shares_of

Floats = NDArray[np.float64]
Rows = Sequence[dict[str, Any]]
"""Targets of a point, one mapping a target, as a point gives them."""
DRAWS: Final = 2000
STEPS: Final = 4000


@dataclass(frozen=True, eq=False)
class Calibrated:
    """A posterior with what it was made of.

    Attributes
    ----------
    design : Design
    start : (k,) float64
        Place of the scenario as it is.
    fitted : list of Emulated
        From the design.
    full : FullRuns or None
        Runs of full size; None where there were none.
    corrected : list of Emulated or None
        From the design, corrected by them; None where there were none.
    density : Density
    mode : (k,) float64
        Place of the highest density.
    draws : Draws
    """

    design: Design
    start: Floats
    fitted: list[Emulated]
    full: FullRuns | None
    corrected: list[Emulated] | None
    density: Density
    mode: Floats
    draws: Draws

    @property
    def best(self) -> Floats:
        """Place of the mean of the posterior, (k,) float64: the best guess under squared error on the priors' scales.

        The mode is no guess in a direction that the targets leave open: there it lies at an end as often as not.
        """
        return np.asarray(self.draws.shares.mean(axis=0), dtype=np.float64)

    @property
    def final(self) -> list[Emulated]:
        """The emulated targets that the posterior was drawn with."""
        return self.fitted if self.corrected is None else self.corrected

    def correction_table(self) -> pd.DataFrame | None:
        """Return what runs of full size changed, one row a target; None where there were none."""
        return None if self.corrected is None else pd.DataFrame(correction_table(self.corrected))

    def emulator_table(self) -> pd.DataFrame:
        """Return how well each target is predicted, one row a target."""
        return pd.DataFrame([one.row() for one in self.fitted])

    def posterior_table(self) -> pd.DataFrame:
        """Return the draws, one row a draw, in the units of the parameters; all have the same weight."""
        shares = self.draws.shares
        table = pd.DataFrame({prior.path: prior.values(shares[:, at]) for at, prior in enumerate(PRIORS)})
        table.insert(0, "log_density", self.draws.log_density)
        table.insert(0, "weight", 1.0 / len(shares))
        table.insert(0, "draw", np.arange(len(shares)))
        return table

    def identifiability_table(self) -> pd.DataFrame:
        """Return prior and posterior of each parameter."""
        return parameters_table(self.draws.shares, self.best, self.mode, self.start)

    def directions_table(self) -> pd.DataFrame:
        """Return the directions that the targets pin down, steepest first."""
        return directions_table(self.density, self.best)

    def correlations_table(self) -> pd.DataFrame:
        """Return correlations of the draws."""
        return correlations_table(self.draws.shares)


def design_of(
    numbers: Sequence[int],
    values: Sequence[Mapping[str, float]],
    found: Sequence[Rows],
    start: Rows,
    replications: int,
) -> Design:
    """Return the moments of a design.

    Parameters
    ----------
    numbers : sequence of int
        Of the points that were run.
    values : sequence of mapping
        Parameters of each.
    found : sequence of Rows
        Targets of each.
    start : Rows
        Targets of the scenario as it is, with the values of single runs.
    replications : int
        Of each point of the design.
    """
    moments = tuple(moment_of(row) for row in start)
    noise = [noise_of(m, row["single"] or (), replications) for m, row in zip(moments, start, strict=True)]
    return Design(
        np.asarray(numbers, dtype=np.int64),
        np.array([shares_of(dict(one)) for one in values]),
        moments,
        np.array([row_values(moments, rows) for rows in found]),
        np.array(noise),
    )


def calibrate(design: Design, start: Mapping[str, float], share_of_noise: float, seed: int) -> Calibrated:
    """Fit the emulator and draw from the posterior.

    Parameters
    ----------
    design : Design
    start : mapping
        Parameters of the scenario as it is.
    share_of_noise : float
        As `density_of` takes it.
    seed : int
        Of the search and of the draws.

    Raises
    ------
    InputError
        If no target can be emulated.
    """
    return _drawn(design, shares_of(dict(start)), fit(design), None, share_of_noise, seed)


def at_full_size(
    found: Calibrated,
    values: Sequence[Mapping[str, float]],
    rows: Sequence[Rows],
    share_of_one: float,
    share_of_noise: float,
    seed: int,
) -> Calibrated:
    """Correct the emulator by runs of the size that the scenario asks for, and draw from the posterior again.

    Parameters
    ----------
    found : Calibrated
        From the design.
    values, rows
        Parameters and targets of the runs, which lie at draws of the posterior.
    share_of_one : float
        Variance of the Monte Carlo error of one of them over that of one point of the design.
    share_of_noise : float
        As `density_of` takes it, over that of one of them.
    seed : int
        Of the search and of the draws.

    Raises
    ------
    InputError
        If no target can be emulated.
    """
    places = np.array([shares_of(dict(one)) for one in values])
    observed = np.array([row_values(found.design.moments, one) for one in rows])
    full = FullRuns(places, observed, found.design.noise * math.sqrt(share_of_one))
    return _drawn(found.design, found.start, found.fitted, full, share_of_noise, seed)


def _drawn(
    design: Design,
    start: Floats,
    fitted: list[Emulated],
    full: FullRuns | None,
    share_of_noise: float,
    seed: int,
) -> Calibrated:
    corrected = None if full is None else correct(fitted, full)
    density = density_of(fitted if corrected is None else corrected, share_of_noise)
    mode = mode_of(density, len(PRIORS), seed)
    draws = draws_of(density, len(PRIORS), DRAWS, STEPS, seed)
    return Calibrated(design, start, fitted, full, corrected, density, mode, draws)
