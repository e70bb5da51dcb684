"""A lever moves its outcome the right way, and by more than noise: paired by common random numbers."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from tests.model.hand_made import busy_scenario, merged
from tests.statistical.replications import run, standard_errors_above_zero

pytestmark = pytest.mark.slow
REPLICATIONS = range(8)
AI_WEEK = 12
BASE = {
    "engine": "compiled",  # in a fraction of the time, and bit for bit as by agents (tests/reference)
    "population": {"n_freelancers": 350},
    "horizon": {"weeks": 36},
    "fees": {"freelancer_fee_rate": 0.1},
    "record": {"contracts": True, "proposals": False, "freelancer_months": False},
}


def price_over_budget(ran):
    """Mean of ln price over budget, per standard hour, over new contracts."""
    contracts = ran.tables["contracts"]
    return float(np.log(contracts["proposed_rate"] / contracts["budget_rate"]).mean())


LEVERS = {
    "search brings proposals": (
        {"search": {"proposals_per_week": 3.0}},
        {"search": {"proposals_per_week": 5.0}},
        lambda ran: ran.ratio("proposals_on_closed_posts", "posts_closed"),
    ),
    "choosy clients leave posts unfilled": (
        {"hiring": {"nobody_utility": 3.0}},
        {"hiring": {"nobody_utility": 1.0}},
        lambda ran: ran.ratio("new_posts_filled", "posts_closed"),
    ),
    "fees go to the platform": (
        {"fees": {"freelancer_fee_rate": 0.1}},
        {"fees": {"freelancer_fee_rate": 0.2}},
        lambda ran: ran.ratio("freelancer_fees", "gross_services_volume"),
    ),
    "open freelancers adopt": (
        {"ai": {"freelancer_adoption": {"openness_mean": -1.5}}},
        {"ai": {"freelancer_adoption": {"openness_mean": 0.0}}},
        lambda ran: ran.last("freelancer_ai_adoption_share"),
    ),
    "open clients adopt": (
        {"ai": {"client_adoption": {"openness_mean": -1.5}}},
        {"ai": {"client_adoption": {"openness_mean": 0.0}}},
        lambda ran: ran.last("client_ai_adoption_share"),
    ),
    "who prefers augmented people hires them": (
        {"clients": {"augmentation_preference": 0.0}},
        {"clients": {"augmentation_preference": 0.8}},
        lambda ran: (
            ran.total("new_contracts_ai_user", AI_WEEK)
            / (ran.total("new_posts_filled", AI_WEEK) - ran.total("new_ai_posts_filled", AI_WEEK))
        ),
    ),
    "who prefers people leaves AI alone": (
        {"clients": {"augmentation_preference": 0.6}},
        {"clients": {"augmentation_preference": -0.2}},
        lambda ran: ran.ratio("new_needs_ai_tried", "new_needs_ai_client", AI_WEEK),
    ),
    "capable AI does more alone": (
        {"ai": {"automation": {"exposure_shift": 8.0}}},
        {"ai": {"automation": {"exposure_shift": 18.0}}},
        lambda ran: ran.total("new_needs_automated"),
    ),
    "automation leaves fewer posts": (
        {"ai": {"automation": {"enabled": True}}, "clients": {"augmentation_preference": -0.5}},
        {"ai": {"automation": {"enabled": False}}, "clients": {"augmentation_preference": -0.5}},
        lambda ran: ran.ratio("new_needs_ai_client_posted", "new_needs_ai_client", AI_WEEK),
    ),
    "AI brings AI-related work": (
        {"ai": {"client_adoption": {"mode": "pinned", "share": 0.2}}},
        {"ai": {"client_adoption": {"mode": "pinned", "share": 0.8}}},
        lambda ran: ran.total("new_ai_posts"),
    ),
    "AI users fill AI-related posts": (
        {"ai": {"freelancer_adoption": {"mode": "pinned", "share": 0.1}}},
        {"ai": {"freelancer_adoption": {"mode": "pinned", "share": 0.9}}},
        lambda ran: ran.total("new_ai_posts_filled"),
    ),
    "augmentation speeds up work": (
        {"ai": {"augmentation": {"speed_gain_novice": 0.1}}},
        {"ai": {"augmentation": {"speed_gain_novice": 0.8}}},
        lambda ran: ran.ratio("standard_hours_delivered", "hours_worked", AI_WEEK),
    ),
    "patience of nobody, moves of many": (
        {"reskilling": {"hazard": 0.02}},
        {"reskilling": {"hazard": 0.2}},
        lambda ran: float(ran.tables["platform"]["new_reskilled"].sum()),
    ),
    "price-sensitive clients pay less": (
        {"clients": {"price_sensitivity": 6.0}},
        {"clients": {"price_sensitivity": 0.5}},
        price_over_budget,
    ),
    "demanding freelancers propose less": (
        {"search": {"reservation_ratio": 1.0}},
        {"search": {"reservation_ratio": 0.3}},
        lambda ran: ran.total("new_proposals"),
    ),
}


@pytest.mark.parametrize("lever", LEVERS)
def test_lever(lever):
    low, high, outcome = LEVERS[lever]
    pairs = [
        (run(busy_scenario(**merged(BASE, low)), r), run(busy_scenario(**merged(BASE, high)), r)) for r in REPLICATIONS
    ]
    differences = [outcome(more) - outcome(less) for less, more in pairs]
    assert standard_errors_above_zero(differences) > 3.0, differences


@pytest.mark.parametrize("whom", ["freelancer", "client"])
def test_pinned_shares_are_reached_and_nested(whom):
    shares, users = (0.2, 0.3, 0.4), []
    for share in shares:
        ai = {f"{whom}_adoption": {"mode": "pinned", "share": share}}
        ran = run(busy_scenario(**merged(BASE, {"ai": ai})), 0)
        people = ran.tables[f"{whom}s"]
        status = people["status"] != "quiet" if whom == "freelancer" else people["exit_week"] == -999999
        here = {i for i, active in zip(people[f"{whom}_id"], status, strict=True) if active}
        users.append(
            (here, {i for i, adopted in zip(people[f"{whom}_id"], people["ai_adopted"], strict=True) if adopted})
        )
        assert ran.last(f"{whom}_ai_adoption_share") == pytest.approx(share, abs=4.0 * 0.5 / len(here) ** 0.5)
    for (here, fewer), (there, more) in pairwise(users):
        assert fewer & here & there <= more


def test_a_difference_of_nothing_is_not_above_noise():
    scenario = busy_scenario(**BASE)
    same = [run(scenario, r).total("new_posts") - run(scenario, r).total("new_posts") for r in REPLICATIONS]
    assert standard_errors_above_zero(same) == 0.0
