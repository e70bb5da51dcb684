"""What clients who have adopted AI choose, and whether proposals of AI users win more often (S5)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.analysis.calendar import Mask, last_year
from sim.analysis.estimate import Estimate, pooled, ratio
from sim.analysis.results import Results

Floats = NDArray[np.float64]
NO_CLIENTS = "no need of a client that has adopted AI in the window"
NO_BOTH = "no proposals of both kinds in the window"


def client_choices(results: Results) -> dict[str, Estimate]:
    """Return, for needs (not AI-related) of clients that use AI, what was chosen first and what came of it.

    First: AI alone was tried, or the need was posted at once. In the end: met by AI alone, posted (also after a failed
    try), dropped; these three shares add to one. Only such clients can have AI do a need, so all tries are theirs. What
    clients prefer shows in what they choose first: a failed try is no choice of a person.
    """
    panel, year = results.panel, last_year(results.panel.dates)
    needs, posted = panel.total("new_needs_ai_client", year), panel.total("new_needs_ai_client_posted", year)
    automated, tried = panel.total("new_needs_automated", year), panel.total("new_needs_ai_tried", year)
    first = panel.total("new_needs_ai_client_posted_first", year)
    return {
        "client_choice_share_ai_alone": ratio(automated, needs, NO_CLIENTS),
        "client_choice_share_hire": ratio(posted, needs, NO_CLIENTS),
        "client_choice_share_drop": ratio(needs - posted - automated, needs, NO_CLIENTS),
        "client_choice_share_ai_tried": ratio(tried, needs, NO_CLIENTS),
        "client_choice_share_post_first": ratio(first, needs, NO_CLIENTS),
        "client_choice_post_first_less_ai_tried": ratio(first - tried, needs, NO_CLIENTS),
    }


def proposals_and_wins(results: Results, weeks: Mask) -> Floats:
    """Return wins and losses of AI users, then of others, by category and level, shape (R, C * 3, 4).

    Posts that are not AI-related. A proposal counts in the week it was sent, a win in the week of the hire.
    """
    panel = results.panel
    sent_user = panel.by_cell("new_proposals_regular_ai_user", weeks)
    sent = panel.by_cell("new_proposals_regular", weeks)
    won_user = panel.by_cell("new_contracts_ai_user", weeks)
    won = panel.by_cell("new_posts_filled", weeks) - panel.by_cell("new_ai_posts_filled", weeks)
    other_won, other_sent = won - won_user, sent - sent_user
    parts = [won_user, sent_user - won_user, other_won, other_sent - other_won]
    cells: Floats = np.stack([np.maximum(part, 0.0).reshape(part.shape[0], -1) for part in parts], axis=2)
    return cells


def hiring_premium(results: Results) -> dict[str, Estimate]:
    """Return the odds that an AI user's proposal wins over those of others: raw, and within category x level.

    The second is the Mantel-Haenszel odds ratio, sum_c(a d / n) / sum_c(b c / n).

    References
    ----------
    Mantel, N., Haenszel, W. (1959). Journal of the National Cancer Institute 22(4).
    """
    cells = proposals_and_wins(results, last_year(results.panel.dates))
    n_cells = cells.shape[1]

    def mantel_haenszel(flat: Floats) -> Floats:
        x = flat.reshape(*flat.shape[:-1], n_cells, 4)
        n = np.maximum(x.sum(axis=-1), 1.0)
        top = (x[..., 0] * x[..., 3] / n).sum(axis=-1)
        odds: Floats = top / (x[..., 1] * x[..., 2] / n).sum(axis=-1)
        return odds

    raw = pooled(cells.sum(axis=1), lambda x: (x[..., 0] * x[..., 3]) / (x[..., 1] * x[..., 2]), NO_BOTH)
    return {
        "ai_user_hiring_odds_raw": raw,
        "ai_user_hiring_odds": pooled(cells.reshape(cells.shape[0], -1), mantel_haenszel, NO_BOTH),
    }
