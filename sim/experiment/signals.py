"""Ctrl-C, and the request to end, held back while something must not be cut in two."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from typing import Final

_HELD: Final = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def signals_held() -> Iterator[None]:
    """Hold Ctrl-C and SIGTERM back until the block is over; a process started meanwhile does not see them.

    Blocking the signals in this thread keeps them from processes started here, which inherit the mask. It does not keep
    them from the other threads of this process (Arrow has some), so their handlers are replaced as well.
    """
    came: list[int] = []
    in_main = threading.current_thread() is threading.main_thread()
    handlers = {number: signal.getsignal(number) for number in _HELD if in_main}
    replaced = {number: handler for number, handler in handlers.items() if callable(handler)}
    for number in replaced:
        signal.signal(number, lambda number, _: came.append(number))
    resource_tracker.ensure_running()  # starting it later would let the signals through again
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, _HELD)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        for number, handler in replaced.items():
            signal.signal(number, handler)
    if came:
        signal.raise_signal(came[0])
