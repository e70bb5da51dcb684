"""The effect on every outcome of the catalogue, and on every outcome of each work category."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sim.analysis.calendar import WEEKS_A_YEAR, last_year
from sim.analysis.categories import category_table
from sim.analysis.estimate import Estimate, mean, missing
from sim.analysis.paired.effect import Effect, paired_effect
from sim.analysis.paired.table import EFFECT_COLUMNS, effect_row, tidy
from sim.analysis.results import Results
from sim.analysis.summary import MEASURES
from sim.outcomes.catalogue import CATALOGUE, CATEGORY_CATALOGUE
from sim.outcomes.outcome import Outcome

NATURAL_ZERO = frozenset(
    {"USD/year", "posts/year", "contracts/year", "h/year", "clients", "freelancers", "proposals/post", "USD/h"}
)
"""Units of volumes and prices: a change in percent of the reference means something. Shares change by points."""
SIGNED, TEST = "decomposition", "test"
"""Ways of adding up: outcomes that change sign, so that a percentage means nothing; p-values, which have no effect."""
VOLUMES: Mapping[str, tuple[str, str]] = {
    "freelancer_earnings": ("freelancer_earnings", "USD/year"),
    "gross_services_volume": ("gross_services_volume", "USD/year"),
    "posts_per_year": ("new_posts", "posts/year"),
    "contracts_per_year": ("new_posts_filled", "contracts/year"),
    "hours_per_year": ("hours_worked", "h/year"),
}
"""Volumes of the last year compared by work category beside the catalogue: name, column of the panel, unit."""
NO_EFFECT_OF_A_TEST = "a p-value has no effect"

Found = Mapping[str, Estimate]


def all_outcomes(results: Results) -> dict[str, Estimate]:
    """Return every outcome of the catalogue, in its order, with values left out."""
    found: dict[str, Estimate] = {}
    for measure in MEASURES:
        found.update(measure(results))
    return {name: found[name] for name in CATALOGUE}


def outcome_effects(reference: Found, other: Found) -> pd.DataFrame:
    """Return the effect on every outcome, one row each; ``q_value`` over the whole catalogue."""
    rows = [
        {"outcome": name, **effect_row(_effect(outcome, reference[name], other[name]), outcome.unit)}
        for name, outcome in CATALOGUE.items()
    ]
    return tidy(rows, ["outcome", *EFFECT_COLUMNS], family=())


def category_outcomes(results: Results) -> dict[str, dict[str, Estimate]]:
    """Return, for each work category, the outcomes of the category catalogue and the volumes of the last year.

    Volumes are at platform scale, a year of `WEEKS_A_YEAR` weeks.
    """
    panel, year = results.panel, last_year(results.panel.dates)
    table = category_table(results)
    factor = results.scale * WEEKS_A_YEAR / max(int(year.sum()), 1)
    for name, (column, _) in VOLUMES.items():
        sums = panel.by_category(column, year) * factor
        for k, category in enumerate(panel.categories):
            table[category][name] = mean(sums[:, k])
    return table


def category_effects(reference: Mapping[str, Found], other: Mapping[str, Found]) -> pd.DataFrame:
    """Return the effect on every outcome of every work category; ``q_value`` over the categories of one outcome.

    A category in which one of the two worlds had nothing at all is left out of neither: its rows say so.
    """
    nothing = missing("nothing in this category")
    declared = {name: Outcome(name, unit, name, "mean", "weekly") for name, (_, unit) in VOLUMES.items()}
    rows = []
    for category in sorted({*reference, *other}):
        for name, outcome in {**declared, **CATEGORY_CATALOGUE}.items():
            pair = [world.get(category, {}).get(name, nothing) for world in (reference, other)]
            row = effect_row(_effect(outcome, pair[0], pair[1]), outcome.unit)
            rows.append({"category": category, "outcome": name, **row})
    return tidy(rows, ["category", "outcome", *EFFECT_COLUMNS], family=("outcome",))


def _effect(outcome: Outcome, reference: Estimate, other: Estimate) -> Effect:
    if outcome.aggregation == TEST:
        return Effect(reference, other, missing(NO_EFFECT_OF_A_TEST), None, None)
    relative = outcome.unit in NATURAL_ZERO and outcome.aggregation != SIGNED
    return paired_effect(reference, other, relative=relative)
