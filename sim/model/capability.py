"""Phase 2, AI capability: the horizon of every week of a run, from the table of released systems."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sim.model.rules.ai_capability import NO_AI, log2_minutes, sped_up
from sim.parameters.capability_path import frontier

if TYPE_CHECKING:
    from datetime import date

    from sim.parameters.ai import Capability

DAYS_A_MONTH = 365.25 / 12.0


def log2_horizon_path(capability: Capability, mondays: list[date]) -> list[float]:
    """log2 horizon in minutes, for each of the given Mondays: that of the best system released by then.

    Parameters
    ----------
    capability : Capability
        Mode (measured, frozen, none), delay of the releases after ChatGPT, speed of growth after a date, doubling time
        after the last measured release.
    mondays : list of date
        In any order.

    Returns
    -------
    list of float
        log2 minutes; `NO_AI` before the first system and in mode ``none``.
    """
    return [_log2_horizon_on(capability, monday) for monday in mondays]


def _log2_horizon_on(capability: Capability, day: date) -> float:
    """log2 horizon on a day under the scenario's levers."""
    if capability.mode == "none":
        return NO_AI
    if capability.mode == "frozen":
        day = min(day, capability.frozen_at)
    if day > capability.public_from:
        day = max(day - timedelta(weeks=capability.delay_weeks), capability.public_from)
    value = _measured(day, capability.doubling_months)
    if day > capability.speed_from and capability.speed != 1.0:
        value = sped_up(value, _measured(capability.speed_from, capability.doubling_months), capability.speed)
    return value


def _measured(day: date, doubling_months: float) -> float:
    """log2 horizon of the best system released by a day; doubling after the last measured release."""
    value = NO_AI
    points = frontier()
    for point in points:
        if point.release_date <= day:
            value = log2_minutes(point.p50_minutes)
    last = points[-1].release_date
    if day > last:
        value += (day - last).days / DAYS_A_MONTH / doubling_months
    return value
