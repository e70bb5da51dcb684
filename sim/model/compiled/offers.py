"""Proposals of open posts, post by post; this week's as they are sent until the search has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sim.model.compiled.columns import Flow, Rows
from sim.model.compiled.kernel import kernel, piece

if TYPE_CHECKING:
    from sim.model.compiled.tasks import Block, Crew

OFFER = np.dtype([
    ("price", "f8"), ("speed", "f8"), ("inside", "f8"), ("visibility", "f8"),
    ("freelancer", "i4"), ("place", "i4"), ("week", "i4"), ("rank", "i2"), ("distance", "i1"), ("ai", "i1"),
], align=True)  # fmt: skip
"""A proposal in 48 bytes; fields as in `sim.model.agents.proposal.Proposal`, `freelancer` a row, `place` the place of
its post among the open ones, and `ai` whether AI will be used, and shows."""
NO_AI, AI_UNSEEN, AI_SHOWN = 0, 1, 2
Offers = npt.NDArray[np.void]
Numbers = npt.NDArray[np.int32]
Marks = npt.NDArray[np.uint64]
Sent = npt.NDArray[np.int32]
"""Proposals that each block of the search sent to each post, from all and from those who use AI: shape (n_blocks, 2,
n_open)."""
FROM_ALL, FROM_AI_USERS = 0, 1
FIRST_ROOM = 4096


class Held:
    """Proposals at hand.

    Attributes
    ----------
    offers : ndarray of OFFER
        Proposals post by post, those of a post in the order sent. While the search goes on, this week's stand behind
        the earlier ones as they are sent.
    n : int
        Rows of `offers` in use, gaps between the blocks of this week's search included.
    first : ndarray of int64, shape (n_open + 1,)
        Where the proposals of each open post begin in `offers`; during the search, those that lay there before it.
    senders : ndarray of int32
        Before the search: who sent each of `offers`, side by side in memory.
    marks : ndarray of uint64, shape (n_open,)
        Before the search: who has proposed for each open post, one bit for all whose rows are equal modulo 64.
    """

    def __init__(self) -> None:
        self.offers, self._spare = np.zeros(FIRST_ROOM, dtype=OFFER), np.zeros(FIRST_ROOM, dtype=OFFER)
        self.n = 0
        self.first: Rows = np.zeros(1, dtype=np.int64)
        self.senders: Numbers = np.zeros(FIRST_ROOM, dtype=np.int32)
        self.marks: Marks = np.zeros(0, dtype=np.uint64)

    def make_room(self, extra: int) -> None:
        """See to it that `extra` more proposals fit."""
        if self.n + extra > len(self.offers):
            larger = np.zeros(max(self.n + extra, len(self.offers) * 5 // 4), dtype=OFFER)
            larger[: self.n] = self.offers[: self.n]
            self.offers = larger

    def note_senders(self, start: int, n_open: int) -> None:
        """Note who sent the proposals from number `start` on, of now `n_open` posts."""
        if len(self.senders) < self.n:
            self.senders = np.concatenate((self.senders, np.zeros(self.n, dtype=np.int32)))
        if len(self.marks) < n_open:
            self.marks = np.concatenate((self.marks, np.zeros(n_open - len(self.marks), dtype=np.uint64)))
        mark_senders(self.offers, self.senders, self.marks, start, self.n)

    def lay_at_posts(self, crew: Crew, sent: Sent, spans: list[Block], n_proposals: Any, open_posts: Rows) -> None:
        """Lay this week's proposals, sent in rows of `spans`, behind the earlier ones of their post; posts count them.

        Every block of the search lays its own, and the earlier ones of some posts: no two write the same row.
        """
        n_open, before = len(open_posts), self.first
        first = np.zeros(n_open + 1, dtype=np.int64)
        find_places(before, sent, first, n_proposals, open_posts)
        if len(self._spare) < first[-1]:
            self._spare = np.zeros(int(first[-1]) * 5 // 4, dtype=OFFER)
        offers, laid = self.offers, self._spare

        def lay(block: int, _: int, flow: Flow) -> None:  # noqa: ARG001 - the signature of all work
            some = n_open * block // len(spans), n_open * (block + 1) // len(spans)
            lay_earlier(offers, before, laid, first, *some)
            lay_sent(offers, *spans[block], laid, sent[block, FROM_ALL])

        crew.walk([(block, block + 1) for block in range(len(spans))], lay)
        self.offers, self._spare = laid, offers
        self.first, self.n = first, int(first[-1])

    def keep(self, is_open: npt.NDArray[np.bool_]) -> None:
        """Keep the proposals of posts that are still open."""
        n_open = int(np.count_nonzero(is_open))
        first = np.zeros(n_open + 1, dtype=np.int64)
        self.n = keep_open(self.offers, self.first, is_open, first)
        self.first, self.marks = first, np.zeros(n_open, dtype=np.uint64)
        self.note_senders(0, n_open)

    def rows_moved(self, freelancers: Any, job_posts: Any) -> None:  # noqa: ARG002 - places of open posts stay
        """Follow freelancers to their new rows; the proposals of those who have gone are of no use any more."""
        who = self.offers["freelancer"]
        who[: self.n] = freelancers[who[: self.n]]
        self.marks[:] = 0
        self.note_senders(0, len(self.marks))


@kernel
def find_places(before: Rows, sent: Sent, first: Rows, n_proposals: Any, open_posts: Rows) -> None:
    """Write where the proposals of each post begin, and in place of what each block sent where it lays it."""
    total = 0
    for place in range(len(open_posts)):
        first[place] = total
        total += before[place + 1] - before[place]
        for block in range(len(sent)):
            number = sent[block, FROM_ALL, place]
            sent[block, FROM_ALL, place] = total
            total += number
        n_proposals[open_posts[place]] = total - first[place]
    first[len(open_posts)] = total


@kernel
def lay_earlier(offers: Offers, before: Rows, laid: Offers, first: Rows, start: int, end: int) -> None:
    """Lay the earlier proposals of the posts at places `start` to `end`."""
    for place in range(start, end):
        for i in range(before[place + 1] - before[place]):
            laid[first[place] + i] = offers[before[place] + i]


@kernel
def lay_sent(offers: Offers, start: int, end: int, laid: Offers, free: Numbers) -> None:
    """Lay the proposals in rows `start` to `end` behind the last one of their post."""
    for i in range(start, end):
        place = offers[i].place
        laid[free[place]] = offers[i]
        free[place] += 1


@kernel
def keep_open(offers: Offers, first: Rows, is_open: Any, kept_first: Rows) -> int:
    """Close the gaps that proposals of closed posts leave, with the new places of the others; gives the number kept."""
    n, place = 0, 0
    for k in range(len(is_open)):
        if is_open[k]:
            kept_first[place] = n
            for i in range(first[k], first[k + 1]):
                offers[n] = offers[i]
                offers[n].place = place
                n += 1
            place += 1
    kept_first[place] = n
    return n


@kernel
def mark_senders(offers: Offers, senders: Numbers, marks: Marks, start: int, end: int) -> None:
    """Note who sent the proposals in rows `start` to `end`, and mark them at each post."""
    for i in range(start, end):
        senders[i] = offers[i].freelancer
        marks[offers[i].place] |= mark_of(offers[i].freelancer)


@piece
def mark_of(freelancer: int) -> Any:
    """The bit of a freelancer's row."""
    return np.uint64(1) << np.uint64(freelancer & 63)
