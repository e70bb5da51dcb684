"""All tables of a comparison: one scenario against the reference, both under the same luck."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.estimate import Estimate
from sim.analysis.paired.adoption_effects import adoption_effects, estimands
from sim.analysis.paired.deciles import decile_effects
from sim.analysis.paired.groups import group_effects
from sim.analysis.paired.individuals import individual_measures
from sim.analysis.paired.outcomes import all_outcomes, category_effects, category_outcomes, outcome_effects
from sim.analysis.paired.over_time import Series, quarterly, time_effects
from sim.analysis.paired.people import people_of, with_money
from sim.analysis.paired.table import REFERENCE, SCENARIO
from sim.analysis.results import Results
from sim.analysis.twins import causal_effects, twins_of

EFFECTS, TIME, CATEGORIES, GROUPS = "effects", "time", "categories", "groups"
DECILES, INDIVIDUALS, ADOPTION, PEOPLE = "deciles", "individuals", "adoption_effects", "people"
TABLES = (EFFECTS, TIME, CATEGORIES, GROUPS, DECILES, INDIVIDUALS, ADOPTION, PEOPLE)
"""Tables of a comparison; `PEOPLE` has one row a person, the others are small."""
Tables = dict[str, pd.DataFrame]
Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class World:
    """A scenario's results with what comparisons need of them, each computed once.

    Attributes
    ----------
    results : Results
    """

    results: Results

    @property
    def name(self) -> str:
        """Name of the scenario."""
        return self.results.scenario.name

    @cached_property
    def outcomes(self) -> dict[str, Estimate]:
        """Every outcome of the catalogue."""
        return all_outcomes(self.results)

    @cached_property
    def categories(self) -> dict[str, dict[str, Estimate]]:
        """Every outcome of every work category."""
        return category_outcomes(self.results)

    @cached_property
    def quarterly(self) -> Series:
        """Flows and shares by quarter."""
        return quarterly(self.results)


def compare_worlds(reference: World, other: World) -> Tables:
    """Return every table of the comparison of one scenario with the reference.

    Parameters
    ----------
    reference, other : World
        Runs under the same seed, of the same replications, horizon and size.

    Returns
    -------
    dict of str to pandas.DataFrame
        By the names in `TABLES`, each with leading columns ``scenario`` and ``reference`` (`PEOPLE`: ``scenario``).

    Raises
    ------
    ValueError
        If the two do not have the same replications.
    """
    numbers, theirs = reference.results.replications, other.results.replications
    if numbers.tolist() != theirs.tolist():
        raise ValueError(f"replications differ: {numbers.tolist()} in the reference, {theirs.tolist()} in the other")
    share = reference.results.scenario.record.people_share
    heads_each = reference.results.scale / share if share > 0.0 else 0.0  # nobody is recorded
    people = people_of(reference.results, other.results)
    tables = {
        EFFECTS: outcome_effects(*_outcomes(reference, other)),
        TIME: time_effects(reference.quarterly, other.quarterly),
        CATEGORIES: category_effects(reference.categories, other.categories),
        GROUPS: group_effects(people, numbers, heads_each),
        DECILES: decile_effects(people, numbers),
        INDIVIDUALS: individual_measures(people, numbers, heads_each),
        ADOPTION: _adoption(reference, other),
        PEOPLE: with_money(people),
    }
    for name, table in tables.items():
        table.insert(0, SCENARIO, other.name)
        if name != PEOPLE:
            table.insert(1, REFERENCE, reference.name)
    return tables


def _twins_that_count(reference: World, other: World) -> tuple[Whole, Whole]:
    """Return the twin worlds of both that count: those that both have, or their own if none is common."""
    mine, theirs = twins_of(reference.results), twins_of(other.results)
    common = np.intersect1d(mine, theirs)
    return (common, common) if common.size else (mine, theirs)


def _outcomes(reference: World, other: World) -> tuple[dict[str, Estimate], dict[str, Estimate]]:
    """Return the outcomes of both, causal effects over the twin worlds that count."""
    if twins_of(reference.results).tolist() == twins_of(other.results).tolist():
        return reference.outcomes, other.outcomes
    mine, theirs = _twins_that_count(reference, other)
    return (
        {**reference.outcomes, **causal_effects(reference.results, mine)},
        {**other.outcomes, **causal_effects(other.results, theirs)},
    )


def _adoption(reference: World, other: World) -> pd.DataFrame:
    """Return the effects of adoption."""
    mine, theirs = _twins_that_count(reference, other)
    return adoption_effects(
        estimands(reference.results, reference.outcomes, mine), estimands(other.results, other.outcomes, theirs)
    )
