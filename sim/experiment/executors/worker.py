"""A worker process and its end of the pipe.

A worker lives as long as its pipe: it ends at end-of-file. Where it is busy, the kernel ends it with its parent, or,
where the kernel does not offer that, a guard thread does. Outputs cross in pieces, so that a worker that stops in the
middle of one does not stop its parent.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from typing import Any, Final

from sim.experiment.cores import threads_each
from sim.experiment.executors.doing import do, stage_of
from sim.experiment.signals import signals_held
from sim.experiment.task import Failure, Stage, Task, Work

Event = tuple[Any, ...]
"""("ready",), ("begun",), ("week", done, total), ("done", bytes or Failure, seconds)."""

_PIECE: Final = 1 << 18  # bytes
_BETWEEN_WEEKS: Final = 0.1  # s; a message a week costs more than a week of a small market
_WITH_PARENT: Final = 1  # PR_SET_PDEATHSIG


class Worker:
    """A spawned process that does tasks one after another, seen from the parent.

    Parameters
    ----------
    work : Work
        Picklable.
    n_threads : int, optional
        Threads for its market.

    Attributes
    ----------
    task : Task or None
        In hand.
    ready, begun : bool
        Whether the process has come up; whether it has begun the task in hand.
    since : float
        When it was given the task, or began it; `time.monotonic`.
    dead : bool
        Whether the pipe has reached its end.
    """

    def __init__(self, work: Work, n_threads: int = 1) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        in_main = threading.current_thread() is threading.main_thread()
        self._process = context.Process(target=_serve, args=(theirs, _packed(work), in_main), daemon=True)
        self._output = bytearray()
        self._received = 0
        self._seconds = 0.0
        self._weeks: tuple[int, int] | None = None
        self.task: Task | None = None
        self.ready = self.begun = self.dead = False
        self.since = 0.0
        with threads_each(n_threads), signals_held():
            self._process.start()
        theirs.close()  # so that the pipe ends when the worker does

    @property
    def sources(self) -> tuple[Any, int]:
        """What to wait on: the pipe and the sentinel of the process."""
        return self._pipe, self._process.sentinel

    @property
    def stage(self) -> Stage:
        """Where the task in hand is."""
        return stage_of(self._weeks)

    def give(self, task: Task) -> None:
        """Send a task; a worker that has just died is noticed later, with the task still in its hand.

        Raises
        ------
        Exception
            Whatever pickling raises, if the task cannot be sent.
        """
        self.task, self._weeks, self.begun, self.since = task, None, False, time.monotonic()
        try:
            self._pipe.send(task)
        except OSError:
            self.dead = True

    def events(self) -> Iterator[Event]:
        """Yield what the worker has said so far; sets `dead` at the end of the pipe."""
        try:
            while not self._pipe.closed and self._pipe.poll():
                event = self._receive()
                if event is not None:
                    yield event
        except (EOFError, OSError):
            self.dead = True
        if not self.dead and not self._pipe.closed and not self._process.is_alive() and not self._pipe.poll():
            self.dead = True  # its pipe is held open by a process that it has started

    def _receive(self) -> Event | None:
        """Take one message; None where it is a piece of an output that is not whole yet."""
        if self._received < len(self._output):
            self._received += self._pipe.recv_bytes_into(self._output, self._received)
            return self._whole()
        event: Event = self._pipe.recv()
        if event[0] == "output":
            self._output, self._received, self._seconds = bytearray(event[1]), 0, event[2]
            return self._whole()
        if event[0] == "ready":
            self.ready = True
        elif event[0] == "begun":
            self.begun, self.since = True, time.monotonic()
        elif event[0] == "week":
            self._weeks = event[1], event[2]
        return event

    def _whole(self) -> Event | None:
        if self._received < len(self._output):
            return None
        output, self._output, self._received = bytes(self._output), bytearray(), 0
        return "done", output, self._seconds

    def memory(self) -> int:
        """Return the bytes of memory that the process holds; 0 where the system does not say."""
        with suppress(OSError, ValueError, IndexError):
            pages = Path(f"/proc/{self._process.pid}/statm").read_text(encoding="ascii").split()[1]
            return int(pages) * os.sysconf("SC_PAGE_SIZE")
        return 0

    def kill(self) -> None:
        """End the process at once; it holds nothing."""
        self._process.kill()

    def close(self) -> str:
        """Close the pipe, see to it that the process ends, and say how it did."""
        self._pipe.close()
        self._process.join(2.0)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        code = self._process.exitcode or 0
        self._process.close()
        if code < 0:
            return f"was killed by {_name_of(-code)}"
        return f"ended with exit code {code}"


def _name_of(number: int) -> str:
    """Return what people call a signal; most real-time signals have no name of their own."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"SIG{number}"


def _packed(work: Work) -> bytes:
    """Return the work as bytes, to be found by the worker once it is sure to end with its parent."""
    return bytes(ForkingPickler.dumps(work))


def _serve(pipe: Connection[Any, Any], packed: bytes, parent_in_main: bool) -> None:  # noqa: FBT001 - one flag, by place
    """Do tasks from the pipe until it ends. Runs in the worker process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})  # was held back when this process was started
    _end_with_parent(by_kernel=parent_in_main)
    work: Work = ForkingPickler.loads(packed)  # imports much, and may take seconds
    _drop_prints()
    try:
        pipe.send(("ready",))
        while True:
            task = pipe.recv_bytes()  # unpacked only after it has begun: what happens then is the task's own
            pipe.send(("begun",))
            came, seconds = do(task, work, _Weeks(pipe))
            if isinstance(came, Failure):
                pipe.send(("done", came, seconds))
            else:
                pipe.send(("output", len(came), seconds))
                for start in range(0, len(came), _PIECE):
                    pipe.send_bytes(came, start, min(_PIECE, len(came) - start))
    except (EOFError, OSError):
        return


class _Weeks:
    """Tells the parent of weeks: the first, the last, and between them as many as do no harm."""

    def __init__(self, pipe: Connection[Any, Any]) -> None:
        self._pipe, self._told = pipe, 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if done in {0, total} or now - self._told > _BETWEEN_WEEKS:
            self._told = now
            self._pipe.send(("week", done, total))


def _drop_prints() -> None:
    """Let everything that is printed vanish: a full terminal or pipe must not hold a task up."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _end_with_parent(*, by_kernel: bool) -> None:
    """End this process when its parent has died, even in the middle of a task.

    The kernel does it even where compiled code holds the interpreter; it counts the thread that started this process as
    its parent, so it is asked only where that was the main thread. The guard thread does it everywhere else.
    """
    if by_kernel and sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_WITH_PARENT, signal.SIGKILL)
    threading.Thread(target=_guard, daemon=True).start()


def _guard() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
