"""What holds in any market: money, heads, hours and posts are conserved, for generated scenarios."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.model.agents.freelancer import Freelancer
from sim.model.marketplace import Marketplace
from tests.model.hand_made import busy_scenario

SHARE = st.floats(0.0, 1.0)
MODES = st.sampled_from(["endogenous", "pinned", "none"])

SCENARIOS = st.fixed_dictionaries(
    {
        "population": st.fixed_dictionaries(
            {"n_freelancers": st.integers(200, 400), "clients_per_freelancer": st.floats(0.05, 0.4)}
        ),
        "horizon": st.fixed_dictionaries(
            {
                "weeks": st.integers(8, 25),
                "warm_up_weeks": st.integers(0, 12),
                "start": st.integers(0, 240).map(lambda weeks: date(2021, 7, 5) + timedelta(weeks=weeks)),
            }
        ),
        "participation": st.fixed_dictionaries(
            {
                "founding_share": SHARE,
                "quit_hazard": st.floats(0.0, 0.3),
                "retirement_hazard": st.floats(0.0, 0.1),
                "client_exit_hazard": st.floats(0.0, 0.1),
                "registration_rate": st.floats(0.0, 0.03),
            }
        ),
        "needs": st.fixed_dictionaries({"rate_mean": st.floats(0.0, 1.0), "ai_rate": st.floats(0.0, 1.0)}),
        "clients": st.fixed_dictionaries(
            {"augmentation_preference": st.floats(-1.0, 1.0), "n_remembered": st.integers(0, 3)}
        ),
        "search": st.fixed_dictionaries(
            {
                "proposals_per_week": st.floats(0.0, 6.0),
                "reservation_ratio": st.floats(0.1, 1.0),
                "ai_pass_through": SHARE,
                "budget_tolerance": st.floats(0.0, 2.0),
                "budget_weight": SHARE,
            }
        ),
        "hiring": st.fixed_dictionaries({"nobody_utility": st.floats(-5.0, 6.0), "open_weeks": st.integers(1, 6)}),
        "fees": st.fixed_dictionaries(
            {"freelancer_fee_rate": st.floats(0.0, 0.9), "client_fee_rate": st.floats(0.0, 0.9)}
        ),
        "reskilling": st.fixed_dictionaries({"hazard": SHARE, "patience_weeks": st.integers(0, 10)}),
        "ai": st.fixed_dictionaries(
            {
                "capability": st.fixed_dictionaries({"mode": st.sampled_from(["measured", "frozen", "none"])}),
                "augmentation": st.fixed_dictionaries(
                    {"enabled": st.booleans(), "speed_gain_novice": st.floats(0.0, 3.0)}
                ),
                "automation": st.fixed_dictionaries({"enabled": st.booleans()}),
                "freelancer_adoption": st.fixed_dictionaries({"mode": MODES, "share": SHARE, "withheld_share": SHARE}),
                "client_adoption": st.fixed_dictionaries({"mode": MODES, "share": SHARE}),
            }
        ),
    }
)


class Watched(Freelancer):
    """Looks over its own shoulder."""

    def propose(self, post):
        proposal = super().propose(post)
        if proposal is not None:
            assert proposal.price * proposal.speed >= self.reservation_wage * (1.0 - 1e-12)
            assert proposal.speed >= 1.0
            assert self.active
        return proposal


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(changes=SCENARIOS, seed=st.integers(0, 2**63 - 1))
def test_identities_hold_in_any_scenario(changes, seed):
    """`check_week` raises within the walk; the tables are checked here on their own."""
    scenario = busy_scenario(**changes)
    market = Marketplace(scenario, seed=seed, freelancer_class=Watched)
    while market.week < scenario.horizon.weeks:
        week = market.week
        market.step()
        nobody_works_beyond_the_week(market, week)
    tables = market.record.tables()
    money_is_conserved(tables)
    needs_and_posts_are_conserved(tables)
    heads_are_conserved(tables)
    parts_are_no_larger_than_the_whole(tables["weekly"])
    contracts_are_one_of_each(tables)


def nobody_works_beyond_the_week(market, week):
    contracts, people = market.contracts, market.freelancers
    now = np.flatnonzero(contracts.array("hours_this_week") > 0)
    ended = contracts.array("week_ended")[now]
    now = now[(ended < -1000) | (ended == week)]
    worked = np.bincount(
        contracts.array("freelancer")[now], weights=contracts.array("hours_this_week")[now], minlength=people.n_rows
    )
    assert (worked <= people.array("hours_per_week") + 1e-3).all()
    assert (people.array("asking_rate") >= people.array("reservation_wage")).all()


def money_is_conserved(tables):
    weekly, platform = tables["weekly"], tables["platform"]
    for table in (weekly, platform):
        volume, earned, fees = (
            np.round(table[n] * 100) for n in ("gross_services_volume", "freelancer_earnings", "freelancer_fees")
        )
        assert (volume == earned + fees).all()
    assert round(tables["clients"]["spend"].sum() * 100) == round(platform["gross_services_volume"].sum() * 100)
    assert round(tables["freelancers"]["earnings"].sum() * 100) == round(platform["freelancer_earnings"].sum() * 100)
    for name in ("earnings", "ai_earnings", "earnings_before_ai", "earnings_final_year"):
        assert (tables["freelancers"][name] >= 0.0).all()


def needs_and_posts_are_conserved(tables):
    weekly, platform = tables["weekly"], tables["platform"]
    assert (
        weekly["new_needs"] == weekly["new_needs_automated"] + weekly["new_needs_dropped"] + weekly["new_posts"]
    ).all()
    assert (weekly["new_posts"] == weekly["new_hourly_posts"] + weekly["new_fixed_posts"]).all()
    assert (weekly["posts_closed"] == weekly["new_posts_filled"] + weekly["new_posts_expired"]).all()
    assert weekly["need_value"].sum() == pytest.approx(
        sum(weekly[name].sum() for name in ("automated_value", "dropped_value", "posted_value"))
    )
    assert (weekly["new_proposals"] == weekly["new_proposals_regular"] + weekly["new_proposals_to_ai_posts"]).all()
    opened = np.diff(platform["n_posts_open"], prepend=0)
    closed = np.array([weekly["posts_closed"][weekly["week"] == week].sum() for week in platform["week"]])
    recorded = platform["week"] >= 1
    assert (opened[recorded] == (platform["new_posts"] - closed)[recorded]).all()


def heads_are_conserved(tables):
    platform, people, buyers = tables["platform"], tables["freelancers"], tables["clients"]
    for ids in (people["freelancer_id"], buyers["client_id"]):
        assert len(np.unique(ids)) == len(ids)
    parts = [platform[f"n_freelancers_{status}"] for status in ("searching", "working", "quiet")]
    assert (platform["n_freelancers_registered"] == sum(parts)).all()
    assert (np.diff(platform["n_freelancers_registered"]) == platform["new_freelancers"][1:]).all()
    active = platform["n_freelancers_searching"] + platform["n_freelancers_working"]
    assert (np.diff(active) == (platform["new_freelancers"] - platform["new_freelancers_quiet"])[1:]).all()
    assert (np.diff(platform["n_clients"]) == (platform["new_clients"] - platform["new_clients_left"])[1:]).all()
    assert platform["n_clients"][-1] == (buyers["exit_week"] == -999999).sum()
    assert platform["n_freelancers_ever_hired"][-1] == (people["n_contracts"] > 0).sum()
    assert platform["new_freelancers_first_hired"].sum() == (people["n_contracts"] > 0).sum()
    assert not (people["ai_adopted"] & people["ai_withheld"]).any()
    assert ((people["ai_adopted_week"] > -999999) == people["ai_adopted"]).all()


PARTS = {
    "new_needs": ["new_ai_needs", "new_needs_ai_tried", "new_needs_automated", "new_needs_ai_client"],
    "new_needs_ai_tried": ["new_needs_automated"],
    "new_needs_ai_client": ["new_needs_ai_client_posted", "new_needs_ai_tried"],
    "new_posts": ["new_ai_posts"],
    "new_fixed_posts": ["new_fixed_posts_ge_1000"],
    "new_proposals": ["new_proposals_ai_user", "new_proposals_to_ai_posts"],
    "new_proposals_regular": ["new_proposals_regular_ai_user"],
    "new_posts_filled": ["new_ai_posts_filled", "new_contracts_ai_user"],
    "new_posts_expired": ["new_ai_posts_expired"],
    "posts_closed": ["posts_closed_lt5", "posts_closed_ge20"],
    "new_contracts_ended": ["new_contracts_succeeded", "new_ratings"],
    "hours_worked": ["ai_hours_worked"],
    "gross_services_volume": ["ai_gross_services_volume", "freelancer_fees"],
    "freelancer_earnings": ["ai_freelancer_earnings"],
}


def parts_are_no_larger_than_the_whole(weekly):
    for whole, parts in PARTS.items():
        for part in parts:
            assert (weekly[part] <= weekly[whole]).all(), (part, whole)
    for name, values in weekly.items():
        if values.dtype.kind == "f":
            assert np.isfinite(values).all(), name
        if values.dtype.kind in "if" and name != "week" and not name.startswith("sum_log"):
            assert (values >= 0).all(), name


def contracts_are_one_of_each(tables):
    contracts = tables["contracts"]
    assert len(np.unique(contracts["contract_id"])) == len(contracts["contract_id"])
    assert np.isin(contracts["client_id"], tables["clients"]["client_id"]).all()
    assert np.isin(contracts["freelancer_id"], tables["freelancers"]["freelancer_id"]).all()
    assert (contracts["contract_rate"] >= contracts["reservation_wage"] * (1.0 - 1e-6)).all()
    assert (contracts["week_hired"] >= contracts["week_posted"]).all()
    done = contracts["week_ended"] >= 0
    assert (contracts["week_ended"][done] >= contracts["week_hired"][done]).all()
    # every week's pay is rounded to the cent and the rate is held in single precision
    weeks = contracts["week_ended"][done] - contracts["week_hired"][done] + 1
    gap = np.abs(contracts["paid"][done] - contracts["value"][done])
    assert (gap <= 0.005 * weeks + 1e-5 * contracts["value"][done] + 1e-9).all()
    assert (contracts["ai_used"] | ~contracts["ai_related"]).all()
    assert (np.isnan(contracts["rating"]) == ~done).all()
    won = tables["proposals"]["won"]
    assert won.sum() == tables["weekly"]["new_posts_filled"].sum()
    assert (tables["proposals"]["rank"][won] == 1).all()
