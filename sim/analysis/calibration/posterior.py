"""The posterior of the calibrated parameters, given the published numbers and the emulator.

For each target j that the emulator predicts, on the scale of the fit,

    published_j ~ N(emulated_j(theta), tolerance_j^2 + noise_j^2 + emulator_j^2),

the noise being that of the run the point will be used for. The density is known in closed form, so it is sampled by
Markov chains and not by ABC, which would add a tolerance of its own. Errors of targets are taken as independent.

References
----------
Storn, R., Price, K. (1997). Differential evolution. Journal of Global Optimization 11.
Foreman-Mackey, D., et al. (2013). emcee: the MCMC hammer. PASP 125.
Ter Braak, C. (2006). A Markov chain Monte Carlo version of the genetic algorithm differential evolution. Statistics
and Computing 16.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import differential_evolution, minimize
from scipy.stats import qmc

from sim.analysis.calibration.emulator import LEFT_OUT, Emulated
from sim.parameters.errors import InputError

Floats = NDArray[np.float64]
WALKERS: Final = 64
BURN_IN: Final = 0.4
"""Share of the steps that is thrown away."""
_TRIED: Final = 4096


@dataclass(frozen=True, eq=False)
class Density:
    """The log density of the posterior over the unit cube, in which the prior is uniform.

    Attributes
    ----------
    emulated : tuple of Emulated
        Targets in the fit.
    aims : (m,) float64
        Published numbers, on the scale of the fit.
    deviations : (m,) float64
        Standard deviation of each: tolerance, Monte Carlo error and emulator's error together.
    """

    emulated: tuple[Emulated, ...]
    aims: Floats
    deviations: Floats

    def mean(self, shares: Floats) -> Floats:
        """Return the emulated targets at places (n, k), shape (n, m)."""
        return np.stack([one.surface(shares) for one in self.emulated if one.surface is not None], axis=1)

    def __call__(self, shares: Floats) -> Floats:
        """Return the log density at places (n, k), up to a constant, shape (n,); minus infinity outside the cube."""
        found = np.full(len(shares), -np.inf)
        inside = ((shares >= 0.0) & (shares <= 1.0)).all(axis=1)
        if inside.any():
            gaps = (self.mean(shares[inside]) - self.aims) / self.deviations
            found[inside] = -0.5 * (gaps**2).sum(axis=1)
        return found


def density_of(fitted: Sequence[Emulated], share_of_noise: float) -> Density:
    """Return the posterior's density for the published numbers.

    Parameters
    ----------
    fitted : sequence of Emulated
        Those left out are left out.
    share_of_noise : float
        Variance of the Monte Carlo error at the size the point is for, over that of one point of the design.

    Raises
    ------
    InputError
        If no target can be emulated.
    """
    kept = tuple(one for one in fitted if one.status != LEFT_OUT)
    if not kept:
        raise InputError("no target can be predicted from this design: more --points, a larger --size")
    deviations = [math.sqrt(e.moment.tolerance**2 + share_of_noise * e.noise**2 + e.error**2) for e in kept]
    return Density(kept, np.array([one.moment.aim for one in kept]), np.array(deviations))


def mode_of(density: Density, n_parameters: int, seed: int) -> Floats:
    """Return the place of the highest density, by differential evolution and a descent from where it ends."""

    def loss(columns: Floats) -> Any:
        places = columns.T if columns.ndim == 2 else columns[None, :]
        found = -density(np.clip(places, 0.0, 1.0))
        return found if columns.ndim == 2 else float(found[0])

    bounds = [(0.0, 1.0)] * n_parameters
    found = differential_evolution(
        loss, bounds, rng=seed_of("point", seed), init="sobol", maxiter=400, tol=1e-4, polish=False,
        vectorized=True, updating="deferred",
    )  # fmt: skip
    ended = minimize(loss, found.x, method="L-BFGS-B", bounds=bounds)
    better = ended.x if ended.fun < found.fun else found.x
    return np.clip(np.asarray(better, dtype=np.float64), 0.0, 1.0)


@dataclass(frozen=True, eq=False)
class Draws:
    """Draws from the posterior.

    Attributes
    ----------
    shares : (n, k) float64
        Places in the unit cube.
    log_density : (n,) float64
    autocorrelation : float
        Longest autocorrelation time of a parameter, steps; NaN where the chains are too short to tell.
    acceptance : float
        Share of accepted proposals.
    split : float
        Largest ratio of the spread of halves of the chains to that within (R hat), 1 when they have met.
    """

    shares: Floats
    log_density: Floats
    autocorrelation: float
    acceptance: float
    split: float


def draws_of(density: Density, n_parameters: int, n: int, steps: int, seed: int, name: str = "draws") -> Draws:
    """Return draws of equal weight from the posterior, by an ensemble of chains with moves of differential evolution.

    Parameters
    ----------
    density : Density
    n_parameters, n : int
        Of the unit cube; draws.
    steps : int
        Of each of the `WALKERS` chains, those thrown away included.
    seed : int
        Of the calibration.
    name : str
        Tells the luck of several samplings apart.
    """
    import emcee  # noqa: PLC0415 - an extra

    tried = np.asarray(qmc.Sobol(d=n_parameters, scramble=True, rng=seed_of(f"{name} start", seed)).random(_TRIED))
    first = tried[np.argsort(-density(tried), kind="stable")[:WALKERS]]
    moves = [(emcee.moves.DEMove(), 0.7), (emcee.moves.DESnookerMove(), 0.1), (emcee.moves.StretchMove(), 0.2)]
    sampler = emcee.EnsembleSampler(WALKERS, n_parameters, density, moves=moves, vectorize=True)
    luck = np.random.RandomState(seed_of(name, seed))
    sampler.run_mcmc(emcee.State(first, random_state=luck.get_state()), steps)
    chain, logs = sampler.get_chain()[int(BURN_IN * steps) :], sampler.get_log_prob()[int(BURN_IN * steps) :]
    with np.errstate(all="ignore"):  # a chain that never moved has no autocorrelation
        times = emcee.autocorr.integrated_time(chain, tol=0, has_walkers=True)
    flat, flat_logs = chain.reshape(-1, n_parameters), logs.reshape(-1)
    taken = np.linspace(0, len(flat) - 1, n).round().astype(np.int64)
    longest, accepted = float(np.max(times)), float(sampler.acceptance_fraction.mean())
    return Draws(flat[taken], flat_logs[taken], longest, accepted, _split(chain))


def _split(chain: Floats) -> float:
    """Return the largest R hat over parameters of chains (steps, walkers, k), each cut into halves."""
    half = chain.shape[0] // 2
    halves = np.concatenate([chain[:half], chain[half : 2 * half]], axis=1)
    within = halves.var(axis=0, ddof=1).mean(axis=0)
    between = halves.mean(axis=0).var(axis=0, ddof=1)
    with np.errstate(all="ignore"):
        return float(np.sqrt((half - 1) / half + between / within).max())


def seed_of(name: str, seed: int) -> int:
    """Return the seed of a step of the fit, 1 to 2^31 - 1: from the calibration's seed by a hash."""
    digest = hashlib.sha256(f"calibration {name} {seed}".encode("ascii")).digest()
    return int.from_bytes(digest[:4], "big") % (2**31 - 1) + 1
