"""As many replications as a stated precision needs: more are run until a standard error is small enough.

The numbers of replications that are tried follow from the first one alone (half as many again each time), so that what
is stored does not depend on how fast anything was. Each try is a run like any other and takes over what the one before
has simulated.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Final, Protocol

from sim.experiment.place_held import place_held
from sim.experiment.precision import Precision
from sim.experiment.run import RunResult
from sim.parameters.errors import SimulatorError

MOST_REPLICATIONS: Final = 200
_FEWEST: Final = 4
"""A standard error of fewer says little of itself."""


class Carried(Protocol):
    """Runs, or finds, a number of replications."""

    def __call__(self, replications: int, /, *, draw: bool) -> RunResult:
        """Return the run."""
        ...


def numbers_tried(first: int, most: int) -> Iterator[int]:
    """Yield the numbers of replications that are tried: at least 4 first, then half as many again, up to the most."""
    number = max(first, _FEWEST)
    while number < most:
        yield number
        number += number // 2
    yield most


def run_until(
    precision: Precision,
    first: int,
    run: Carried,
    tell: Callable[[str], None] | None = None,
    most: int = MOST_REPLICATIONS,
) -> RunResult:
    """Run more and more replications until the precision is reached or there are as many as there may be.

    Parameters
    ----------
    precision : Precision
        What is to be reached.
    first : int
        Replications to begin with.
    run : callable
        ``run(replications, draw=...)``: runs, or finds, that many, with figures or without.
    tell : callable, optional
        Called with a line after each try.
    most : int
        Replications at most.

    Returns
    -------
    RunResult
        The last run. Those before it that this call made are removed, because it holds all of their replications.
    """
    made: list[RunResult] = []
    number = most
    for number in numbers_tried(first, most):
        result = run(number, draw=False)
        found = precision.found(result.summary)
        if tell is not None:
            error = "none" if found is None else f"{found:.3g}"
            asked = f"{precision.standard_error:g} is asked"
            tell(f"{number} replications: standard error of {precision.outcome}: {error}, {asked}")
        for before in made:
            _remove(before)
        made = [] if result.already_there else [result]
        if precision.reached(result.summary):
            break
    else:
        if tell is not None:
            tell(f"{number} replications are the most that were allowed; more with --replications")
    return replace(run(number, draw=True), already_there=not made)


def _remove(result: RunResult) -> None:
    """Remove a run: at once out of sight, so that a kill leaves nothing that looks like a result."""
    with suppress(SimulatorError), place_held(result.folder):
        hidden = result.folder.parent / f".{result.folder.name}.partial-{os.getpid()}"  # `place_held` clears such names
        with suppress(OSError):
            result.folder.rename(hidden)
            shutil.rmtree(hidden, ignore_errors=True)
