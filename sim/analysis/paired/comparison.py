"""All tables of a comparison: one scenario against the reference, both under the same luck."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from sim.analysis.estimate import Estimate
from sim.analysis.paired.adoption_effects import adoption_effects, estimands, twins_of
from sim.analysis.paired.deciles import decile_effects
from sim.analysis.paired.groups import group_effects
from sim.analysis.paired.individuals import individual_measures
from sim.analysis.paired.outcomes import all_outcomes, category_effects, category_outcomes, outcome_effects
from sim.analysis.paired.over_time import Series, quarterly, time_effects
from sim.analysis.paired.people import people_of, with_money
from sim.analysis.paired.table import REFERENCE, SCENARIO
from sim.analysis.results import Results

EFFECTS, TIME, CATEGORIES, GROUPS = "effects", "time", "categories", "groups"
DECILES, INDIVIDUALS, ADOPTION, PEOPLE = "deciles", "individuals", "adoption_effects", "people"
TABLES = (EFFECTS, TIME, CATEGORIES, GROUPS, DECILES, INDIVIDUALS, ADOPTION, PEOPLE)
"""Tables of a comparison; `PEOPLE` has one row a person, the others are small."""
Tables = dict[str, pd.DataFrame]


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
        EFFECTS: outcome_effects(reference.outcomes, other.outcomes),
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


def _adoption(reference: World, other: World) -> pd.DataFrame:
    """Return the effects of adoption; over the twin worlds that both have, or over their own if none is common."""
    mine, theirs = twins_of(reference.results), twins_of(other.results)
    common = sorted(set(mine.tolist()) & set(theirs.tolist()))
    kept = [twins[[one in common for one in twins.tolist()]] if common else twins for twins in (mine, theirs)]
    return adoption_effects(
        estimands(reference.results, reference.outcomes, kept[0]), estimands(other.results, other.outcomes, kept[1])
    )
