"""The recorded tables of a run, all replications together, as the analysis takes them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.panel import Panel
from sim.outcomes.columns import ALWAYS_RECORDED, ON_REQUEST, TABLES
from sim.parameters.scenario import Scenario

TWINS = "twins"


@dataclass(frozen=True, eq=False)
class Results:
    """Tables of a run and the scenario that made them.

    Attributes
    ----------
    tables : dict of str to pandas.DataFrame
        Each recorded table with a leading column ``replication`` (int). ``twins`` (the `freelancers` of the twin
        worlds), ``contracts``, ``proposals`` and ``freelancer_months`` may be absent.
    scenario : Scenario
        The resolved scenario.

    Raises
    ------
    ValueError
        If a table that is always recorded is missing, or a table lacks its declared columns.
    """

    tables: dict[str, pd.DataFrame]
    scenario: Scenario

    def __post_init__(self) -> None:
        for name in ALWAYS_RECORDED:
            if name not in self.tables:
                raise ValueError(f"results lack the table {name!r}; there are {sorted(self.tables)}")
        for name, table in self.tables.items():
            declared = TABLES["freelancers" if name == TWINS else name]
            missing = {"replication", *(column.name for column in declared)} - set(table.columns)
            if missing:
                raise ValueError(f"table {name!r} lacks the columns {sorted(missing)}")

    @cached_property
    def panel(self) -> Panel:
        """The weekly table as dense sums (made once)."""
        return Panel(self.tables["weekly"], self.tables["platform"])

    @property
    def replications(self) -> NDArray[np.int64]:
        """Numbers of the replications, ascending, shape (R,)."""
        return self.panel.replications

    @property
    def scale(self) -> float:
        """Platform freelancers that one simulated freelancer stands for (counts and money are multiplied by it)."""
        population = self.scenario.population
        return float(population.platform_freelancers) / float(population.n_freelancers)

    @property
    def twins(self) -> pd.DataFrame | None:
        """Freelancers of the twin worlds, or None if none was run."""
        return self.tables.get(TWINS)

    def optional(self, name: str) -> pd.DataFrame | None:
        """Return a table recorded on request, or None.

        Raises
        ------
        KeyError
            If no such table is ever recorded on request.
        """
        if name not in ON_REQUEST:
            raise KeyError(name)
        return self.tables.get(name)

    def platform(self, column: str) -> NDArray[np.float64]:
        """Return one column of the platform table as replication x week from week 0, shape (R, W), NaN where absent."""
        return self.panel.by_week(self.tables["platform"], column)
