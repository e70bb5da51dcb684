"""Proposals of open posts: those of earlier weeks post by post, and this week's as they were sent."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sim.model.compiled.columns import Rows
from sim.model.compiled.kernel import kernel, piece

OFFER = np.dtype([
    ("price", "f8"), ("speed", "f8"), ("inside", "f8"), ("visibility", "f8"),
    ("freelancer", "i4"), ("place", "i4"), ("week", "i4"), ("rank", "i2"), ("distance", "i1"), ("shows_ai", "?"),
], align=True)  # fmt: skip
"""A proposal in 48 bytes; fields as in `sim.model.agents.proposal.Proposal`, `freelancer` a row, and `place` the place
of its post among the open ones."""
Offers = npt.NDArray[np.void]
Numbers = npt.NDArray[np.int32]
Marks = npt.NDArray[np.uint64]
FIRST_ROOM = 4096


class Held:
    """Proposals at hand.

    Attributes
    ----------
    offers : ndarray of OFFER
        Proposals; those that lay at the posts before this week's search come first, post by post.
    n : int
        Rows of `offers` in use, gaps between the blocks of this week's search included.
    first : ndarray of int64, shape (n_open + 1,)
        Before the search: where the proposals of each open post begin in `offers`. After it: in `numbers`.
    marks : ndarray of uint64, shape (n_open,)
        Before the search: who has proposed for each open post, one bit for all whose rows are equal modulo 64.
    numbers : ndarray of int32
        After the search: the proposals of each open post, in the order sent.
    """

    def __init__(self) -> None:
        self.offers, self._spare = np.zeros(FIRST_ROOM, dtype=OFFER), np.zeros(FIRST_ROOM, dtype=OFFER)
        self.n = 0
        self.first: Rows = np.zeros(1, dtype=np.int64)
        self.numbers: Numbers = np.zeros(FIRST_ROOM, dtype=np.int32)
        self.marks: Marks = np.zeros(0, dtype=np.uint64)

    def make_room(self, extra: int) -> None:
        """See to it that `extra` more proposals fit."""
        if self.n + extra > len(self.offers):
            larger = np.zeros(max(self.n + extra, len(self.offers) * 5 // 4), dtype=OFFER)
            larger[: self.n] = self.offers[: self.n]
            self.offers = larger

    def lay_at_posts(self, spans: list[tuple[int, int]], n_proposals: Any, open_posts: Rows) -> None:
        """Sort this week's proposals, sent in rows of `spans`, and the earlier ones by post; posts count them."""
        n_open = len(open_posts)
        first = np.zeros(n_open + 1, dtype=np.int64)
        n_before = int(self.first[-1])
        for start, end in [(0, n_before), *spans]:
            count_by_place(self.offers, start, end, first)
        np.cumsum(first, out=first)
        if first[-1] > len(self.numbers):
            self.numbers = np.zeros(first[-1] * 5 // 4, dtype=np.int32)
        free = first[:-1].copy()
        for start, end in [(0, n_before), *spans]:
            put_by_place(self.offers, start, end, free, self.numbers)
        set_numbers(n_proposals, open_posts, first)
        self.first = first

    def keep(self, is_open: npt.NDArray[np.bool_]) -> None:
        """Keep the proposals of posts that are still open, post by post."""
        sizes = np.diff(self.first)
        first = np.concatenate(([0], np.cumsum(sizes[is_open]))).astype(np.int64)
        if len(self._spare) < first[-1]:
            self._spare = np.zeros(first[-1] * 5 // 4, dtype=OFFER)
        copy_kept(self.offers, self.first, self.numbers, is_open, self._spare)
        self.marks = np.zeros(len(first) - 1, dtype=np.uint64)
        mark_senders(self._spare, self.marks, 0, int(first[-1]))
        self.offers, self._spare = self._spare, self.offers
        self.first, self.n = first, int(first[-1])

    def rows_moved(self, freelancers: Any, job_posts: Any) -> None:  # noqa: ARG002 - places of open posts stay
        """Follow freelancers to their new rows; the proposals of those who have gone are of no use any more."""
        who = self.offers["freelancer"]
        who[: self.n] = freelancers[who[: self.n]]
        self.marks[:] = 0
        mark_senders(self.offers, self.marks, 0, self.n)


@kernel
def count_by_place(offers: Offers, start: int, end: int, counts: Rows) -> None:
    """Count the proposals in rows `start` to `end` by the place of their post, one place further on."""
    for i in range(start, end):
        counts[offers[i].place + 1] += 1


@kernel
def put_by_place(offers: Offers, start: int, end: int, free: Rows, numbers: Numbers) -> None:
    """Put the proposals in rows `start` to `end` behind the last one of their post."""
    for i in range(start, end):
        place = offers[i].place
        numbers[free[place]] = i
        free[place] += 1


@kernel
def set_numbers(n_proposals: Any, open_posts: Rows, first: Rows) -> None:
    """Write the number of proposals of each open post."""
    for k in range(len(open_posts)):
        n_proposals[open_posts[k]] = first[k + 1] - first[k]


@kernel
def copy_kept(offers: Offers, first: Rows, numbers: Numbers, is_open: Any, kept: Offers) -> None:
    """Copy the proposals of the open posts one behind the other, with the new places of their posts."""
    n, place = 0, 0
    for k in range(len(is_open)):
        if is_open[k]:
            for j in range(first[k], first[k + 1]):
                kept[n] = offers[numbers[j]]
                kept[n].place = place
                n += 1
            place += 1


@kernel
def mark_senders(offers: Offers, marks: Marks, start: int, end: int) -> None:
    """Mark at each post who sent the proposals in rows `start` to `end`."""
    for i in range(start, end):
        marks[offers[i].place] |= mark_of(offers[i].freelancer)


@piece
def mark_of(freelancer: int) -> Any:
    """The bit of a freelancer's row."""
    return np.uint64(1) << np.uint64(freelancer & 63)
