"""Phase 5, compiled: invitations for new posts, then search by every active freelancer with free hours."""

# ruff: noqa: PLR0917 - a kernel takes the columns and numbers it reads, in a fixed order

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.model.agents.freelancer import LEAST_FREE_HOURS
from sim.model.compiled.circles import Circles, circles_of, place_at, size_of
from sim.model.compiled.columns import Flow, Rows, Whole, taken_from
from sim.model.compiled.kernel import kernel, piece, whole
from sim.model.compiled.offers import Offers, has_proposed
from sim.model.compiled.places import WEEKLY
from sim.model.compiled.posting import cell_of
from sim.model.compiled.proposing import Asking, can_do, propose
from sim.model.compiled.world import Now, World
from sim.model.randomness import decisions
from sim.model.randomness.draws import poisson_count, uniform

if TYPE_CHECKING:
    from sim.model.marketplace import Marketplace

MOST_REMEMBERED = 3


class Looking(NamedTuple):
    """Parameters of looking for posts (group search)."""

    ai_search_share: float
    own_specialty_share: float
    own_subcategory_share: float
    n_tries: int


def walk(market: Marketplace) -> None:
    """Invite, lay out the circles, search; then note the fees of sending."""
    e, p = market.engine, market.parameters
    asking = taken_from(Asking, p.search, p.delivery, p.ai.capability, p.ai.augmentation, p.hiring)
    new = e.open_posts[e.open_posts >= e.first_new_post]
    wanted = np.zeros(len(e.freelancers), dtype=np.int64)
    most = count_posts_to_try(wanted, e.people, e.freelancers, e.now, p.search.proposals_per_week)
    e.make_room_for_offers(most + MOST_REMEMBERED * len(new))
    first = e.n_offers
    n = invite(e.people, e.buyers, e.posts, new, e.offers, e.n_offers, e.last_of, e.flow, e.world, e.now, asking)
    posts = market.job_posts
    ordered = e.open_posts[np.lexsort((posts.array("need_id")[e.open_posts], posts.array("position")[e.open_posts]))]
    circles, looking = circles_of(e.posts, ordered, e.world), taken_from(Looking, p.search)
    e.n_offers = search(
        e.people, e.freelancers, wanted, e.posts, circles, e.offers, n, e.last_of, e.flow, e.world, e.now, looking,
        asking,
    )  # fmt: skip
    if e.n_offers > first:
        fee = p.search.connects_per_proposal * p.search.connect_price
        market.record.platform.note("proposal_fees", added_up(fee, e.n_offers - first))


@kernel
def added_up(amount: float, times: int) -> float:
    """An amount added to zero again and again: what a walk from proposal to proposal notes, to the last bit."""
    total = 0.0
    for _ in range(times):
        total += amount
    return total


@kernel
def count_posts_to_try(wanted: Whole, people: Any, rows: Rows, now: Now, proposals_per_week: float) -> int:
    """Write the number of posts each freelancer tries for: Poisson, less with fewer free hours; gives their sum."""
    total = 0
    for i in range(len(rows)):
        row = rows[i]
        hours = np.float64(people.hours_per_week[row])
        free = hours - np.float64(people.hours_booked[row])
        if free >= LEAST_FREE_HOURS:
            mean = proposals_per_week * free / hours
            u = uniform(now.luck, decisions.PROPOSAL_COUNT, now.week, people.freelancer_id[row], 0)
            wanted[i] = poisson_count(u, mean)
            total += wanted[i]
    return total


@kernel
def invite(
    people: Any,
    buyers: Any,
    posts: Any,
    new: Rows,
    offers: Offers,
    n: int,
    last_of: Any,
    flow: Flow,
    world: World,
    now: Now,
    p: Asking,
) -> int:
    """Clients ask the freelancers they remember to propose for new posts of the same category."""
    for post in new:
        client = posts.client[post]
        for row in (buyers.remembered_0[client], buyers.remembered_1[client], buyers.remembered_2[client]):
            if row < 0 or not people.active[row] or has_proposed(offers, last_of, row, post):
                continue
            if world.category_of[people.specialty[row]] == world.category_of[posts.specialty[post]] and propose(
                people, row, posts, post, offers, n, world, now, p
            ):
                send(people, row, posts, post, offers, n, last_of, flow)
                n += 1
    return n


