"""Freelancers with free hours look for posts and propose; clients invite whom they remember.

Everybody makes the first look for every proposal at once, then the second, then the third. When two looks of a
freelancer would bring two proposals for one post, one is sent and the other passes on to the next post on the circle,
as in the sequential rule; only the order within a freelancer's own looks differs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit, ndtr

from benchmarks.numpy_market.circles import CAN_DO, N_KINDS, Circles, Sent, kind_of
from benchmarks.numpy_market.columns import Bools, Columns, Floats, Ints, Proposals
from sim.model.agents.freelancer import LEAST_FREE_HOURS
from sim.model.rules.delivery import MEAN_EXPOSURE, MOST_EXPOSURE

if TYPE_CHECKING:
    from benchmarks.numpy_market.market import NumpyMarket


@dataclass
class Offers(Columns):
    """Pairs of freelancer and post with the speed at which the work would be done; `ok` where it pays enough."""

    freelancer: Ints
    post: Ints
    inside: Floats
    speed: Floats
    ok: Bools


@dataclass
class Looks:
    """Luck of one look for each proposal still to be sent."""

    freelancer: Ints
    point: Floats
    ai_first: Bools
    ring: Ints


def search(market: NumpyMarket) -> None:
    """Invitations for new posts, then search by every freelancer with free hours; all proposals arrive at the end."""
    if len(market.posts) == 0:
        return
    offers = _invitations(market)
    sent = Sent(
        np.concatenate([market.proposals.freelancer, offers.freelancer]),
        np.concatenate([market.proposals.post, offers.post]),
        len(market.posts),
    )
    rings = _rings(market)
    kind = kind_of(market, np.arange(len(market.freelancers)))
    freelancer = _proposals_to_send(market)
    for _ in range(market.parameters.search.n_tries):
        if len(freelancer) == 0:
            break
        freelancer = _look_and_offer(market, rings, sent, kind, freelancer, offers)
    _send(market, offers)


def _proposals_to_send(market: NumpyMarket) -> Ints:
    """One entry for each proposal that a freelancer tries to send: Poisson, less with fewer free hours."""
    people, p = market.freelancers, market.parameters.search
    free = people.free_hours
    able = np.flatnonzero(free >= LEAST_FREE_HOURS)
    counts = market.rng.poisson(p.proposals_per_week * free[able] / people.hours_per_week[able])
    return np.repeat(able, counts)


def _rings(market: NumpyMarket) -> list[Circles]:
    """Circles of AI-related posts by category of the searcher, then of specialties, subcategories and categories."""
    posts, land, tree = market.posts, market.land, market.setting.tree
    everywhere = np.arange(len(posts))
    category = land.category_of[posts.specialty]
    seen_from = land.ai_related_label[posts.specialty, None] | (category[:, None] == np.arange(tree.n_categories))
    post, searcher = np.nonzero(seen_from & posts.ai_related[:, None])
    return [
        Circles(posts, post, searcher, tree.n_categories),
        Circles(posts, everywhere, posts.specialty, len(land.category_of)),
        Circles(posts, everywhere, land.subcategory_of[posts.specialty], tree.n_subcategories),
        Circles(posts, everywhere, category, tree.n_categories),
    ]


def _look_and_offer(
    market: NumpyMarket, rings: list[Circles], sent: Sent, kind: Ints, freelancer: Ints, offers: Offers
) -> Ints:
    """One look for each proposal to be sent; returns the freelancers of those that were not."""
    p, rng, n = market.parameters.search, market.rng, len(freelancer)
    ring = 1 + np.searchsorted(np.cumsum([p.own_specialty_share, p.own_subcategory_share]), rng.random(n), side="right")
    ai_first = market.freelancers.ai_adopted[freelancer] & (rng.random(n) < p.ai_search_share)
    looks = Looks(freelancer, rng.random(n), ai_first, ring)
    failed = np.ones(n, np.bool_)
    left = np.arange(n)
    while len(left):
        post = _look(market, rings, sent, kind, looks, left)
        seen = post >= 0
        left, post = left[seen], post[seen]
        new = offered(market, freelancer[left], post)
        left = left[new.ok]
        new.keep(new.ok)
        _, first = np.unique(new.freelancer * sent.n_posts + new.post, return_index=True)
        again = np.ones(len(left), np.bool_)
        again[first] = False
        failed[left[first]] = False
        left = left[again]
        new.keep(first)
        sent.add(new.freelancer, new.post)
        offers.append(new)
    return freelancer[failed]


def _look(market: NumpyMarket, rings: list[Circles], sent: Sent, kind: Ints, looks: Looks, which: Ints) -> Ints:
    """Find the post each look falls on: in the own specialty, or wider by luck or where there is none; -1 for none."""
    land, freelancer = market.land, looks.freelancer[which]
    specialty = market.freelancers.specialty[freelancer]
    category = land.category_of[specialty]
    groups = [category, specialty, land.subcategory_of[specialty], category]
    found = np.full(len(which), -1)
    for number, (circles, group) in enumerate(zip(rings, groups, strict=True)):
        here = looks.ai_first[which] if number == 0 else looks.ring[which] <= number
        todo = np.flatnonzero(here & (found < 0))
        if len(todo) == 0:
            continue
        who = freelancer[todo]
        key = group[todo] * N_KINDS + kind[who]
        found[todo] = circles.next_post(key, looks.point[which[todo]], who, sent)
    return found


def _invitations(market: NumpyMarket) -> Offers:
    """Clients ask the freelancers they remember to propose for new posts of the same category."""
    posts, people, land = market.posts, market.freelancers, market.land
    new = np.flatnonzero((posts.week == market.week) & (posts.client >= 0))
    remembered = market.clients.remembered[posts.client[new]]
    place, slot = np.nonzero(remembered >= 0)
    post, freelancer = new[place], remembered[place, slot]
    same = land.category_of[people.specialty[freelancer]] == land.category_of[posts.specialty[post]]
    able = CAN_DO[kind_of(market, freelancer), posts.level[post], posts.ai_related[post].astype(np.int64)]
    asked = same & able & ~people.retiring[freelancer]
    offers = offered(market, freelancer[asked], post[asked])
    offers.keep(offers.ok)
    return offers


def offered(market: NumpyMarket, freelancer: Ints, post: Ints) -> Offers:
    """Speed of the work with AI, and whether it is worth proposing."""
    p, people, posts = market.parameters, market.freelancers, market.posts
    inside, speed = np.zeros(len(post)), np.ones(len(post))
    if p.ai.augmentation.enabled:
        users = np.flatnonzero(people.ai_adopted[freelancer])
        who, what = freelancer[users], post[users]
        reach = market.log2_horizon + p.ai.augmentation.reach_shift - posts.complexity[what]
        inside[users] = expit(p.ai.capability.slope * reach)
        exposure = market.land.augmentation_exposure[posts.specialty[what]]
        gain = np.minimum(exposure / MEAN_EXPOSURE, MOST_EXPOSURE) * people.ai_proficiency[who] * inside[users]
        speed[users] += p.ai.augmentation.speed_gain_novice * (1.0 - ndtr(people.ability[who])) * gain
    ok = people.reservation_wage[freelancer] / speed <= posts.budget_rate[post] * np.exp(p.search.budget_tolerance)
    return Offers(freelancer, post, inside, speed, ok)


def _send(market: NumpyMarket, offers: Offers) -> None:
    """The proposals of the week reach their posts."""
    p, people, posts, rng, n = market.parameters, market.freelancers, market.posts, market.rng, len(offers)
    freelancer, post, speed = offers.freelancer, offers.post, offers.speed
    weight, budget = p.search.budget_weight, posts.budget_rate[post]
    own = people.asking_rate[freelancer] * (1.0 - p.search.ai_pass_through * (1.0 - 1.0 / speed))
    price = np.exp((1.0 - weight) * np.log(own) + weight * np.log(budget))
    adopted, ai_related = people.ai_adopted[freelancer], posts.ai_related[post]
    mine, theirs, land = people.specialty[freelancer], posts.specialty[post], market.land
    near = land.subcategory_of[mine] == land.subcategory_of[theirs]
    market.proposals.append(
        Proposals(
            post=post,
            freelancer=freelancer,
            price=np.maximum(price, people.reservation_wage[freelancer] / speed),
            speed=speed,
            inside=offers.inside,
            ai_used=adopted,
            shows_ai=adopted & (people.ai_visible[freelancer] | ai_related),
            distance=np.where(mine == theirs, 0.0, np.where(near, 1.0, 2.0)),
            visibility=p.hiring.visibility_weight * np.log1p(people.standing[freelancer]) + rng.gumbel(size=n),
            perception=rng.standard_normal(n),
            taste=rng.gumbel(size=n),
        )
    )
    posts.n_proposals += np.bincount(post, minlength=len(posts))
    market.counts["new_proposals"] = float(n)
