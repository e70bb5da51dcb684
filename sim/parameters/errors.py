"""Everything that may go wrong on purpose: one tree, drawn here, each branch with the exit code of the command line.

    SimulatorError               any of the below
    ├── InputError          2    what the user wrote or named cannot be used
    │   ├── ScenarioSyntaxError  a scenario file is not a file of the strict YAML that is read here
    │   └── ScenarioValueError   it is, but names or values in it are not allowed
    ├── RunFailed           3    some runs did not finish
    ├── StoreDamaged        4    a stored result is not what was written
    └── StoreLocked         5    another process is writing there

The text of an error is complete: it says where, what was found, what is allowed, and what to write instead where that
can be known. The first line suffices; further lines are further problems of the same input.
"""

from __future__ import annotations

from typing import ClassVar


class SimulatorError(Exception):
    """An error that is told to the user in words, without a traceback."""

    exit_code: ClassVar[int] = 1


class InputError(SimulatorError):
    """What the user wrote or named cannot be used; nothing was run or written."""

    exit_code: ClassVar[int] = 2


class ScenarioSyntaxError(InputError):
    """A scenario file cannot be read: not there, not UTF-8, not YAML, or YAML that is refused on purpose."""


class ScenarioValueError(InputError):
    """A scenario can be read, but a name, a type or a value in it is not allowed."""


class RunFailed(SimulatorError):  # noqa: N818 - the contract's name, read as a sentence where it is raised
    """Some runs did not finish."""

    exit_code: ClassVar[int] = 3


class StoreDamaged(SimulatorError):  # noqa: N818 - as RunFailed
    """A stored result is missing a file or differs from its checksums."""

    exit_code: ClassVar[int] = 4


class StoreLocked(SimulatorError):  # noqa: N818 - as RunFailed
    """Another process is writing the same result."""

    exit_code: ClassVar[int] = 5
