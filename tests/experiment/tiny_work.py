"""Work of a few milliseconds that goes wrong in every way; found by name in worker processes."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

from sim.experiment.executors.serial import Serial
from sim.parameters.errors import InputError

WEEKS = 4


class Elsewhere(Serial):
    """This very process, whose code is not that of the one that asks."""

    def outcomes(self, tasks, work, on_week=None):
        yield from super().outcomes(tasks, replace(work, asked="another"), on_week)


class MuteError(Exception):
    def __str__(self):
        raise ValueError("no words")


class UnpicklableError(Exception):
    def __init__(self, one, two):
        super().__init__(one)
        self.two = lambda: two


class Loading:
    """A payload, or work, that does something where it is unpacked; packing it does nothing."""

    def __init__(self, deed, *facts):
        self.loaded = deed, facts

    def __reduce__(self):
        return self.loaded

    def __call__(self, *_):
        raise AssertionError("it came up")


def lack():
    raise AttributeError("it is not here")


def end_by(number):
    os.kill(os.getpid(), number)


def work(task, on_week):
    """Weeks, then the payload's deed."""
    deed, *facts = task.payload
    if deed == "early":
        raise ValueError("before the market stands")
    on_week(0, WEEKS)
    for week in range(WEEKS):
        if week == 2 and deed in DURING:
            DURING[deed](*facts)
        on_week(week + 1, WEEKS)
    if deed == "late":
        raise ValueError("all weeks are walked")
    if deed == "large":
        return bytes([facts[1]]) * facts[0]
    if deed == "not bytes":
        return 7
    return f"output of {task.key}".encode()


def fail(text):
    raise ZeroDivisionError(text)


def refuse():
    raise InputError("horizon.weeks: these weeks cannot be run")


def mute():
    raise MuteError


def odd():
    raise UnpicklableError("a\nb\0\udc80 \x1b[31m", 2)


def leave():
    sys.exit(3)


def die_once(path):
    if not Path(path).exists():
        Path(path).write_text(str(os.getpid()))
        os.kill(os.getpid(), signal.SIGKILL)


def segfault():
    ctypes.string_at(0)


def hang():
    while True:
        time.sleep(0.02)


def hog(n_bytes):
    held = []
    while sum(map(len, held)) < n_bytes:
        held.append(b"\1" * (1 << 24))
        time.sleep(0.005)
    time.sleep(3.0)


def shout(n_bytes):
    line = "x" * 1023 + "\n"
    for _ in range(n_bytes // 2048):
        sys.stdout.write(line)
        sys.stderr.write(line)
    os.write(1, b"y" * 100_000)


def note_pid(folder):
    (Path(folder) / f"{os.getpid()}").touch()


def touch(path):
    Path(path).touch()


def rest(folder, seconds):
    note_pid(folder)
    time.sleep(seconds)


def kernel_hang(folder):
    """Hold the interpreter in compiled code, so that no thread of this process can do anything."""
    note_pid(folder)
    ctypes.PyDLL(None).sleep(600)


DURING = {
    "fail": fail, "refuse": refuse, "mute": mute, "odd": odd, "leave": leave, "exit": os._exit, "die once": die_once,
    "segfault": segfault, "hang": hang, "hog": hog, "shout": shout, "note pid": note_pid, "rest": rest, "touch": touch,
    "end by": end_by,
    "kernel hang": kernel_hang,
}  # fmt: skip
