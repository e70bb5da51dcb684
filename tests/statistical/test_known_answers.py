"""Special cases with a known answer: the urn, price competition, and a searcher with a reservation wage."""

from __future__ import annotations

import math
from statistics import NormalDist, fmean, stdev

import numpy as np
import pytest

from sim.model.marketplace import Marketplace
from sim.parameters.scenario import Scenario
from tests.model.hand_made import add_client, add_freelancer, empty_market, merged

pytestmark = pytest.mark.slow

NO_AI = {"ai": {"capability": {"mode": "none"}}}
AT_RANDOM = merged(
    NO_AI,
    {
        "population": {"n_freelancers": 1500, "clients_per_freelancer": 0.3},
        "horizon": {"warm_up_weeks": 4, "weeks": 12},
        "participation": {"founding_share": 0.4, "registration_rate": 0.0, "quit_hazard": 0.0,
                          "quit_hazard_hired": 0.0, "retirement_hazard": 0.0},
        "needs": {"rate_mean": 0.2, "hours_median_1m": 0.5, "hours_median_3m": 0.5, "hours_median_6m": 0.5,
                  "hours_median_over_6m": 0.5, "hours_log_sd": 0.0, "hours_level_step": 0.0},
        "clients": {"price_sensitivity": 0.0, "n_remembered": 0, "budget_log_sd_between": 0.0},
        "search": {"proposals_per_week": 3.0, "level_slack": 5.0},
        "hiring": {"nobody_utility": -20.0, "n_considered": 50, "visibility_weight": 0.0, "quality_weight": 0.0,
                   "quality_noise": 0.0, "reputation_weight": 0.0, "experience_weight": 0.0, "history_weight": 0.0,
                   "augmentation_weight": 0.0, "specialty_penalty": 0.0, "open_weeks": 1},
        "reskilling": {"hazard": 0.0},
        "record": {"contracts": True, "proposals": True},
    },
)  # fmt: skip


@pytest.fixture(scope="module")
def urn():
    """Posts of a market in which nothing about a proposal matters: by post, who was considered and who won."""
    market = Marketplace(Scenario.model_validate(AT_RANDOM), seed=5)
    market.run()
    tables = market.record.tables()
    proposals, people = tables["proposals"], tables["freelancers"]
    ability = dict(zip(people["freelancer_id"].tolist(), people["ability"].tolist(), strict=True))
    posts: dict[int, list[tuple[int, bool, dict[str, float]]]] = {}
    for at in np.flatnonzero(proposals["rank"] > 0).tolist():
        who = int(proposals["freelancer_id"][at])
        facts = {
            "ability": ability[who],
            "rate": float(proposals["proposed_rate"][at]),
            "reputation": float(proposals["reputation"][at]),
            "experience": float(proposals["experience_hours"][at]),
            "low id": float(who),
        }
        posts.setdefault(int(proposals["need_id"][at]), []).append((who, bool(proposals["won"][at]), facts))
    return [post for post in posts.values() if len(post) > 1]


def test_matching_at_random_prefers_nobody(urn):
    """Winner less mean of the considered, over its standard deviation under a uniform draw: zero for every trait."""
    assert len(urn) > 500
    assert all(sum(won for _, won, _ in post) == 1 for post in urn)
    for trait in urn[0][0][2]:
        gap = variance = 0.0
        for post in urn:
            values = np.array([facts[trait] for _, _, facts in post])
            gap += float(next(facts[trait] for _, won, facts in post if won) - values.mean())
            variance += float(values.var())
        assert abs(gap) < 4.0 * math.sqrt(variance), trait


def test_matching_at_random_fills_urns(urn):
    """Contracts by freelancer are balls in urns: 1 of k at each post with k considered, whoever won before.

    Mean, spread and the share without a contract follow from the sets of the considered alone.
    """
    chances: dict[int, list[float]] = {}
    wins: dict[int, int] = {}
    for post in urn:
        for who, won, _ in post:
            chances.setdefault(who, []).append(1.0 / len(post))
            wins[who] = wins.get(who, 0) + int(won)
    mean = {who: sum(p) for who, p in chances.items()}
    variance = {who: sum(q * (1.0 - q) for q in p) for who, p in chances.items()}
    assert sum(wins.values()) == len(urn) == pytest.approx(sum(mean.values()))
    chi2 = sum((wins[who] - mean[who]) ** 2 / variance[who] for who in wins)
    n = len(wins)
    assert abs(chi2 - n) < 5.0 * math.sqrt(3.0 * n)  # the fourth moment of rare events is above the normal's
    without = {who: math.prod(1.0 - q for q in p) for who, p in chances.items()}
    seen = sum(count == 0 for count in wins.values())
    assert abs(seen - sum(without.values())) < 4.0 * math.sqrt(sum(q * (1.0 - q) for q in without.values()))
    assert 0.1 < seen / n < 0.9  # or the urns would tell nothing


CROWD = merged(
    NO_AI,
    {
        "population": {"n_freelancers": 5000},
        "horizon": {"warm_up_weeks": 0, "weeks": 40},
        "participation": {"founding_share": 0.5, "registration_rate": 0.0, "quit_hazard": 0.0,
                          "quit_hazard_hired": 0.0, "retirement_hazard": 0.0},
        "needs": {"rate_mean": 0.02},
        "clients": {"price_sensitivity": 8.0},
        "search": {"asking_rate_log_sd": 0.0, "budget_weight": 0.0, "level_slack": 5.0, "budget_tolerance": 2.0},
        "learning": {"cut_per_idle_week": 0.02},
        "record": {"contracts": True},
    },
)  # fmt: skip


