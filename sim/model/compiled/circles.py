"""Circles of attention in the compiled engine: open posts by specialty, subcategory and category, in order of place."""

# ruff: noqa: PLR0917 - a kernel takes the columns and numbers it reads, in a fixed order

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.model.compiled.columns import Real, Rows
from sim.model.compiled.kernel import kernel, piece, whole
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


def circles_of(posts: Any, ordered: Rows, world: World) -> Circles:
    """Circles of open posts that come in order of (place, need)."""
    subcategories = len(world.subcategory_of)
    categories = subcategories + len(world.subcategory_share)
    ai_related = categories + len(world.first_neighbour) - 1
    sizes = np.zeros(2 * ai_related - categories + 1, dtype=np.int64)
    count_on_circles(posts, ordered, world, sizes, subcategories, categories, ai_related)
    first = np.cumsum(sizes) - sizes
    circles = Circles(
        first, np.zeros(first[-1]), np.zeros(first[-1], dtype=np.int64), subcategories, categories, ai_related
    )
    put_on_circles(posts, ordered, world, circles, first.copy())
    return circles


@kernel
def put_on_circles(posts: Any, ordered: Rows, world: World, circles: Circles, free: Rows) -> None:
    """Put the posts on their circles; `free` is where each circle goes on."""
    places, rows = circles.places, circles.posts
    subcategories, categories, ai_related = circles.subcategories, circles.categories, circles.ai_related
    for post in ordered:
        specialty, place = whole(posts.specialty[post]), posts.position[post]
        category = world.category_of[specialty]
        _put(places, rows, free, specialty, place, post)
        _put(places, rows, free, subcategories + world.subcategory_of[specialty], place, post)
        _put(places, rows, free, categories + category, place, post)
        if posts.ai_related[post]:
            for other in range(ai_related - categories):
                if world.ai_related_label[specialty] or other == category:
                    _put(places, rows, free, ai_related + other, place, post)


@kernel
def count_on_circles(
    posts: Any, ordered: Rows, world: World, sizes: Rows, subcategories: int, categories: int, ai_related: int
) -> None:
    """Count the posts of each circle."""
    for post in ordered:
        specialty = whole(posts.specialty[post])
        category = world.category_of[specialty]
        sizes[specialty] += 1
        sizes[subcategories + world.subcategory_of[specialty]] += 1
        sizes[categories + category] += 1
        if posts.ai_related[post]:
            for other in range(ai_related - categories):
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
    return whole(circles.first[circle + 1] - circles.first[circle])


@piece
def place_at(circles: Circles, circle: int, u: float) -> int:
    """Number, within a circle, of the post next to a point; the size of the circle when the point lies behind all."""
    return place_left_of(circles.places, circles.first[circle], circles.first[circle + 1], u)
