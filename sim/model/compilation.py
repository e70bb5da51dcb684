"""How a rule is compiled: by Numba, without fast-math, so that its bits do not depend on the CPU; kept on disk."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

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
    return cast("Callable[Arguments, Result]", compiled(function))


def inlined_rule(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Compile as `rule`, built into whatever calls it: for what is short and called for every agent."""
    return cast("Callable[Arguments, Result]", compiled(function, forceinline=True))


def compiled(function: Any, **options: bool) -> Any:
    """Compile a function; machine code that cannot be kept, or cannot be read back, costs a warning and time.

    Parameters
    ----------
    function : callable
        What Numba can compile.
    **options : bool
        Further options of ``numba.njit``.

    Returns
    -------
    callable
        The compiled function; the plain one where Numba is switched off.
    """
    njit: Any = numba.njit
    options = {"fastmath": False, "error_model": "numpy", **options}  # type: ignore[dict-item]
    try:
        dispatcher = njit(cache=True, **options)(function)
    except RuntimeError as error:  # no folder can be written
        _warn(f"compiled code cannot be kept on disk, so that every run compiles anew: {error}")
        return njit(**options)(function)
    if dispatcher is not function:
        _forgive(dispatcher._cache)  # noqa: SLF001 - Numba has no public way to survive a broken cache
    return dispatcher


def _forgive(cache: Any) -> None:
    """Let a cache that is cut short or cannot be written cost a warning, and never a run."""
    load, save = cache.load_overload, cache.save_overload

    def load_overload(*key: Any) -> Any:
        try:
            return load(*key)
        except Exception as error:  # noqa: BLE001 - whatever a broken file gives rise to
            _forget(cache, error)
            return None

    def save_overload(*entry: Any) -> None:
        try:
            save(*entry)
        except Exception as error:  # noqa: BLE001 - as above
            _forget(cache, error)

    cache.load_overload, cache.save_overload = load_overload, save_overload


def _forget(cache: Any, error: Exception) -> None:
    """Warn, and take the index of a broken cache away, so that the next run can write a new one."""
    _warn(f"compiled code kept in {cache.cache_path} cannot be used ({type(error).__name__}): compiling anew")
    with contextlib.suppress(OSError):
        Path(cache._cache_file._index_path).unlink()  # noqa: SLF001 - as above


def _warn(text: str) -> None:
    """Warn once for each text."""
    warnings.warn(text, RuntimeWarning, stacklevel=4)
