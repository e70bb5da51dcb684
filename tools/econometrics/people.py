"""What adopting AI does to earnings: four designs on observed adopters, and the truth from twin worlds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.analysis.results import Results
from tools.econometrics.worlds import Worlds

FIRST, LAST = "2022-01", "2026-02"
"""Months of the panel, whole ones."""
NEVER: Final = 10_000
LEAST_BEFORE: Final = 6
"""Months that a person must have been seen before adoption; specialists who used AI before it was public drop out."""
SOME: Final = 1e-9


@dataclass(frozen=True, slots=True)
class PeopleEstimate:
    """One replication: the relative effect of adoption on monthly earnings by each design, and the truth.

    Attributes
    ----------
    estimates : dict of str to (float, float, float)
        Estimate and 95% interval by design; NaN for a design without an interval of its own.
    truth : float
        Mean earnings after adoption of randomly withheld adopters with AI, over those of the same persons without.
    """

    estimates: dict[str, tuple[float, float, float]]
    truth: float


def months_between(first: str, last: str) -> list[str]:
    """Return calendar months, both ends included."""
    return [str(month) for month in pd.period_range(first, last, freq="M")]


def panel_of(results: Results, replication: int) -> pd.DataFrame:
    """Return monthly earnings, months without work as zero, of those who had earned in the year before AI.

    Columns ``freelancer_id``, ``specialty``, ``month`` (0 is the first), ``earnings``, ``adopted`` (month of adoption,
    `NEVER` where there is none within the panel).
    """
    people = results.tables["freelancers"]
    people = people.loc[(people["replication"] == replication) & (people["earnings_before_ai"] > 0.0)]
    work = results.tables["freelancer_months"]
    work = work.loc[work["replication"] == replication, ["freelancer_id", "month", "earnings"]]
    months = months_between(FIRST, LAST)
    number = {month: k for k, month in enumerate(months)}
    work = work.assign(month=work["month"].astype(str).map(number)).dropna()
    earned = work.groupby(["freelancer_id", "month"])["earnings"].sum()
    index = pd.MultiIndex.from_product(
        [people["freelancer_id"], np.arange(len(months))], names=["freelancer_id", "month"]
    )
    frame = earned.reindex(index, fill_value=0.0).reset_index()
    start = np.datetime64(results.panel.dates[0], "D")
    week = people["ai_adopted_week"].to_numpy(np.int64)
    day = (start + 7 * np.maximum(week, -600)).astype("datetime64[M]")
    since = (day - np.datetime64(FIRST, "M")).astype(int)
    adopted = np.where(people["ai_adopted"].to_numpy(bool) & (since < len(months)), since, NEVER)
    facts = pd.DataFrame(
        {
            "freelancer_id": people["freelancer_id"].to_numpy(),
            "adopted": adopted,
            "specialty": people["home_specialty"].astype(str).to_numpy(),
            "ai_withheld": people["ai_withheld"].to_numpy(bool),
        }
    )
    return frame.merge(facts, on="freelancer_id")


def designs(frame: pd.DataFrame) -> dict[str, tuple[float, float, float]]:
    """Return the relative effect of adoption by each design, with its own 95% interval, clustered by person."""
    data = frame.loc[frame["adopted"] >= LEAST_BEFORE].copy()
    data["effect"] = (data["month"] >= data["adopted"]).astype(float)
    data["cell"] = data["specialty"] + "-" + data["month"].astype(str)
    last = data.loc[data["month"] >= data["month"].max() - 11]
    found = {
        "gap between users and others, last year": _poisson(last, "earnings ~ effect", "effect"),
        "person and month effects (Poisson)": _poisson(data, "earnings ~ effect | freelancer_id + month", "effect"),
        "person and specialty x month effects": _poisson(data, "earnings ~ effect | freelancer_id + cell", "effect"),
        "imputation from the not yet treated": _imputed(data),
    }
    return {name: one for name, one in found.items() if one is not None}


def _poisson(data: pd.DataFrame, formula: str, name: str) -> tuple[float, float, float]:
    import pyfixest as pf

    fit: Any = pf.fepois(formula, data, vcov={"CRV1": "freelancer_id"})
    b, (low, high) = float(fit.coef()[name]), fit.confint().loc[name].astype(float)
    return float(np.expm1(b)), float(np.expm1(low)), float(np.expm1(high))


def _imputed(data: pd.DataFrame) -> tuple[float, float, float]:
    """Return what the treated earned over what person and month effects of the not yet treated would have them earn.

    The imputation estimator of Borusyak, Jaravel and Spiess (2024), in levels, over the persons seen before adoption;
    without an interval of its own.
    """
    import pyfixest as pf

    before, after = data.loc[data["effect"] == 0.0], data.loc[data["effect"] > 0.0]
    fit: Any = pf.feols("earnings ~ 1 | freelancer_id + month", before)
    without = np.asarray(fit.predict(newdata=after), dtype=np.float64)
    known = np.isfinite(without)
    earned, imputed = float(after["earnings"].to_numpy()[known].sum()), float(without[known].sum())
    return earned / max(imputed, SOME) - 1.0, math.nan, math.nan


def truth(measured: pd.DataFrame, withheld: pd.DataFrame) -> tuple[float, float]:
    """Return summed earnings after adoption of withheld persons who adopted in the measured world, in both worlds."""
    keys = ["freelancer_id", "month"]
    both = measured.merge(withheld[[*keys, "earnings", "ai_withheld"]], on=keys, suffixes=("", "_without"))
    after = (both["adopted"] >= LEAST_BEFORE) & (both["month"] >= both["adopted"])
    kept = both.loc[both["ai_withheld_without"] & after]
    return float(kept["earnings"].sum()), float(kept["earnings_without"].sum())


def by_replication(worlds: Worlds) -> list[PeopleEstimate]:
    """Return the designs and the truth of every replication."""
    found = []
    for replication in range(len(worlds.measured.replications)):
        measured, withheld = panel_of(worlds.measured, replication), panel_of(worlds.withheld, replication)
        with_ai, without = truth(measured, withheld)
        found.append(PeopleEstimate(designs(measured), with_ai / without - 1.0))
    return found
