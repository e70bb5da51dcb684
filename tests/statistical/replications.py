"""Paired replications: the same seeds under two scenarios, and whether their difference is more than noise."""

from __future__ import annotations

import math
from functools import cache
from statistics import fmean, stdev

import numpy as np

from sim.model.marketplace import Marketplace
from sim.model.randomness.keys import entry_week_of_client
from sim.model.rules.posting import ai_need_rate, setup_wave


def quarter_of(date):
    """`2024Q1` for a day of the first quarter of 2024."""
    return f"{date[:4]}Q{(int(date[5:7]) + 2) // 3}"


class Counted(Marketplace):
    """Keeps, by quarter, the AI-related needs expected of the clients as they are: counts without their chance."""

    def step(self):
        week = self.week
        super().step()
        p, buyers = self.parameters.needs, self.clients
        users = np.flatnonzero(buyers.array("active") & buyers.array("ai_adopted"))
        capability = self.setting.usefulness(week)
        rates = [
            ai_need_rate(float(rate), p.rate_mean, p.ai_rate, capability, p.ai_capability_elasticity)
            * setup_wave(week - int(since), week - entry_week_of_client(int(who)), p.ai_setup_boost, p.ai_setup_weeks)
            for who, rate, since in zip(
                *(buyers.array(name)[users] for name in ("client_id", "need_rate", "ai_adopted_week")), strict=True
            )
        ]
        self.expected_ai_needs = getattr(self, "expected_ai_needs", {})
        quarter = quarter_of(self.setting.calendar.monday(week).isoformat())
        self.expected_ai_needs[quarter] = self.expected_ai_needs.get(quarter, 0.0) + sum(rates)


class Run:
    """Sums over a finished run."""

    def __init__(self, market):
        self.tables = market.record.tables()
        self.expected_ai_needs = market.expected_ai_needs
        weekly = self.tables["weekly"]
        self.quarters = np.array([quarter_of(day) for day in weekly["date"]])

    def total(self, name, since=None):
        """Sum of a weekly flow; of weeks from `since` on."""
        weekly = self.tables["weekly"]
        return float(weekly[name].sum() if since is None else weekly[name][weekly["week"] >= since].sum())

    def ratio(self, part, whole, since=None):
        return self.total(part, since) / self.total(whole, since)

    def last(self, name):
        """Value of the platform's series in the last week."""
        return float(self.tables["platform"][name][-1])


@cache
def _run(scenario_json, scenario_class, seed, replication):
    market = Counted(scenario_class.model_validate_json(scenario_json), seed=seed, replication=replication)
    market.run()
    return Run(market)


def run(scenario, replication, seed=20):
    """A run, kept for the next test that asks for the same."""
    return _run(scenario.model_dump_json(), type(scenario), seed, replication)


def standard_errors_above_zero(differences):
    """Mean over its standard error; infinite where all differences are the same and positive."""
    mean, spread = fmean(differences), stdev(differences)
    if spread == 0.0:
        return math.inf if mean > 0.0 else 0.0
    return mean / (spread / math.sqrt(len(differences)))
