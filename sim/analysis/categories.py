"""Every outcome per work category, with its change since before AI (S7)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from sim.analysis.calendar import Mask, last_year, year_before
from sim.analysis.estimate import Estimate, growth, missing, pooled, ratio
from sim.analysis.results import Results

Floats = NDArray[np.float64]
ABSENT = "the horizon does not hold a year before 2022-11-30 and a later year"
FLOWS = ("new_posts", "new_posts_filled", "freelancer_earnings", "gross_services_volume", "hours_worked")
CHANGES = ("posts_change", "contracts_change", "earnings_change", "volume_change", "hours_change")
GROUP = 3
SIGNIFICANT = 0.05


def periods(results: Results) -> tuple[Mask, Mask] | None:
    """Return the year before AI and the last year, or None unless the horizon holds both and they do not overlap."""
    before, after = year_before(results.panel.dates), last_year(results.panel.dates)
    if before is None or bool((before & after).any()):
        return None
    return before, after


def category_table(results: Results) -> dict[str, dict[str, Estimate]]:
    """Return, for each work category, levels of the last year and changes of weekly means since the year before AI."""
    panel, year, found = results.panel, last_year(results.panel.dates), periods(results)

    def cut(column: str, weeks: Mask) -> Floats:
        return panel.by_category(column, weeks)

    level = {
        "automated_share_of_needs": (cut("new_needs_automated", year), cut("new_needs", year)),
        "automated_share_of_need_value": (cut("automated_value", year), cut("need_value", year)),
        "fill_rate": (cut("new_posts_filled", year), cut("new_posts", year)),
        "proposals_per_post": (cut("proposals_on_closed_posts", year), cut("posts_closed", year)),
        "ai_work_share_of_volume": (cut("ai_gross_services_volume", year), cut("gross_services_volume", year)),
        "contract_rate": (cut("sum_contract_rate", year), cut("new_posts_filled", year)),
    }
    table: dict[str, dict[str, Estimate]] = {}
    for k, category in enumerate(panel.categories):
        row = {name: ratio(top[:, k], bottom[:, k], "nothing in the window") for name, (top, bottom) in level.items()}
        for flow, change in zip(FLOWS, CHANGES, strict=True):
            if found is None:
                row[change] = missing(ABSENT)
            else:
                before, after = (cut(flow, weeks)[:, k] / int(weeks.sum()) for weeks in found)
                row[change] = growth(after, before)
        table[category] = row
    return table


def selectivity(results: Results) -> dict[str, Estimate]:
    """Return how unequal the change of posts is over work categories and specialties.

    ``posts_change_most_less_least_automated``: change of posts in the three categories with the highest automated share
    of needs less that in the three with the lowest (ranked on all replications together, on needs, not on posts).
    ``posts_change_spread``: standard deviation of the change over categories, weighted by posts before AI.
    ``posts_change_chi2_p``: p of Cochran's Q for equal changes, from the categories' jackknife errors (value only).
    """
    names = ("posts_change_most_less_least_automated", "posts_change_spread", "posts_change_chi2_p")
    found, panel = periods(results), results.panel
    if found is None or len(panel.categories) < 2 * GROUP:
        return dict.fromkeys(names, missing(ABSENT))
    before, after = (panel.by_category("new_posts", weeks) / int(weeks.sum()) for weeks in found)
    automated = panel.by_category("new_needs_automated", found[1]).sum(axis=0)
    order = np.argsort(automated / np.maximum(panel.by_category("new_needs", found[1]).sum(axis=0), 1.0), kind="stable")
    least, most, n = order[:GROUP], order[-GROUP:], len(panel.categories)
    parts = np.concatenate([after, before], axis=1)

    def gap(x: Floats) -> Floats:
        most_change = x[..., most].sum(axis=-1) / x[..., n + most].sum(axis=-1)
        change: Floats = most_change - x[..., least].sum(axis=-1) / x[..., n + least].sum(axis=-1)
        return change

    def spread(x: Floats) -> Floats:
        base = np.maximum(x[..., n:], 1e-12)
        weight = base / base.sum(axis=-1, keepdims=True)
        change = x[..., :n] / base
        centred = change - (weight * change).sum(axis=-1, keepdims=True)
        deviation: Floats = np.sqrt((weight * centred**2).sum(axis=-1))
        return deviation

    changes = [growth(after[:, k], before[:, k]) for k in range(n)]
    return {names[0]: pooled(parts, gap), names[1]: pooled(parts, spread), names[2]: cochran(changes)}


def cochran(changes: list[Estimate]) -> Estimate:
    """Return the p-value of Cochran's Q that all changes are equal, from values and standard errors.

    References
    ----------
    Cochran, W. (1954). The combination of estimates from different experiments. Biometrics 10(1).
    """
    pairs = [(one.value, one.standard_error) for one in changes if one.value is not None and one.standard_error]
    if len(pairs) < 2:
        return missing("no standard errors (one replication)")
    value = np.array([pair[0] for pair in pairs])
    weight = 1.0 / np.array([pair[1] for pair in pairs]) ** 2
    q = float((weight * (value - (weight * value).sum() / weight.sum()) ** 2).sum())
    return Estimate(float(chdtrc(len(pairs) - 1, q)))


def moved(table: dict[str, dict[str, Estimate]], change: str = "posts_change") -> tuple[int, int]:
    """Return how many categories fell and rose with a 95% interval that excludes zero."""
    intervals = [one for one in (row[change].interval(1.0 - SIGNIFICANT) for row in table.values()) if one is not None]
    return sum(high < 0.0 for _, high in intervals), sum(low > 0.0 for low, _ in intervals)
