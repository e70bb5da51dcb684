"""Software work by level and by complexity (S6), where basic coding may fall while complex development holds."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from sim.analysis.calendar import Mask, between, months, quarter
from sim.analysis.displacement import by_bin
from sim.analysis.estimate import Estimate, growth, missing, pooled
from sim.analysis.results import Results
from sim.outcomes.columns import LEVELS

Floats = NDArray[np.float64]
SOFTWARE = "Web, Mobile & Software Dev"
ABSENT = "the horizon does not hold 2022 H2 and 2025 Q1"
NONE = "no software posts in the base period"
NAMES = (
    "software_entry_posts_change",
    "software_intermediate_posts_change",
    "software_expert_posts_change",
    "software_expert_less_entry_posts_change",
    "software_entry_earnings_change",
    "software_expert_earnings_change",
    "software_low_complexity_posts_change",
    "software_high_complexity_posts_change",
    "software_high_less_low_complexity_posts_change",
)


def windows(results: Results) -> tuple[Mask, Mask] | None:
    """Return 2022 H2 and 2025 Q1, or None unless the horizon holds both."""
    before = between(results.panel.dates, date(2022, 7, 1), date(2022, 12, 31))
    after = quarter(results.panel.dates, 2025, 1)
    return None if before is None or after is None else (before, after)


def by_level(results: Results, column: str, weeks: Mask) -> Floats:
    """Return weekly means of a flow in software by level (entry, intermediate, expert), shape (R, 3)."""
    panel = results.panel
    if SOFTWARE not in panel.categories:
        return np.zeros((results.replications.size, len(LEVELS)))
    cells: Floats = panel.by_cell(column, weeks)[:, panel.categories.index(SOFTWARE)] / int(weeks.sum())
    return cells


def difference_of_changes(parts: Floats) -> Estimate:
    """Return after0 / before0 - after1 / before1 from parts (R, 4): after0, before0, after1, before1."""
    return pooled(parts, lambda x: x[..., 0] / x[..., 1] - x[..., 2] / x[..., 3], NONE)


def software_changes(results: Results) -> dict[str, Estimate]:
    """Return changes of software posts and earnings, 2025 Q1 over 2022 H2 (weekly means), by level and complexity.

    Low and high complexity are the halves of posts of 2022 H2, cut at the same whole bin in both periods.
    """
    found = windows(results)
    if found is None:
        return dict.fromkeys(NAMES, missing(ABSENT))
    before, after = found
    posts = by_level(results, "new_posts", before), by_level(results, "new_posts", after)
    paid = by_level(results, "freelancer_earnings", before), by_level(results, "freelancer_earnings", after)
    low, high = _complexity_halves(results, before), _complexity_halves(results, after)
    halves = np.stack([high[:, 1], low[:, 1], high[:, 0], low[:, 0]], axis=1)
    both = np.stack([posts[1][:, 2], posts[0][:, 2], posts[1][:, 0], posts[0][:, 0]], axis=1)
    values = [growth(posts[1][:, k], posts[0][:, k], NONE) for k in range(3)]
    values += [difference_of_changes(both), growth(paid[1][:, 0], paid[0][:, 0], NONE)]
    values += [growth(paid[1][:, 2], paid[0][:, 2], NONE)]
    values += [growth(high[:, k], low[:, k], NONE) for k in range(2)] + [difference_of_changes(halves)]
    return dict(zip(NAMES, values, strict=True))


def _complexity_halves(results: Results, weeks: Mask) -> Floats:
    """Return weekly means of software posts below and above the median bin of 2022 H2, shape (R, 2)."""
    found = windows(results)
    base = weeks if found is None else found[0]
    bins, sums = by_bin(results, ("new_posts",), base, SOFTWARE)
    total = sums[:, :, 0].sum(axis=0)
    if total.sum() <= 0.0:
        return np.zeros((results.replications.size, 2))
    below = np.concatenate([[0.0], np.cumsum(total)]) / total.sum()
    edge = bins[int(np.argmin(np.abs(below[1:] - 0.5)))]
    bins, sums = by_bin(results, ("new_posts",), weeks, SOFTWARE)
    low = sums[:, bins <= edge, 0].sum(axis=1)
    return np.stack([low, sums[:, bins > edge, 0].sum(axis=1)], axis=1) / int(weeks.sum())


def entry_share_ratio(results: Results) -> dict[str, Estimate]:
    """Return entry-level share and expert share of software posts, January 2025 over January 2023 (row H3)."""
    early, late = months(results.panel.dates, 2023, 1), months(results.panel.dates, 2025, 1)
    names = ("software_entry_share_ratio", "software_expert_share_change")
    if early is None or late is None:
        return dict.fromkeys(names, missing("the horizon does not hold January 2023 and January 2025"))
    parts = np.concatenate([by_level(results, "new_posts", late), by_level(results, "new_posts", early)], axis=1)

    def share(x: Floats, level: int, first: int) -> Floats:
        quotient: Floats = x[..., first + level] / x[..., first : first + 3].sum(axis=-1)
        return quotient

    return {
        names[0]: pooled(parts, lambda x: share(x, 0, 0) / share(x, 0, 3), NONE),
        names[1]: pooled(parts, lambda x: share(x, 2, 0) - share(x, 2, 3), NONE),
    }
