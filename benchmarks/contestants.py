"""Who is measured: the two engines of the model, and the same market in plain Mesa, NumPy and C."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.situation import LARGE, MIDDLE, WHOLE, scenario_at

AGENTS, MESA, NUMPY = "agents", "plain_mesa", "numpy"
COMPILED_1, COMPILED_2, C_1, C_2 = "compiled_1", "compiled_2", "c_1", "c_2"


@dataclass(frozen=True, slots=True)
class Contestant:
    """One implementation of the market.

    Attributes
    ----------
    key : str
        Name in ``benchmarks.json``.
    label : str
        Name for readers.
    largest : int
        Size up to which it is measured.
    """

    key: str
    label: str
    largest: int


CONTESTANTS = (
    Contestant(AGENTS, "Engine agents", MIDDLE),
    Contestant(MESA, "Plain Mesa", MIDDLE),
    Contestant(NUMPY, "NumPy", LARGE),
    Contestant(COMPILED_1, "Engine compiled", WHOLE),
    Contestant(COMPILED_2, "Engine compiled, 2 threads", WHOLE),
    Contestant(C_1, "C", WHOLE),
    Contestant(C_2, "C, 2 threads", WHOLE),
)
LABELS = {one.key: one.label for one in CONTESTANTS}


def at_size(size: int) -> list[str]:
    """Return the contestants that take part at a size."""
    return [one.key for one in CONTESTANTS if size <= one.largest]


def build(key: str, size: int, seed: int, warm_up_weeks: int) -> Any:
    """Return the market of a contestant; its libraries are loaded here, so each process has only what it needs.

    Raises
    ------
    KeyError
        If there is no such contestant.
    """
    makers: dict[str, Callable[[Any, int], Any]] = {
        AGENTS: _agents,
        MESA: _plain_mesa,
        NUMPY: _numpy,
        COMPILED_1: lambda scenario, luck: _compiled(scenario, luck, 1),
        COMPILED_2: lambda scenario, luck: _compiled(scenario, luck, 2),
        C_1: lambda scenario, luck: _c(scenario, luck, 1),
        C_2: lambda scenario, luck: _c(scenario, luck, 2),
    }
    make = makers[key]
    return make(scenario_at(size, "agents" if key == AGENTS else "compiled", warm_up_weeks), seed)


def _agents(scenario: Any, seed: int) -> Any:
    from sim.model.marketplace import Marketplace  # noqa: PLC0415

    return Marketplace(scenario, seed)


def _compiled(scenario: Any, seed: int, n_threads: int) -> Any:
    from sim.model.marketplace import Marketplace  # noqa: PLC0415

    return Marketplace(scenario, seed, n_threads=n_threads)


def _plain_mesa(scenario: Any, seed: int) -> Any:
    from benchmarks.plain_mesa.market import MesaMarket  # noqa: PLC0415

    return MesaMarket(scenario, seed)


def _numpy(scenario: Any, seed: int) -> Any:
    from benchmarks.numpy_market.market import NumpyMarket  # noqa: PLC0415

    return NumpyMarket(scenario, seed)


def _c(scenario: Any, seed: int, n_threads: int) -> Any:
    """The market in C.

    Raises
    ------
    ImportError
        If it is not here, or no C compiler is.
    """
    from benchmarks.c_market.library import NoCompilerError  # noqa: PLC0415
    from benchmarks.c_market.market import CMarket  # noqa: PLC0415

    try:
        return CMarket(scenario, seed, n_threads=n_threads)
    except NoCompilerError as error:
        raise ImportError(str(error)) from error
