"""How a rule is compiled: by Numba, without fast-math, so that its bits do not depend on the CPU."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def rule(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Compile a pure scalar function on its first call and keep the machine code on disk.

    Parameters
    ----------
    function : callable
        Takes and returns Python numbers; uses + - * / and comparisons, and of this package only other rules and
        `sim.model.randomness`. No ``math.exp``, ``math.log`` or ``**``: their bits differ between machines.

    Returns
    -------
    callable
        The compiled function; ``py_func`` holds the plain one, which gives the same bits.
    """
    compiled = numba.njit(cache=True, fastmath=False, error_model="numpy")(function)
    return cast("Callable[Arguments, Result]", compiled)
