"""Who and what is in the market at a moment, whichever engine walks the week."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Stocks:
    """Rows of those who take part, and what is under way.

    Attributes
    ----------
    freelancers, clients : ndarray of int64
        Rows of the active, in order of rows.
    contracts : ndarray of int64
        Rows of the running contracts, in order of rows.
    n_open_posts : int
        Number of open posts.
    """

    freelancers: Rows
    clients: Rows
    contracts: Rows
    n_open_posts: int
