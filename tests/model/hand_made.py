"""Markets made by hand: a few freelancers, clients and posts, every number of theirs said or plain."""

from __future__ import annotations

from datetime import date

from sim.model.agents.proposal import Need, Proposal
from sim.model.marketplace import Marketplace
from sim.model.randomness.keys import client_id, freelancer_id, need_id
from sim.model.week import ai_capability
from sim.parameters.scenario import Scenario

PLAIN = {
    "engine": "agents",
    "horizon": {"start": date(2024, 1, 1), "weeks": 80, "warm_up_weeks": 0},
    "population": {"n_freelancers": 200, "clients_per_freelancer": 0.1},
    "participation": {"registration_rate": 0.0, "client_entry_rate": 0.0, "quit_hazard": 0.0, "quit_hazard_hired": 0.0,
                      "retirement_hazard": 0.0, "client_exit_hazard": 0.0},
    "search": {"level_slack": 1.0, "budget_tolerance": 0.0, "budget_weight": 0.0, "ai_pass_through": 0.5, "n_tries": 3,
               "proposals_per_week": 2.0, "own_specialty_share": 1.0, "own_subcategory_share": 0.0},
    "hiring": {"nobody_utility": -20.0, "n_considered": 8, "open_weeks": 3, "visibility_weight": 0.5},
    "delivery": {"level_difficulty_step": 0.8},
    "fees": {"freelancer_fee_rate": 0.1, "client_fee_rate": 0.05, "variable_from": date(2100, 1, 1)},
    "learning": {"reputation_prior": 4.6, "reputation_prior_weight": 1.0, "proficiency_start": 0.2},
    "clients": {"n_remembered": 3},
}  # fmt: skip


def merged(base, changes):
    """Nested dicts, the second over the first."""
    both = dict(base)
    for name, value in changes.items():
        both[name] = merged(both.get(name, {}), value) if isinstance(value, dict) else value
    return both


def scenario_of(**changes):
    return Scenario.model_validate(merged(PLAIN, changes))


def empty_market(*, seed=1, week=0, freelancer_class=None, client_class=None, **changes):
    """A market in which nobody takes part yet, past its first week, so that nobody is founded."""
    classes = {"freelancer_class": freelancer_class, "client_class": client_class}
    market = Marketplace(scenario_of(**changes), seed=seed, **{name: c for name, c in classes.items() if c})
    market.week = week
    ai_capability.walk(market)
    return market


def add_freelancer(market, specialty=0, **values):
    number = market.freelancers.n_rows
    row = market.freelancers.append(
        **{
            "freelancer_id": freelancer_id(specialty, -1, number),
            "specialty": specialty,
            "active": True,
            "ability": 0.0,
            "reservation_wage": 10.0,
            "asking_rate": 20.0,
            "hours_per_week": 40.0,
            "reputation": 4.6,
            "ai_openness": 0.0,
        }
        | values
    )
    market.add_freelancer(row)
    market.heads_last_week += 1
    return market.freelancer_at[row]


def add_client(market, subcategory=0, **values):
    number = market.clients.n_rows
    row = market.clients.append(
        **{
            "client_id": client_id(subcategory, -1, number),
            "subcategory": subcategory,
            "active": True,
            "need_rate": 0.0,
            "budget_scale": 1.0,
            "rate_z": 0.0,
            "augmentation_preference": 0.0,
            "price_sensitivity": 2.0,
            "ai_openness": 0.0,
        }
        | values
    )
    market.add_client(row)
    return market.client_at[row]


def add_post(market, client, **values):
    """An open post of 20 hours at 10 hours a week and 25 USD/h, intermediate level, on the market since this week."""
    number = market.job_posts.n_rows
    row = market.job_posts.append(
        **{
            "need_id": need_id(client.client_id, market.week, number),
            "client": client.row,
            "specialty": 0,
            "level": 1,
            "duration": 0,
            "hours": 20.0,
            "hours_per_week": 10.0,
            "budget_rate": 25.0,
            "complexity": 9.5,
            "position": (number * 0.37 + 0.1) % 1.0,
            "week": market.week,
            "status": 0,
        }
        | values
    )
    market.open_posts[row] = {}
    return row


def put(market, post, freelancer, **values):
    """A proposal that lies at a post: 20 USD/h, no AI, equally visible."""
    proposal = Proposal(
        **{"freelancer": freelancer, "price": 20.0, "speed": 1.0, "inside": 0.0, "ai_used": freelancer.ai_adopted,
           "shows_ai": False, "distance": 0.0, "visibility": 0.0, "week": market.week}
        | values
    )  # fmt: skip
    market.open_posts[post][freelancer.row] = proposal
    market.job_posts.n_proposals[post] += 1
    return proposal


def a_need(client, week=0, number=0, **values):
    """A need of 20 hours at 25 USD/h, intermediate, not AI-related."""
    return Need(
        **{"need_id": need_id(client.client_id, week, number), "specialty": 0, "level": 1, "duration": 0, "hours": 20.0,
           "hours_per_week": 10.0, "budget_rate": 25.0, "complexity": 9.5, "ai_related": False, "fixed_price": False}
        | values
    )  # fmt: skip


def hired(market, freelancer, client, **post_values):
    """A contract made by the hiring phase itself; its row."""
    from sim.model.week import hiring

    price = post_values.pop("price", 20.0)
    post = add_post(market, client, **post_values)
    put(market, post, freelancer, price=price)
    hiring.walk(market)
    assert market.contracts.post[market.contracts.n_rows - 1] == post
    return market.contracts.n_rows - 1


BUSY = {
    "engine": "agents",
    "horizon": {"start": date(2022, 9, 5), "weeks": 30, "warm_up_weeks": 10},
    "population": {"n_freelancers": 300, "clients_per_freelancer": 0.25},
    "participation": {"founding_share": 0.5, "registration_rate": 0.004, "quit_hazard": 0.02},
    "needs": {"rate_mean": 0.35, "hours_median_1m": 6.0, "ai_rate": 0.2, "ai_specialty_share": 0.3},
    "search": {"proposals_per_week": 3.0},
    "hiring": {"nobody_utility": 1.0},
    "learning": {"belief_half_life": 4.0},
    "reskilling": {"hazard": 0.1, "patience_weeks": 4, "gain_needed": 1.0},
    "ai": {
        "freelancer_adoption": {"max_hazard": 0.2, "cost": 2.0},
        "client_adoption": {"max_hazard": 0.2, "cost": 2.0},
    },
    "record": {"contracts": True, "proposals": True, "freelancer_months": True},
}  # fmt: skip


def busy_scenario(**changes):
    """A small market in which much happens within 40 weeks, AI's public release in week 12 included."""
    return Scenario.model_validate(merged(BUSY, changes))
