"""Circles of attention in the compiled engine: open posts in order of their places, as lists that hold one level each.

The next post that a freelancer can do is the nearest of the next ones on the lists of the levels within reach, so that
no post out of reach is ever looked at. Posts stand in lists by their rank among all open posts in order of place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.model.compiled.columns import Real, Rows
from sim.model.compiled.kernel import kernel, piece, whole
from sim.model.compiled.world import World

if TYPE_CHECKING:
    from sim.model.compiled.engine import CompiledEngine

Ranks = npt.NDArray[np.int32]
ZERO, ONE = np.uint64(0), np.uint64(1)
LISTS = 6
"""Lists of a circle: three levels, not AI-related and AI-related."""


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
    bucket : ndarray of int32, shape (n + 1,)
        Rank of the first post at or behind k / n of the circle.
    first : ndarray of int64, shape (n_lists + 1,)
        Where each list begins in `ranks`.
    ranks : ndarray of int32
        Ranks, rising within a list.
    subcategories, categories, ai_related : int
        Number of the first circle of each kind; specialties begin at 0.
    """

    n: int
    place_of: Ranks
    points: Real
    bucket: Ranks
    first: Rows
    ranks: Ranks
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
    bucket = np.searchsorted(points, np.arange(n + 1) / max(n, 1)).astype(np.int32)
    sizes = np.zeros(LISTS * (2 * ai_related - categories) + 1, dtype=np.int64)
    empty = np.zeros(0, dtype=np.int32)
    circles = Circles(n, order, points, bucket, sizes, empty, subcategories, categories, ai_related)
    walk_lists(posts, rows, world, circles, sizes, False)
    first = np.cumsum(sizes)
    circles = circles._replace(first=first, ranks=np.zeros(first[-1], dtype=np.int32))
    walk_lists(posts, rows, world, circles, first[:-1].copy(), True)
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
def walk_lists(posts: Any, rows: Rows, world: World, circles: Circles, free: Rows, put: bool) -> None:
    """Count the posts of each list (one list further on), or put them where the list goes on."""
    for rank in range(circles.n):
        post = rows[circles.place_of[rank]]
        specialty, ai = whole(posts.specialty[post]), whole(posts.ai_related[post])
        category, kind = world.category_of[specialty], 2 * whole(posts.level[post]) + ai
        _onto(circles, specialty, kind, rank, free, put)
        _onto(circles, circles.subcategories + world.subcategory_of[specialty], kind, rank, free, put)
        _onto(circles, circles.categories + category, kind, rank, free, put)
        if ai:
            for other in range(circles.ai_related - circles.categories):
                if world.ai_related_label[specialty] or other == category:
                    _onto(circles, circles.ai_related + other, kind, rank, free, put)


@piece
def _onto(circles: Circles, circle: int, kind: int, rank: int, free: Rows, put: bool) -> None:
    """Count a post on a list, or put it there."""
    at = LISTS * circle + kind
    if put:
        circles.ranks[free[at]] = rank
        free[at] += 1
    else:
        free[at + 1] += 1


@piece
def rank_at(circles: Circles, u: float) -> int:
    """Rank of the first post at or behind a point of the circle; `n` when the point lies behind all."""
    rank = whole(circles.bucket[int(u * circles.n)])
    while rank > 0 and circles.points[rank - 1] >= u:
        rank -= 1
    while rank < circles.n and circles.points[rank] < u:
        rank += 1
    return rank


@piece
def is_empty(circles: Circles, circle: int) -> bool:
    """Whether there is no post on a circle."""
    return bool(circles.first[LISTS * circle] == circles.first[LISTS * (circle + 1)])


@piece
def next_on_list(circles: Circles, at: int, start: int, rank: int) -> int:
    """The first rank of a list from `rank` on, going round once from `start`; `start + n` when there is none.

    Ranks count on behind the last post: rank n is rank 0 again.
    """
    n, first, end = circles.n, circles.first[at], circles.first[at + 1]
    if first == end:
        return start + n
    if rank < n:
        low = _lower_bound(circles.ranks, first, end, rank)
        if low < end:
            return whole(circles.ranks[low])
        low, rank = first, n
    else:
        low = _lower_bound(circles.ranks, first, end, rank - n)
    return min(whole(circles.ranks[low]) + n, start + n) if low < end else start + n


@piece
def _lower_bound(ranks: Ranks, first: int, end: int, rank: int) -> int:
    """Place of the first of the rising ranks that is at least `rank`; `end` when there is none."""
    low, size = np.uint64(first), np.uint64(end - first)
    while size > ONE:
        half = size >> ONE
        low = low + half if ranks[low + half - ONE] < rank else low
        size -= half
    return whole(low + (ONE if size > ZERO and ranks[low] < rank else ZERO))