def price_over_reservation(changes):
    """Contract rates over reservation wages, one a contract, by the week of the hire."""
    market = Marketplace(Scenario.model_validate(merged(CROWD, changes)), seed=2)
    market.run()
    contracts = market.record.tables()["contracts"]
    return contracts["week_hired"], contracts["contract_rate"] / contracts["reservation_wage"]


def test_a_crowd_competes_the_price_down_to_the_reservation_wage():
    """With many for each post, asking rates fall to the reservation wage and no further (Bertrand)."""
    week, over = price_over_reservation({})
    first, last = over[week < 4], over[week >= 30]
    assert min(len(first), len(last)) > 10
    assert np.median(first) > 1.15
    assert over.min() >= 1.0 - 1e-6
    assert np.median(last) < 1.001


def test_where_work_is_plenty_the_price_stays_above():
    """With more work than hands nobody is idle, and the price does not fall to the reservation wage."""
    plenty = {
        "population": {"clients_per_freelancer": 1.0},
        "needs": {"rate_mean": 1.0},
        "search": {"proposals_per_week": 20.0},
        "participation": {"founding_share": 0.1},
    }
    week, over = price_over_reservation(plenty)
    assert len(over[week >= 30]) > 50
    assert np.median(over[week >= 30]) > 1.15


ALONE = merged(
    NO_AI,
    {
        "needs": {"usual_subcategory_share": 1.0, "hours_median_1m": 1.0, "rate_log_sd": 0.0},
        "clients": {"worth_of_need": 20.0, "posting_cost": 0.0, "rate_share_between": 0.0, "choice_scale": 0.01},
        "search": {"budget_weight": 1.0, "budget_tolerance": 0.0, "level_slack": 5.0, "proposals_per_week": 50.0,
                   "own_specialty_share": 0.0, "own_subcategory_share": 1.0, "n_tries": 10},
        "hiring": {"nobody_utility": -20.0, "open_weeks": 1},
        "reskilling": {"hazard": 0.0},
    },
)  # fmt: skip
OFFERS_A_WEEK, CLIENTS, MOST_WEEKS = 1.0, 20, 60


def week_of_first_job(wage, seed):
    """Weeks that a single searcher with a reservation wage waits for a job, and what it pays over the wage."""
    market = empty_market(seed=seed, engine="agents", **ALONE)
    add_freelancer(market, 0, reservation_wage=wage, asking_rate=wage)
    subcategory = market.setting.subcategory_of[0]
    for _ in range(CLIENTS):
        add_client(market, subcategory, need_rate=OFFERS_A_WEEK / CLIENTS)
    market.week = 1
    for waited in range(1, MOST_WEEKS + 1):
        market.step()
        assert market.clients.array("n_posts").sum() == market.clients.array("n_needs").sum()  # every need is an offer
        if market.contracts.n_rows:
            return waited, float(market.contracts.array("rate")[0])
    return MOST_WEEKS, math.nan


def chance_of_an_offer_above(wage, market):
    """1 - F(wage) of budgets: log-normal around the medians of specialty and level."""
    setting, subcategory = market.setting, market.setting.subcategory_of[0]
    places, total = setting.specialties_in[subcategory], 0.0
    share = np.diff([0.0, *setting.cumulated_in[subcategory]])
    for specialty, weight in zip(places, share, strict=True):
        levels = np.diff([0.0, *setting.level_cumulated[specialty]])
        for level, part in enumerate(levels):
            z = math.log(wage / setting.rate_median[specialty][level]) / setting.rate_log_sd
            total += weight * part * (1.0 - NormalDist().cdf(z))
    return total


@pytest.mark.parametrize("wage", [15.0, 40.0, 80.0])
def test_a_searcher_alone_accepts_what_is_above_the_reservation_wage(wage):
    """McCall: the wait is geometric with hazard 1 - exp(-offers (1 - F(wage))), and no job pays less than the wage."""
    runs = [week_of_first_job(wage, seed) for seed in range(120)]
    waits = [wait for wait, _ in runs]
    paid = [rate for _, rate in runs if not math.isnan(rate)]
    assert min(paid) >= wage * (1.0 - 1e-6)
    market = empty_market(engine="agents", **ALONE)
    hazard = 1.0 - math.exp(-OFFERS_A_WEEK * chance_of_an_offer_above(wage, market))
    expected = (1.0 - (1.0 - hazard) ** MOST_WEEKS) / hazard  # of a geometric wait, cut at the weeks walked
    error = stdev(waits) / math.sqrt(len(waits))
    assert abs(fmean(waits) - expected) < 4.0 * error
    assert error < 0.2 * expected


def test_mccall_reservation_wage_rises_with_the_supply_of_offers():
    """The hazard at a wage is what McCall's searcher uses: at a higher wage one waits longer, beyond noise."""
    low = [week_of_first_job(15.0, seed)[0] for seed in range(60)]
    high = [week_of_first_job(80.0, seed)[0] for seed in range(60)]
    gaps = [b - a for a, b in zip(low, high, strict=True)]
    assert fmean(gaps) > 4.0 * stdev(gaps) / math.sqrt(len(gaps))
    assert all(gap >= 0 for gap in gaps)  # the same offers: whoever wants more never has a job earlier
