"""Open posts on cards: what a freelancer looks at in a post, side by side in memory."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sim.model.compiled.columns import Rows
from sim.model.compiled.kernel import kernel, piece, whole
from sim.model.compiled.posting import cell_of

CARD = np.dtype([
    ("need_id", "i8"), ("budget_rate", "f4"), ("complexity", "f4"),
    ("cell", "i4"), ("specialty", "i2"), ("level", "i1"), ("ai_related", "?"),
], align=True)  # fmt: skip
"""Columns of `sim.model.state.job_posts.JobPosts` in 24 bytes; `cell` is the post's cell of the weekly panel."""
Cards = npt.NDArray[np.void]


def cards_of(posts: Any, open_posts: Rows) -> Cards:
    """Cards of the open posts, in order of places."""
    cards = np.zeros(len(open_posts), dtype=CARD)
    fill(posts, open_posts, cards)
    return cards


@kernel
def fill(posts: Any, open_posts: Rows, cards: Cards) -> None:
    """Write the cards."""
    for place in range(len(open_posts)):
        post = open_posts[place]
        cards[place].need_id = posts.need_id[post]
        cards[place].budget_rate = posts.budget_rate[post]
        cards[place].complexity = posts.complexity[post]
        cards[place].specialty = posts.specialty[post]
        cards[place].level = posts.level[post]
        cards[place].ai_related = posts.ai_related[post]
        cards[place].cell = cell_at(posts, post)


@piece
def cell_at(posts: Any, post: int) -> int:
    """Cell of the weekly panel that a post counts in."""
    return whole(cell_of(whole(posts.specialty[post]), whole(posts.level[post]), whole(posts.duration[post])))
