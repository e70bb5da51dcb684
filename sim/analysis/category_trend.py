"""The rival *category trend*: each group of work goes on along its own trend of the time before AI was public.

For a group g, weekly posts p of all replications together, and the weeks w before the release:

    ln p_gw = a_g + b_g w + error        (least squares),    posts it would have in week w: exp(a_g + b_g w).

Rows about posts by group (H1) and about software posts by level (H3) follow by the rows' own definitions, with trends
in place of posts after the release; in a difference in differences of mean logs only b_g times the distance of the two
windows is left. The trend is that of the model's own market, which is near rest before AI; no source at hand gives
groups over time before the release. In a group with a week without posts, weeks are added up in blocks of `BLOCK`.
Trends say nothing of pay and of concentration (H7, H9, H10): `SAYS` of `sim.analysis.rivals` leaves those out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

import numpy as np

from sim.analysis.calendar import CHATGPT, Mask, months
from sim.analysis.checks import Check
from sim.analysis.did import IMAGE_MODELS, IMAGE_MONTHS_AFTER, MONTHS_AFTER, event_windows
from sim.analysis.estimate import Estimate, Floats, missing, resampled
from sim.analysis.results import Results
from sim.analysis.software import SOFTWARE
from sim.analysis.study import study_groups
from sim.outcomes.columns import LEVELS

BLOCK: Final = 13
"""Weeks that are added up where single weeks may be empty."""
ENTRY, EXPERT = 0, 2
NO_TREND: Final = "the horizon does not hold the time before AI was public and the time after it"
NO_POSTS: Final = "a group without posts has no trend"


def log_trend(posts: Floats, before: Mask) -> tuple[float, float]:
    """Return level a and slope b a week of ln posts before the release, NaN where a block of weeks is empty.

    Parameters
    ----------
    posts : (W,) float64
        Posts by week.
    before : (W,) bool
        Consecutive weeks.
    """
    weeks, counts = np.flatnonzero(before).astype(np.float64), posts[before]
    if (counts <= 0.0).any():
        whole = counts.size // BLOCK * BLOCK
        counts = counts[:whole].reshape(-1, BLOCK).mean(axis=1)
        weeks = weeks[:whole].reshape(-1, BLOCK).mean(axis=1)
    if counts.size < 2 or (counts <= 0.0).any():
        return float("nan"), float("nan")
    gaps, logs = weeks - weeks.mean(), np.log(counts)
    slope = float((gaps * logs).sum() / (gaps**2).sum())
    return float(logs.mean()) - slope * float(weeks.mean()), slope


def category_trend(results: Results, checks: Sequence[Check]) -> list[Check]:
    """Return the rows that trends speak about, as trends would have them.

    Parameters
    ----------
    results : Results
        Of the model, whose weeks before the release make the trends.
    checks : sequence of Check
        Its validation rows.
    """
    groups = study_groups()
    writing, software, engineering = (
        _change(results, group, CHATGPT) for group in (groups.writing, groups.software, groups.engineering)
    )
    order = missing("one of the three changes is missing")
    if writing.value is not None and software.value is not None and engineering.value is not None:
        order = Estimate(min(software.value - writing.value, engineering.value - software.value))
    entry, expert = _software(results)
    against = "posts against manual-intensive"
    said = {
        f"{against}, eight months: writing": writing,
        f"{against}, eight months: software, app and web": software,
        f"{against}, eight months: engineering": engineering,
        "order writing < software < engineering: the smaller of the two steps": order,
        f"{against}, image work, a year from 2022-08": _change(results, groups.image, IMAGE_MODELS, IMAGE_MONTHS_AFTER),
        "entry share of software posts, January 2025 over January 2023": entry,
        "expert share of software posts, January 2025 less January 2023": expert,
    }
    return [replace(check, estimate=said[check.metric]) for check in checks if check.metric in said]


def _change(results: Results, group: Sequence[str], event: date, months: int = MONTHS_AFTER) -> Estimate:
    """Return the difference in differences that two trends alone give."""
    windows = event_windows(results.panel.dates, event, months)
    if windows is None:
        return missing(NO_TREND)
    before, after = windows
    apart = float(np.flatnonzero(after).mean() - np.flatnonzero(before).mean())
    both = [results.panel.by_week_of("new_posts", one) for one in (group, study_groups().manual_intensive)]

    def change(parts: list[Floats]) -> float:
        slopes = [log_trend(posts, before)[1] for posts in parts]
        return float(np.expm1((slopes[0] - slopes[1]) * apart))

    return _over_replications(both, change)


def _software(results: Results) -> tuple[Estimate, Estimate]:
    """Return ratio of entry shares and change of the expert share of software posts, by trends of the three levels."""
    panel = results.panel
    windows, early, late = (
        event_windows(panel.dates, CHATGPT),
        months(panel.dates, 2023, 1),
        months(panel.dates, 2025, 1),
    )
    if windows is None or early is None or late is None or SOFTWARE not in panel.categories:
        return missing(NO_TREND), missing(NO_TREND)
    before = windows[0]
    posts_of = panel.cube("new_posts")[:, :, panel.categories.index(SOFTWARE)]
    levels = [posts_of[:, :, level] for level in range(len(LEVELS))]

    def shares(parts: list[Floats], weeks: Mask) -> Floats:
        trends = [log_trend(posts, before) for posts in parts]
        at = np.flatnonzero(weeks).astype(np.float64)
        posts = np.array([np.exp(a + b * at).mean() for a, b in trends])
        made: Floats = posts / posts.sum()
        return made

    entry = _over_replications(levels, lambda x: float(shares(x, late)[ENTRY] / shares(x, early)[ENTRY]))
    expert = _over_replications(levels, lambda x: float(shares(x, late)[EXPERT] - shares(x, early)[EXPERT]))
    return entry, expert


def _over_replications(groups: list[Floats], function: Callable[[list[Floats]], float]) -> Estimate:
    """Return a function of weekly posts pooled over replications, with its jackknife; each group (R, W)."""
    n = len(groups[0])
    sums = [one.sum(axis=0) for one in groups]
    whole = function(sums)
    if n < 2:
        return resampled(whole, [], [], NO_POSTS)
    left = [function([total - one[r] for total, one in zip(sums, groups, strict=True)]) for r in range(n)]
    alone = [function([one[r] for one in groups]) for r in range(n)]
    return resampled(whole, left, alone, NO_POSTS)
