"""What an outcome is: one number of ``summary.json``, declared once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

AGGREGATIONS: Final = frozenset({"ratio of sums", "mean", "pooled sample", "paired persons", "decomposition", "test"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """One number of ``summary.json``.

    Attributes
    ----------
    name : str
        Key in ``summary.json``.
    unit : str
        ``1`` for shares, ratios and relative changes.
    meaning : str
        One sentence; the estimator with its equation is in docs/claims.md.
    aggregation : str
        How replications become one number: ``ratio of sums`` (sums pooled over replications, then the ratio; jackknife
        error), ``mean`` over replications, ``pooled sample`` (individuals of all replications as one sample; jackknife
        error), ``paired persons`` (the same people in twin worlds), ``decomposition`` (of pooled sums; jackknife
        error), ``test`` (a p-value, without an error).
    source_table : str
        Recorded table it is formed from.

    Raises
    ------
    ValueError
        If the aggregation is not one of those, or a text is empty.
    """

    name: str
    unit: str
    meaning: str
    aggregation: str
    source_table: str

    def __post_init__(self) -> None:
        if self.aggregation not in AGGREGATIONS:
            raise ValueError(
                f"outcome {self.name}: aggregation {self.aggregation!r} is not one of {sorted(AGGREGATIONS)}"
            )
        if not (self.name and self.unit and self.meaning and self.source_table):
            raise ValueError(f"outcome {self.name!r} lacks a unit, a meaning or a source table")
