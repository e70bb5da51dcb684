"""Tasks on a Dask cluster that somebody else has started: loopback, a batch system, Kubernetes.

The scheduler keeps nothing that must not be lost: outputs are fetched as they come, and what is done stands in our
ledger. A worker that is lost costs an attempt, and Dask does the task again elsewhere. After its ``allowed-failures``
Dask blames all tasks that were on the worker; they are tried once more, each alone, and the guilty is given up as
``crashed``. Weeks come as events of a topic. Dask cannot end a thread, so a task that takes too long ends its worker
process; a nanny starts another. A worker with several threads loses their tasks too, and does them again.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Generator, Iterable, Iterator
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any, Final
from uuid import uuid4

from sim.experiment.cores import THREADS
from sim.experiment.executors.contract import OnTaskWeek
from sim.experiment.executors.doing import do, failure_of, stage_of
from sim.experiment.task import Failure, Outcome, Task, Work
from sim.parameters.errors import InputError, RunFailed

_SCHEMES: Final = {"dask://": "tcp://", "dask+tls://": "tls://"}
_TO_CONNECT: Final = 10.0  # s
_TO_HAVE_WORKERS: Final = 60.0
_TICK: Final = 0.5
_BETWEEN_WEEKS: Final = 0.5  # s between events of one task
_TO_SAY_SO: Final = 1.0  # s between the word that a task takes too long and the end of its process
_LATE: Final = 86


class Dask:
    """Does tasks on the workers of a Dask cluster.

    Parameters
    ----------
    address : str
        ``dask://host:port`` or ``dask+tls://host:port``.
    timeout_s : float, optional
        Seconds that one task may take.

    Raises
    ------
    InputError
        If Dask is not installed.
    """

    def __init__(self, address: str, timeout_s: float | None = None) -> None:
        try:
            import distributed  # noqa: F401 - only to say now that it is not there
        except ImportError as error:
            raise InputError(
                f"{address}: Dask is not installed: python -m pip install 'freelance-market-sim[dask]'"
            ) from error
        self.name = address
        self._timeout_s = timeout_s

    @property
    def n_workers(self) -> int:
        """Threads of all workers of the cluster, at least 1.

        Raises
        ------
        InputError
            If nobody answers at the address.
        """
        client = self._connect()
        try:
            return max(_threads(client), 1)
        finally:
            client.close()

    def outcomes(
        self, tasks: Iterable[Task], work: Work, on_week: OnTaskWeek | None = None
    ) -> Generator[Outcome, None, None]:
        """Yield the outcome of every task; see `Executor`.

        Raises
        ------
        InputError
            If nobody answers at the address.
        RunFailed
            If the scheduler is lost, or has no workers.
        """
        client = self._connect()
        talk = _Conversation(client, self.name, work, on_week, self._timeout_s)
        try:
            _wait_for_workers(client, self.name)
            yield from talk.outcomes(iter(tasks))
        finally:
            talk.end()

    def _connect(self) -> Any:
        """Return a client.

        Raises
        ------
        InputError
            If nobody answers.
        """
        from distributed import Client

        scheme = next(scheme for scheme in _SCHEMES if self.name.startswith(scheme))
        address = _SCHEMES[scheme] + self.name.removeprefix(scheme)
        try:
            return Client(address, timeout=_TO_CONNECT, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, ValueError, TypeError, RuntimeError) as error:
            raise InputError(f"{self.name}: no Dask scheduler answers there: {error}") from error


class _Conversation:
    """One stream of tasks to a scheduler and back."""

    def __init__(self, client: Any, name: str, work: Work, on_week: OnTaskWeek | None, timeout_s: float | None) -> None:
        self._client, self._name, self._work, self._timeout_s = client, name, work, timeout_s
        self._on_week = on_week
        self._mark = f"market-{uuid4().hex}"
        self._said: SimpleQueue[Any] = SimpleQueue()
        self._held: dict[str, tuple[Task, Any]] = {}
        self._weeks: dict[str, tuple[int, int]] = {}
        self._suspects: list[Task] = []
        self._alone: set[str] = set()
        client.subscribe_topic(self._mark, lambda event: self._said.put(event[1]))

    def outcomes(self, tasks: Iterator[Task]) -> Iterator[Outcome]:
        """Yield an outcome a task.

        Raises
        ------
        RunFailed
            If the scheduler is lost.
        """
        while True:
            window = 2 * max(_threads(self._client), 1)
            while len(self._held) < window and (task := next(tasks, None)) is not None:
                yield from self._submit(task)
            if not self._held and self._suspects:
                suspect = self._suspects.pop()
                self._alone.add(suspect.key)
                yield from self._submit(suspect)
            if not self._held:
                return
            yield from self._wait()

    def _submit(self, task: Task) -> Iterator[Outcome]:
        """Hand a task to the scheduler; one that cannot be sent has failed."""
        key = f"{self._mark}-{task.key}" + ("-alone" if task.key in self._alone else "")
        try:
            future = self._client.submit(
                _on_a_worker, self._work, task, self._mark, self._timeout_s, key=key, pure=False
            )
        except Exception as error:  # noqa: BLE001 - whatever pickling or the network raises
            self._refuse_lost_scheduler()
            yield Outcome(task.key, None, failure_of(error, "instantiating"), 1, 0.0)
        else:
            self._held[task.key] = task, future
            future.add_done_callback(lambda _: self._said.put({"done": task.key}))

    def _wait(self) -> Iterator[Outcome]:
        """Take events until a task is no longer held."""
        n_held = len(self._held)
        while len(self._held) == n_held:
            self._refuse_lost_scheduler()
            with suppress(Empty):
                outcome = self._hear(self._said.get(timeout=_TICK))
                if outcome is not None:
                    yield outcome

    def _hear(self, said: dict[str, Any]) -> Outcome | None:
        """Take one event: a week, a task that takes too long, one that has ended."""
        key = next(iter(said.values()))
        if key not in self._held:
            return None
        if "week" in said:
            self._weeks[key] = said["done"], said["total"]
            if self._on_week is not None:
                self._on_week(key, said["done"], said["total"])
            return None
        task, future = self._held.pop(key)
        stage = stage_of(self._weeks.pop(key, None))
        if "late" in said:
            future.cancel(force=True)
            cause = f"took longer than {self._timeout_s:g} s"
            return Outcome(key, None, Failure("timeout", stage, "TimeLimit", cause), 1, self._timeout_s or 0.0)
        try:
            came, seconds = future.result()
        except Exception as error:  # noqa: BLE001 - the worker's end, the network's, or Dask's own
            self._refuse_lost_scheduler()
            return self._failed(task, error)
        finally:
            future.release()
        if isinstance(came, Failure):
            return Outcome(key, None, came, 1, seconds)
        if self._on_week is not None:
            self._on_week(key, task.n_weeks, task.n_weeks)
        return Outcome(key, came, None, 1, seconds)

    def _failed(self, task: Task, error: Exception) -> Outcome | None:
        """Return the outcome of a task that Dask has given up, None if it will be tried once more, alone."""
        from distributed import KilledWorker

        if isinstance(error, KilledWorker):
            if task.key not in self._alone:
                self._suspects.append(task)
                return None
            died = 2 * (int(self._client.run_on_scheduler(_allowed_failures)) + 1)
            failure = Failure("crashed", "running", "KilledWorker", f"its worker process ended, {died} times")
            return Outcome(task.key, None, failure, died, 0.0)
        return Outcome(task.key, None, failure_of(error, "instantiating"), 1, 0.0)

    def _refuse_lost_scheduler(self) -> None:
        """Stop when nobody is there to talk to.

        Raises
        ------
        RunFailed
            If so.
        """
        if self._client.status != "running":
            raise RunFailed(f"{self._name}: the Dask scheduler is lost; what was done is kept")

    def end(self) -> None:
        """Cancel what is queued and hang up."""
        with suppress(Exception):
            if self._client.status == "running":
                self._client.cancel([future for _, future in self._held.values()], force=True)
        self._held.clear()
        with suppress(Exception):
            self._client.close(timeout=2.0)


def _threads(client: Any) -> int:
    try:
        return sum(client.nthreads().values())
    except Exception:  # noqa: BLE001 - a lost scheduler is told where the tasks are waited for
        return 0


def _wait_for_workers(client: Any, name: str) -> None:
    """Wait until the cluster has a worker.

    Raises
    ------
    RunFailed
        If it has none for a minute.
    """
    end = time.monotonic() + _TO_HAVE_WORKERS
    while not _threads(client):
        if time.monotonic() > end:
            raise RunFailed(f"{name}: this cluster has had no workers for {_TO_HAVE_WORKERS:g} s")
        time.sleep(_TICK)


def _allowed_failures(dask_scheduler: Any) -> int:
    """Return how many workers a task may cost. Runs in the scheduler."""
    return int(dask_scheduler.allowed_failures)


def _on_a_worker(work: Work, task: Task, topic: str, timeout_s: float | None) -> tuple[bytes | Failure, float]:
    """Do a task. Runs in a thread of a Dask worker."""
    from distributed import get_worker

    worker = get_worker()
    os.environ.setdefault(THREADS, "1")  # a cluster has a worker a core
    told = [0.0]

    def tell(done: int, total: int) -> None:
        if done in {0, total} or time.monotonic() - told[0] > _BETWEEN_WEEKS:
            told[0] = time.monotonic()
            worker.log_event(topic, {"week": task.key, "done": done, "total": total})

    def end_late() -> None:
        worker.log_event(topic, {"late": task.key})
        time.sleep(_TO_SAY_SO)
        os._exit(_LATE)

    alarm = threading.Timer(timeout_s or 0.0, end_late)
    alarm.daemon = True
    if timeout_s is not None:
        alarm.start()
    try:
        return do(task, work, tell)
    finally:
        alarm.cancel()
