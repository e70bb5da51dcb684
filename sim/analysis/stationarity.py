"""Is the market at rest when the warm-up ends? A test, not an assumption.

The last 104 weeks of the warm-up are cut in two halves of 52 weeks (the same calendar weeks). For each series the means
of the halves are compared: with at least five replications by a t test on their differences, else by a t test with
Newey-West errors on the mean series. A series passes if the difference is not significant at 5% (Bonferroni over the
series), or if it is below one percent of the level, which no result would notice.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from sim.analysis.newey_west import lags, mean_difference
from sim.analysis.results import Results

Floats = NDArray[np.float64]
WEEKS = 104
SHORTEST = 26
SIZE = 0.05
IMMATERIAL = 0.01
CLUSTERS = 5
SERIES = ("posts", "proposals_per_post", "fill_rate", "log_contract_rate", "freelancers_active")


@dataclass(frozen=True, slots=True)
class Stationarity:
    """Result for one series.

    Attributes
    ----------
    series : str
    first_half, second_half : float or None
        Means; None if the warm-up is too short or empty.
    drift : float or None
        Second less first half, relative to the first (for the log rate: the difference itself).
    t, critical : float or None
        Test statistic and its critical value.
    passed : bool or None
    reason : str or None
        Why there is no test.
    """

    series: str
    first_half: float | None = None
    second_half: float | None = None
    drift: float | None = None
    t: float | None = None
    critical: float | None = None
    passed: bool | None = None
    reason: str | None = None


def stationarity(results: Results) -> list[Stationarity]:
    """Return the test for each of `SERIES` at the end of the warm-up."""
    table = results.tables["platform"]
    warm = table.loc[table["week"] < 0]
    weeks = np.unique(warm["week"].to_numpy(np.int64))[-WEEKS:]
    weeks = weeks[weeks.size % 2 :]
    if weeks.size < SHORTEST:
        reason = f"the warm-up has {weeks.size} weeks; the test needs {SHORTEST}"
        return [Stationarity(name, reason=reason) for name in SERIES]
    rows = warm.loc[warm["week"].isin(weeks)].sort_values(["replication", "week"])
    shape = (results.replications.size, weeks.size)

    def series(column: str) -> Floats:
        return rows[column].to_numpy(np.float64).reshape(shape)

    posts, contracts = series("new_posts"), series("new_contracts")
    active = series("n_freelancers_searching") + series("n_freelancers_working")
    ones = np.ones(shape)
    pairs = (
        (posts, ones),
        (series("new_proposals"), posts),
        (contracts, posts),
        (series("sum_log_contract_rate"), contracts),
        (active, ones),
    )
    return [half_test(name, top, bottom) for name, (top, bottom) in zip(SERIES, pairs, strict=True)]


def half_test(name: str, top: Floats, bottom: Floats) -> Stationarity:
    """Compare the halves of a ratio of series, top / bottom, each of shape (R, weeks) with an even number of weeks.

    The ratio of a half is a ratio of sums. With fewer than five replications the weekly influence values of the pooled
    ratio carry the Newey-West error.
    """
    half = top.shape[1] // 2
    tops, bottoms = top.reshape(len(top), 2, half).sum(axis=2), bottom.reshape(len(top), 2, half).sum(axis=2)
    if (bottoms.sum(axis=0) <= 0.0).any():
        return Stationarity(name, reason="nothing happened in one of the halves")
    first, second = tops.sum(axis=0) / bottoms.sum(axis=0)
    clustered = len(top) >= CLUSTERS and bool((bottoms > 0.0).all())
    if clustered:
        differences = tops[:, 1] / bottoms[:, 1] - tops[:, 0] / bottoms[:, 0]
        difference, error = float(differences.mean()), float(differences.std(ddof=1)) / math.sqrt(len(top))
        degrees = len(top) - 1
    else:
        x, n = top.sum(axis=0), bottom.sum(axis=0)
        influence = [
            level + (x[part] - level * n[part]) / n[part].mean()
            for level, part in ((first, slice(None, half)), (second, slice(half, None)))
        ]
        difference, error = mean_difference(influence[0], influence[1])
        degrees = max(2 * half // (max(map(lags, influence)) + 1) - 2, 1)
    statistic = (
        difference / error if error > 0.0 else (0.0 if difference == 0.0 else math.copysign(math.inf, difference))
    )
    critical = float(stdtrit(degrees, 1.0 - SIZE / len(SERIES) / 2.0))
    drift = difference if name.startswith("log") else difference / abs(first) if first else math.inf
    passed = abs(statistic) <= critical or abs(drift) < IMMATERIAL
    return Stationarity(name, float(first), float(second), float(drift), float(statistic), critical, bool(passed))
