"""What the same people earn in both worlds: who gains, who loses, by how much, and who is there in one world alone.

Compared are those who exist in both worlds and earned in the last 52 weeks of at least one. A person gains when the
change is more than `THRESHOLD` of the mean of the two worlds, loses when it is less than minus that. Much of what
happens to single persons is luck of another course of the market: a contract that one wins, another does not.
``excess_reallocation`` says how much of all gains and losses cancels, be it by luck or because the scenario helps some
as it hurts others; ``likeness``, how much the two worlds of a person have in common. Shares who gain and lose are
not shares of people helped and hurt; their difference, and the net, say what happens on average.

References
----------
Davis, S., Haltiwanger, J. (1992). Gross job creation, gross job destruction, and employment reallocation. QJE 107(3).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.estimate import Estimate, mean, pooled, ratio
from sim.analysis.inequality import gini, over_replications
from sim.analysis.paired.people import BOTH, OPENNESS, OTHER_ONLY, REFERENCE_ONLY, USES
from sim.analysis.paired.table import VALUE_COLUMNS, tidy, value_row

Floats = NDArray[np.float64]
Measures = dict[str, tuple[Estimate, str, str]]
THRESHOLD = 0.05
"""Of the mean of the two worlds' earnings; smaller changes count as unchanged."""
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
NOBODY = "nobody earned in either world"
LIKENESS = "correlation of ln(1 + USD) of the same person in the two worlds, all who exist in both"


class Compared:
    """People who exist in both worlds and earned in at least one, and sums of theirs by replication.

    Parameters
    ----------
    people : pandas.DataFrame
        From `sim.analysis.paired.people.people_of`.
    replications : (R,) int64
    """

    def __init__(self, people: pd.DataFrame, replications: NDArray[np.int64]) -> None:
        earned = (people["earnings_reference"] > 0.0) | (people["earnings_other"] > 0.0)
        kept = people.loc[(people["exists"] == BOTH) & earned]
        self.reference = kept["earnings_reference"].to_numpy(np.float64)
        self.other = kept["earnings_other"].to_numpy(np.float64)
        self.change = self.other - self.reference
        self.use, self.openness = kept["ai_use"].to_numpy(object), kept["openness"].to_numpy(object)
        self._row = np.searchsorted(replications, kept["replication"].to_numpy(np.int64))
        self._n = replications.size
        bound = THRESHOLD * (self.reference + self.other) / 2.0
        self.gains, self.loses = self.change > bound, self.change < -bound

    def sums(self, values: NDArray[np.generic]) -> Floats:
        """Return the sum of values (or the number of trues) by replication, shape (R,)."""
        return np.bincount(self._row, values.astype(np.float64), self._n).astype(np.float64)

    def share(self, chosen: NDArray[np.bool_]) -> Estimate:
        """Return the share of people chosen."""
        return ratio(self.sums(chosen), self.sums(np.ones(chosen.size)), NOBODY)

    def sample(self, values: Floats, chosen: NDArray[np.bool_], measure: Callable[[Floats], float]) -> Estimate:
        """Return a measure of the values of those chosen, all replications as one sample."""
        groups = [values[chosen & (self._row == r)] for r in range(self._n)]
        return over_replications(groups, measure, "nobody to measure")


def individual_measures(people: pd.DataFrame, replications: NDArray[np.int64], heads_each: float) -> pd.DataFrame:
    """Return the table of measures on individuals, one row a measure: value with its error, unit, meaning.

    Parameters
    ----------
    people : pandas.DataFrame
        From `sim.analysis.paired.people.people_of`.
    replications : (R,) int64
    heads_each : float
        People of the platform that one row stands for.
    """
    compared = Compared(people, replications)
    found: Measures = {
        **_heads(compared, heads_each),
        **_changes(compared),
        **_reallocation(compared, people, replications, heads_each),
        **_switching(compared),
    }
    rows = [
        {"measure": name, "meaning": meaning, **value_row(one, unit)} for name, (one, unit, meaning) in found.items()
    ]
    return tidy(rows, ["measure", "meaning", *VALUE_COLUMNS])


def _heads(people: Compared, heads_each: float) -> Measures:
    """Return how many are compared, and the shares who gain, lose, start and stop."""
    bound = f"by more than {THRESHOLD:.0%} of the mean of both worlds"
    everybody = np.ones(people.change.size, dtype=bool)
    net = people.gains.astype(np.float64) - people.loses.astype(np.float64)
    return {
        "compared": (
            mean(people.sums(everybody) * heads_each),
            "freelancers",
            "exist in both worlds and earned in the last year of at least one, platform scale",
        ),
        "share_gain": (people.share(people.gains), "1", f"earn more {bound}"),
        "share_lose": (people.share(people.loses), "1", f"earn less {bound}"),
        "share_unchanged": (people.share(~people.gains & ~people.loses), "1", "neither"),
        "share_gain_less_lose": (
            ratio(people.sums(net), people.sums(everybody), NOBODY),
            "1",
            "share who gain less share who lose",
        ),
        "share_started": (
            people.share(people.reference <= 0.0),
            "1",
            "of the compared: earned in the other world alone",
        ),
        "share_stopped": (people.share(people.other <= 0.0), "1", "of the compared: earned in the reference alone"),
    }


