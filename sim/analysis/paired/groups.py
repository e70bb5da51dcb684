"""The effect on people by experience before AI, by who uses AI in which world, and by attitude to AI (S4, paired).

The people are those who earned in the 52 weeks before AI in both worlds, whatever became of them, so nobody is left out
because of what AI did. They are split two ways beside experience:

- ``use of AI`` at the end: in both worlds, in one alone, in neither. These are the principal strata that data of one
  world cannot show. But who is still active in a world had luck there and is more likely to use AI there, so those who
  use it in the reference alone were lucky in the reference, and seem to lose by the other scenario even where it does
  nothing. Read them for who switches, not for what AI does.
- ``openness to AI``: thirds of an attitude that a person has for life, equal in both worlds. No luck enters; compare
  the least with the most open to see what the scenario does to those who take AI up.

References
----------
Frangakis, C., Rubin, D. (2002). Principal stratification in causal inference. Biometrics 58(1).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.estimate import ratio
from sim.analysis.paired.effect import paired_effect
from sim.analysis.paired.people import OPENNESS, USES, earned_before
from sim.analysis.paired.table import EFFECT_COLUMNS, effect_row, tidy
from sim.analysis.twins import TERCILES

Floats = NDArray[np.float64]
ALL = "all"
BY_USE, BY_OPENNESS = "use of AI", "openness to AI"
SPLITS = ((ALL, "exists", (ALL,)), (BY_USE, "ai_use", USES), (BY_OPENNESS, "openness", OPENNESS))
"""How people are split: name, column of the people, groups."""
UNIT = "USD/year"
NOBODY = "nobody in this group"


def group_effects(people: pd.DataFrame, replications: NDArray[np.int64], heads_each: float) -> pd.DataFrame:
    """Return the effect on mean earnings of the last 52 weeks, by third of experience (and all) and by each split.

    Parameters
    ----------
    people : pandas.DataFrame
        From `sim.analysis.paired.people.people_of`.
    replications : (R,) int64
    heads_each : float
        People of the platform that one row stands for.

    Returns
    -------
    pandas.DataFrame
        ``experience``, ``by``, ``group``, ``heads`` (platform scale), ``share_of_heads``, then `EFFECT_COLUMNS`;
        ``q_value`` over the rows of one split.
    """
    kept = people.loc[earned_before(people)]
    everybody = sums_of(kept, replications)[:, 0]
    rows = []
    for by, column, groups in SPLITS:
        for experience in (*TERCILES, ALL):
            for group in groups:
                chosen = ((experience == ALL) | (kept["experience"] == experience)) & (
                    (group == ALL) | (kept[column] == group)
                )
                sums = sums_of(kept.loc[chosen], replications)
                means = (ratio(sums[:, world], sums[:, 0], NOBODY) for world in (1, 2))
                who: dict[str, object] = {"experience": experience, "by": by, "group": group}
                who["heads"] = float(sums[:, 0].mean()) * heads_each
                who["share_of_heads"] = ratio(sums[:, 0], everybody).value
                rows.append(who | effect_row(paired_effect(*means, relative=True), UNIT))
    return tidy(rows, ["experience", "by", "group", "heads", "share_of_heads", *EFFECT_COLUMNS], family=("by",))


def sums_of(people: pd.DataFrame, replications: NDArray[np.int64]) -> Floats:
    """Return heads, earnings in the reference and earnings in the other world by replication, shape (R, 3)."""
    row = np.searchsorted(replications, people["replication"].to_numpy(np.int64))
    values = (None, people["earnings_reference"].to_numpy(np.float64), people["earnings_other"].to_numpy(np.float64))
    sums = [np.bincount(row, weights=value, minlength=replications.size) for value in values]
    return np.stack(sums, axis=1).astype(np.float64)
