"""How a kernel is compiled: as a rule is, and anew whenever any source of the model has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache, update_wrapper
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numba
import numpy as np

from sim.model.compilation import compiled

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

_type_of: Any = numba.typeof
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
    done = _compiled(function)
    return cast("Callable[Arguments, Result]", done if done is function else Kernel(done))


class Kernel:
    """A compiled loop that is entered without looking at what it is given.

    Numba finds out the types of all arguments at every call, which takes longer than a small market's loop. A kernel is
    given the same types whenever it is called: those of its first call are compiled for, and not looked at again.
    `differing` tells a test which arguments are not what they were.

    Parameters
    ----------
    dispatcher : numba dispatcher
        Compiles the loop, or reads it from the disk.
    """

    def __init__(self, dispatcher: Any) -> None:
        self.dispatcher = dispatcher
        self.types: tuple[Any, ...] | None = None
        self._enter: Callable[..., Any] = self._enter_first
        update_wrapper(self, dispatcher.py_func)

    def __call__(self, *arguments: Any) -> Any:
        """Walk the rows."""
        return self._enter(*arguments)

    def _enter_first(self, *arguments: Any) -> Any:
        """Compile for these types of arguments."""
        types = tuple(_type_of(argument) for argument in arguments)
        self.dispatcher.compile(types)
        self.types, self._enter = types, self.dispatcher.overloads[types].entry_point
        return self._enter(*arguments)

    def differing(self, *arguments: Any) -> list[int]:
        """Places of the arguments that are not of the types compiled for; none before the first call."""
        if self.types is None:
            return []
        if len(arguments) != len(self.types):
            return list(range(len(arguments)))
        return [
            i for i, (known, given) in enumerate(zip(self.types, arguments, strict=True)) if known != _type_of(given)
        ]


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
