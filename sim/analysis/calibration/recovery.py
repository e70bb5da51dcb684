"""Simulate and recover: points of the design are treated as if their moments had been published.

The emulator is fitted without those points. To each moment an error is added that is drawn from its tolerance, as a
published number has one; then its posterior is sampled. If all is well, 80% intervals hold the true parameter in 80%
of the cases, for each parameter.
"""

from __future__ import annotations

import hashlib
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binom

from sim.analysis.calibration.emulator import Emulated, fit
from sim.analysis.calibration.moments import Design
from sim.analysis.calibration.posterior import Density, density_of, draws_of
from sim.analysis.calibration.priors import PRIORS

Floats = NDArray[np.float64]
LEVELS: Final = (0.80, 0.95)
STEPS: Final = 700
DRAWS: Final = 1000
DOUBT: Final = 0.01
"""A coverage is called off where the binomial chance of one so far from its level is below this."""


def recover(design: Design, fitted: list[Emulated], k: int, seed: int) -> pd.DataFrame:
    """Return how well known parameters are found again, one row a pseudo-truth and parameter.

    Parameters
    ----------
    design : Design
    fitted : list of Emulated
        The fit on all points; kinds and settings of its surfaces are kept.
    k : int
        Pseudo-truths: the last k points of the design.
    seed : int
        Of the calibration.

    Returns
    -------
    pandas.DataFrame
        ``truth`` (number of the point), ``parameter``, ``share`` (its place in the prior), ``rank`` (share of draws
        below it), ``width`` (posterior over prior standard deviation), ``held_80``, ``held_95``.
    """
    places = np.arange(len(design.points) - k, len(design.points))
    density = density_of(fit(design.without(places), fitted), share_of_noise=1.0)
    columns = [design.moments.index(one.moment) for one in density.emulated]
    rows = []
    for place in places:
        number = int(design.points[place])
        data = design.observed[place, columns] + _published_errors(density, seed, number)
        known = np.isfinite(data)
        parts = tuple(one for one, there in zip(density.emulated, known, strict=True) if there)
        asked = Density(parts, data[known], density.deviations[known])
        found = draws_of(asked, len(PRIORS), DRAWS, STEPS, seed, f"recover {number}").shares
        for at, prior in enumerate(PRIORS):
            rows.append(_row(number, prior.path, float(design.shares[place, at]), found[:, at]))
    return pd.DataFrame(rows)


def coverage(table: pd.DataFrame) -> pd.DataFrame:
    """Return coverage by parameter and, last, of all: share held, level, and whether it is off beyond chance.

    The row of all parameters is not tested: the parameters of one truth are not independent.
    """
    rows = []
    for name, part in [*table.groupby("parameter", sort=False), ("all", table)]:
        row: dict[str, object] = {"parameter": name, "n": len(part), "width": float(part["width"].median())}
        for level in LEVELS:
            column = f"held_{round(100 * level)}"
            held = int(part[column].sum())
            chance = 2.0 * min(binom.cdf(held, len(part), level), binom.sf(held - 1, len(part), level))
            row[column] = held / len(part)
            row[f"off_{round(100 * level)}"] = bool(name != "all" and chance < DOUBT)
        rows.append(row)
    return pd.DataFrame(rows)


def _row(number: int, path: str, share: float, draws: Floats) -> dict[str, object]:
    row: dict[str, object] = {
        "truth": number,
        "parameter": path,
        "share": share,
        "rank": float((draws < share).mean()),
        "width": float(draws.std(ddof=1)) * 12.0**0.5,
    }
    for level in LEVELS:
        low, high = np.quantile(draws, [0.5 - level / 2.0, 0.5 + level / 2.0])
        row[f"held_{round(100 * level)}"] = bool(low <= share <= high)
    return row


def _published_errors(density: Density, seed: int, number: int) -> Floats:
    digest = hashlib.sha256(f"calibration published {seed} {number}".encode("ascii")).digest()
    luck = np.random.default_rng(int.from_bytes(digest[:8], "big"))
    sizes = np.array([one.moment.tolerance for one in density.emulated])
    return np.asarray(luck.standard_normal(len(sizes)) * sizes)
