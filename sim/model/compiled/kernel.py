"""How a kernel is compiled: as a rule is, and anew whenever any source of the model has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numpy as np

from sim.model.compilation import compiled

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

SIM = Path(__file__).resolve().parents[2]
SOURCES = ("model", "outcomes")
"""What kernels are made of: rules, draws, and the order of the recorded columns."""


def kernel(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Compile a loop over rows on its first call and keep the machine code on disk.

    Parameters
    ----------
    function : callable
        Takes columns and numbers, writes into columns, and calls rules for everything that is computed.

    Returns
    -------
    callable
        The compiled function.

    Notes
    -----
    Numba keeps machine code until the file of the function itself changes; a kernel has the rules of other files built
    in. So the stamp of its kept code is made to cover all sources of the model. A kernel allocates nothing: without
    Numba's own memory (``_nrt``) it does not count references to columns, which took two thirds of the time.
    """
    return cast("Callable[Arguments, Result]", _compiled(function))


def piece(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Compile a part of kernels that is built into each kernel that calls it, so that columns are not handed over."""
    return cast("Callable[Arguments, Result]", _compiled(function, forceinline=True))


def _compiled(function: Any, **options: bool) -> Any:
    """The function with its kept code stamped; the plain one where Numba is switched off."""
    done = compiled(function, nogil=True, _nrt=False, **options)
    kept: Any = getattr(getattr(done, "_cache", None), "_cache_file", None)
    if kept is not None:
        kept._source_stamp = (kept._source_stamp, fingerprint_of_sources())  # noqa: SLF001 - Numba has no public way
    return done


@cache
def fingerprint_of_sources() -> str:
    """SHA-256 over names and bytes of the sources of the model."""
    digest = hashlib.sha256()
    for folder in SOURCES:
        for path in sorted((SIM / folder).rglob("*.py")):
            digest.update(path.relative_to(SIM).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


@piece
def whole(x: Any) -> int:
    """A cell of any width as a 64-bit whole number."""
    return np.int64(x)  # type: ignore[return-value]  # to Numba they are the same
