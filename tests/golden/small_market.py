"""The market behind the golden numbers: 1,000 freelancers, 30 weeks of warm-up and 60 weeks from November 2022 on.

More clients and searchers than at rest, so that every kind of event happens; all else by default.
"""

from __future__ import annotations

import json
import math
from datetime import date
from pathlib import Path

from sim.model.marketplace import Marketplace
from sim.parameters.scenario import Scenario
from tests.reference.fingerprint import fingerprint

FILE = Path(__file__).parent / "small_market.json"
SEED = 7
SUMS = (
    "new_needs",
    "new_ai_needs",
    "new_needs_ai_tried",
    "new_needs_automated",
    "new_needs_dropped",
    "new_posts",
    "new_ai_posts",
    "new_proposals",
    "new_proposals_ai_user",
    "new_posts_filled",
    "new_ai_posts_filled",
    "new_posts_expired",
    "new_contracts_ended",
    "new_contracts_succeeded",
    "hours_worked",
    "standard_hours_delivered",
    "gross_services_volume",
    "freelancer_earnings",
    "freelancer_fees",
    "ai_freelancer_earnings",
    "need_value",
    "posted_value",
    "contract_value",
    "sum_log_contract_rate",
    "sum_complexity",
    "sum_rating",
)
LAST = (
    "n_freelancers_registered",
    "n_freelancers_searching",
    "n_freelancers_working",
    "n_clients",
    "n_clients_active",
    "freelancer_ai_adopters",
    "client_ai_adopters",
    "ai_horizon_minutes",
)


def numbers():
    """What the golden file holds, from a fresh run."""
    scenario = Scenario.model_validate(
        {
            "population": {"n_freelancers": 1000, "clients_per_freelancer": 0.5},
            "participation": {"founding_share": 0.3},
            "horizon": {"start": date(2022, 11, 7), "warm_up_weeks": 30, "weeks": 60},
            "record": {"contracts": True, "proposals": True, "freelancer_months": True},
        }
    )
    market = Marketplace(scenario, seed=SEED)
    market.run()
    tables = market.record.tables()
    weekly, platform = tables["weekly"], tables["platform"]
    return {
        "weekly_sums": {name: math.fsum(weekly[name].tolist()) for name in SUMS},
        "platform_last_week": {name: float(platform[name][-1]) for name in LAST},
        "sha256": fingerprint(tables),
    }


def stored():
    """The golden file."""
    return json.loads(FILE.read_text(encoding="utf-8"))
