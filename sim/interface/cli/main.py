"""The command line: which commands there are, and how each kind of failure ends.

Exit codes: 0 ok, 1 a bug, 2 bad input, 3 some runs failed, 4 store damaged, 5 locked by another process, 130
interrupted, 143 asked to end.
Nothing heavy is imported before a command needs it, so that ``--help`` answers at once.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import click

from sim.interface.cli.ablate_command import ablate
from sim.interface.cli.any_terminal import show_on_any_terminal
from sim.interface.cli.calibrate_command import calibrate
from sim.interface.cli.compare_command import compare
from sim.interface.cli.describe_command import describe
from sim.interface.cli.run_command import run
from sim.interface.cli.sensitivity_command import sensitivity
from sim.interface.cli.stored_commands import plot, verify
from sim.interface.cli.sweep_command import sweep
from sim.interface.cli.validate_command import validate
from sim.parameters.errors import SimulatorError

INTERRUPTED: Final = 130
TERMINATED: Final = 143
BUG: Final = 1


@click.group(no_args_is_help=False, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--debug", is_flag=True, help="Show the traceback of an unexpected error.")
def cli(debug: bool) -> None:
    """Simulate an online freelance market while AI is adopted."""


for command in (run, compare, sweep, sensitivity, calibrate, validate, ablate, plot, describe, verify):
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : sequence of str, optional
        What stands behind the name of the program; by default what the process was started with.

    Returns
    -------
    int
        The exit code. Errors have been told on standard error, in words.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in given  # wherever it stands, so that it can be added behind a line that failed
    given = [argument for argument in given if argument != "--debug"]
    show_on_any_terminal()
    try:
        with _ends_when_asked(), cli.make_context("run.py", given or ["--help"]) as context:
            cli.invoke(context)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - whatever it is, the user is told in words
        return _exit_code(error, debug=debug)
    return 0


class Terminated(KeyboardInterrupt):
    """The system asks this process to end, as a batch system does at its time limit; handled as Ctrl-C is."""


@contextmanager
def _ends_when_asked() -> Iterator[None]:
    """Let SIGTERM end the block as Ctrl-C would, where nobody has decided otherwise."""

    def end(*_: object) -> None:
        raise Terminated

    if threading.current_thread() is not threading.main_thread() or signal.getsignal(signal.SIGTERM) != signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _exit_code(error: BaseException, *, debug: bool) -> int:
    """Tell what went wrong, and return the exit code."""
    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if isinstance(error, click.ClickException):
        return _usage(error)
    if isinstance(error, SimulatorError):
        return _told(str(error), error.exit_code)
    if isinstance(error, KeyboardInterrupt | click.Abort):
        kept = "; ".join(getattr(error, "__notes__", ()))
        told = f"interrupted: {kept}" if kept else "interrupted; nothing half-written is left"
        return _told(told, TERMINATED if isinstance(error, Terminated) else INTERRUPTED, "")
    if isinstance(error, BrokenPipeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has gone, as `head` does
        return BUG
    if debug:
        traceback.print_exception(error)
    text = " ".join(f"{type(error).__name__}: {error}".split())
    return _told(f"{text} (this is a bug; add --debug to see where)", BUG)


def _usage(error: click.ClickException) -> int:
    """Tell that the command line itself cannot be read."""
    context = getattr(error, "ctx", None)
    hint = f"\ntry: {context.command_path} --help" if context is not None else ""
    return _told(error.format_message() + hint, error.exit_code)


def _told(text: str, code: int, head: str = "error: ") -> int:
    """Write to standard error, characters it cannot show replaced, and return the code."""
    click.echo(f"{head}{text}", err=True)
    return code