@kernel
def search(
    people: Any,
    rows: Rows,
    wanted: Whole,
    posts: Any,
    circles: Circles,
    offers: Offers,
    n: int,
    last_of: Any,
    flow: Flow,
    world: World,
    now: Now,
    looking: Looking,
    p: Asking,
) -> int:
    """Every freelancer proposes for up to `wanted` posts, looking at up to `n_tries` for each; gives the proposals."""
    for i in range(len(rows)):
        row = rows[i]
        for number in range(wanted[i]):
            for attempt in range(looking.n_tries):
                key = number * looking.n_tries + attempt
                post = look(people, row, key, posts, circles, offers, last_of, world, now, looking, p)
                if post >= 0 and propose(people, row, posts, post, offers, n, world, now, p):
                    send(people, row, posts, post, offers, n, last_of, flow)
                    n += 1
                    break
    return n


@piece
def look(
    people: Any,
    row: int,
    number: int,
    posts: Any,
    circles: Circles,
    offers: Offers,
    last_of: Any,
    world: World,
    now: Now,
    looking: Looking,
    p: Asking,
) -> int:
    """The post a freelancer looks at: in the own specialty, or wider by luck or where there is none.

    One who uses AI looks first, with some luck, among the AI-related posts within reach. Posts that the freelancer
    cannot do, or has proposed for, are passed over for the next one on the circle; -1 where there is no other.
    """
    who, specialty = people.freelancer_id[row], whole(people.specialty[row])
    category = world.category_of[specialty]
    point = uniform(now.luck, decisions.PROPOSAL_POST, now.week, who, number)
    circle = circles.ai_related + category
    looks_at_ai = people.ai_adopted[row] and size_of(circles, circle) > 0
    if looks_at_ai and uniform(now.luck, decisions.AI_SEARCH, now.week, who, number) < looking.ai_search_share:
        post = next_on(people, row, posts, circles, circle, point, offers, last_of, p)
        if post >= 0:
            return post
    ring = uniform(now.luck, decisions.PROPOSAL_RING, now.week, who, number)
    post = whole(-1)
    if ring < looking.own_specialty_share:
        post = next_on(people, row, posts, circles, specialty, point, offers, last_of, p)
    if post < 0 and ring < looking.own_specialty_share + looking.own_subcategory_share:
        circle = circles.subcategories + world.subcategory_of[specialty]
        post = next_on(people, row, posts, circles, circle, point, offers, last_of, p)
    if post < 0:
        post = next_on(people, row, posts, circles, circles.categories + category, point, offers, last_of, p)
    return post


@piece
def next_on(
    people: Any,
    row: int,
    posts: Any,
    circles: Circles,
    circle: int,
    point: float,
    offers: Offers,
    last_of: Any,
    p: Asking,
) -> int:
    """The first post behind a point of a circle that the freelancer can do and has not proposed for; -1 without one."""
    n_posts = size_of(circles, circle)
    first = place_at(circles, circle, point) if n_posts > 0 else 0
    for passed in range(n_posts):
        post = circles.posts[circles.first[circle] + (first + passed) % n_posts]
        if can_do(people, row, posts, post, p) and not has_proposed(offers, last_of, row, post):
            return whole(post)
    return whole(-1)


@piece
def send(people: Any, row: int, posts: Any, post: int, offers: Offers, n: int, last_of: Any, flow: Flow) -> None:
    """Proposal `n`, just written, reaches its post."""
    offers.before[n] = last_of[row]
    last_of[row] = n
    posts.n_proposals[post] += 1
    people.n_proposals[row] += 1
    cell = cell_of(whole(posts.specialty[post]), whole(posts.level[post]), whole(posts.duration[post]))
    uses_ai = whole(people.ai_adopted[row])
    flow.whole[WEEKLY.new_proposals, cell] += 1
    flow.whole[WEEKLY.new_proposals_ai_user, cell] += uses_ai
    if posts.ai_related[post]:
        flow.whole[WEEKLY.new_proposals_to_ai_posts, cell] += 1
    else:
        flow.whole[WEEKLY.new_proposals_regular, cell] += 1
        flow.whole[WEEKLY.new_proposals_regular_ai_user, cell] += uses_ai
