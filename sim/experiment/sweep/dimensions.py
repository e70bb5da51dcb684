"""The design of a sweep: ranges as they were written become dimensions, dimensions become points."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sim.experiment.design.design import Design, Floats, grid, listed, one_at_a_time, sampled
from sim.experiment.design.dimension import Dimension, Kind, Setting
from sim.experiment.design.sampling import latin_hypercube, morris, saltelli, sobol
from sim.experiment.sweep.reading import ROWS, Sweep
from sim.experiment.sweep.sweep_file import LEVELS, DesignSpec, Range
from sim.parameters.errors import ScenarioValueError
from sim.parameters.scenario import Scenario
from sim.parameters.yaml_reader import kind_of

_KINDS: Final[Mapping[type, Kind]] = {float: "real", int: "whole", date: "date"}
_EXPECTED: Final = {"real": "a number", "whole": "a whole number", "date": "a date written as YYYY-MM-DD"}


def kind_of_parameter(path: str) -> Kind:
    """Return of which kind a parameter is."""
    return _KINDS.get(type(ROWS[path].default), "choice")


def value_at(scenario: Scenario, path: str) -> Setting:
    """Return the value of a parameter in a scenario."""
    found: Any = scenario
    for name in path.split("."):
        found = getattr(found, name)
    setting: Setting = found
    return setting


def typed(path: str, written: Setting) -> Setting:
    """Return a value as the parameter holds it: dates from their text, whole numbers as real ones where it is real."""
    kind = kind_of_parameter(path)
    if kind == "real" and isinstance(written, int) and not isinstance(written, bool):
        return float(written)
    if kind == "date" and isinstance(written, str):
        try:
            return date.fromisoformat(written)
        except ValueError:
            return written  # refused when the scenario is made, in its words
    return written


def design_of(sweep: Sweep, seed: int) -> Design:
    """Return the points of a sweep.

    Parameters
    ----------
    sweep : Sweep
    seed : int
        Of the sweep; samplers follow it.

    Raises
    ------
    ScenarioValueError
        If a range does not suit its parameter.
    """
    spec = sweep.file.design
    if spec.kind == "list":
        paths = tuple(spec.points[0])
        return listed(paths, [tuple(typed(path, point[path]) for path in paths) for point in spec.points])
    dimensions = [_dimension(sweep, path, one) for path, one in spec.parameters.items()]
    if spec.kind == "grid":
        return grid(dimensions)
    if spec.kind == "one_at_a_time":
        return one_at_a_time(dimensions, [value_at(sweep.base, one.path) for one in dimensions])
    return sampled(spec.kind, dimensions, _unit(spec, len(dimensions), seed))


def _unit(spec: DesignSpec, k: int, seed: int) -> Floats:
    """Return the points of a sampled design in the unit cube."""
    n = spec.n or 0
    if spec.kind == "latin_hypercube":
        return latin_hypercube(k, n, seed)
    if spec.kind == "sobol":
        return sobol(k, n, seed)
    if spec.kind == "morris":
        return morris(k, spec.trajectories or 0, spec.levels, seed)
    return saltelli(k, n, seed, second_order=spec.calc_second_order)


def _dimension(sweep: Sweep, path: str, one: Range) -> Dimension:
    """Return a range as a dimension.

    Raises
    ------
    ScenarioValueError
        If its ends are of another kind than the parameter, or not in order.
    """
    where, kind = sweep.place("design.parameters", path), kind_of_parameter(path)
    if one.values:
        return Dimension(path, kind, tuple(typed(path, value) for value in one.values))
    if kind == "choice":
        raise ScenarioValueError(f"{where}: a parameter that is a choice needs `values: [...]`, not a range")
    low, high = (
        _end(where, "low", kind, typed(path, one.low or 0)),
        _end(where, "high", kind, typed(path, one.high or 0)),
    )
    if not low < high:
        raise ScenarioValueError(f"{where}: low is not below high")
    if one.scale == "log" and (kind == "date" or low <= 0.0):
        raise ScenarioValueError(f"{where}: a log scale needs numbers above 0")
    return Dimension(path, kind, (), low, high, one.scale == "log", one.n or LEVELS)


def _end(where: str, name: str, kind: Kind, value: Setting) -> float:
    """Return an end of a range as a number, days as ordinals.

    Raises
    ------
    ScenarioValueError
        If it is of another kind than the parameter.
    """
    if kind == "date" and isinstance(value, date):
        return float(value.toordinal())
    fits = isinstance(value, int | float) and not isinstance(value, bool) and (kind == "real" or isinstance(value, int))
    if kind == "date" or not fits:
        raise ScenarioValueError(f"{where}.{name}: expected {_EXPECTED[kind]}, got {kind_of(value)}")
    return float(value)  # type: ignore[arg-type]
