"""Designs that are drawn in the unit cube: Latin hypercube, Sobol' sequence, Morris, Saltelli.

All are functions of the sweep's seed. Sobol', Morris and Saltelli are nested: a larger one of the same seed begins with
the smaller one, so that a sweep can be enlarged without running a point again. A Latin hypercube cannot be.

References
----------
McKay, M., Beckman, R., Conover, W. (1979). A comparison of three methods for selecting values of input variables.
Technometrics 21(2).
Owen, A. (2020). On dropping the first Sobol' point. arXiv 2008.08051.
Morris, M. (1991). Factorial sampling plans for preliminary computational experiments. Technometrics 33(2).
Saltelli, A., et al. (2010). Variance based sensitivity analysis of model output. Computer Physics Communications 181.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def seed_of(kind: str, seed: int) -> int:
    """Return the seed of a sampler, 1 to 2^31 - 1: from the sweep's seed by a hash, apart from all luck of the market.

    Not 0, which SALib takes for "no seed".
    """
    digest = hashlib.sha256(f"design {kind} {seed}".encode("ascii")).digest()
    return int.from_bytes(digest[:4], "big") % (2**31 - 1) + 1


def latin_hypercube(k: int, n: int, seed: int) -> Floats:
    """Return n points such that each parameter has one in each n-th of its range, shape (n, k)."""
    from scipy.stats import qmc

    return _floats(qmc.LatinHypercube(d=k, rng=seed_of("latin_hypercube", seed)).random(n))


def sobol(k: int, n: int, seed: int) -> Floats:
    """Return the first n points of a scrambled Sobol' sequence, shape (n, k); n is a power of two."""
    from scipy.stats import qmc

    return _floats(qmc.Sobol(d=k, scramble=True, rng=seed_of("sobol", seed)).random(n))


def morris(k: int, trajectories: int, levels: int, seed: int) -> Floats:
    """Return Morris trajectories of k + 1 points one after the other, shape (trajectories (k + 1), k).

    Parameters
    ----------
    k : int
        Parameters.
    trajectories : int
    levels : int
        Of the grid that trajectories walk on; even.
    seed : int
        Of the sweep.
    """
    from SALib.sample import morris as sampler

    return _floats(sampler.sample(problem(k), trajectories, num_levels=levels, seed=seed_of("morris", seed)))


def saltelli(k: int, n: int, seed: int, *, second_order: bool) -> Floats:
    """Return Saltelli's scheme on a scrambled Sobol' sequence, shape (n (k + 2), k), or n (2 k + 2) for second order.

    Parameters
    ----------
    k : int
        Parameters.
    n : int
        Base samples, a power of two.
    seed : int
        Of the sweep.
    second_order : bool
        Whether indices of pairs will be estimated.
    """
    from SALib.sample import sobol as sampler

    drawn = sampler.sample(problem(k), n, calc_second_order=second_order, seed=seed_of("saltelli", seed))
    return _floats(drawn)


def problem(k: int) -> dict[str, Any]:
    """Return k parameters in the unit cube as SALib describes them."""
    return {"num_vars": k, "names": [str(place) for place in range(k)], "bounds": [[0.0, 1.0]] * k}


def _floats(values: Any) -> Floats:
    return np.clip(np.asarray(values, dtype=np.float64), 0.0, 1.0)