def _changes(people: Compared) -> Measures:
    """Return the distribution of the change, in USD and in percent of the reference."""
    change, everybody = people.change, np.ones(people.change.size, dtype=bool)
    twice = (people.reference > 0.0) & (people.other > 0.0)
    percent = np.divide(change, people.reference, out=np.full(change.size, np.nan), where=twice)
    found: Measures = {
        "mean_change": (
            ratio(people.sums(change), people.sums(everybody), NOBODY),
            "USD/year",
            "mean change of last-year earnings",
        )
    }
    for level in QUANTILES:
        name, measure = "median" if level == 0.5 else f"quantile_{round(100 * level):02d}", _quantile(level)
        usd, relative = people.sample(change, everybody, measure), people.sample(percent, twice, measure)
        found[f"change_{name}"] = (usd, "USD/year", f"quantile {level} of the change")
        text = f"quantile {level} of the change over reference earnings, among those who earned in both worlds"
        found[f"relative_change_{name}"] = (relative, "1", text)
    found["median_gain"] = (people.sample(change, people.gains, _quantile(0.5)), "USD/year", "of those who gain")
    found["median_loss"] = (people.sample(-change, people.loses, _quantile(0.5)), "USD/year", "of those who lose")
    found["gini_of_gains"] = (people.sample(change, change > 0.0, gini), "1", "how unequal gains are among gainers")
    found["gini_of_losses"] = (people.sample(-change, change < 0.0, gini), "1", "how unequal losses are among losers")
    return found


def _likeness(people: pd.DataFrame, replications: NDArray[np.int64]) -> Estimate:
    """Return the correlation of logged earnings over all who exist in both worlds, earners or not."""
    both = people.loc[people["exists"] == BOTH]
    x, y = (np.log1p(both[f"earnings_{world}"].to_numpy(np.float64)) for world in ("reference", "other"))
    row = np.searchsorted(replications, both["replication"].to_numpy(np.int64))
    values = (np.ones(x.size), x, y, x * x, y * y, x * y)
    moments = np.stack([np.bincount(row, one, replications.size) for one in values], axis=1).astype(np.float64)

    def correlation(m: Floats) -> Floats:
        mean_x, mean_y = m[..., 1] / m[..., 0], m[..., 2] / m[..., 0]
        spread = (m[..., 3] / m[..., 0] - mean_x**2) * (m[..., 4] / m[..., 0] - mean_y**2)
        found: Floats = (m[..., 5] / m[..., 0] - mean_x * mean_y) / np.sqrt(spread)
        return found

    return pooled(moments, correlation, NOBODY)


def _quantile(level: float) -> Callable[[Floats], float]:
    return lambda values: float(np.quantile(values, level)) if values.size else float("nan")


def _reallocation(
    compared: Compared, people: pd.DataFrame, replications: NDArray[np.int64], heads_each: float
) -> Measures:
    """Return gross gains and losses, what cancels, and what those bring or take who exist in one world alone."""
    gains, losses = (compared.sums(np.maximum(sign * compared.change, 0.0)) * heads_each for sign in (1.0, -1.0))
    parts = np.stack([gains, losses], axis=1)
    excess = pooled(parts, lambda x: 1.0 - np.abs(x[..., 0] - x[..., 1]) / (x[..., 0] + x[..., 1]), "no change at all")
    found: Measures = {
        "gross_gains": (mean(gains), "USD/year", "sum of all gains, platform scale"),
        "gross_losses": (mean(losses), "USD/year", "sum of all losses, platform scale"),
        "net_change": (mean(gains - losses), "USD/year", "gains less losses of those who exist in both worlds"),
        "excess_reallocation": (excess, "1", "share of gains and losses that cancel one another"),
        "likeness": (_likeness(people, replications), "1", LIKENESS),
    }
    total = gains - losses
    row = np.searchsorted(replications, people["replication"].to_numpy(np.int64))
    for where, world, name, sign in (
        (REFERENCE_ONLY, "reference", "reference_only", -1.0),
        (OTHER_ONLY, "other", "other_only", 1.0),
    ):
        alone = (people["exists"] == where).to_numpy(bool)
        money = people[f"earnings_{world}"].to_numpy(np.float64)
        one = np.ones(int(alone.sum()))
        earnings, heads = (
            np.bincount(row[alone], values, replications.size).astype(np.float64) * heads_each
            for values in (money[alone], one)
        )
        total = total + sign * earnings
        found[f"{name}_heads"] = (mean(heads), "freelancers", f"registered in the {world} world alone, platform scale")
        found[f"{name}_earnings"] = (mean(earnings), "USD/year", "their last-year earnings, platform scale")
    found["total_change"] = (mean(total), "USD/year", "net change and those in one world alone: all last-year earnings")
    return found


def _switching(people: Compared) -> Measures:
    """Return who uses AI in which world, and the mean change by attitude to AI, which is the same in both."""
    found: Measures = {}
    for use in USES:
        share = people.share(people.use == use)
        found[f"share_ai_{use.replace(' ', '_')}"] = (share, "1", f"of the compared: use AI at the end {use}")
    for third in OPENNESS:
        chosen = people.openness == third
        change = ratio(people.sums(np.where(chosen, people.change, 0.0)), people.sums(chosen), "nobody of this kind")
        found[f"mean_change_{third.replace(' ', '_')}"] = (change, "USD/year", f"mean change, {third} to AI")
    return found
