"""What can be written in a sweep file: a scenario, a design over its parameters, and what points are compared with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, Literal, Self

from pydantic import model_validator

from sim.parameters.declaration import Group, parameter

Setting = bool | int | float | date | str
Number = int | float | date | str
Kind = Literal["grid", "list", "one_at_a_time", "latin_hypercube", "sobol", "morris", "saltelli"]
LEVELS: Final = 2
"""Levels of a range one at a time, where the file says nothing: its two ends."""


class Range(Group):
    """The values of one parameter: listed, or from low to high."""

    values: tuple[Setting, ...] = parameter(
        (), unit="as the parameter", meaning="Values, one by one.", source="design", role="run"
    )
    low: Number | None = parameter(
        None, unit="as the parameter", meaning="Lowest value of a range.", source="design", role="run"
    )
    high: Number | None = parameter(
        None, unit="as the parameter", meaning="Highest value of a range.", source="design", role="run"
    )
    scale: Literal["linear", "log"] = parameter(
        "linear", unit="mode", meaning="Equal steps, or equal ratios.", source="design", role="run"
    )
    n: int | None = parameter(
        None,
        unit="levels",
        low=2,
        high=1000,
        meaning="Levels of a range in a grid or one at a time.",
        source="design",
        role="run",
    )

    @model_validator(mode="after")
    def _values_or_range(self) -> Self:
        """Either values or a range.

        Raises
        ------
        ValueError
            If both, neither or half of a range is given.
        """
        if self.values and (self.low is not None or self.high is not None or self.n is not None):
            raise ValueError("expected `values`, or `low` and `high`, not both")
        if not self.values and (self.low is None or self.high is None):
            raise ValueError("expected `values: [...]`, or `low` and `high`")
        return self


class DesignSpec(Group):
    """Which points: the kind of design and the parameters it varies."""

    kind: Kind = parameter("grid", unit="mode", meaning="How points are chosen.", source="design", role="run")
    parameters: dict[str, Range] = parameter(
        {}, unit="group", meaning="Values or range of each parameter, by its dotted path.", source="design", role="run"
    )
    points: tuple[dict[str, Setting], ...] = parameter(
        (), unit="list", meaning="Points of a `list`, each with a value for every path.", source="design", role="run"
    )
    n: int | None = parameter(
        None,
        unit="points",
        low=2,
        high=1_000_000,
        meaning="Points (Latin hypercube, Sobol'), or base samples (Saltelli).",
        source="design",
        role="run",
    )
    trajectories: int | None = parameter(
        None, unit="trajectories", low=2, high=100_000, meaning="Of a Morris design.", source="design", role="run"
    )
    levels: int = parameter(
        4, unit="levels", low=4, high=100, meaning="Of the grid of a Morris design; even.", source="design", role="run"
    )
    calc_second_order: bool = parameter(
        False,  # noqa: FBT003 - a default
        unit="1",
        meaning="Whether Saltelli's design allows indices of pairs.",
        source="design",
        role="run",
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        """What the kind of design needs is there, and nothing that it would ignore.

        Raises
        ------
        ValueError
            If it is not.
        """
        needed = {name for name in _NEEDS[self.kind] if not getattr(self, name)}
        if needed:
            raise ValueError(f"a design of kind {self.kind} needs {' and '.join(sorted(needed))}")
        ignored = {
            name for name in _OPTIONS if name in self.model_fields_set - {*_NEEDS[self.kind], *_TAKES[self.kind]}
        }
        if ignored:
            raise ValueError(f"a design of kind {self.kind} does not use {' and '.join(sorted(ignored))}")
        check = _CHECKS.get(self.kind)
        if check is not None:
            check(self)
        return self


class SweepFile(Group):
    """A sweep: one scenario at many points of its parameters, the same luck at every point."""

    name: str = parameter(
        "unnamed", unit="text", meaning="Name of the sweep, and of its folder.", source="run", role="run"
    )
    description: str = parameter("", unit="text", meaning="The question it asks.", source="run", role="run")
    scenario: str = parameter(
        "", unit="file", meaning="Scenario that is varied, relative to this file.", source="run", role="run"
    )
    set: dict[str, Setting] = parameter(
        {}, unit="group", meaning="Parameters changed at every point, by dotted path.", source="run", role="run"
    )
    replications: int | None = parameter(
        None,
        unit="runs",
        low=1,
        high=100_000,
        meaning="Replications of each point; by default as the scenario says.",
        source="run",
        role="run",
    )
    design: DesignSpec = DesignSpec.model_construct()
    reference: dict[str, Setting] = parameter(
        {}, unit="group", meaning="A point that all others are compared with.", source="run", role="run"
    )
    what_if: dict[str, Setting] = parameter(
        {}, unit="group", meaning="Every point is run with and without this change.", source="run", role="run"
    )

    @model_validator(mode="after")
    def _one_comparison(self) -> Self:
        """A scenario, and at most one kind of comparison.

        Raises
        ------
        ValueError
            If there is no scenario, or both a reference and a what-if.
        """
        if not self.scenario:
            raise ValueError("a sweep needs `scenario: FILE.yaml` and a `design`")
        if self.reference and self.what_if:
            raise ValueError("give `reference` or `what_if`, not both: an effect is against one of them")
        return self


_OPTIONS: Final = ("parameters", "points", "n", "trajectories", "levels", "calc_second_order")
_NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "grid": ("parameters",),
    "list": ("points",),
    "one_at_a_time": ("parameters",),
    "latin_hypercube": ("parameters", "n"),
    "sobol": ("parameters", "n"),
    "morris": ("parameters", "trajectories"),
    "saltelli": ("parameters", "n"),
}
_TAKES: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(_NEEDS, ()),
    "morris": ("levels",),
    "saltelli": ("calc_second_order",),
}


def _levels_given(spec: DesignSpec) -> None:
    """Raise unless every range of a grid says how many levels it has.

    Raises
    ------
    ValueError
        If one does not.
    """
    without = [path for path, one in spec.parameters.items() if not one.values and one.n is None]
    if without:
        raise ValueError(f"in a grid a range needs `n`: {', '.join(without)}")


def _same_paths(spec: DesignSpec) -> None:
    """Raise unless all points of a list name the same parameters.

    Raises
    ------
    ValueError
        If one differs from the first.
    """
    first = set(spec.points[0])
    for number, point in enumerate(spec.points):
        if set(point) != first or not first:
            differ = ", ".join(sorted(set(point) ^ first)) or "no parameter"
            raise ValueError(f"point {number} names other parameters than point 0: {differ}")


def _power_of_two(spec: DesignSpec) -> None:
    """Raise unless the size keeps a Sobol' sequence balanced.

    Raises
    ------
    ValueError
        If it is not a power of two.
    """
    n = spec.n or 0
    if n & (n - 1):
        below = 1 << (n.bit_length() - 1)
        raise ValueError(
            f"n: {n} is not a power of two, which keeps a Sobol' sequence balanced; write {below} or {2 * below}"
        )


def _even_levels(spec: DesignSpec) -> None:
    """Raise unless the levels of a Morris design are even.

    Raises
    ------
    ValueError
        If they are not.
    """
    if spec.levels % 2:
        raise ValueError(f"levels: {spec.levels} is not even")


_CHECKS: Final[Mapping[str, Callable[[DesignSpec], None]]] = {
    "grid": _levels_given,
    "list": _same_paths,
    "sobol": _power_of_two,
    "saltelli": _power_of_two,
    "morris": _even_levels,
}
