"""Targets that are a formula of a few calibrated parameters, and a log of the replications that were asked for."""

from __future__ import annotations

import math

import numpy as np
import tiny_market

from sim.analysis.checks import Check
from sim.analysis.estimate import mean

RUN: list[tuple[float, int]] = []
"""Utility of hiring nobody, and number of the replication, of every run."""


def simulate(scenario, seed, replication, on_week=None):
    RUN.append((scenario.hiring.nobody_utility, replication))
    return tiny_market.simulate(scenario, seed, replication, on_week)


def targets(results):
    """Two targets that follow one parameter each, and one that nothing moves."""
    scenario = results.scenario
    luck = 0.02 * np.sin(37.0 * np.unique(results.tables["platform"]["replication"].to_numpy()) + 1.0)
    fill = 1.0 / (1.0 + np.exp(scenario.hiring.nobody_utility - 4.4 + luck))
    hours = scenario.needs.hours_median_over_6m * np.exp(luck)
    return [
        Check("C5", "hires over posts, 2024", "1", mean(fill), 0.38, 0.30, 0.45),
        Check("C6", "spend per active client", "USD/year", mean(hours), 600.0, 500.0, 700.0),
        Check("C1", "median posted hourly rate", "USD/h", mean(20.0 * np.exp(luck)), 20.0, 18.0, 22.0),
    ]


FILLED_BEST = 4.4 + math.log(0.62 / 0.38)
"""Utility of hiring nobody at which the fill rate is the published one."""
