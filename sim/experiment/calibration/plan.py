"""What a calibration runs: the scenario as it is, a Sobol' design over the priors, then what follows from the fit.

That is: draws of a first posterior at full size, the best point, some draws of the last posterior.

Every point has luck of its own: point i runs replications i R to i R + R - 1 of the seed. Under the same luck at all
points, what one run has by chance would be in every point alike, and the emulator would take it for the model.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.analysis.calibration.priors import PRIORS, values_of
from sim.experiment.calibration.point import MADE_BY, Payload
from sim.experiment.design.sampling import sobol
from sim.experiment.fingerprint import LENGTH, canonical_json, code_version, hash_of_files
from sim.experiment.replication import Simulate, simulate
from sim.experiment.task import Task
from sim.parameters.errors import InputError
from sim.parameters.resolve import apply_overrides
from sim.parameters.scenario import Scenario

Floats = NDArray[np.float64]
NOISE_RUNS: Final = 16
"""Replications of the scenario as it is, and of the best point: the Monte Carlo error is read off them."""
CHECK_FROM: Final = 1_000_000
"""Number of the first replication of draws from the posterior, apart from those of the design."""
REFINE_FROM: Final = 2_000_000
"""The same of draws that the emulator is corrected by."""
FEWEST_POINTS: Final = 32
FEWEST_REFINED: Final = 2 * len(PRIORS)
_KEY_LENGTH: Final = 32


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked of a calibration.

    Attributes
    ----------
    size : int
        Freelancers of each run.
    points : int
        Of the design.
    replications : int
        Of each point.
    seed : int
        Of the design, of all luck, of the fit.
    recover : int
        Points that are treated as if they had been published.
    check : int
        Draws of the posterior at which the model is run.
    refine : int
        Draws of a posterior at which the model is run at the scenario's own size, to correct the emulator there; 0 is
        none. With it, the best point and the checks have that size too.
    rounds : int
        How often: each round takes its draws from the posterior of the round before, and all its runs are kept.
    """

    size: int = 100_000
    points: int = 512
    replications: int = 1
    seed: int = 0
    recover: int = 0
    check: int = 0
    refine: int = 0
    rounds: int = 2


@dataclass(frozen=True, slots=True)
class Point:
    """One point, as it is run and stored.

    Attributes
    ----------
    role : {"start", "design", "refine", "best", "check"}
    number : int
        Within its role.
    settings : dict of str to float
        Calibrated parameters by path.
    task : Task
    """

    role: str
    number: int
    settings: dict[str, float]
    task: Task


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A calibration.

    Attributes
    ----------
    scenario : Scenario
        The one that is calibrated, as the file says.
    base : Scenario
        The same at the size of the runs.
    full : Scenario
        The same at the size of the runs that correct the emulator: the scenario's own, or that of `base` without them.
    options : Options
    simulate : callable
        Runs one replication.
    """

    scenario: Scenario
    base: Scenario
    full: Scenario
    options: Options
    simulate: Simulate

    @property
    def fingerprint(self) -> str:
        """Identity but for the seed: code, scenario, priors and what was asked."""
        asked = self.options
        content = {
            "points": _key(self.base, 0, (0,), self.simulate),
            "scenario": self.scenario.model_dump(mode="json", exclude={"name", "description"}),
            "priors": [[one.path, one.low, one.high, one.scale] for one in PRIORS],
            "asked": [
                asked.size,
                asked.points,
                asked.replications,
                asked.recover,
                asked.check,
                asked.refine,
                asked.rounds,
            ],
            "fit": hash_of_files(("analysis/calibration",)),
        }
        return hashlib.sha256(canonical_json(content)).hexdigest()[:LENGTH]

    def start(self) -> Point:
        """Return the scenario as it is, with the replications that the Monte Carlo error is read off."""
        return self.point("start", 0, calibrated_values(self.scenario), range(NOISE_RUNS))

    def design(self) -> list[Point]:
        """Return the points of the Sobol' design; a larger one begins with the smaller one."""
        n, runs = self.options.points, self.options.replications
        cube = sobol(len(PRIORS), 1 << (n - 1).bit_length(), self.options.seed)[:n]
        return [self.point("design", i, values_of(one), range(i * runs, (i + 1) * runs)) for i, one in enumerate(cube)]

    def best(self, shares: Floats) -> Point:
        """Return the best point, with as many replications as the starting one."""
        return self.point("best", 0, values_of(shares), range(NOISE_RUNS), full=True)

    def refining(self, draws: Floats, first: int) -> list[Point]:
        """Return points of full size at draws of a posterior, (M, 12), one run each, numbered on from `first`."""
        return [
            self.point("refine", number, values_of(one), (REFINE_FROM + number,), full=True)
            for number, one in enumerate(draws, first)
        ]

    def checks(self, draws: Floats) -> list[Point]:
        """Return points at draws of the posterior, (M, 12)."""
        runs = 1 if self.options.refine else self.options.replications
        first = [CHECK_FROM + i * runs for i in range(len(draws))]
        return [
            self.point("check", i, values_of(one), range(first[i], first[i] + runs), full=True)
            for i, one in enumerate(draws)
        ]

    def share_of_one(self) -> float:
        """Return the variance of the Monte Carlo error of one run of full size over that of a point of the design."""
        asked = self.options
        return asked.size * asked.replications / self.full.population.n_freelancers

    def share_of_noise(self, n_freelancers: int, replications: int) -> float:
        """Return the Monte Carlo variance of the scenario's own runs over that of so many of such a size."""
        own = self.scenario.population.n_freelancers * self.scenario.replication.n_replications
        return n_freelancers * replications / own

    def point(
        self, role: str, number: int, values: Mapping[str, float], replications: Sequence[int], *, full: bool = False
    ) -> Point:
        """Return a point with its task.

        Raises
        ------
        ScenarioValueError
            If the values do not go together.
        """
        scenario = apply_overrides(self.full if full else self.base, values)
        chosen = tuple(replications)
        key = _key(scenario, self.options.seed, chosen, self.simulate)
        payload = Payload(scenario, self.options.seed, chosen, self.simulate)
        weeks = (scenario.horizon.warm_up_weeks + scenario.horizon.weeks) * len(chosen)
        return Point(role, number, dict(values), Task(key, f"{role} {number}", payload, weeks))


