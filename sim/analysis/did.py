"""Difference in differences of weekly posts around an AI release, as the study of job posts did it (rows C8 and H1).

For a group g and the control group c, with ln posts by week:

    b = [mean_after ln posts_g - mean_before ln posts_g] - [the same of c],

before from 2021-07 to the event, after eight months from the event (image work: a year); the relative change is
exp(b) - 1. In a small market a group may have weeks without a post; then mean ln is replaced by ln mean in all four
terms, the Poisson estimator of the same two-way model, and `DidResult.poisson` says so. Posts of all replications are
pooled by week first.

References
----------
Demirci, O., Hannane, J., Zhu, X. (2025). Who is AI replacing? The impact of generative AI on online freelancing
platforms. Management Science.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sim.analysis.calendar import CHATGPT, Dates, Mask
from sim.analysis.estimate import Estimate, missing, resampled
from sim.analysis.newey_west import mean_difference
from sim.analysis.results import Results

Floats = NDArray[np.float64]
START = date(2021, 7, 1)
MONTHS_AFTER = 8
IMAGE_MONTHS_AFTER = 12
"""The study reports image work within a year of the image models."""
IMAGE_MODELS = date(2022, 8, 1)
"""Image models spread from August 2022 (Stable Diffusion 2022-08-22)."""


@dataclass(frozen=True, slots=True)
class DidResult:
    """Relative change of posts of a group against the control.

    Attributes
    ----------
    change : Estimate
        exp(b) - 1; the error is a jackknife over replications, or Newey-West over weeks when there is one.
    poisson : bool
        Whether logs of means were taken because a week had no posts.
    """

    change: Estimate
    poisson: bool


def event_windows(dates: Dates, event: date, months: int = MONTHS_AFTER) -> tuple[Mask, Mask] | None:
    """Return weeks before and some months after an event (whole weeks), or None unless the horizon holds them."""
    day = np.datetime64(event, "D")
    end = (np.datetime64(event, "M") + months).astype("datetime64[D]") + (day - np.datetime64(event, "M"))
    if dates.size == 0 or dates[-1] + 7 < end or dates[0] - np.datetime64(START, "D") >= np.timedelta64(7, "D"):
        return None
    before: Mask = (dates >= np.datetime64(START, "D")) & (dates + 7 <= day)
    after: Mask = (dates >= day) & (dates + 7 <= end)
    return before, after


def log_difference(treated: Floats, control: Floats, before: Mask, after: Mask) -> tuple[float, bool]:
    """Return b and whether it is the Poisson form; series of posts by week, shape (W,)."""
    inside = before | after
    poisson = bool((treated[inside] <= 0.0).any() or (control[inside] <= 0.0).any())
    with np.errstate(all="ignore"):
        if poisson:
            changes = [np.log(x[after].mean()) - np.log(x[before].mean()) for x in (treated, control)]
        else:
            changes = [np.log(x[after]).mean() - np.log(x[before]).mean() for x in (treated, control)]
    return float(changes[0] - changes[1]), poisson


def did(
    results: Results,
    treated: Sequence[str],
    control: Sequence[str],
    event: date = CHATGPT,
    months: int = MONTHS_AFTER,
) -> DidResult:
    """Return the relative change of posts of the treated specialties against the control specialties.

    Parameters
    ----------
    results : Results
    treated, control : sequence of str
        Names of specialties.
    event : date
        Release that separates before and after.
    months : int
        Length of the period after it.
    """
    windows = event_windows(results.panel.dates, event, months)
    if windows is None:
        return DidResult(missing(f"the horizon does not hold {START} to {months} months after {event}"), poisson=False)
    before, after = windows
    y1, y0 = results.panel.by_week_of("new_posts", treated), results.panel.by_week_of("new_posts", control)
    b, poisson = log_difference(y1.sum(axis=0), y0.sum(axis=0), before, after)
    reason = "no posts of the treated or of the control group before or after the event"
    if len(y1) < 2:
        return DidResult(_single(y1[0], y0[0], windows, b, reason=reason), poisson)
    left = [log_difference(y1.sum(0) - y1[r], y0.sum(0) - y0[r], before, after)[0] for r in range(len(y1))]
    alone = [log_difference(y1[r], y0[r], before, after)[0] for r in range(len(y1))]
    change = resampled(float(np.expm1(b)), list(np.expm1(left)), list(np.expm1(alone)), reason)
    return DidResult(change, poisson)


def _single(y1: Floats, y0: Floats, windows: tuple[Mask, Mask], b: float, *, reason: str) -> Estimate:
    """Return the change with a Newey-West error over weeks (none where a week has no posts)."""
    if not np.isfinite(b):
        return missing(reason)
    before, after = windows
    inside = before | after
    change = float(np.expm1(b))
    if (y1[inside] <= 0.0).any() or (y0[inside] <= 0.0).any():
        return Estimate(change)
    gap = np.log(y1) - np.log(y0)
    _, error = mean_difference(gap[before], gap[after])
    return Estimate(change, (1.0 + change) * error, None, int(inside.sum()) - 2)
