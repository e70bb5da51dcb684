"""Circles of attention: where a searcher's luck falls, the next post that can be done is the one looked at."""

from __future__ import annotations

from bisect import bisect_left
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.plain_mesa.freelancer import Freelancer
    from benchmarks.plain_mesa.work import JobPost
    from sim.model.setting import Setting


class Circle:
    """Posts in the order of their places."""

    def __init__(self) -> None:
        self.places: list[float] = []
        self.posts: list[JobPost] = []

    def add(self, post: JobPost) -> None:
        """Put a post behind the others."""
        self.places.append(post.position)
        self.posts.append(post)

    def next_for(self, freelancer: Freelancer, point: float) -> JobPost | None:
        """Find the first post behind a point that the freelancer can do and has not proposed for."""
        posts = self.posts
        n = len(posts)
        first = bisect_left(self.places, point)
        for at in range(first, first + n):
            post = posts[at if at < n else at - n]
            if freelancer not in post.proposals and freelancer.can_do(post):
                return post
        return None


class Circles:
    """Open posts by specialty, subcategory and category, and AI-related ones by category of the searcher."""

    def __init__(self, open_posts: Sequence[JobPost], setting: Setting) -> None:
        self.setting = setting
        self.specialty: dict[int, Circle] = {}
        self.subcategory: dict[int, Circle] = {}
        self.category: dict[int, Circle] = {}
        self.ai_related: dict[int, Circle] = {}
        for post in sorted(open_posts, key=attrgetter("position")):
            self.specialty.setdefault(post.specialty, Circle()).add(post)
            self.subcategory.setdefault(setting.subcategory_of[post.specialty], Circle()).add(post)
            self.category.setdefault(post.category, Circle()).add(post)
            if post.ai_related:
                everywhere = setting.ai_related_label[post.specialty]
                for category in range(setting.tree.n_categories) if everywhere else (post.category,):
                    self.ai_related.setdefault(category, Circle()).add(post)

    def rings_of(self, specialty: int) -> tuple[Circle | None, Circle | None, Circle | None]:
        """Circles of a specialty, its subcategory and its category; None where there is no open post."""
        subcategory, category = self.setting.subcategory_of[specialty], self.setting.category_of[specialty]
        return self.specialty.get(specialty), self.subcategory.get(subcategory), self.category.get(category)
