"""Circles of attention in the compiled engine: open posts by specialty, subcategory and category, in order of place."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.model.compiled.columns import Real, Rows
from sim.model.compiled.kernel import kernel, piece
from sim.model.compiled.world import World, place_left_of

RINGS = 4
"""Specialty, subcategory, category, and AI-related."""


class Circles(NamedTuple):
    """All circles, one behind the other: of specialties, subcategories, categories, and AI-related ones of categories.

    Attributes
    ----------
    first : ndarray of int64, shape (n_circles + 1,)
        Where each circle begins in `places` and `posts`.
    places : ndarray of float64
        Places of posts, rising within a circle.
    posts : ndarray of int64
        Their rows.
    subcategories, categories, ai_related : int
        Number of the first circle of each kind; specialties begin at 0.
    """

    first: Rows
    places: Real
    posts: Rows
    subcategories: int
    categories: int
    ai_related: int


@kernel
def lay_out(posts: Any, ordered: Rows, world: World) -> Circles:
    """Circles of open posts that come in order of (place, need)."""
    subcategories = len(world.subcategory_of)
    categories = subcategories + len(world.subcategory_share)
    ai_related = categories + len(world.first_neighbour) - 1
    n_categories = ai_related - categories
    sizes = np.zeros(ai_related + n_categories + 1, np.int64)
    for post in ordered:
        _count(posts, post, world, sizes, subcategories, categories, ai_related)
    first = np.zeros(len(sizes), np.int64)
    for circle in range(1, len(sizes)):
        first[circle] = first[circle - 1] + sizes[circle - 1]
    places, rows, free = np.zeros(first[-1]), np.zeros(first[-1], np.int64), first.copy()
    for post in ordered:
        specialty, place = np.int64(posts.specialty[post]), posts.position[post]
        category = world.category_of[specialty]
        _put(places, rows, free, specialty, place, post)
        _put(places, rows, free, subcategories + world.subcategory_of[specialty], place, post)
        _put(places, rows, free, categories + category, place, post)
        if posts.ai_related[post]:
            for other in range(n_categories):
                if world.ai_related_label[specialty] or other == category:
                    _put(places, rows, free, ai_related + other, place, post)
    return Circles(first, places, rows, subcategories, categories, ai_related)


@piece
def _count(
    posts: Any, post: int, world: World, sizes: Rows, subcategories: int, categories: int, ai_related: int
) -> None:
    """Count a post in each of its circles."""
    specialty = np.int64(posts.specialty[post])
    category = world.category_of[specialty]
    sizes[specialty] += 1
    sizes[subcategories + world.subcategory_of[specialty]] += 1
    sizes[categories + category] += 1
    if posts.ai_related[post]:
        for other in range(len(sizes) - 1 - ai_related):
            if world.ai_related_label[specialty] or other == category:
                sizes[ai_related + other] += 1


@piece
def _put(places: Real, rows: Rows, free: Rows, circle: int, place: float, post: int) -> None:
    """Put a post behind the last one of a circle."""
    places[free[circle]] = place
    rows[free[circle]] = post
    free[circle] += 1


@piece
def size_of(circles: Circles, circle: int) -> int:
    """Number of posts on a circle."""
    return circles.first[circle + 1] - circles.first[circle]


@piece
def post_at(circles: Circles, circle: int, u: float) -> int:
    """The post next to a point of a circle that is not empty."""
    first, end = circles.first[circle], circles.first[circle + 1]
    return circles.posts[first + place_left_of(circles.places, first, end, u) % (end - first)]
