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


ALIKE = merged(
    NO_AI,
    {
        "needs": {"usual_subcategory_share": 1.0, "hours_median_1m": 10.0, "hours_median_3m": 10.0,
                  "hours_median_6m": 10.0, "hours_median_over_6m": 10.0, "hours_log_sd": 0.0,
                  "hours_level_step": 0.0, "rate_log_sd": 0.0},
        "clients": {"n_remembered": 0, "worth_of_need": 20.0, "posting_cost": 0.0, "choice_scale": 0.01},
        "search": {"budget_weight": 0.0, "budget_tolerance": 2.0, "level_slack": 5.0, "proposals_per_week": 3.0,
                   "own_specialty_share": 0.0, "own_subcategory_share": 1.0},
        "learning": {"cut_per_idle_week": 0.02, "ability_per_100_hours": 0.0},
        "reskilling": {"hazard": 0.0},
    },
)  # fmt: skip
WAGE, FIRST_PRICE, BUYERS, NEEDS_A_WEEK = 16.0, 20.0, 20, 10.0
PLENTY, CROWDS = 5, (10, 20, 40, 160, 320)
"""Freelancers, all the same in everything: half as many as needs a week, and more and more."""


def prices_over_reservation(n_freelancers):
    """Contract rates over the one reservation wage: of the first five weeks, of the last twenty."""
    market = empty_market(seed=2, **ALIKE)
    for _ in range(n_freelancers):
        add_freelancer(market, 0, reservation_wage=WAGE, asking_rate=FIRST_PRICE)
    for _ in range(BUYERS):
        add_client(market, market.setting.subcategory_of[0], need_rate=NEEDS_A_WEEK / BUYERS, price_sensitivity=8.0)
    market.week = 1
    over = {}
    for _ in range(50):
        market.step()
        hired, rates = market.contracts.array("week_hired"), market.contracts.array("rate")
        over[market.week - 1] = (rates[hired == market.week - 1] / WAGE).tolist()
    weeks = sorted(over)
    return [np.array([one for week in part for one in over[week]]) for part in (weeks[:5], weeks[-20:])]


def test_a_crowd_of_identical_freelancers_competes_the_price_down_to_the_reservation_wage():
    """The more there are for the same work the lower the price, down to the reservation wage and no further (Bertrand).

    Where work is plenty nobody is idle, and it rises above what all asked at first.
    """
    last = {}
    for n in (PLENTY, *CROWDS):
        first, last[n] = prices_over_reservation(n)
        assert min(len(first), len(last[n])) > 20
        assert 1.15 < np.median(first) <= 1.01 * FIRST_PRICE / WAGE
        assert min(first.min(), last[n].min()) >= 1.0 - 1e-6
    means = [float(last[n].mean()) for n in (PLENTY, *CROWDS)]
    assert means == sorted(means, reverse=True)
    assert np.median(last[PLENTY]) > FIRST_PRICE / WAGE
    assert np.median(last[CROWDS[-1]]) < 1.001
    assert means[-1] < 1.01


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
DISCOUNT = 0.95
"""A week, so that wages much above the mean are worth waiting for only where offers are frequent."""


def week_of_first_job(wage, seed, offers=OFFERS_A_WEEK):
    """Weeks that a single searcher with a reservation wage waits for a job, and what it pays, USD/h."""
    market = empty_market(seed=seed, engine="agents", **ALONE)
    add_freelancer(market, 0, reservation_wage=wage, asking_rate=wage)
    subcategory = market.setting.subcategory_of[0]
    for _ in range(CLIENTS):
        add_client(market, subcategory, need_rate=offers / CLIENTS)
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


def test_whoever_asks_for_more_waits_longer():
    low = [week_of_first_job(15.0, seed)[0] for seed in range(60)]
    high = [week_of_first_job(80.0, seed)[0] for seed in range(60)]
    gaps = [b - a for a, b in zip(low, high, strict=True)]
    assert fmean(gaps) > 4.0 * stdev(gaps) / math.sqrt(len(gaps))
    assert all(gap >= 0 for gap in gaps)  # the same offers: whoever wants more never has a job earlier


def worth_of_search(wage, seed, offers):
    """What the job found is worth when search begins, per week of it: its rate, discounted over the wait."""
    waited, rate = week_of_first_job(wage, seed, offers)
    return 0.0 if math.isnan(rate) else DISCOUNT**waited * rate


def test_mccall_reservation_wage_rises_with_the_supply_of_offers():
    """Where offers are rare a low reservation wage is worth more than a high one, where they are frequent less.

    The model's searchers do not choose theirs, so that the two are tried out, under the same luck.
    """
    for offers, better, worse in ((0.2, 15.0, 80.0), (1.25, 80.0, 15.0)):
        gains = [worth_of_search(better, seed, offers) - worth_of_search(worse, seed, offers) for seed in range(80)]
        assert fmean(gains) > 4.0 * stdev(gains) / math.sqrt(len(gains)), offers
