"""Simulate and recover: runs at known parameters are treated as if their moments had been published.

The emulator is fitted without them. To each moment an error is added that is drawn from its tolerance, as a published
number has one; then its posterior is sampled. If all is well, 80% intervals hold the true parameter in 80% of the
cases, for each parameter.

Points of the design are such runs, and lie anywhere in the prior. So are the runs of full size by which the emulator
was corrected: they ask the emulator that the posterior was drawn with, but lie where that posterior lies, so they say
whether its intervals are right there and not elsewhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binom

from sim.analysis.calibration.correction import FullRuns, correct
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
DESIGN, FULL_SIZE = "design", "full size"


def recover(design: Design, fitted: list[Emulated], k: int, seed: int) -> pd.DataFrame:
    """Return how well points of the design are found again, one row a pseudo-truth and parameter.

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
        ``emulator`` ("design"), ``truth`` (number of the point), ``parameter``, ``share`` (its place in the prior),
        ``rank`` (share of draws below it), ``width`` (posterior over prior standard deviation), ``held_80``,
        ``held_95``.
    """
    places = np.arange(len(design.points) - k, len(design.points))
    density = density_of(fit(design.without(places), fitted), share_of_noise=1.0)
    columns = [design.moments.index(one.moment) for one in density.emulated]
    rows = []
    for place in places:
        number = int(design.points[place])
        found = _found_again(density, design.observed[place, columns], seed, f"{number}")
        rows += _rows(DESIGN, number, design.shares[place], found)
    return pd.DataFrame(rows)


def recover_at_full_size(fitted: Sequence[Emulated], runs: FullRuns, k: int, seed: int) -> pd.DataFrame:
    """Return how well runs of full size are found again, each by the emulator that the others correct.

    Parameters
    ----------
    fitted : sequence of Emulated
        Of the design.
    runs : FullRuns
        In the order in which they were run.
    k : int
        Pseudo-truths: the last k of them, or all if there are fewer.
    seed : int
        Of the calibration.

    Returns
    -------
    pandas.DataFrame
        As `recover`; ``emulator`` is "full size", ``truth`` the number of the run.
    """
    rows = []
    n = len(runs.shares)
    for number in range(max(n - k, 0), n):
        density = density_of(correct(fitted, runs.without(number)), share_of_noise=1.0)
        columns = [at for at, one in enumerate(fitted) if one.moment in {used.moment for used in density.emulated}]
        found = _found_again(density, runs.observed[number, columns], seed, f"full {number}")
        rows += _rows(FULL_SIZE, number, runs.shares[number], found)
    return pd.DataFrame(rows)


def coverage(table: pd.DataFrame) -> pd.DataFrame:
    """Return coverage by emulator and parameter and, last of each, of all: share held, level, and whether it is off.

    Off is beyond chance. The row of all parameters is not tested: the parameters of one truth are not independent.
    """
    rows = []
    for emulator, asked in table.groupby("emulator", sort=False):
        for name, part in [*asked.groupby("parameter", sort=False), ("all", asked)]:
            width = float(part["width"].median())
            row: dict[str, object] = {"emulator": emulator, "parameter": name, "n": len(part), "width": width}
            for level in LEVELS:
                column = f"held_{round(100 * level)}"
                held = int(part[column].sum())
                chance = 2.0 * min(binom.cdf(held, len(part), level), binom.sf(held - 1, len(part), level))
                row[column] = held / len(part)
                row[f"off_{round(100 * level)}"] = bool(name != "all" and chance < DOUBT)
            rows.append(row)
    return pd.DataFrame(rows)


def _found_again(density: Density, observed: Floats, seed: int, name: str) -> Floats:
    """Return draws of the posterior that moments (m,) would have, were they published; shape (n, k)."""
    data = observed + _published_errors(density, seed, name)
    known = np.isfinite(data)
    parts = tuple(one for one, there in zip(density.emulated, known, strict=True) if there)
    asked = Density(parts, data[known], density.deviations[known])
    return draws_of(asked, len(PRIORS), DRAWS, STEPS, seed, f"recover {name}").shares


def _rows(emulator: str, number: int, shares: Floats, draws: Floats) -> list[dict[str, object]]:
    """Return one row a parameter: its truth against the draws, (n, k)."""
    rows = []
    for at, prior in enumerate(PRIORS):
        share, drawn = float(shares[at]), draws[:, at]
        row: dict[str, object] = {
            "emulator": emulator,
            "truth": number,
            "parameter": prior.path,
            "share": share,
            "rank": float((drawn < share).mean()),
            "width": float(drawn.std(ddof=1)) * 12.0**0.5,
        }
        for level in LEVELS:
            low, high = np.quantile(drawn, [0.5 - level / 2.0, 0.5 + level / 2.0])
            row[f"held_{round(100 * level)}"] = bool(low <= share <= high)
        rows.append(row)
    return rows


def _published_errors(density: Density, seed: int, name: str) -> Floats:
    digest = hashlib.sha256(f"calibration published {seed} {name}".encode("ascii")).digest()
    luck = np.random.default_rng(int.from_bytes(digest[:8], "big"))
    sizes = np.array([one.moment.tolerance for one in density.emulated])
    return np.asarray(luck.standard_normal(len(sizes)) * sizes)
