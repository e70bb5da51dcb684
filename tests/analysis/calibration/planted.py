"""Targets that are known functions of the parameters."""

from __future__ import annotations

import numpy as np

from sim.analysis.calibration.moments import Design, Moment
from sim.analysis.calibration.priors import PRIORS

K = len(PRIORS)


def moments(m, tolerance=0.2):
    """Targets on a linear scale, published as 0 with a range of two tolerances either way."""
    return tuple(Moment("C", f"target {j}", "x", 0.0, -2 * tolerance, 2 * tolerance, "linear") for j in range(m))


def design(response, n=160, m=12, noise=0.05, tolerance=0.2, seed=3):
    """Return a design over the unit cube, with noise of each point its own."""
    luck = np.random.default_rng(seed)
    shares = luck.random((n, K))
    observed = response(shares) + noise * luck.standard_normal((n, m))
    return Design(np.arange(n), shares, moments(m, tolerance), observed, np.full(m, noise))


def each_its_own(shares):
    """Target j is parameter j, from -2 to 2."""
    return 4.0 * shares - 2.0
