"""A market that takes no time: its outcomes are a function of the scenario, with luck that all points share."""

from __future__ import annotations

import numpy as np

from sim.analysis.estimate import missing, ratio
from sim.experiment.sweep.estimates import PointSummary, estimate_table
from sim.outcomes.catalogue import CATALOGUE, CATEGORY_CATALOGUE

SHIFTS = {"Legal": 0.0, "Writing": -1.0}
LUCK = np.array([0.0, 3.0, -1.0, 2.0, 5.0, -4.0])


def response(scenario):
    """What the market earns: rises with clients' share of AI users, falls with its square."""
    share = scenario.ai.client_adoption.share
    return 10.0 + 8.0 * share - 12.0 * share**2 + 5.0 * scenario.fees.client_fee_rate


def summary_of(respond):
    """Return what stands in for the summary of recorded tables, with another response."""

    def summarised(scenario, tables, done, lost):
        luck = LUCK[list(done)]

        def estimate(shift):
            return ratio(respond(scenario) + shift + luck, np.ones(len(luck)))

        outcomes = dict.fromkeys(CATALOGUE, estimate(0.0))
        outcomes["ai_premium_causal"] = missing("no twin world was run (replication.n_twins is 0)")
        categories = {name: dict.fromkeys(CATEGORY_CATALOGUE, estimate(shift)) for name, shift in SHIFTS.items()}
        return PointSummary(estimate_table(outcomes, categories), tuple(done), tuple(lost))

    return summarised
