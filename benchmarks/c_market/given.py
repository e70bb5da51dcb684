"""What the C market is given: parameters, work categories and the capability path of a scenario, as plain arrays."""

from __future__ import annotations

import ctypes
from functools import reduce
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from sim.model.compiled.world import world_of
from sim.model.randomness.portable_math import exp, log
from sim.model.setting import WEEKS_A_YEAR
from sim.model.state.market import LONG_HALF_LIFE
from sim.model.week.participation import YEARS_OF_PAST

if TYPE_CHECKING:
    import numpy.typing as npt

    from sim.model.setting import Setting
    from sim.parameters.scenario import Scenario

    Reals = npt.NDArray[np.float64]

NOBODY_ADOPTS, BY_HAZARD, PINNED = 0.0, 1.0, 2.0
EVERYBODY = 2.0
"""A hazard that no luck lies above."""
DTYPES: dict[str, Any] = {"int64_t": np.int64, "double": np.float64, "uint8_t": np.uint8}


def parameters(listed: str, scenario: Scenario) -> Reals:
    """Parameters as numbers; `listed` names each, and its path in the scenario unless it is derived."""
    derived = _derived(scenario)
    values = []
    for name, path in (entry.split("=") for entry in listed.split()):
        values.append(float(reduce(getattr, path.split("."), cast("Any", scenario)) if path else derived[name]))
    return np.array(values)


def _derived(p: Scenario) -> dict[str, float]:
    """Numbers that follow from the parameters alone."""
    n, ai = p.population.n_freelancers, p.ai
    variance = max(p.needs.hours_log_sd**2 - p.clients.budget_log_sd_between**2, 0.0)
    numbers = {
        "registrations": n * p.participation.registration_rate,
        "client_entries": n * p.population.clients_per_freelancer * p.participation.client_entry_rate,
        "hours_log_sd_within": exp(0.5 * log(variance)) if variance > 0.0 else 0.0,
        "fading": exp(-log(2.0) / p.learning.belief_half_life),
        "slow_fading": exp(-log(2.0) / LONG_HALF_LIFE),
    }
    for who, adoption in (("freelancer", ai.freelancer_adoption), ("client", ai.client_adoption)):
        mode, before, after = BY_HAZARD, adoption.max_hazard * adoption.before_public, adoption.max_hazard
        if adoption.mode == "pinned":
            mode, after = PINNED, EVERYBODY
        if ai.capability.mode == "none" or adoption.mode == "none":
            mode, before, after = NOBODY_ADOPTS, 0.0, 0.0
        numbers |= {f"{who}_mode": mode, f"{who}_most_before": before, f"{who}_most_after": after}
    return numbers


def work_categories(listed: str, setting: Setting, scenario: Scenario) -> list[npt.NDArray[Any]]:
    """Arrays of the work categories; `listed` names each with its type."""
    world = world_of(cast("Any", SimpleNamespace(setting=setting)))._asdict()
    needs = scenario.needs
    world["hours_median"] = (needs.hours_median_1m, needs.hours_median_3m, needs.hours_median_6m,
                             needs.hours_median_over_6m)  # fmt: skip
    world["category_of_subcategory"] = setting.tree.category_of_subcategory
    arrays = []
    for kind, name in (entry.split("=") for entry in listed.split()):
        arrays.append(np.ascontiguousarray(world[name], dtype=DTYPES[kind]))
    return arrays


def pointers(arrays: list[npt.NDArray[Any]]) -> Any:
    """Addresses of arrays, as C takes them; the arrays must outlive them."""
    return (ctypes.c_void_p * len(arrays))(*(array.ctypes.data for array in arrays))


def this_week(listed: str, week: int, setting: Setting, scenario: Scenario) -> Reals:
    """The numbers of a week, in the order of `listed`."""
    calendar, fees = setting.calendar, scenario.fees
    has_past = week >= calendar.first_week + YEARS_OF_PAST * WEEKS_A_YEAR
    fee_rate = fees.freelancer_fee_rate
    if week >= calendar.week_of(fees.change_date):
        fee_rate = fees.freelancer_fee_rate_after
    elif week >= calendar.week_of(fees.variable_from):
        fee_rate = -1.0  # by crowding
    numbers = {
        "week": week,
        "log2_horizon": setting.log2_horizon(week),
        "usefulness": setting.usefulness(week),
        "text_ai": week >= calendar.public_week,
        "visual_ai": week >= calendar.visual_week,
        "before_ai_year": calendar.public_week - WEEKS_A_YEAR <= week < calendar.public_week,
        "final_year": week >= calendar.end_week - WEEKS_A_YEAR,
        "is_first": week == calendar.first_week,
        "last_before_ai": week == calendar.public_week - 1,
        "entry_elasticity": scenario.participation.entry_elasticity if has_past else 0.0,
        "fee_rate": fee_rate,
    }
    return np.array([float(numbers[name]) for name in listed.split()])
