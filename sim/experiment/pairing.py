"""Which scenarios can be compared under the same luck, and in what they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sim.parameters.errors import InputError
from sim.parameters.resolve import apply_overrides
from sim.parameters.scenario import Scenario

Difference = tuple[str, str, str]
"""Path of a parameter, its value in the reference, its value in the other scenario."""

MUST_AGREE: Final[Mapping[str, str]] = {
    "horizon.start": "weeks must be the same weeks",
    "horizon.weeks": "weeks must be the same weeks",
    "horizon.warm_up_weeks": "luck is counted from the first week of the warm-up",
    "population.n_freelancers": "people are compared one by one",
    "population.platform_freelancers": "both must be samples of the same platform",
    "record.people_share": "both must record the same people",
}
"""Parameters without which two worlds do not pair, and why."""

WEAKENS: Final[Mapping[str, str]] = {
    "population.clients_per_freelancer": "Clients that exist in one world alone pair with nobody.",
    "replication.n_twins": "Causal effects of adoption are compared over those twin worlds that both have.",
    "replication.twin_withheld_share": "Twin worlds withhold AI from different shares of people.",
}
"""Parameters that may differ, with what to mind."""

_LABELS: Final = ("name", "description", "engine", "replication.n_replications")
"""What changes no number, or is made equal before a comparison."""


def with_replications(scenarios: Sequence[Scenario], replications: int | None) -> list[Scenario]:
    """Return the scenarios with the number of replications asked for, or that of the first.

    Raises
    ------
    InputError
        If that number is not allowed.
    """
    if not scenarios:
        return []
    number = scenarios[0].replication.n_replications if replications is None else replications
    return [apply_overrides(scenario, {"replication.n_replications": number}) for scenario in scenarios]


def refuse_what_does_not_pair(scenarios: Sequence[Scenario]) -> None:
    """Make sure that all scenarios can be compared with the first.

    Raises
    ------
    InputError
        If there are fewer than two, two have the same name, one is the same as the reference, or a parameter differs
        that breaks the pairing; one line names all of them.
    """
    if len(scenarios) < 2:
        raise InputError(f"compare: needs two scenarios or more, the first being the reference; got {len(scenarios)}")
    names = [scenario.name for scenario in scenarios]
    for name in names:
        if names.count(name) > 1:
            raise InputError(f"name: {names.count(name)} of the scenarios are called {name!r}; give each its own name")
    reference = scenarios[0]
    for place, other in enumerate(scenarios[1:], start=1):
        for earlier in scenarios[:place]:
            if not differences(earlier, other):
                raise InputError(f"{other.name}: is the same scenario as {earlier.name}: no parameter differs")
        found = {path: (here, there) for path, here, there in differences(reference, other) if path in MUST_AGREE}
        if found:
            said = "; ".join(
                f"{path} is {there}, not {here} ({MUST_AGREE[path]})" for path, (here, there) in found.items()
            )
            raise InputError(f"{other.name}: cannot be paired with {reference.name}: {said}")


def differences(reference: Scenario, other: Scenario) -> list[Difference]:
    """Return the parameters in which two scenarios differ, in order of declaration; labels are left out."""
    here, there = (_flat(scenario.model_dump(mode="json")) for scenario in (reference, other))
    return [
        (path, _said(here.get(path)), _said(there.get(path)))
        for path in dict.fromkeys([*here, *there])
        if path not in _LABELS and here.get(path) != there.get(path)
    ]


def notes_on(found: Sequence[Difference]) -> list[str]:
    """Return what to mind about differences that weaken a comparison."""
    return [WEAKENS[path] for path, here, there in found if path in WEAKENS and "0" not in {here, there}]


def _flat(values: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    """Return nested groups as one mapping of dotted paths."""
    out: dict[str, Any] = {}
    for name, value in values.items():
        out |= _flat(value, f"{above}{name}.") if isinstance(value, Mapping) else {f"{above}{name}": value}
    return out


def _said(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    return str(value)
