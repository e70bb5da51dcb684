"""A worker process and its end of the pipe."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from typing import Any, Final

from sim.parameters.errors import SimulatorError

THREADS: Final = "MARKET_THREADS"
"""Environment variable: threads that one process may use for its market."""
_ONE_THREAD: Final = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class Worker:
    """A spawned process that does jobs one after another, seen from the parent.

    Parameters
    ----------
    work : callable
        ``work(job, on_week)``, picklable.
    n_threads : int, optional
        Threads for its market.

    Attributes
    ----------
    job : int or None
        Index of the job in hand.
    dead : bool
        Whether the pipe has reached its end.
    """

    def __init__(self, work: Callable[..., None], n_threads: int = 1) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, work), daemon=True)
        self.job: int | None = None
        self.dead = False
        with _threads_each(n_threads), signals_held():
            self._process.start()
        theirs.close()  # so that the pipe ends when the worker does

    @property
    def sources(self) -> tuple[Any, int]:
        """What to wait on: the pipe and the sentinel of the process."""
        return self._pipe, self._process.sentinel

    def give(self, index: int, job: Any) -> None:
        """Send a job; a worker that has just died is noticed later, with the job still in its hand."""
        self.job = index
        try:
            self._pipe.send((index, job))
        except OSError:
            self.dead = True

    def messages(self) -> Iterator[tuple[Any, ...]]:
        """Yield what the worker has said so far; sets `dead` at the end of the pipe."""
        try:
            while not self._pipe.closed and self._pipe.poll():
                yield self._pipe.recv()
        except (EOFError, OSError):
            self.dead = True

    def kill(self) -> None:
        """End the process at once; it holds nothing but temporary files."""
        self._process.kill()

    def close(self) -> str:
        """Close the pipe, wait for the process to end, and say how it ended."""
        self._pipe.close()
        self._process.join()
        code = self._process.exitcode or 0
        self._process.close()
        return f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"


@contextmanager
def signals_held() -> Iterator[None]:
    """Hold Ctrl-C back until the block is over; a process started meanwhile never sees it.

    Blocking the signal in this thread keeps it from processes started here, which inherit the mask. It does not keep it
    from the other threads of this process (Arrow has some), so its handler is replaced as well.
    """
    came: list[int] = []
    replaced = threading.current_thread() is threading.main_thread() and callable(signal.getsignal(signal.SIGINT))
    handler = signal.signal(signal.SIGINT, lambda number, _: came.append(number)) if replaced else None
    resource_tracker.ensure_running()  # starting it later would let the signal through again
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        if replaced:
            signal.signal(signal.SIGINT, handler)
    if came:
        signal.raise_signal(signal.SIGINT)


@contextmanager
def _threads_each(n_threads: int) -> Iterator[None]:
    """Let processes started in this block use one thread each for libraries, and some for the market."""
    before = {name: os.environ.get(name) for name in (*_ONE_THREAD, THREADS)}
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    os.environ[THREADS] = str(n_threads)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _serve(pipe: Connection[Any, Any], work: Callable[..., None]) -> None:
    """Do jobs from the pipe until it ends. Runs in the worker process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        while True:
            index, job = pipe.recv()
            try:
                work(job, lambda done, total, index=index: pipe.send(("week", index, done, total)))
            except Exception as error:  # noqa: BLE001 - whatever it is, the parent names it
                kind = type(error) if isinstance(error, SimulatorError) else None
                cause = f"{error}" if kind else f"{type(error).__name__}: {error}"
                pipe.send(("failed", index, kind, cause, traceback.format_exc()))
            else:
                pipe.send(("done", index))
    except (EOFError, OSError):
        return


def _end_with_parent() -> None:
    """End this process when its parent has died, even in the middle of a job."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
