"""The same people in both worlds: one row a freelancer and replication, what they earned here and there.

A freelancer is the same person in both worlds when the id is the same (an id says what somebody is: specialty and week
of entry) in the same replication. The sample of the census is drawn by id, so both worlds have the same sample. Who
entered in one world alone (entry answers to pay) is kept apart.

Two worlds may part before AI is public: where some use AI early in one of them, or during the warm-up. So nothing here
is chosen by one world alone: who was lucky there would then seem to lose by the other. Thirds of experience are of the
mean of both worlds, and "earned before AI" means in both.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.results import Results
from sim.analysis.twins import TERCILES

Floats = NDArray[np.float64]
KEYS = ["replication", "freelancer_id"]
BOTH, REFERENCE_ONLY, OTHER_ONLY = "both", "reference only", "other only"
USES = ("in both", "reference only", "other only", "in neither")
"""Who uses AI at the end of the run, in which world."""
OPENNESS = ("least open", "middle", "most open")
PEOPLE_COLUMNS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "scenario": ("text", "the other scenario"),
        "replication": ("1", "number of the replication"),
        "freelancer_id": ("id", "the same person in both worlds"),
        "exists": ("text", "in which worlds the person ever registered: both, reference only, other only"),
        "home_specialty": ("text", "specialty at entry"),
        "entry_week": ("week", "week of registration"),
        "experience": ("text", "third by hours of experience before AI, mean of both worlds: low, middle, high; or ''"),
        "openness": ("text", "third of attitude to AI, fixed for life: least open, middle, most open; or ''"),
        "ai_use": ("text", "uses AI at the end: in both, reference only, other only, in neither"),
        "earnings_before_ai_reference": ("USD", "in the 52 weeks to 2022-11-30, reference"),
        "earnings_before_ai_other": ("USD", "in the 52 weeks to 2022-11-30, other scenario"),
        "earnings_reference": ("USD", "in the last 52 weeks, reference"),
        "earnings_other": ("USD", "in the last 52 weeks, other scenario"),
        "change": ("USD", "earnings_other less earnings_reference"),
        "hours_reference": ("h", "in the last 52 weeks, reference"),
        "hours_other": ("h", "in the last 52 weeks, other scenario"),
    }
)
_CENSUS = {
    "earnings_before_ai": "earnings_before_ai",
    "earnings_final_year": "earnings",
    "hours_final_year": "hours",
    "experience_hours_before_ai": "past",
    "ai_adopted": "ai_adopted",
    "ai_openness": "ai_openness",
    "home_specialty": "home_specialty",
    "entry_week": "entry_week",
}


def people_of(reference: Results, other: Results) -> pd.DataFrame:
    """Return everybody who ever registered in either world and is in the sample, one row a person and replication.

    Returns
    -------
    pandas.DataFrame
        Columns of `PEOPLE_COLUMNS` but ``scenario``, ordered by replication and id. Earnings and hours are 0 in a world
        in which the person does not exist.
    """
    here, there = (
        world.tables["freelancers"][[*KEYS, *_CENSUS]].rename(columns=_CENSUS) for world in (reference, other)
    )
    both = here.merge(there, on=KEYS, how="outer", suffixes=("_reference", "_other"), indicator="exists")
    both = both.sort_values(KEYS, kind="stable", ignore_index=True)
    people = both[KEYS].copy()
    names = {"both": BOTH, "left_only": REFERENCE_ONLY, "right_only": OTHER_ONLY}
    people["exists"] = both["exists"].astype(str).map(names)
    for name in ("home_specialty", "entry_week"):
        first, second = both[f"{name}_reference"].astype(object), both[f"{name}_other"].astype(object)
        people[name] = first.where(both["exists"] != "right_only", second)
    people = people.astype({"home_specialty": str, "entry_week": np.int64})
    for name in ("earnings_before_ai", "earnings", "hours"):
        for world in ("reference", "other"):
            people[f"{name}_{world}"] = both[f"{name}_{world}"].fillna(0.0).to_numpy(np.float64)
    people["change"] = people["earnings_other"] - people["earnings_reference"]
    past = (_numbers(both["past_reference"]) + _numbers(both["past_other"])) / 2.0
    people["experience"] = _thirds(past, earned_before(people), TERCILES)
    openness = _numbers(both["ai_openness_reference"])
    people["openness"] = _thirds(openness, (people["exists"] == BOTH).to_numpy(bool), OPENNESS)
    people["ai_use"] = _use(_flag(both["ai_adopted_reference"]), _flag(both["ai_adopted_other"]))
    return people[[name for name in PEOPLE_COLUMNS if name != "scenario"]]


def earned_before(people: pd.DataFrame) -> NDArray[np.bool_]:
    """Return who exists and earned in the 52 weeks before AI in both worlds, shape (n,)."""
    earned = (people["earnings_before_ai_reference"] > 0.0) & (people["earnings_before_ai_other"] > 0.0)
    chosen: NDArray[np.bool_] = ((people["exists"] == BOTH) & earned).to_numpy(bool)
    return chosen


def with_money(people: pd.DataFrame) -> pd.DataFrame:
    """Return the people who earned anything before AI or in the last year of either world: those that are stored."""
    columns = [f"{name}_{world}" for name in ("earnings_before_ai", "earnings") for world in ("reference", "other")]
    rich: NDArray[np.bool_] = (people[columns].to_numpy(np.float64) > 0.0).max(axis=1, initial=False)
    return people.loc[rich].reset_index(drop=True)


def _thirds(values: Floats, cut_on: NDArray[np.bool_], names: tuple[str, ...]) -> NDArray[np.object_]:
    """Return the third of each value, cut on those chosen, all replications together; '' where there is no value."""
    group = np.full(values.size, "", dtype=object)
    known, chosen = np.isfinite(values), values[cut_on & np.isfinite(values)]
    if chosen.size:
        cuts = np.quantile(chosen, [1.0 / 3.0, 2.0 / 3.0])
        group[known] = np.asarray(names, dtype=object)[np.searchsorted(cuts, values[known], side="left")]
    return group


def _numbers(values: pd.Series) -> Floats:
    return values.to_numpy(np.float64, na_value=np.nan)


def _flag(values: pd.Series) -> NDArray[np.bool_]:
    """Return a truth value a row, False for persons who are not in that world."""
    return np.array([value is True or value == 1 for value in values.tolist()], dtype=bool)


def _use(here: NDArray[np.bool_], there: NDArray[np.bool_]) -> NDArray[np.object_]:
    names = np.asarray(USES, dtype=object)
    found: NDArray[np.object_] = names[np.where(here, np.where(there, 0, 1), np.where(there, 2, 3))]
    return found
