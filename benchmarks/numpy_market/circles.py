"""Circles of attention as one sorted array: the next post on the circle that a searcher can do, by one lookup.

Who can do a post depends on its level and on whether it is AI-related, so a circle holds, for each group of specialties
and each set of levels (with or without AI), the posts that such a searcher can do. A key names group and set; circles
lie end to end in the order of their keys, and a place in them is key + place on the circle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.numpy_market.columns import Bools, Floats, Ints
from sim.model.rules.search import OVERQUALIFIED

if TYPE_CHECKING:
    from benchmarks.numpy_market.columns import Posts
    from benchmarks.numpy_market.market import NumpyMarket

LEVELS = np.arange(3)
WITH_AI = 8
N_KINDS = 16
KINDS = np.arange(N_KINDS)
CAN_DO = (((KINDS[:, None] >> LEVELS) & 1) > 0)[:, :, None] & np.stack(
    [np.ones((N_KINDS, 3), np.bool_), np.repeat(KINDS[:, None] >= WITH_AI, 3, axis=1)], axis=2
)
"""Whether a kind of searcher can do a post, by kind, level and AI-related."""


def kind_of(market: NumpyMarket, freelancer: Ints) -> Ints:
    """Levels within reach as bits 0 to 2, AI use as bit 3."""
    p, people = market.parameters, market.freelancers
    distance = people.ability[freelancer, None] - p.delivery.level_difficulty_step * (LEVELS - 1)
    reach = (distance >= -p.search.level_slack) & (distance <= p.search.level_slack + OVERQUALIFIED)
    kind: Ints = reach @ (1 << LEVELS) + WITH_AI * people.ai_adopted[freelancer]
    return kind


class Sent:
    """Pairs of freelancer and post that have a proposal, as a sorted array of whole numbers."""

    def __init__(self, freelancer: Ints, post: Ints, n_posts: int) -> None:
        self.n_posts = n_posts
        self.pairs: Ints = np.sort(freelancer * n_posts + post)

    def holds(self, freelancer: Ints, post: Ints) -> Bools:
        """Whether each pair is among them."""
        if len(self.pairs) == 0:
            return np.zeros(len(post), np.bool_)
        pairs = freelancer * self.n_posts + post
        at = np.minimum(np.searchsorted(self.pairs, pairs), len(self.pairs) - 1)
        held: Bools = self.pairs[at] == pairs
        return held

    def add(self, freelancer: Ints, post: Ints) -> None:
        """Add pairs, in order."""
        pairs = np.sort(freelancer * self.n_posts + post)
        self.pairs = np.insert(self.pairs, np.searchsorted(self.pairs, pairs), pairs)


class Circles:
    """Circles of posts for every group and kind of searcher; `post` and `group` say which post lies in which group."""

    def __init__(self, posts: Posts, post: Ints, group: Ints, n_groups: int) -> None:
        entry, kind = np.nonzero(CAN_DO[:, posts.level[post], posts.ai_related[post].astype(np.int64)].T)
        key = group[entry] * N_KINDS + kind
        place = key + posts.position[post[entry]]
        order = np.argsort(place)
        self.place: Floats = place[order]
        self.post: Ints = post[entry[order]]
        self.size: Ints = np.bincount(key, minlength=n_groups * N_KINDS)
        self.start: Ints = np.cumsum(self.size) - self.size

    def next_post(self, key: Ints, point: Floats, freelancer: Ints, sent: Sent) -> Ints:
        """First post behind a point that the freelancer can do and has not proposed for; -1 without one."""
        found = np.full(len(key), -1)
        start, size = self.start[key], self.size[key]
        left = np.flatnonzero(size > 0)
        first = np.searchsorted(self.place, key[left] + point[left]) - start[left]
        passed = 0
        while len(left):
            post = self.post[start[left] + (first + passed) % size[left]]
            known = sent.holds(freelancer[left], post)
            found[left[~known]] = post[~known]
            passed += 1
            again = known & (size[left] > passed)
            left, first = left[again], first[again]
        return found
