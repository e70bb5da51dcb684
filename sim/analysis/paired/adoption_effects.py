"""What adopting AI is worth to a freelancer in each scenario, and how that differs: selection, composition, treatment.

Three estimands side by side, by third of experience before AI. ``raw``: mean last-year earnings of AI users over the
others, minus one; carries selection and composition. ``adjusted``: the same at equal category and earnings before AI;
still carries selection. ``causal``: twin worlds, the same people allowed AI and barred from it; carries neither. The
first two are over people active at the end who entered before AI, the third over all who may adopt, whatever they did
(intention to treat, `sim.analysis.twins`).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.estimate import Estimate, missing
from sim.analysis.paired.effect import paired_effect
from sim.analysis.paired.table import EFFECT_COLUMNS, effect_row, tidy
from sim.analysis.results import Results
from sim.analysis.twins import NO_TWINS, TERCILES, allowed_pairs, relative_effect

RAW, ADJUSTED, CAUSAL = "raw gap", "gap at equal composition", "causal effect"
ALL = "all"
Found = Mapping[str, Estimate]
Estimands = dict[tuple[str, str], Estimate]


def estimands(results: Results, outcomes: Found, twins: NDArray[np.int64]) -> Estimands:
    """Return the three estimands of one scenario by (estimand, experience).

    Parameters
    ----------
    results : Results
    outcomes : mapping of str to Estimate
        Its outcomes.
    twins : (T,) int64
        Replications with a twin world in both scenarios that are compared: only these count, so that they pair.
    """
    found: Estimands = {}
    for one in TERCILES:
        found[RAW, one] = outcomes[f"ai_earnings_gap_raw_{one}_experience"]
        found[ADJUSTED, one] = outcomes[f"ai_earnings_gap_adjusted_{one}_experience"]
    both = allowed_pairs(results)
    for one in (*TERCILES, ALL):
        found[CAUSAL, one] = missing(NO_TWINS) if both is None else _causal(both, one, twins)
    return found


def _causal(both: pd.DataFrame, experience: str, twins: NDArray[np.int64]) -> Estimate:
    """Return mean(main) / mean(twin) - 1 over all withheld persons."""
    kept = both.loc[both["replication"].isin(twins)]
    return relative_effect(kept if experience == ALL else kept.loc[kept["tercile"] == experience], twins)


def adoption_effects(reference: Estimands, other: Estimands) -> pd.DataFrame:
    """Return each estimand in both scenarios and its difference; ``q_value`` over the thirds of one estimand.

    A causal effect needs twin worlds of both scenarios for a difference. With fewer than five of them its error is over
    persons, and the difference has the error of independent worlds: too wide rather than too narrow.
    """
    rows = [
        {"estimand": name, "experience": one, **effect_row(paired_effect(value, other[name, one]), "1")}
        for (name, one), value in reference.items()
    ]
    return tidy(rows, ["estimand", "experience", *EFFECT_COLUMNS], family=("estimand",))
