"""Circles of attention in the compiled engine: open posts in order of their places, as lists that hold one level each.

The next post that a freelancer can do is the nearest of the next ones on the lists of the levels within reach, so that
no post out of reach is ever looked at. Posts stand in lists by their rank among all open posts in order of place.
"""

# ruff: noqa: PLR0917 - a kernel takes the columns and numbers it reads, in a fixed order

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.model.compiled.columns import Real, Rows
from sim.model.compiled.kernel import kernel, piece, whole
from sim.model.compiled.world import World
from sim.model.randomness.machine_words import if_negative
from sim.model.rules.search import share_on_ai_posts

if TYPE_CHECKING:
    from sim.model.compiled.engine import CompiledEngine

Ranks = npt.NDArray[np.int32]
FINER = 4
"""Buckets a post: with as few as posts, a walk to the neighbour would follow every other look."""
SETS = (1, 2, 3, 4, 6, 7)
"""Sets of levels within reach of somebody, as bits: levels within reach lie side by side, so entry and expert without
intermediate are none."""
ALL_LEVELS = SETS[-1]
ZERO, ONE = np.uint64(0), np.uint64(1)
LISTS = 14
"""Lists of a circle: for each set of levels, posts that are not AI-related, and all."""


class Circles(NamedTuple):
    """Lists of all circles: of specialties, subcategories, categories, and AI-related ones within reach of categories.

    Attributes
    ----------
    n : int
        Number of open posts.
    place_of : ndarray of int32, shape (n,)
        Each rank's place among the open posts in order of rows.
    points : ndarray of float64, shape (n,)
        Places on the circle, rising.
    bucket : ndarray of int32, shape (FINER * n + 1,)
        Rank of the first post at or behind k / (FINER * n) of the circle.
    first : ndarray of int32, shape (n_lists + 1,)
        Where each list begins in `ranks`.
    ranks : ndarray of int32
        Ranks, rising within a list.
    ai_share : ndarray of float64, shape (n_categories,)
        Share of what a freelancer who uses AI looks at that is AI-related; 0 where there is no such post within reach.
    subcategories, categories, ai_related : int
        Number of the first circle of each kind; specialties begin at 0.
    """

    n: int
    place_of: Ranks
    points: Real
    bucket: Ranks
    first: Ranks
    ranks: Ranks
    ai_share: Real
    subcategories: int
    categories: int
    ai_related: int


def circles_of(engine: CompiledEngine) -> Circles:
    """Lay out the open posts."""
    world, posts, rows = engine.world, engine.posts, engine.open_posts
    order, points = _in_order(posts.position[rows], posts.need_id[rows])
    n, subcategories = len(rows), len(world.subcategory_of)
    categories = subcategories + len(world.subcategory_share)
    ai_related = categories + len(world.first_neighbour) - 1
    bucket = np.zeros(FINER * n + 1, dtype=np.int32)
    fill_buckets(points, bucket)
    first = np.zeros(LISTS * (2 * ai_related - categories) + 1, dtype=np.int32)
    empty = np.zeros(0, dtype=np.int32)
    ai_share, p = np.zeros(ai_related - categories), engine.market.parameters.search
    circles = Circles(n, order, points, bucket, first, empty, ai_share, subcategories, categories, ai_related)
    walk_lists(posts, rows, world, circles, first, False)
    np.cumsum(first, out=first)
    circles = circles._replace(ranks=np.zeros(first[-1], dtype=np.int32))
    walk_lists(posts, rows, world, circles, first[:-1].copy(), True)
    share_attention(circles, p.ai_search_share, p.ai_search_half_at)
    return circles


def _in_order(position: Real, need: Rows) -> tuple[Ranks, Real]:
    """Places of posts in order of (position, need), and their positions."""
    order = np.argsort(position)
    points = position[order]
    if (points[1:] == points[:-1]).any():
        order = np.lexsort((need, position))
        points = position[order]
    return order.astype(np.int32), points


@kernel
def walk_lists(posts: Any, rows: Rows, world: World, circles: Circles, free: Ranks, put: bool) -> None:
    """Count the posts of each list (one list further on), or put them where the list goes on."""
    for rank in range(circles.n):
        post = rows[circles.place_of[rank]]
        specialty, ai = whole(posts.specialty[post]), whole(posts.ai_related[post])
        category, level = world.category_of[specialty], whole(posts.level[post])
        _onto(circles, specialty, level, ai, rank, free, put)
        _onto(circles, circles.subcategories + world.subcategory_of[specialty], level, ai, rank, free, put)
        _onto(circles, circles.categories + category, level, ai, rank, free, put)
        if ai:
            for other in range(circles.ai_related - circles.categories):
                if world.ai_related_label[specialty] or other == category:
                    _onto(circles, circles.ai_related + other, level, ai, rank, free, put)


@piece
def _onto(circles: Circles, circle: int, level: int, ai: int, rank: int, free: Ranks, put: bool) -> None:
    """Count a post on the lists of a circle that hold it, or put it there."""
    for levels in SETS:
        for with_ai in range(ai, 2):
            if levels >> level & 1 == 0:
                continue
            at = list_of(circle, levels, with_ai)
            if put:
                circles.ranks[free[at]] = rank
                free[at] += 1
            else:
                free[at + 1] += 1


@kernel
def fill_buckets(points: Real, bucket: Ranks) -> None:
    """Write the rank of the first post at or behind the beginning of each bucket."""
    rank, n = 0, len(bucket) - 1
    for k in range(n + 1):
        while rank < len(points) and points[rank] * n < k:
            rank += 1
        bucket[k] = rank


@piece
def rank_at(circles: Circles, u: float) -> int:
    """Rank of the first post at or behind a point of the circle; `n` when the point lies behind all."""
    rank = whole(circles.bucket[int(u * (FINER * circles.n))])
    while rank > 0 and circles.points[rank - 1] >= u:
        rank -= 1
    while rank < circles.n and circles.points[rank] < u:
        rank += 1
    return rank


@kernel
def share_attention(circles: Circles, full_share: float, half_at: float) -> None:
    """Write what share of their looks those who use AI spend on AI-related posts, by category."""
    for category in range(len(circles.ai_share)):
        n_ai_related = n_posts_on(circles, circles.ai_related + category)
        n_posts = n_posts_on(circles, circles.categories + category)
        circles.ai_share[category] = share_on_ai_posts(n_ai_related, n_posts, full_share, half_at)


@piece
def n_posts_on(circles: Circles, circle: int) -> int:
    """Number of posts on a circle."""
    at = list_of(circle, ALL_LEVELS, 1)
    return whole(circles.first[at + 1]) - whole(circles.first[at])


@piece
def list_of(circle: int, levels: int, uses_ai: int) -> int:
    """Number of the list of a circle that holds the posts within reach."""
    return LISTS * circle + 2 * (levels - 1) + uses_ai


@piece
def first_from(circles: Circles, at: int, rank: int) -> int:
    """Place of the first rank of a list that is at least `rank`; the end of the list when there is none.

    Which half holds it is worked out without a branch: the processor would guess wrongly every other time.
    """
    low, size = np.uint64(circles.first[at]), np.uint64(circles.first[at + 1] - circles.first[at])
    while size > ZERO:
        half = (size + ONE) >> ONE
        low += np.uint64(if_negative(whole(circles.ranks[low + half - ONE]) - rank, whole(half)))
        size -= half
    return whole(low)
