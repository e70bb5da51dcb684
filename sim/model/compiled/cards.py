"""Open posts on cards: what a freelancer looks at in a post, side by side in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sim.model.compiled.columns import Rows
from sim.model.compiled.kernel import kernel, piece, whole
from sim.model.compiled.posting import cell_of
from sim.model.compiled.world import Now
from sim.model.randomness.portable_math import log
from sim.model.rules.ai_capability import success_inside_frontier
from sim.model.rules.search import highest_wage

if TYPE_CHECKING:
    from sim.model.compiled.proposing import Asking

CARD = np.dtype([
    ("need_id", "i8"), ("ln_budget", "f8"), ("highest_wage", "f8"), ("inside", "f8"),
    ("cell", "i4"), ("specialty", "i2"), ("level", "i1"), ("ai_related", "?"),
], align=True)  # fmt: skip
"""An open post in 40 bytes. From `sim.model.state.job_posts.JobPosts`, and what every freelancer who looks at the post
would compute from it: ln of the budget rate, the highest wage for which it is worth proposing, and the chance that its
tasks lie inside the frontier for one who uses AI. `cell` is the post's cell of the weekly panel."""
Cards = npt.NDArray[np.void]


def cards_of(posts: Any, open_posts: Rows, now: Now, asking: Asking) -> Cards:
    """Cards of the open posts, in order of places."""
    cards = np.zeros(len(open_posts), dtype=CARD)
    fill(posts, open_posts, cards, now, asking)
    return cards


@kernel
def fill(posts: Any, open_posts: Rows, cards: Cards, now: Now, p: Asking) -> None:
    """Write the cards."""
    for place in range(len(open_posts)):
        post, card = open_posts[place], cards[place]
        budget, complexity = np.float64(posts.budget_rate[post]), np.float64(posts.complexity[post])
        card.need_id = posts.need_id[post]
        card.ln_budget = log(budget)
        card.highest_wage = highest_wage(budget, p.budget_tolerance)
        card.inside = success_inside_frontier(now.log2_horizon, p.reach_shift, complexity, p.slope)
        card.specialty = posts.specialty[post]
        card.level = posts.level[post]
        card.ai_related = posts.ai_related[post]
        card.cell = cell_at(posts, post)


@piece
def cell_at(posts: Any, post: int) -> int:
    """Cell of the weekly panel that a post counts in."""
    return whole(cell_of(whole(posts.specialty[post]), whole(posts.level[post]), whole(posts.duration[post])))
