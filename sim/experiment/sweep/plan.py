"""What a sweep will run: every point resolved and checked before anything runs, each with its key.

A resolved scenario takes 20 KB, its settings a few hundred bytes. So a plan holds what differs from the base, and a
point is resolved again where it is run.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sim.experiment.design.design import Design
from sim.experiment.design.dimension import Setting
from sim.experiment.replication import Simulate, simulate
from sim.experiment.sweep.dimensions import design_of, typed, value_at
from sim.experiment.sweep.extent import Extent, extent_of
from sim.experiment.sweep.keys import point_key, sweep_fingerprint
from sim.experiment.sweep.reading import Sweep, changed
from sim.parameters.errors import InputError
from sim.parameters.scenario import Scenario

MAIN: Final = "main"
WITHOUT: Final = "reference"
WITH: Final = "what_if"
"""Arms of a what-if: each point without it (`WITHOUT`) and with it (`WITH`)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One point in one arm.

    Attributes
    ----------
    point : int
        Its place in the design, from 0; the reference point comes last.
    arm : str
        ``main``; ``reference`` and ``what_if`` where every point is run with and without a change.
    base : Scenario
        What all points differ from; one object for all of them.
    paths : tuple of str
        The plan's paths; one object for all of them.
    settings : tuple
        Values of the plan's paths at this point.
    key : str
    extent : Extent
        What it asks for.
    varied : str
        The parameter that differs from the base, in a design of one at a time.
    unit : tuple of float or None
        Where the point lies in the unit cube.
    """

    point: int
    arm: str
    base: Scenario
    paths: tuple[str, ...]
    settings: tuple[Setting, ...]
    key: str
    extent: Extent
    varied: str = ""
    unit: tuple[float, ...] | None = None

    @property
    def scenario(self) -> Scenario:
        """The scenario of this point, resolved anew each time."""
        return changed(self.base, dict(zip(self.paths, self.settings, strict=True)), self.label)

    @property
    def label(self) -> str:
        """Name for people."""
        return f"point {self.point}" + ("" if self.arm == MAIN else f" ({self.arm})")


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Everything a sweep runs.

    Attributes
    ----------
    sweep : Sweep
    seed : int
    design : Design
    paths : tuple of str
        Parameters that differ anywhere in the sweep: columns of its dataset.
    entries : tuple of Entry
        By point, then arm.
    reference : int or None
        The point that others are compared with.
    fingerprint : str
        Identity of the sweep but for its seed.
    """

    sweep: Sweep
    seed: int
    design: Design
    paths: tuple[str, ...]
    entries: tuple[Entry, ...]
    reference: int | None
    fingerprint: str

    @property
    def n_points(self) -> int:
        """Points, the reference point included."""
        return len({entry.point for entry in self.entries})

    @property
    def n_runs(self) -> int:
        """Runs that the sweep's distinct points ask for."""
        return sum(one.n_runs for one in self.extents)

    @property
    def extents(self) -> Collection[Extent]:
        """What each distinct point asks for."""
        return {entry.key: entry.extent for entry in self.entries}.values()


def plan_of(sweep: Sweep, seed: int, simulator: Simulate = simulate) -> Plan:
    """Resolve every point of a sweep.

    Parameters
    ----------
    sweep : Sweep
    seed : int
        Of the design's sampler and of every run: the same luck at every point.
    simulator : callable
        Runs one replication.

    Returns
    -------
    Plan

    Raises
    ------
    ScenarioValueError
        If a value is not allowed; names the point and the parameter.
    """
    design, file = design_of(sweep, seed), sweep.file
    extra = [path for path in (*file.reference, *file.what_if) if path not in design.paths]
    paths = (*design.paths, *dict.fromkeys(extra))

    def entry(point: int, arm: str, scenario: Scenario, *which: Any) -> Entry:
        settings = tuple(value_at(scenario, path) for path in paths)
        key = point_key(scenario, seed, simulator)
        return Entry(point, arm, sweep.base, paths, settings, key, extent_of(scenario), *which)

    entries = []
    for number, values in enumerate(design.points):
        scenario = _scenario(sweep, number, dict(zip(design.paths, values, strict=True)))
        unit = None if design.unit is None else tuple(design.unit[number].tolist())
        for arm, one in _arms(sweep, number, scenario):
            entries.append(entry(number, arm, one, design.varied[number], unit))
    reference = 0 if file.design.kind == "one_at_a_time" and not file.what_if else None
    if file.reference:
        reference = len(design.points)
        entries.append(entry(reference, MAIN, _with(sweep, sweep.base, file.reference, "reference")))
    return Plan(sweep, seed, design, paths, tuple(entries), reference, _fingerprint(sweep, paths, entries, simulator))


def _scenario(sweep: Sweep, number: int, values: Mapping[str, Setting]) -> Scenario:
    """Return the scenario of a point; values are set one by one only to tell which one is wrong.

    Raises
    ------
    ScenarioValueError
        If a value is not allowed.
    """
    try:
        return changed(sweep.base, values, "")
    except InputError:
        listing = sweep.file.design.kind == "list"
        part = f"design.points[{number}]" if listing else "design.parameters"
        for path, value in values.items():
            changed(sweep.base, {path: value}, f"{sweep.place(part, path)}: point {number}: {path}")
        return changed(sweep.base, values, f"{sweep.place('design')}: point {number}")


def _arms(sweep: Sweep, number: int, scenario: Scenario) -> Sequence[tuple[str, Scenario]]:
    if not sweep.file.what_if:
        return [(MAIN, scenario)]
    return [(WITHOUT, scenario), (WITH, _with(sweep, scenario, sweep.file.what_if, "what_if", f"point {number}: "))]


def _with(sweep: Sweep, scenario: Scenario, settings: Mapping[str, Setting], part: str, which: str = "") -> Scenario:
    for path, value in settings.items():
        scenario = changed(scenario, {path: typed(path, value)}, f"{sweep.place(part, path)}: {which}{path}")
    return scenario


def _fingerprint(sweep: Sweep, paths: Sequence[str], entries: Sequence[Entry], simulator: Simulate) -> str:
    """Return the identity of a sweep: its points in their order, by what they compute whatever the seed."""
    content: dict[str, Any] = {
        "design": sweep.file.design.model_dump(mode="json"),
        "reference": {path: str(value) for path, value in sweep.file.reference.items()},
        "what_if": {path: str(value) for path, value in sweep.file.what_if.items()},
        "paths": list(paths),
        "base": point_key(sweep.base, 0, simulator),
        "points": [[str(value) for value in entry.settings] for entry in entries],
    }
    return sweep_fingerprint(content)
