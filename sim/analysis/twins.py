"""The causal effect of adopting AI on a freelancer's earnings, from twin worlds.

A twin world is the same run (same seed, same luck for every person) in which a keyed random set of freelancers may not
adopt AI. Over all withheld persons, earnings in the main world less those in the twin are the effect of being allowed
to adopt (intention to treat): assignment is random, luck is shared, and nobody is chosen by what happened, so nothing
needs adjusting for. Over those alone who adopted in the main world it is the effect on adopters, with a flaw: they had
to stay in the main world until they adopted, and so may have had better luck there. Both are effects of one's own
adoption while most others still may adopt; what the withheld leave to others (a fifth of freelancers by default) is not
removed.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.estimate import Estimate, missing, resampled
from sim.analysis.results import Results

Floats = NDArray[np.float64]
TERCILES = ("low", "middle", "high")
NO_TWINS = "no twin world was run (replication.n_twins is 0)"
CLUSTERS = 5
"""From this many twin replications on, errors are clustered by replication; below, they are over persons."""


def experience_terciles(people: pd.DataFrame) -> pd.Series:
    """Return low, middle or high by hours of experience before AI, '' for those who entered later.

    The cuts are the terciles of those who had earned in the 52 weeks before AI, all replications together; people are
    ranked by ``experience_hours_before_ai``, fixed before anyone could adopt.
    """
    before = people["experience_hours_before_ai"].to_numpy(np.float64)
    earned = np.isfinite(before) & (people["earnings_before_ai"].to_numpy(np.float64) > 0.0)
    group = np.full(before.size, "", dtype=object)
    if earned.any():
        cuts = np.quantile(before[earned], [1.0 / 3.0, 2.0 / 3.0])
        known = np.isfinite(before)
        group[known] = np.asarray(TERCILES, dtype=object)[np.searchsorted(cuts, before[known], side="left")]
    return pd.Series(group, index=people.index, dtype=object)


def pairs(results: Results) -> pd.DataFrame | None:
    """Return withheld persons who adopted in the main world: earnings and hours in both worlds, one row each.

    Returns
    -------
    pandas.DataFrame or None
        Columns ``replication``, ``freelancer_id``, ``tercile``, ``earnings_main``, ``earnings_twin``,
        ``hours_main``, ``hours_twin``; None without twins.
    """
    if results.twins is None:
        return None
    main = results.tables["freelancers"].assign(tercile=experience_terciles)
    adopted = main.loc[main["ai_adopted"].astype(bool)]
    withheld = results.twins.loc[results.twins["ai_withheld"].astype(bool)]
    keys, values = ["replication", "freelancer_id"], ["earnings_final_year", "hours_final_year"]
    both = adopted[[*keys, "tercile", *values]].merge(withheld[[*keys, *values]], on=keys, suffixes=("_main", "_twin"))
    return both.rename(columns=lambda name: str(name).replace("_final_year", ""))


def allowed_pairs(results: Results) -> pd.DataFrame | None:
    """Return all withheld persons who registered in both worlds, whatever they did, as `pairs` does.

    The tercile is that of the mean over both worlds of experience before AI: by that of one alone, the experienced
    would be those who had good luck in it.
    """
    if results.twins is None:
        return None
    keys, traits = ["replication", "freelancer_id"], ["experience_hours_before_ai", "earnings_before_ai"]
    columns = [*keys, *traits, "earnings_final_year", "hours_final_year"]
    withheld = results.twins.loc[results.twins["ai_withheld"].astype(bool), columns]
    both = results.tables["freelancers"][columns].merge(withheld, on=keys, suffixes=("_main", "_twin"))
    before = {name: 0.5 * (both[f"{name}_main"] + both[f"{name}_twin"]) for name in traits}
    both["tercile"] = experience_terciles(pd.DataFrame(before))
    return both.rename(columns=lambda name: str(name).replace("_final_year", ""))


def twins_of(results: Results) -> NDArray[np.int64]:
    """Return the replications with a twin world, ascending."""
    if results.twins is None:
        return np.zeros(0, dtype=np.int64)
    return np.unique(results.twins["replication"].to_numpy(np.int64))


def relative_effect(both: pd.DataFrame, twins: NDArray[np.int64], value: str = "earnings") -> Estimate:
    """Return mean(main - twin) / mean(twin) over persons.

    The standard error is that of a jackknife over twin worlds, the whole ratio with one of them left out, if there are
    at least `CLUSTERS`; else it is linearised over persons, e_i = (d_i - theta t_i) / sum t.

    Parameters
    ----------
    both : pandas.DataFrame
        From `pairs`.
    twins : (T,) int64
        Replications with a twin world: one without such a person is left out as well, so that two scenarios pair.
    value : {"earnings", "hours"}
    """
    main, twin = both[f"{value}_main"].to_numpy(np.float64), both[f"{value}_twin"].to_numpy(np.float64)
    if main.size < 2 or twin.sum() <= 0.0:
        return missing("too few such persons in both worlds")
    effect = float(main.sum() / twin.sum() - 1.0)
    if len(twins) >= CLUSTERS:
        by_world = pd.DataFrame({"main": main, "twin": twin}).groupby(both["replication"].to_numpy()).sum()
        sums = by_world.reindex(twins, fill_value=0.0).to_numpy(np.float64)
        left = sums.sum(axis=0) - sums
        with np.errstate(all="ignore"):  # the persons of one world alone had earnings
            left_out = left[:, 0] / left[:, 1] - 1.0
        return resampled(effect, left_out.tolist(), [], "no earnings in the twin world")
    residual = (main - (1.0 + effect) * twin) / float(twin.sum())
    error = math.sqrt(main.size / (main.size - 1.0) * float((residual**2).sum()))
    return Estimate(effect, error, None, main.size - 1)


def causal_effects(results: Results, among: NDArray[np.int64] | None = None) -> dict[str, Estimate]:
    """Return the causal effects of AI on final-year earnings: all, and by tercile of experience before AI.

    ``ai_effect_allowed``: of being allowed to adopt. ``ai_premium_causal``, ``ai_effect_causal``: of having adopted.

    Parameters
    ----------
    results : Results
    among : (T,) int64, optional
        Twin worlds that count, of those there are; all of them by default.
    """
    both, allowed, twins = pairs(results), allowed_pairs(results), twins_of(results)
    if both is None or allowed is None:
        kinds = [f"ai_effect_{kind}_{one}_experience" for kind in ("causal", "allowed") for one in TERCILES]
        return {
            name: missing(NO_TWINS)
            for name in ("ai_premium_causal", "ai_effect_allowed", "ai_effect_causal_hours", *kinds)
        }
    if among is not None:
        twins = np.intersect1d(twins, among)
        both, allowed = (one.loc[one["replication"].isin(twins)] for one in (both, allowed))
    found = {
        "ai_premium_causal": relative_effect(both, twins),
        "ai_effect_allowed": relative_effect(allowed, twins),
        "ai_effect_causal_hours": relative_effect(both, twins, "hours"),
    }
    for one in TERCILES:
        found[f"ai_effect_causal_{one}_experience"] = relative_effect(both.loc[both["tercile"] == one], twins)
        among_allowed = allowed.loc[allowed["tercile"] == one]
        found[f"ai_effect_allowed_{one}_experience"] = relative_effect(among_allowed, twins)
    return found
