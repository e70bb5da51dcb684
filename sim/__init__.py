"""A simulator of online freelance markets under AI adoption.

From Python, `sim.interface.library`: ``from sim import Scenario, load_scenario, run, compare, sweep``. From the
command line: ``python run.py --help``. Names are looked up when asked for, so importing the package loads nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.interface.library import Comparison, Run, Scenario, compare, load_scenario, run, sweep

__all__ = ["Comparison", "Run", "Scenario", "compare", "load_scenario", "run", "sweep"]


def __getattr__(name: str) -> Any:
    """Return a name of the library.

    Raises
    ------
    AttributeError
        If it has no such name.
    """
    if name in __all__:
        return getattr(importlib.import_module("sim.interface.library"), name)
    raise AttributeError(f"module 'sim' has no attribute {name!r}")
