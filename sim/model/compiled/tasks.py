"""Blocks of rows, shared out among threads: kernels let go of Python's lock, and no two blocks write the same cell."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np

from sim.model.compiled.columns import Flags, Flow, Whole
from sim.model.compiled.kernel import kernel, piece

Result = TypeVar("Result")
Block = tuple[int, int]
Work = Callable[[int, int, Flow], Result]

LEAST_ROWS = 20_000
"""Rows below which a second thread gives nothing: to wake it takes as long as it would save."""
LEAST_IN_BLOCK = 16_384
"""Rows that a block has at least: to begin one takes a thread some 20 microseconds, in which no other can begin one."""
BLOCKS_PER_THREAD = 8


class Crew:
    """Threads that walk blocks of rows.

    Parameters
    ----------
    n_threads : int
        1 walks everything in the calling thread, which walks along with the others too.
    flow : Flow
        Where the sums of the week end up. The calling thread adds into these, each other one into arrays of its own
        which are then added to them. All sums are whole numbers, so that neither the number of threads nor
        their order shows.
    """

    def __init__(self, n_threads: int, flow: Flow) -> None:
        self.n_threads = max(n_threads, 1)
        self._flow = flow
        blank: Any = np.zeros_like
        self._own = [Flow(*map(blank, flow)) for _ in range(self.n_threads - 1)]
        self._pool: ThreadPoolExecutor | None = None
        self._process = 0

    def blocks(self, n: int, per_thread: int = BLOCKS_PER_THREAD, work_a_row: int = 1) -> list[Block]:
        """Cut rows 0 to n into blocks; one block for one thread or little work, `work_a_row` being that of an agent."""
        work = n * work_a_row
        if self.n_threads == 1 or work < LEAST_ROWS:
            return [(0, n)]
        each = min(per_thread, max(work // (self.n_threads * LEAST_IN_BLOCK), 1))
        cuts = np.linspace(0, n, self.n_threads * each + 1).astype(np.int64).tolist()
        return list(pairwise(cuts))

    def walk(self, blocks: list[Block], work: Work[Result]) -> list[Result]:
        """Do the work on every block; results in the order of the blocks.

        Every thread takes the next block when it has done one. After an error the blocks in hand are still done, and
        no other is begun.
        """
        if len(blocks) == 1:
            return [work(*blocks[0], self._flow)]
        results: list[Any] = [None] * len(blocks)
        left = iter(range(len(blocks)))  # taking the next is one step, which no other thread can be in the middle of

        def take_blocks(flow: Flow) -> None:
            try:
                for at in left:
                    results[at] = work(*blocks[at], flow)
            except BaseException:
                for _ in left:  # taken away from the others
                    pass
                raise

        others = [self._threads().submit(take_blocks, flow) for flow in self._own]
        try:
            take_blocks(self._flow)
        finally:
            wait(others)
        for other in others:
            other.result()
        self._add_up()
        return results

    def _add_up(self) -> None:
        """Add what the other threads have added up to the sums of the week."""
        for own in self._own:
            add_flow(self._flow, own)

    def _threads(self) -> ThreadPoolExecutor:
        """The threads of this process: a forked process has none of its parent's, and starts its own."""
        if self._pool is None or self._process != os.getpid():
            self._pool = ThreadPoolExecutor(len(self._own), thread_name_prefix="market")
            self._process = os.getpid()
        return self._pool

    def __deepcopy__(self, memo: object) -> Crew:
        """A copy of a market gets threads of its own; the engine sets the sums anew."""
        return Crew(self.n_threads, self._flow)


@kernel
def add_flow(total: Flow, part: Flow) -> None:
    """Add what a thread has added up to the sums of the week, and set it to zero."""
    _add_rows(total.weekly, total.busy, part.weekly, part.busy)
    _add_rows(total.bins, total.busy_bins, part.bins, part.busy_bins)
    for row in range(len(part.seen)):
        for column in range(part.seen.shape[1]):
            total.seen[row, column] += part.seen[row, column]
            part.seen[row, column] = 0


@piece
def _add_rows(total: Whole, total_busy: Flags, part: Whole, part_busy: Flags) -> None:
    """Add the busy rows."""
    for row in range(len(part_busy)):
        if part_busy[row]:
            total_busy[row], part_busy[row] = True, False
            for column in range(part.shape[1]):
                total[row, column] += part[row, column]
                part[row, column] = 0
