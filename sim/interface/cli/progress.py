"""One line of progress on standard error, and only there if it is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

OnProgress = Callable[[int, int], None]


@contextmanager
def weekly_progress(name: str, *, quiet: bool) -> Iterator[OnProgress | None]:
    """Show simulated weeks, weeks per second and the time left while the block runs.

    Parameters
    ----------
    name : str
        Name of the scenario.
    quiet : bool
        Show nothing.

    Yields
    ------
    callable or None
        To be called with (weeks done, weeks in all); None when nothing is shown.
    """
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("weeks, {task.fields[rate]:.1f}/s,"),
        TimeRemainingColumn(),
        TextColumn("left"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(name, total=None, rate=0.0)

        def on_progress(done: int, total: int) -> None:
            speed = bar.tasks[0].speed or 0.0
            bar.update(task, completed=done, total=total, rate=speed)

        yield on_progress
