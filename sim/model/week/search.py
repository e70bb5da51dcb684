"""Phase 5: freelancers with free hours look for posts and propose; clients invite whom they remember.

A post's share of attention is its arc on a circle: posts lie at places drawn by id, a searcher's luck is a point on the
circle, and the next post is the one looked at. So a post that exists in one of two paired scenarios only draws attention from
one neighbour, and leaves the luck of all others as it was.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from sim.model.randomness import decisions
from sim.model.record.flows import weekly_cell

if TYPE_CHECKING:
    from sim.model.agents.freelancer import Freelancer
    from sim.model.agents.proposal import Proposal
    from sim.model.marketplace import Marketplace

Circle = tuple[list[float], list[int]]
"""Places of posts in rising order, and their rows."""


class Circles:
    """Open posts of the week by specialty, subcategory and category, as circles of attention."""

    def __init__(self, market: Marketplace) -> None:
        setting, posts = market.setting, market.job_posts
        self.specialty: dict[int, Circle] = {}
        self.subcategory: dict[int, Circle] = {}
        self.category: dict[int, Circle] = {}
        self.ai_related: dict[int, Circle] = {}
        ordered = sorted(market.open_posts, key=lambda row: (posts.position[row], posts.need_id[row]))
        for row in ordered:
            specialty = posts.specialty[row]
            for circles, place in (
                (self.specialty, specialty),
                (self.subcategory, setting.subcategory_of[specialty]),
                (self.category, setting.category_of[specialty]),
            ):
                places, rows = circles.setdefault(place, ([], []))
                places.append(posts.position[row])
                rows.append(row)
            if posts.ai_related[row]:
                places, rows = self.ai_related.setdefault(setting.category_of[specialty], ([], []))
                places.append(posts.position[row])
                rows.append(row)


def walk(market: Marketplace) -> None:
    """Invitations for new posts, then search by every active freelancer with free hours.

    Reads     job_posts, beliefs
    Writes    freelancers.n_proposals; job_posts.n_proposals; open_posts
    """
    _invite(market)
    circles = Circles(market)
    tries = market.parameters.search.n_tries
    for freelancer in market.active_freelancers:
        for number in range(freelancer.n_posts_to_try()):
            for attempt in range(tries):
                post = look(market, circles, freelancer, number * tries + attempt)
                if post is None:
                    break
                if freelancer.row in market.open_posts[post]:
                    continue
                proposal = freelancer.propose(post)
                if proposal is not None:
                    send(market, post, proposal)
                    break


def look(market: Marketplace, circles: Circles, freelancer: Freelancer, number: int) -> int | None:
    """The post a freelancer looks at: in the own specialty, or wider by luck or where there is none; None without any.

    One who uses AI looks first, with some luck, among the AI-related posts of the category.
    """
    p, setting = market.parameters.search, market.setting
    ring = freelancer.uniform(decisions.PROPOSAL_RING, number)
    circle: Circle | None = None
    if freelancer.ai_adopted and freelancer.uniform(decisions.AI_SEARCH, number) < p.ai_search_share:
        circle = circles.ai_related.get(setting.category_of[freelancer.specialty])
    if circle is None and ring < p.own_specialty_share:
        circle = circles.specialty.get(freelancer.specialty)
    if circle is None and ring < p.own_specialty_share + p.own_subcategory_share:
        circle = circles.subcategory.get(setting.subcategory_of[freelancer.specialty])
    if circle is None:
        circle = circles.category.get(setting.category_of[freelancer.specialty])
    if circle is None:
        return None
    places, rows = circle
    return rows[bisect_left(places, freelancer.uniform(decisions.PROPOSAL_POST, number)) % len(rows)]


def _invite(market: Marketplace) -> None:
    """Clients ask the freelancers they remember to propose for new posts of the same category."""
    posts, setting = market.job_posts, market.setting
    for post in list(market.open_posts):
        if posts.week[post] != market.week:
            continue
        client = market.client_at[posts.client[post]]
        for row in (client.remembered_0, client.remembered_1, client.remembered_2):
            if row < 0 or not market.freelancers.active[row] or row in market.open_posts[post]:
                continue
            freelancer = market.freelancer_at[row]
            if setting.category_of[freelancer.specialty] == setting.category_of[posts.specialty[post]]:
                proposal = freelancer.propose(post)
                if proposal is not None:
                    send(market, post, proposal)


def send(market: Marketplace, post: int, proposal: Proposal) -> None:
    """A proposal reaches a post."""
    posts, freelancer = market.job_posts, proposal.freelancer
    market.open_posts[post][freelancer.row] = proposal
    posts.n_proposals[post] += 1
    freelancer.n_proposals += 1
    cell = weekly_cell(posts.specialty[post], posts.level[post], posts.duration[post])
    add = market.record.weekly.add
    add("new_proposals", cell)
    add("new_proposals_ai_user", cell, int(freelancer.ai_adopted))
    if posts.ai_related[post]:
        add("new_proposals_to_ai_posts", cell)
    else:
        add("new_proposals_regular", cell)
        add("new_proposals_regular_ai_user", cell, int(freelancer.ai_adopted))
    p = market.parameters.search
    market.record.platform.note("proposal_fees", p.connects_per_proposal * p.connect_price)