def plan_of(scenario: Scenario, options: Options, simulator: Simulate = simulate) -> Plan:
    """Return the plan of a calibration.

    Raises
    ------
    InputError
        If an option cannot be used, or a calibrated parameter of the scenario lies outside its prior.
    """
    least = max(FEWEST_POINTS, options.recover + FEWEST_POINTS if options.recover else 0)
    if options.points < least:
        raise InputError(f"--points: {options.points} is too few; at least {least} with --recover {options.recover}")
    if options.rounds < 1:
        raise InputError(f"--rounds: {options.rounds} is too few; at least 1")
    if 0 < options.refine < FEWEST_REFINED:
        raise InputError(f"--refine: {options.refine} is too few; 0, or at least {FEWEST_REFINED}")
    outside = [
        f"{prior.path}: {value:g} lies outside its prior, {prior.low:g} to {prior.high:g}"
        for prior, value in zip(PRIORS, calibrated_values(scenario).values(), strict=True)
        if not prior.low <= value <= prior.high
    ]
    if outside:
        raise InputError("\n".join(outside))
    changes: dict[str, Any] = {
        "population.n_freelancers": options.size,
        "record.people_share": 0.0,
        "record.contracts": False,
        "record.proposals": False,
        "record.freelancer_months": False,
        "replication.n_twins": 0,
        "replication.n_replications": options.replications,
    }
    base = apply_overrides(scenario, changes)
    size = scenario.population.n_freelancers if options.refine else options.size
    full = apply_overrides(base, {"population.n_freelancers": size})
    return Plan(scenario, base, full, options, simulator)


def calibrated_values(scenario: Scenario) -> dict[str, float]:
    """Return the calibrated parameters of a scenario, in the order of the priors."""
    dumped = scenario.model_dump()

    def value(path: str) -> float:
        at: Any = dumped
        for name in path.split("."):
            at = at[name]
        return float(at)

    return {prior.path: value(prior.path) for prior in PRIORS}


def targets_version() -> str:
    """Return the versions of all code that the targets of a point depend on."""
    return f"{code_version()}-{_made_by()}"


@cache
def _made_by() -> str:
    return hash_of_files(MADE_BY)


def _key(scenario: Scenario, seed: int, replications: Sequence[int], simulator: Simulate) -> str:
    """Return the key of a point: all that its targets depend on."""
    code = code_version()
    if simulator is not simulate:
        code += f" {getattr(simulator, '__module__', '')}.{getattr(simulator, '__qualname__', repr(simulator))}"
    asked = scenario.model_dump(mode="json", exclude={"name", "description", "replication"})
    content = {"code": code, "targets": _made_by(), "scenario": asked, "seed": seed}
    return hashlib.sha256(canonical_json({**content, "replications": list(replications)})).hexdigest()[:_KEY_LENGTH]
