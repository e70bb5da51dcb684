"""What kind of file one has given to a command, told in one line where it is not the kind that the command takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Final

SCENARIO: Final = "a scenario"
SWEEP: Final = "a sweep"
ABLATIONS: Final = "a list of ablations"
COMMANDS: Final = MappingProxyType({SCENARIO: "run", SWEEP: "sweep", ABLATIONS: "ablate"})
"""The command that takes each kind."""
_MARKS: Final = ((ABLATIONS, {"mechanisms", "variants"}), (SWEEP, {"design"}))
"""Names that only a file of a kind has."""


@contextmanager
def expecting(kind: str, path: Path) -> Iterator[None]:
    """Read a file of a kind in the block; if that fails because it is of another one, say so and nothing else.

    Raises
    ------
    ScenarioValueError
        If it holds names or values that are not allowed.
    """
    from sim.parameters.errors import ScenarioValueError

    try:
        yield
    except ScenarioValueError:
        found = kind_of_file(path)
        if found is None or found == kind:
            raise
        told = f"{path}: this is {found}, not {kind}; `{COMMANDS[found]}` takes it"
        raise ScenarioValueError(told) from None


def kind_of_file(path: Path) -> str | None:
    """Return what kind of file this is by the names in it, None where they do not tell."""
    from sim.parameters.scenario import Scenario
    from sim.parameters.yaml_extends import read_layers

    content = read_layers(path).content
    names = set(content) if isinstance(content, dict) else set()
    for kind, marks in _MARKS:
        if names & marks:
            return kind
    return SCENARIO if names & (set(Scenario.model_fields) - {"name", "description"}) else None
