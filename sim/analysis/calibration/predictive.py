"""Each target beside what the model says: the scenario as it was, best point, prior and posterior predictive."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.calibration.calibrate import Calibrated, Rows
from sim.analysis.calibration.moments import Moment, row_values
from sim.analysis.calibration.posterior import seed_of
from sim.analysis.calibration.priors import shares_of

Floats = NDArray[np.float64]
LEVELS: Final = (0.025, 0.5, 0.975)


def fit_table(found: Calibrated, start: Rows, best: Rows | None) -> pd.DataFrame:
    """Return one row a target: published, simulated at two points, emulated over prior and posterior.

    The posterior predictive holds the emulator's own error and the Monte Carlo error at the size of the point's use.

    Parameters
    ----------
    found : Calibrated
    start, best : Rows
        Targets of the model itself at these points; None where the best point was not run.
    """
    places = {one.moment.name: at for at, one in enumerate(found.density.emulated)}
    means, luck = found.density.mean(found.draws.shares), np.random.default_rng(seed_of("predictive", 0))
    at_best = found.density.mean(found.best[None, :])[0]
    rows = []
    for number, one in enumerate(found.final):
        moment = one.moment
        row = {**_head(moment, one.status), **_simulated("start", start[number])}
        row |= _simulated("best", None if best is None else best[number])
        design = found.design.observed[:, number]
        row |= _quantiles("prior", moment, design[np.isfinite(design)])
        place = places.get(moment.name)
        row["best_emulated"] = math.nan if place is None else float(moment.in_unit(at_best[place : place + 1])[0])
        if place is None:
            row |= _quantiles("posterior", moment, np.array([]))
        else:
            own = math.sqrt(max(found.density.deviations[place] ** 2 - moment.tolerance**2, 0.0))
            drawn = means[:, place] + own * luck.standard_normal(len(means))
            row |= _quantiles("posterior", moment, drawn)
        row["best_in_range"] = None if best is None else _within(moment, best[number]["value"])
        row["start_in_range"] = _within(moment, start[number]["value"])
        rows.append(row)
    return pd.DataFrame(rows)


def check_table(found: Calibrated, settings: Sequence[Mapping[str, float]], simulated: Sequence[Rows]) -> pd.DataFrame:
    """Return the posterior predictive check, one row a target: the model itself at draws of the posterior.

    Parameters
    ----------
    found : Calibrated
    settings : sequence of mapping
        Parameters of each draw that was run.
    simulated : sequence of Rows
        Targets of each.

    Returns
    -------
    pandas.DataFrame
        Quantiles of the model's values; share of draws inside the published range; the place of the published number
        among them (share below it); and ``surprise``, the root mean square of simulated less emulated over what the
        emulator and the noise of such a run allow: near 1 unless the emulator misleads where the posterior lies.
    """
    moments = found.design.moments
    values = np.array([row_values(moments, rows) for rows in simulated])
    emulated = found.density.mean(np.array([shares_of(dict(one)) for one in settings]))
    places = {one.moment.name: at for at, one in enumerate(found.density.emulated)}
    rows = []
    for at, one in enumerate(found.final):
        moment, there = one.moment, np.isfinite(values[:, at])
        known = values[there, at]
        inside = moment.in_unit(known)
        surprise = math.nan
        if moment.name in places and len(known):
            gaps = known - emulated[there, places[moment.name]]
            surprise = math.sqrt(float((gaps**2).mean()) / (one.noise**2 + one.error**2))
        rows.append(
            {
                **_head(moment, one.status),
                "n": len(known),
                **_quantiles("model", moment, known),
                "in_range": float(((inside >= moment.low) & (inside <= moment.high)).mean())
                if len(known)
                else math.nan,
                "published_rank": float((inside < moment.reference).mean()) if len(known) else math.nan,
                "surprise": surprise,
            }
        )
    return pd.DataFrame(rows)


def _head(moment: Moment, status: str) -> dict[str, Any]:
    facts = {"target": moment.name, "unit": moment.unit, "published": moment.reference}
    return {**facts, "low": moment.low, "high": moment.high, "status": status}


def _simulated(name: str, row: dict[str, Any] | None) -> dict[str, float]:
    value, error = (None, None) if row is None else (row["value"], row["standard_error"])
    return {name: math.nan if value is None else value, f"{name}_error": math.nan if error is None else error}


def _quantiles(name: str, moment: Moment, on_scale: Floats) -> dict[str, float]:
    if len(on_scale) == 0:
        return {f"{name}_q{level:g}": math.nan for level in LEVELS}
    found = moment.in_unit(np.quantile(on_scale, LEVELS))
    return {f"{name}_q{level:g}": float(one) for level, one in zip(LEVELS, found, strict=True)}


def _within(moment: Moment, value: float | None) -> bool | None:
    return None if value is None else bool(moment.low <= value <= moment.high)
