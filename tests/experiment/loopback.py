"""A Dask cluster on the loopback of this machine: scheduler and workers as separate processes, no dashboard."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOOPBACK = ["--host", "127.0.0.1", "--no-dashboard", "--dashboard-address", "127.0.0.1:0"]
"""Without an address of its own the server of the dashboard listens everywhere, even where no dashboard is served."""
SETTINGS = {
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",
    "DASK_DISTRIBUTED__WORKER__LIFETIME__RESTART": "False",
    "DASK_DISTRIBUTED__ADMIN__TICK__LIMIT": "60s",
}


class LoopbackCluster:
    """Scheduler and workers; a worker is a process under a nanny, with one thread; `settings` are variables of Dask."""

    def __init__(self, n_workers=2, **settings):
        self._settings = settings
        self._scratch = tempfile.TemporaryDirectory()
        self._file = Path(self._scratch.name) / "scheduler.json"
        self.scheduler = self._start("scheduler", "--port", "0", "--scheduler-file", str(self._file))
        self.address = "dask://" + self._address()
        self.workers = [self.add_worker() for _ in range(n_workers)]

    def add_worker(self):
        options = ["--nthreads", "1", "--nanny", "--local-directory", self._scratch.name]
        return self._start("worker", "--scheduler-file", str(self._file), *options)

    def _start(self, role, *options):
        paths = os.pathsep.join([str(ROOT), str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
        return subprocess.Popen(
            [sys.executable, "-m", "dask", role, *LOOPBACK, *options],
            env={**os.environ, **SETTINGS, **self._settings, "PYTHONPATH": paths},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip

    def _address(self):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with suppress(OSError, ValueError):
                return json.loads(self._file.read_text())["address"].removeprefix("tcp://")
            time.sleep(0.05)
        raise AssertionError("the scheduler did not start")

    def kill_workers(self):
        for worker in self.workers:
            kill_group(worker)
        self.workers = []

    def close(self):
        self.kill_workers()
        kill_group(self.scheduler)
        self._scratch.cleanup()


def kill_group(process):
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(20)
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)
