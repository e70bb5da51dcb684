"""Phase 5: freelancers with free hours look for posts and propose; clients invite whom they remember.

A post's share of attention is its arc on a circle: posts lie at places drawn by id, a searcher's luck is a point on the
circle, and the next post that the searcher can do is the one looked at. So a post that exists in one of two paired
scenarios only draws a searcher's attention from one neighbour, and leaves the luck of all others as it was.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from sim.model.randomness import decisions
from sim.model.randomness.draws import uniform
from sim.model.record.flows import weekly_cell
from sim.model.rules.search import share_on_ai_posts

if TYPE_CHECKING:
    from sim.model.agents.freelancer import Freelancer
    from sim.model.agents.proposal import Proposal
    from sim.model.marketplace import Marketplace

Circle = tuple[list[float], list[int]]
"""Places of posts in rising order, and their rows."""


class Reach(NamedTuple):
    """What is within reach of a freelancer; None where there is no open post.

    Attributes
    ----------
    ai_share : float
        Share of what is looked at that is AI-related.
    ai_related : Circle or None
        For those who use AI: AI-related posts of the category, and of specialties of AI anywhere.
    specialty, subcategory, category : Circle or None
    """

    ai_share: float
    ai_related: Circle | None
    specialty: Circle | None
    subcategory: Circle | None
    category: Circle | None


class Circles:
    """Open posts of the week by specialty, subcategory and category, as circles of attention."""

    def __init__(self, market: Marketplace) -> None:
        setting, posts, p = market.setting, market.job_posts, market.parameters.search
        self.specialty: dict[int, Circle] = {}
        self.subcategory: dict[int, Circle] = {}
        self.category: dict[int, Circle] = {}
        self.ai_related: list[Circle] = [([], []) for _ in range(setting.tree.n_categories)]
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
                everywhere = setting.ai_related_label[specialty]
                for category, (places, rows) in enumerate(self.ai_related):
                    if everywhere or category == setting.category_of[specialty]:
                        places.append(posts.position[row])
                        rows.append(row)
        self.ai_share = [
            share_on_ai_posts(len(rows), self._n_posts_in(category), p.ai_search_share, p.ai_search_half_at)
            for category, (_, rows) in enumerate(self.ai_related)
        ]

    def _n_posts_in(self, category: int) -> int:
        """Number of open posts of a category."""
        return len(self.category[category][1]) if category in self.category else 0

    def within_reach_of(self, freelancer: Freelancer) -> Reach:
        """Circles of a freelancer; None where there is no open post."""
        setting, specialty = freelancer.model.setting, freelancer.specialty
        category = setting.category_of[specialty]
        return Reach(
            self.ai_share[category],
            self.ai_related[category] if freelancer.ai_adopted and self.ai_related[category][0] else None,
            self.specialty.get(specialty),
            self.subcategory.get(setting.subcategory_of[specialty]),
            self.category.get(category),
        )


def walk(market: Marketplace) -> None:
    """Invitations for new posts, then search by every active freelancer with free hours.

    Reads     job_posts, beliefs
    Writes    freelancers.n_proposals; job_posts.n_proposals; open_posts
    """
    _invite(market)
    circles = Circles(market)
    tries = market.parameters.search.n_tries
    for freelancer in market.active_freelancers:
        n_posts = freelancer.n_posts_to_try()
        if n_posts > 0:
            _search(market, circles, freelancer, n_posts, tries)


def _search(market: Marketplace, circles: Circles, freelancer: Freelancer, n_posts: int, tries: int) -> None:
    """Propose for up to `n_posts` posts, looking at up to `tries` for each."""
    reach = circles.within_reach_of(freelancer)
    for number in range(n_posts):
        for attempt in range(tries):
            post = look(market, reach, freelancer, number * tries + attempt)
            proposal = freelancer.propose(post) if post is not None else None
            if post is not None and proposal is not None:
                send(market, post, proposal)
                break


def look(market: Marketplace, reach: Reach, freelancer: Freelancer, number: int) -> int | None:
    """The post a freelancer looks at: in the own specialty, or wider by luck or where there is none.

    One who uses AI looks first, with some luck, among the AI-related posts within reach. Posts that the freelancer
    cannot do, or has proposed for, are passed over for the next one on the circle; None where there is no other.
    """
    p, luck, week, who = market.parameters.search, market.luck, market.week, freelancer.freelancer_id
    point = uniform(luck, decisions.PROPOSAL_POST, week, who, number)
    ai_share, ai_related, specialty, subcategory, category = reach
    if ai_related is not None and uniform(luck, decisions.AI_SEARCH, week, who, number) < ai_share:
        post = next_on(market, ai_related, freelancer, point)
        if post is not None:
            return post
    ring = uniform(luck, decisions.PROPOSAL_RING, week, who, number)
    if ring < p.own_specialty_share:
        rings = (specialty, subcategory, category)
    elif ring < p.own_specialty_share + p.own_subcategory_share:
        rings = (None, subcategory, category)
    else:
        rings = (None, None, category)
    for circle in rings:
        post = next_on(market, circle, freelancer, point) if circle is not None else None
        if post is not None:
            return post
    return None


def next_on(market: Marketplace, circle: Circle, freelancer: Freelancer, point: float) -> int | None:
    """The first post behind a point that the freelancer can do and has not proposed for; None without one."""
    places, rows = circle
    first = bisect_left(places, point)
    for passed in range(len(rows)):
        post = rows[(first + passed) % len(rows)]
        if freelancer.row not in market.open_posts[post] and freelancer.can_do(post):
            return post
    return None


def _invite(market: Marketplace) -> None:
    """Clients ask the freelancers they remember to propose for new posts of the same category."""
    posts, setting = market.job_posts, market.setting
    for post in list(market.open_posts):
        if posts.week[post] != market.week:
            continue
        client = market.client_at[posts.client[post]]
        for who in (client.remembered_0, client.remembered_1, client.remembered_2):
            row = market.row_of_freelancer.get(who, -1)
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
    add("new_proposals_ai_user", cell, int(proposal.ai_used))
    if posts.ai_related[post]:
        add("new_proposals_to_ai_posts", cell)
    else:
        add("new_proposals_regular", cell)
        add("new_proposals_regular_ai_user", cell, int(proposal.ai_used))
