"""What is measured on a point of an ablation, and on an entry: with AI, and in the same market without AI."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.analysis.checks import Check
from sim.analysis.estimate import Estimate


@dataclass(frozen=True, slots=True)
class Measured:
    """Rows, verdicts and outcomes of one market.

    Attributes
    ----------
    rows : sequence of (str, Check)
        ``target`` or ``validation``, and the row.
    claims : mapping of str to str
        Verdict of each claim.
    outcomes : mapping of str to Estimate
        Every outcome of the catalogue.
    """

    rows: Sequence[tuple[str, Check]]
    claims: Mapping[str, str]
    outcomes: Mapping[str, Estimate]


@dataclass(frozen=True, slots=True)
class Entry:
    """The baseline, a mechanism switched off, or a variant, as it was measured.

    Attributes
    ----------
    name : str
    kind : {"baseline", "mechanism", "variant"}
    says : str
    with_ai : Measured
    without_ai : mapping of str to Estimate
        Outcomes of the same market without AI.
    """

    name: str
    kind: str
    says: str
    with_ai: Measured
    without_ai: Mapping[str, Estimate]
