"""Sensitivity indices of one outcome: Morris' elementary effects and Sobol' indices, with bootstrap intervals.

The indices are those of SALib, and so are their intervals but those of mu and sigma, which it lacks. Points lie in the
unit cube, so that an elementary effect is per range of its parameter.

References
----------
Morris, M. (1991). Factorial sampling plans for preliminary computational experiments. Technometrics 33(2).
Campolongo, F., Cariboni, J., Saltelli, A. (2007). An effective screening design for sensitivity analysis of large
models. Environmental Modelling & Software 22(10).
Saltelli, A., et al. (2010). Variance based sensitivity analysis of model output. Computer Physics Communications 181.
Herman, J., Usher, W. (2017). SALib: an open-source Python library for sensitivity analysis. JOSS 2(9).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
RESAMPLES = 1_000
LEVEL = 0.95
SEED = 20_251_125
"""Of the bootstrap; not 0, which SALib takes for no seed."""


@dataclass(frozen=True, slots=True)
class Index:
    """One index of one parameter, or of a pair.

    Attributes
    ----------
    parameter, other : str
        Path; `other` is empty unless the index belongs to a pair.
    index : str
        ``mu``, ``mu_star``, ``sigma``, ``first``, ``total`` or ``second``.
    value : float
    low, high : float or None
        Ends of the 95% bootstrap interval, where there is one.
    n : int
        Trajectories, or base samples.
    """

    parameter: str
    other: str
    index: str
    value: float
    low: float | None
    high: float | None
    n: int


def morris_indices(paths: Sequence[str], unit: Floats, y: Floats, levels: int) -> list[Index]:
    """Return mean, mean size and spread of the elementary effects of each parameter.

    Parameters
    ----------
    paths : sequence of str
        k parameters.
    unit : (t (k + 1), k) float64
        Points in the unit cube, trajectory after trajectory.
    y : (t (k + 1),) float64
        The outcome at each.
    levels : int
        Of the design's grid.

    Raises
    ------
    ValueError
        If the points are not whole trajectories, at least two.
    """
    n = _whole(y.size, len(paths) + 1, "trajectories")
    if np.ptp(y) == 0.0:
        return [Index(path, "", name, 0.0, None, None, n) for path in paths for name in ("mu", "mu_star", "sigma")]
    from SALib.analyze import morris  # noqa: PLC0415 - takes a second to import

    found = morris.analyze(
        _problem(paths), unit, y, num_levels=levels, num_resamples=RESAMPLES, conf_level=LEVEL, seed=SEED
    )
    of_mean, of_spread = _halves(elementary_effects(unit, y))
    rows = []
    for k, path in enumerate(paths):
        size, half = float(found["mu_star"][k]), float(found["mu_star_conf"][k])
        spread = float(found["sigma"][k])
        rows += [
            _index(path, "", "mu", found["mu"][k], of_mean[k], n),
            Index(path, "", "mu_star", size, max(size - half, 0.0), size + half, n),
            Index(path, "", "sigma", spread, max(spread - of_spread[k], 0.0), spread + of_spread[k], n),
        ]
    return rows


def elementary_effects(unit: Floats, y: Floats) -> Floats:
    """Return the change of the outcome per range of each parameter along each trajectory, shape (t, k).

    Parameters
    ----------
    unit : (t (k + 1), k) float64
        Points in the unit cube, trajectory after trajectory, of which each step changes one parameter.
    y : (t (k + 1),) float64
    """
    k = unit.shape[1]
    steps, rises = np.diff(unit.reshape(-1, k + 1, k), axis=1), np.diff(y.reshape(-1, k + 1), axis=1)
    order = np.argmax(np.abs(steps), axis=2)  # which parameter each step changes
    effects = rises / np.take_along_axis(steps, order[:, :, None], axis=2)[:, :, 0]
    found = np.empty_like(effects)
    np.put_along_axis(found, order, effects, axis=1)
    return found


def _halves(effects: Floats) -> tuple[list[float], list[float]]:
    """Return half widths of the bootstrap intervals of mean and spread, trajectories drawn again."""
    n = len(effects)
    drawn = effects[np.random.default_rng(SEED).integers(0, n, (RESAMPLES, n))]
    wide = NormalDist().inv_cdf(0.5 + LEVEL / 2.0)
    return tuple((wide * one.std(axis=0, ddof=1)).tolist() for one in (drawn.mean(axis=1), drawn.std(axis=1, ddof=1)))


def sobol_indices(paths: Sequence[str], y: Floats, *, second_order: bool) -> list[Index]:
    """Return the share of the variance that each parameter explains alone, and with all its interactions.

    Parameters
    ----------
    paths : sequence of str
        k parameters.
    y : (n (k + 2),) or (n (2 k + 2),) float64
        The outcome at the points of Saltelli's scheme, in their order.
    second_order : bool
        Whether the design allows indices of pairs.

    Raises
    ------
    ValueError
        If the points are not whole blocks of the scheme, at least two.
    """
    k = len(paths)
    n = _whole(y.size, 2 * k + 2 if second_order else k + 2, "base samples")
    if np.ptp(y) == 0.0:
        return [Index(path, "", name, 0.0, None, None, n) for path in paths for name in ("first", "total")]
    from SALib.analyze import sobol  # noqa: PLC0415 - as above

    found = sobol.analyze(
        _problem(paths), y, calc_second_order=second_order, num_resamples=RESAMPLES, conf_level=LEVEL, seed=SEED
    )
    rows = []
    for place, path in enumerate(paths):
        for name, key in (("first", "S1"), ("total", "ST")):
            rows.append(_index(path, "", name, found[key][place], found[f"{key}_conf"][place], n))
    if second_order:
        for i, j in combinations(range(k), 2):
            rows.append(_index(paths[i], paths[j], "second", found["S2"][i, j], found["S2_conf"][i, j], n))
    return rows


def _index(path: str, other: str, name: str, value: Any, half: Any, n: int) -> Index:
    return Index(path, other, name, float(value), float(value) - float(half), float(value) + float(half), n)


def _whole(size: int, block: int, what: str) -> int:
    """Return how many blocks there are.

    Raises
    ------
    ValueError
        If there are not whole ones, at least two.
    """
    n, rest = divmod(size, block)
    if rest or n < 2:
        raise ValueError(f"{size} points are not two or more whole {what} of {block}")
    return n


def _problem(paths: Sequence[str]) -> dict[str, Any]:
    return {"num_vars": len(paths), "names": list(paths), "bounds": [[0.0, 1.0]] * len(paths)}
