"""Ctrl-C held back while something must not be cut in two."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker


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
